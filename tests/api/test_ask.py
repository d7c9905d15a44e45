"""POST /v1/ask on a real server: the contract of the answer, whole and as events."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from index.library import Library

FIELDS = {
    "id", "question", "status", "answer", "citations", "scope", "nearest", "mode", "model", "generation", "timings_ms",
    "rewritten_question", "confidence", "compared",
}  # fmt: skip
CITATION_FIELDS = {
    "marker", "passage_id", "document_id", "source", "title", "department", "date", "section", "page", "page_label",
    "quote", "start", "end", "cell",
}  # fmt: skip
OF_ONE_RUN = {"id", "timings_ms"}  # differ from one ask to the next


def ask(client: httpx.Client, question: str, **fields: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json={"question": question, **fields})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def streamed(client: httpx.Client, question: str) -> list[tuple[str, Any]]:
    """The events of an ask in order."""
    response = client.post("/v1/ask", json={"question": question}, headers={"Accept": "text/event-stream"})
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == "text/event-stream"
    events = []
    for block in response.text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        events.append((lines["event"], json.loads(lines["data"])))
    return events


def test_an_answer_has_exactly_the_fields_of_the_contract(client: httpx.Client, answered_question: str) -> None:
    answer = ask(client, answered_question)
    assert set(answer) == FIELDS
    assert answer["question"] == answered_question
    assert answer["status"] == "answered"
    assert set(answer["scope"]) == {"years", "departments", "kinds", "document_ids", "loosened"}
    assert answer["timings_ms"]["total"] >= 0


def test_what_the_question_names_but_does_not_mean_can_be_ignored(client: httpx.Client) -> None:
    question = "2024년 시장비서실의 별정직 정원은 몇 명인가요?"
    assert ask(client, question)["scope"]["years"] == [2024]
    wide = ask(client, question, ignored={"years": [2024]})
    assert wide["scope"]["years"] == []
    assert wide["scope"]["departments"] == ["시장비서실"]
    refused = client.post("/v1/ask", json={"question": question, "ignored": {"years": ["작년"]}})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_follow_up_tells_how_it_was_understood(client: httpx.Client, answered_question: str) -> None:
    assert ask(client, answered_question)["rewritten_question"] == ""
    before = [{"question": "2024년 시장비서실 정원은 몇 명인가요?", "answer": ""}]
    followed = ask(client, "현원은요?", conversation=before)
    assert "시장비서실" in followed["rewritten_question"]
    assert followed["question"] == "현원은요?"


def test_every_citation_quotes_the_text_of_its_document_verbatim(client: httpx.Client, answered_question: str) -> None:
    answer = ask(client, answered_question)
    assert answer["citations"]
    for citation in answer["citations"]:
        assert set(citation) == CITATION_FIELDS
        text = client.get(f"/v1/documents/{citation['document_id']}/text").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert f"[{citation['marker']}]" in answer["answer"]


def test_a_citation_of_a_table_names_row_column_and_unit_of_the_cell(
    client: httpx.Client, answered_question: str
) -> None:
    cells = [citation["cell"] for citation in ask(client, answered_question)["citations"]]
    assert any(cells)
    assert all(cell is None or set(cell) == {"row", "column", "unit"} for cell in cells)


def test_the_streams_answer_equals_the_plain_one(client: httpx.Client, answered_question: str) -> None:
    events = streamed(client, answered_question)
    names = [name for name, _ in events]
    assert names[0] == "scope"
    assert names[1] == "evidence"
    assert names[-2:] == ["answer", "done"]
    assert set(names[2:-2]) == {"token"}
    answer = dict(events)["answer"]
    plain = ask(client, answered_question)
    for field in FIELDS - OF_ONE_RUN:
        assert answer[field] == plain[field], field
    assert dict(events)["scope"] == plain["scope"]
    assert dict(events)["evidence"]["citations"] == plain["citations"]
    assert "".join(value["text"] for name, value in events if name == "token") == plain["answer"]


def test_a_filter_limits_what_is_cited(client: httpx.Client) -> None:
    documents = client.get("/v1/documents").json()["documents"]
    for document in documents[:3]:
        answer = ask(client, "주요 업무는 무엇인가요?", filters={"document_ids": [document["document_id"]]})
        assert {citation["document_id"] for citation in answer["citations"]} <= {document["document_id"]}


def test_no_more_citations_come_than_asked_for(client: httpx.Client) -> None:
    assert len(ask(client, "주요 사업을 모두 알려 주세요.", max_citations=1)["citations"]) <= 1


def test_a_question_about_something_else_is_not_answered_and_says_where_to_look(client: httpx.Client) -> None:
    answer = ask(client, "김치찌개 끓이는 법을 알려 주세요")
    assert answer["status"].startswith("unanswerable_")
    assert answer["citations"] == []
    assert answer["answer"]
    assert all(
        set(near) == {"document_id", "title", "department", "date", "section", "passage_id"}
        for near in answer["nearest"]
    )


def test_the_generation_is_the_one_that_search_used(client: httpx.Client, library: Library) -> None:
    assert ask(client, "정원은 몇 명인가요?")["generation"] == library.searcher.generation


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": " \n\t "}, "question"),
        ({"question": "가" * 2001}, "question"),
        ({"question": "가" * 100_000}, "question"),
        ({"question": 7}, "question"),
        ({"question": "가", "max_citations": 0}, "max_citations"),
        ({"question": "가", "max_citations": 11}, "max_citations"),
        ({"question": "가", "mode": "creative"}, "mode"),
        ({"question": "가", "filters": {"years": ["작년"]}}, "filters.years.0"),
        ({"question": "가", "filters": {"year": [2024]}}, "filters.year"),
        ({"question": "가", "conversation": [{"question": "나", "answer": "다" * 8001}]}, "conversation.0.answer"),
        ({"question": "가", "temperature": 1}, "temperature"),
    ],
)
def test_a_request_that_does_not_fit_is_a_problem_that_names_the_field(
    client: httpx.Client, body: dict[str, Any], field: str
) -> None:
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == "urn:problem-type:council-qa:invalid-request"
    assert [error["field"] for error in problem["errors"]] == [field]
    assert problem["detail"].startswith(field)
    assert "가가가" not in response.text, "what was sent is not sent back"


def test_a_question_of_exactly_the_limit_is_taken_white_space_around_it_not_counted(client: httpx.Client) -> None:
    assert ask(client, " " + "가" * 2000 + " ")["question"] == "가" * 2000


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b"[1]", b'"text"'])
def test_a_body_that_is_no_object_is_a_problem(client: httpx.Client, body: bytes) -> None:
    response = client.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


def test_a_form_from_another_web_page_is_not_read_as_a_question(client: httpx.Client) -> None:
    body = json.dumps({"question": "정원은 몇 명인가요?"}).encode()
    response = client.post("/v1/ask", content=body, headers={"Content-Type": "text/plain"})
    assert response.status_code == 422
    assert response.json()["type"] == "urn:problem-type:council-qa:invalid-request"


def test_questions_at_the_same_time_get_their_own_answers(server_url: str, answered_question: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    questions = [answered_question, "시장비서실의 주요 업무는 무엇인가요?", "김치찌개 끓이는 법을 알려 주세요"] * 4
    with httpx.Client(base_url=server_url, timeout=60) as client:
        alone = {question: ask(client, question)["answer"] for question in set(questions)}
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(lambda question: ask(client, question), questions))
    assert [answer["question"] for answer in together] == questions
    assert all(answer["answer"] == alone[answer["question"]] for answer in together)
