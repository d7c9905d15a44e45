"""The desk: so many at a time, so many in line, everybody else refused at once; nobody works for those who left."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.desk import Desk, DeskClosed, DeskFull
from api.errors import Kind
from index.hits import Hit
from index.library import Library
from qa.answer import Answer, Question
from qa.assistant import Assistant
from qa.settings import load_settings
from tests.serving import serving

WAIT_S = 20


class Gated:
    """The real assistant behind a gate: its questions begin, and go on once the gate is open."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.gate = threading.Event()
        self.begun: list[str] = []
        self.ended: list[str] = []

    def ask(self, question: Question) -> Answer:
        self.begun.append(question.text)
        assert self.gate.wait(WAIT_S)
        answer = self._assistant.ask(question)
        self.ended.append(question.text)
        return answer

    def search(self, *query: Any) -> list[Hit]:
        return self._assistant.search(*query)

    def stream(self, question: Question) -> Iterator[tuple[str, Any]]:
        self.begun.append(question.text)
        for event in self._assistant.stream(question):
            yield event
            assert self.gate.wait(WAIT_S)
        self.ended.append(question.text)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < deadline, "what was waited for did not come about"
        time.sleep(0.005)


@pytest.fixture
def gated(assistant: Assistant) -> Iterator[Gated]:
    behind = Gated(assistant)
    yield behind
    behind.gate.set()


@contextmanager
def served(gated: Gated, library: Library, **server: Any) -> Iterator[tuple[str, Desk]]:
    """A server with one worker and room for one that waits."""
    settings = load_settings(server={"workers": 1, "max_waiting": 1, **server})
    app = create_app(gated, library, settings)  # type: ignore[arg-type]
    with serving(app) as url:
        yield url, app.state.desk
        gated.gate.set()


def sent(url: str, question: str, accept: str = "application/json") -> socket.socket:
    """A connection on which a question was asked and nothing read."""
    host, port = url.removeprefix("http://").split(":")
    body = json.dumps({"question": question}).encode()
    connection = socket.create_connection((host, int(port)), timeout=WAIT_S)
    head = f"POST /v1/ask HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\nContent-Type: application/json\r\n"
    connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return connection


def status_line(connection: socket.socket) -> bytes:
    return connection.recv(64).split(b"\r\n")[0]


def test_when_the_line_is_full_a_question_is_refused_at_once_and_the_others_are_answered(
    gated: Gated, library: Library
) -> None:
    with served(gated, library) as (url, desk):
        first = sent(url, "첫 질문")
        until(lambda: gated.begun == ["첫 질문"])
        second = sent(url, "둘째 질문")
        until(lambda: desk.taken == 2)
        for accept in ("application/json", "text/event-stream"):
            refused = httpx.post(f"{url}/v1/ask", json={"question": "셋째"}, headers={"Accept": accept}, timeout=WAIT_S)
            assert refused.status_code == 503
            assert refused.json()["type"] == Kind.OVERLOADED.type
            assert int(refused.headers["retry-after"]) >= 1
        assert httpx.post(f"{url}/v1/search", json={"query": "정원"}, timeout=WAIT_S).status_code == 503
        assert httpx.get(f"{url}/healthz", timeout=WAIT_S).status_code == 200, "whoever watches the server is answered"
        assert httpx.get(f"{url}/v1/documents", timeout=WAIT_S).status_code == 200, "and so is who only reads"
        gated.gate.set()
        with first, second:
            assert status_line(first) == status_line(second) == b"HTTP/1.1 200 OK"
        assert gated.begun == ["첫 질문", "둘째 질문"]
        assert httpx.post(f"{url}/v1/ask", json={"question": "정원은?"}, timeout=WAIT_S).status_code == 200


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_nobody_works_on_a_question_whose_client_left_the_line(gated: Gated, library: Library, accept: str) -> None:
    with served(gated, library) as (url, desk):
        with sent(url, "첫 질문"):
            until(lambda: gated.begun == ["첫 질문"])
            with sent(url, "둘째 질문", accept):
                until(lambda: desk.taken == 2)
            until(lambda: desk.taken == 1)
            gated.gate.set()
            until(lambda: desk.taken == 0)
        assert httpx.post(f"{url}/v1/ask", json={"question": "셋째 질문"}, timeout=WAIT_S).status_code == 200
    assert gated.begun == ["첫 질문", "셋째 질문"]


def test_a_stream_stops_when_its_client_leaves(gated: Gated, library: Library) -> None:
    with served(gated, library) as (url, desk):
        with sent(url, "정원은 몇 명인가요?", "text/event-stream") as connection:
            assert status_line(connection) == b"HTTP/1.1 200 OK"
            until(lambda: gated.begun == ["정원은 몇 명인가요?"])
        left_at = httpx.get(f"{url}/healthz", timeout=WAIT_S)  # a round through the event loop
        assert left_at.status_code == 200
        until(lambda: 'route="/v1/ask"' in httpx.get(f"{url}/metrics", timeout=WAIT_S).text)
        gated.gate.set()
        until(lambda: desk.taken == 0)
    assert gated.ended == []


def test_a_closing_desk_finishes_what_was_begun_and_refuses_the_rest(gated: Gated, library: Library) -> None:
    with served(gated, library) as (url, desk), sent(url, "첫 질문") as first:
        until(lambda: gated.begun == ["첫 질문"])
        with sent(url, "둘째 질문") as second:
            until(lambda: desk.taken == 2)
            desk.close()
            assert status_line(second).split()[1] == b"503", "who waits hears at once that it is no use"
        refused = httpx.post(f"{url}/v1/ask", json={"question": "셋째"}, timeout=WAIT_S)
        assert (refused.status_code, "닫는 중" in refused.json()["detail"]) == (503, True)
        gated.gate.set()
        assert status_line(first) == b"HTTP/1.1 200 OK"
    assert gated.ended == ["첫 질문"]


def test_threads_that_may_wait_get_the_same_and_are_refused_the_same() -> None:
    desk = Desk(workers=1, max_waiting=0)
    assert desk.run_blocking(max, 3, 5) == 5
    until(lambda: desk.taken == 0)
    assert list(desk.stream_blocking(iter("abc"))) == ["a", "b", "c"]
    until(lambda: desk.taken == 0)
    gate = threading.Event()
    waiting = desk.stream_blocking(iter(gate.wait, None))
    with pytest.raises(DeskFull):
        desk.run_blocking(max, 3, 5)
    gate.set()
    next(waiting)
    del waiting  # as Gradio forgets the generator of a page that was closed
    gc.collect()
    until(lambda: desk.taken == 0)
    desk.close()
    with pytest.raises(DeskClosed):
        desk.run_blocking(max, 3, 5)


def test_an_error_of_the_work_comes_to_who_asked_for_it() -> None:
    def broken() -> Iterator[str]:
        yield "정원은"
        raise ValueError("no more")

    async def streamed(desk: Desk) -> list[str]:
        return [event async for event in desk.stream(broken())]

    desk = Desk(workers=1, max_waiting=1)
    with pytest.raises(ValueError, match="no more"):
        list(desk.stream_blocking(broken()))
    with pytest.raises(ValueError, match="no more"):
        asyncio.run(streamed(desk))
    with pytest.raises(ZeroDivisionError):
        asyncio.run(desk.run(divmod, 1, 0))
    desk.close()


def test_a_cancelled_caller_leaves_the_line() -> None:
    async def leave(desk: Desk, gate: threading.Event) -> None:
        working = asyncio.ensure_future(desk.run(gate.wait, WAIT_S))
        waiting = asyncio.ensure_future(desk.run(max, 3, 5))
        await asyncio.sleep(0)
        assert desk.taken == 2
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()
        assert desk.taken == 1
        gate.set()
        assert await working

    desk = Desk(workers=1, max_waiting=1)
    asyncio.run(leave(desk, threading.Event()))
    desk.close()


def test_an_answer_may_take_longer_than_the_body_of_its_question(gated: Gated, library: Library) -> None:
    with served(gated, library, body_timeout_s=1.0) as (url, _), sent(url, "첫 질문") as first:
        until(lambda: gated.begun == ["첫 질문"])
        time.sleep(1.5)
        gated.gate.set()
        assert status_line(first) == b"HTTP/1.1 200 OK"
