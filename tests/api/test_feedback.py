"""Feedback: kept by the API, read by staff, exported as test questions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from evals.dataset import check_evidence, load_questions
from evals.metrics import answer_matches
from qa.answer import AnswerStatus
from qa.feedback import FILE
from tests.api.uploads import api_over, asked, text_report, uploaded
from ui.cli import run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback-home")


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx.Client]:
    with api_over(home) as opened:
        uploaded(opened, ("소방.txt", text_report("소방", "소방 인력은 317명임", "소방서장 : 김한별")))
        yield opened


def rated(client: httpx.Client, answer: dict[str, Any], rating: str, **more: str) -> dict[str, Any]:
    body = {name: answer[name] for name in ("question", "answer", "status", "citations", "generation")}
    response = client.post("/v1/feedback", json=body | {"answer_id": answer["id"], "rating": rating} | more)
    assert response.status_code == 201, response.text
    kept: dict[str, Any] = response.json()
    return kept


def test_feedback_is_kept_with_what_was_sent_and_read_a_page_at_a_time(client: httpx.Client) -> None:
    answer = asked(client, "소방 인력은 몇 명인가요?")
    first = rated(client, answer, "up", comment="잘 맞습니다")
    second = client.post("/v1/feedback", json={"question": "질문", "answer": "답", "rating": "down"}).json()
    page = client.get("/v1/feedback", params={"limit": 1, "after": first["id"] - 1}).json()
    assert page == {"feedback": [first], "next": first["id"]}
    assert client.get("/v1/feedback", params={"after": page["next"]}).json()["feedback"][0] == second
    assert first["citations"][0]["quote"] == answer["citations"][0]["quote"]
    assert (first["generation"], first["comment"]) == (answer["generation"], "잘 맞습니다")
    assert second in client.get("/v1/feedback", params={"rating": "down"}).json()["feedback"]
    assert first not in client.get("/v1/feedback", params={"rating": "down"}).json()["feedback"]


def test_a_second_word_on_an_answer_takes_the_place_of_the_first(client: httpx.Client) -> None:
    answer = asked(client, "소방서장은 누구인가요?")
    first = rated(client, answer, "up")
    second = rated(client, answer, "down", reason="틀린 답")
    assert second["id"] == first["id"]
    listed = client.get("/v1/feedback").json()["feedback"]
    assert [kept["rating"] for kept in listed if kept["answer_id"] == answer["id"]] == ["down"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rating": "maybe"},
        {"question": ""},
        {"question": "가" * 2001},
        {"comment": "가" * 2001},
        {"citations": [{"source": "a", "quote": "b"}] * 11},
        {"citations": [{"source": "a"}]},
        {"name": "홍길동"},
        {"status": "fine"},
    ],
)
def test_feedback_that_does_not_fit_is_a_problem(client: httpx.Client, wrong: dict[str, Any]) -> None:
    body = {"question": "질문", "answer": "답", "rating": "up"} | wrong
    response = client.post("/v1/feedback", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_exported_feedback_is_a_question_file_that_scores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("COUNCIL_QA_HOME", str(home))
    with api_over(home) as client:
        uploaded(client, ("소방.txt", text_report("소방", "소방 인력은 317명임", "소방서장 : 김한별")))
        right = asked(client, "소방 인력은 몇 명인가요?")
        named = asked(client, "소방서장은 누구인가요?")
        refused = asked(client, "화성 탐사 예산은 얼마인가요?")
        assert right["status"] == named["status"] == "answered"
        assert refused["status"] != "answered"
        for answer in (right, named, refused):
            rated(client, answer, "up")
        rated(
            client,
            right | {"id": "other", "question": "소방차는 몇 대인가요?"},
            "down",
            reason="틀린 답",
            comment="42대",
        )
        texts = {"소방.txt": client.get(f"/v1/documents/{right['citations'][0]['document_id']}/text").json()["text"]}
        assert run(["feedback", "export", "--out", "questions.jsonl"]) == 0, "also while the server runs"
    cases = {case.question: case for case in load_questions([Path("questions.jsonl")])}
    check_evidence(list(cases.values()), texts)
    assert set(cases) == {right["question"], named["question"], refused["question"]}, "a draft is no case yet"
    case = cases[right["question"]]
    assert case.must_include == ("317명",)
    assert answer_matches(right["answer"], case.must_include, case.answers)
    assert not answer_matches("소방 인력은 318명임", case.must_include, case.answers)
    assert answer_matches(named["answer"], cases[named["question"]].must_include)
    assert not cases[refused["question"]].answerable
    [draft] = [row for row in map(json.loads, Path("questions.jsonl").read_text("utf-8").splitlines()) if "todo" in row]
    assert draft["question"] == "소방차는 몇 대인가요?"
    assert draft["comment"] == "틀린 답: 42대"
    capsys.readouterr()
    assert run(["feedback", "export"]) == 0
    assert capsys.readouterr().out == Path("questions.jsonl").read_text("utf-8")


def test_a_follow_up_is_kept_as_typed_and_as_understood_and_exported_as_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNCIL_QA_HOME", str(tmp_path / "home"))
    with api_over(tmp_path / "home") as client:
        uploaded(client, ("소방.txt", text_report("소방", "소방 인력은 317명임", "소방서장 : 김한별")))
        first = asked(client, "소방 인력은 몇 명인가요?")
        body = {
            "question": "그럼 소방서장은?",
            "conversation": [{name: first[name] for name in ("question", "answer")}],
        }
        followed = client.post("/v1/ask", json=body).json()
        understood = followed["rewritten_question"]
        assert followed["status"] == "answered"
        assert understood
        kept = rated(client, followed, "up", rewritten_question=understood)
        assert (kept["question"], kept["rewritten_question"]) == (body["question"], understood)
        rated(client, followed | {"id": "other", "question": "그건?"}, "down", rewritten_question="그건 언제인가요?")
    assert run(["feedback", "export"]) == 0
    right, draft = map(json.loads, capsys.readouterr().out.splitlines())
    assert right["question"] == understood
    assert (draft["question"], draft["asked"]) == ("그건 언제인가요?", "그건?")


def test_an_export_without_feedback_is_empty_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["feedback", "export"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "아직 의견이 없습니다" in err


def test_nothing_of_who_sent_it_is_kept(client: httpx.Client, home: Path) -> None:
    headers = {"User-Agent": "tell-tale-agent", "X-Request-ID": "tell-tale-id"}
    body = {"question": "질문", "answer": "답", "rating": "up"}
    assert client.post("/v1/feedback", json=body, headers=headers).status_code == 201
    with sqlite3.connect(home / FILE) as db:
        dump = "\n".join(db.iterdump())
    db.close()
    assert not any(told in dump for told in ("tell-tale", "203.0.113", "127.0.0.1"))
    assert AnswerStatus.ANSWERED.value in dump
