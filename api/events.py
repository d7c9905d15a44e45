"""An answer as server-sent events: scope, evidence, token …, answer, done."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from typing import Any

from fastapi.sse import format_sse_event

from api.desk import Desk
from api.errors import as_problem
from api.metrics import Metrics
from api.schemas import AskResponse, CitationOut, ScopeOut
from qa.answer import Answer, Question
from qa.assistant import Assistant

MEDIA_TYPE = "text/event-stream"


def wanted(accept: str) -> bool:
    """Whether an Accept header asks for events by name; `*/*` is content with plain JSON."""
    return any(part.split(";")[0].strip().lower() == MEDIA_TYPE for part in accept.split(","))


def events(
    desk: Desk,
    assistant: Assistant,
    question: Question,
    *,
    metrics: Metrics,
    record: Callable[[Answer], None],
    path: str,
    request_id: str,
) -> AsyncIterator[bytes]:
    """The wire form of `Assistant.stream`, worked on at the desk. Raises DeskFull and DeskClosed at once; an error
    half-way becomes an `error` event with the problem document.
    """
    arriving = desk.stream(_events(assistant, question, metrics, record))

    async def sent() -> AsyncIterator[bytes]:
        try:
            async with aclosing(arriving):
                async for event in arriving:
                    yield event
        except Exception as error:
            problem = as_problem(error, method="POST", request_id=request_id)
            yield _event("error", problem.document(instance=path, request_id=request_id).model_dump())
        yield _event("done", {})

    return sent()


def _events(
    assistant: Assistant, question: Question, metrics: Metrics, record: Callable[[Answer], None]
) -> Iterator[bytes]:
    for name, value in assistant.stream(question):
        if name == "answer":
            metrics.answer(value)
            record(value)
        yield _event(name, _payload(name, value))


def _payload(name: str, value: Any) -> Any:
    match name:
        case "scope":
            return ScopeOut.model_validate(value).model_dump()
        case "evidence":
            return {"citations": [CitationOut.model_validate(citation).model_dump() for citation in value]}
        case "token":
            return {"text": value}
        case "answer":
            return AskResponse.of(value).model_dump(mode="json")
    raise ValueError(f"no event is called {name!r}")


def _event(name: str, payload: Any) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(payload, ensure_ascii=False))
