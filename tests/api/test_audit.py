"""The audit log: who asked what and when, for how long it is kept, and that it never stands in anybody's way."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.audit import FOLDER
from api.keys import FILE, Keys
from api.roles import Role
from index.library import Library
from qa.assistant import Assistant
from qa.settings import load_settings
from tests.api.problems import LOOPBACK

STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The home of this test's keys and audit log; the reports are the session's."""
    return tmp_path / "home"


@pytest.fixture
def make(assistant: Assistant, library: Library, folder: Path) -> Any:
    """Makes a client of an app over the session's reports; arguments are settings of the audit log."""

    def client(**audit: Any) -> TestClient:
        app = create_app(assistant, library, load_settings(home=folder, audit=audit))
        return TestClient(app, base_url=LOOPBACK, client=("127.0.0.1", 50_000))

    return client


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    """What the log holds, the oldest first."""
    for path in sorted((folder / FOLDER).glob("*.jsonl")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("headers", [{}, STREAM], ids=["whole", "streamed"])
def test_a_line_tells_who_got_which_answer_from_which_reports(
    make: Any, folder: Path, answered_question: str, headers: dict[str, str]
) -> None:
    with closing(Keys(folder / FILE)) as keys:
        key, text = keys.create(Role.STAFF)
    headers = headers | {"Authorization": f"Bearer {text}", "X-Request-ID": "request-7"}
    with make() as client:
        answer = client.post("/v1/ask", json={"question": answered_question}, headers=headers)
    [line] = lines(folder)
    assert abs(datetime.fromisoformat(line.pop("time")) - datetime.now().astimezone()) < timedelta(minutes=1)
    assert line.pop("ms") > 0
    [document_id, *_] = line.pop("document_ids")
    assert document_id in answer.text
    assert line.pop("generation") in answer.text
    assert line == {
        "request_id": "request-7", "caller": key.id, "role": "staff", "address": "127.0.0.1", "route": "/v1/ask",
        "question": answered_question, "status": "answered",
    }  # fmt: skip
    assert text not in (folder / FOLDER / f"{date.today()}.jsonl").read_text(encoding="utf-8")


def test_without_keys_the_caller_is_this_computer_and_a_refusal_is_recorded_too(make: Any, folder: Path) -> None:
    with make() as client:
        status = client.post("/v1/ask", json={"question": "오늘 점심은 무엇인가요?"}).json()["status"]
        client.post("/v1/ask", json={"question": ""})
    [line] = lines(folder)
    assert (line["caller"], line["status"], line["document_ids"]) == ("local", status, [])


def test_the_question_is_left_out_where_the_setting_says_so(make: Any, folder: Path, answered_question: str) -> None:
    with make(question_text=False) as client:
        client.post("/v1/ask", json={"question": answered_question})
    [line] = lines(folder)
    assert line["question"] is None
    assert answered_question not in json.dumps(line, ensure_ascii=False)
    assert line["document_ids"]


def test_a_question_cannot_add_lines_of_its_own(make: Any, folder: Path) -> None:
    hostile = '정원은?\n{"caller": "local"}\u2028\x85\r\n끝'
    with make() as client:
        client.post("/v1/ask", json={"question": hostile})
        client.post("/v1/ask", content=b'{"question": "\\ud800 \\uc815\\uc6d0"}')  # half of a surrogate pair
    written = (folder / FOLDER / f"{date.today()}.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["caller"] for line in written] == ["local"] * len(written)
    assert json.loads(written[0])["question"] == hostile


def test_files_older_than_the_setting_says_are_deleted_and_nothing_else(make: Any, folder: Path) -> None:
    audit = folder / FOLDER
    audit.mkdir(parents=True)
    today = date.today()
    ages = {age: audit / f"{today - timedelta(days=age)}.jsonl" for age in (1, 6, 7, 400)}
    for path in (*ages.values(), audit / "메모.jsonl", audit / "2000-01-01.txt"):
        path.write_text("{}\n", encoding="utf-8")
    with make(days=7) as client:
        client.post("/v1/ask", json={"question": "정원은 몇 명인가요?"})
    kept = {path.name for path in audit.iterdir()}
    assert kept == {ages[1].name, ages[6].name, f"{today}.jsonl", "메모.jsonl", "2000-01-01.txt"}


def test_each_day_has_a_file_of_its_own(
    make: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, answered_question: str
) -> None:
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + timedelta(days=1)

    with make(days=1) as client:
        client.post("/v1/ask", json={"question": answered_question})
        first = {path.name for path in (folder / FOLDER).iterdir()}
        monkeypatch.setattr("api.audit.datetime", Tomorrow)
        client.post("/v1/ask", json={"question": answered_question})
    assert first == {f"{date.today()}.jsonl"}
    assert {path.name for path in (folder / FOLDER).iterdir()} == {f"{date.today() + timedelta(days=1)}.jsonl"}


def test_nothing_is_written_where_the_setting_says_no_days(make: Any, folder: Path) -> None:
    with make(days=0) as client:
        assert client.post("/v1/ask", json={"question": "정원은 몇 명인가요?"}).status_code == 200
    assert not (folder / FOLDER).exists()


@pytest.mark.parametrize("headers", [{}, STREAM], ids=["whole", "streamed"])
def test_a_folder_that_cannot_be_written_keeps_nobody_from_an_answer(
    make: Any, folder: Path, answered_question: str, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir()
    (folder / FOLDER).write_text("a file where the folder should be", encoding="utf-8")
    with make() as client, caplog.at_level(logging.ERROR):
        answer = client.post("/v1/ask", json={"question": answered_question}, headers=headers)
    assert answer.status_code == 200
    assert "answered" in answer.text
    assert "event: error" not in answer.text
    assert "audit log" in caplog.text, "whoever runs the server learns of it"


def test_the_log_is_for_its_owner_only(make: Any, folder: Path) -> None:
    with make() as client:
        client.post("/v1/ask", json={"question": "정원은 몇 명인가요?"})
    for path in (folder / FOLDER, *(folder / FOLDER).iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path
