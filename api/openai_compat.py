"""Answers as OpenAI's chat completions, whole or as chunks; the sources as footnotes and as data."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from api.errors import as_problem
from api.openai_errors import error_body
from api.openai_schemas import (
    MODEL,
    Annotation,
    ChatCompletion,
    ChatRequest,
    Choice,
    MessageOut,
    Told,
    UrlCitation,
    Usage,
)
from api.schemas import CitationOut
from qa.answer import Answer, Citation
from qa.sources import source_line

MARKER = re.compile(r"\[(\d+)\]")
# Clients show the text as Markdown: what a report holds must become no image, link or element there.
OF_MARKDOWN = re.compile(r"!(?=\[)|(?<=\])\(|<(?=[A-Za-z/!?])")

Asked = Iterator[tuple[str, Any]]  # the events of `Assistant.stream`


@dataclass(frozen=True)
class Asking:
    """A request on its way: what all forms of its answer share."""

    request: ChatRequest
    request_id: str
    passage_url: Callable[[str], str]  # of a passage id

    def completion(self, answer: Answer) -> ChatCompletion:
        """The answer whole."""
        content = "".join((_plain(answer.text), _footnotes(answer)))
        message = MessageOut(content=content, **dict(self._told(answer)))
        return ChatCompletion(
            id=self._id,
            created=int(time.time()),
            choices=[Choice(message=message)],
            usage=Usage.of(self.request, content),
        )

    def chunks(self, asked: Asked) -> Iterator[bytes]:
        """The answer in pieces; put together they are the whole one. An error half-way is told as a last event."""
        options = self.request.stream_options
        with_usage = bool(options and options.include_usage)
        head = {
            "id": self._id,
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": MODEL,
            **({"usage": None} if with_usage else {}),
        }

        def chunk(delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
            choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
            return _data({**head, "choices": [choice]})

        content = ""
        try:
            yield chunk({"role": "assistant", "content": ""})
            for name, value in asked:
                if name == "token":
                    content += _plain(value)
                    yield chunk({"content": _plain(value)})
                elif name == "answer":
                    content += _footnotes(value)
                    yield chunk({"content": _footnotes(value), **self._told(value).model_dump(mode="json")}, "stop")
            if with_usage:
                yield _data({**head, "choices": [], "usage": Usage.of(self.request, content).model_dump()})
        except Exception as error:
            yield _data(error_body(as_problem(error, method="POST", request_id=self.request_id)))
        yield b"data: [DONE]\n\n"

    def _told(self, answer: Answer) -> Told:
        cited = {citation.marker: citation for citation in answer.citations}
        return Told(
            annotations=[
                self._annotation(found, cited[int(found[1])])
                for found in MARKER.finditer(_plain(answer.text))
                if int(found[1]) in cited
            ],
            citations=[CitationOut.model_validate(citation) for citation in answer.citations],
            status=answer.status,
            rewritten_question=answer.rewritten,
        )

    def _annotation(self, found: re.Match[str], citation: Citation) -> Annotation:
        return Annotation(
            url_citation=UrlCitation(
                start_index=found.start(),
                end_index=found.end(),
                title=citation.title or citation.source,
                url=self.passage_url(citation.passage_id),
            )
        )

    @property
    def _id(self) -> str:
        return f"chatcmpl-{self.request_id}"


def _plain(text: str) -> str:
    """The text with what Markdown would make an image, a link or an element of escaped; nearly always the text."""
    return OF_MARKDOWN.sub(lambda found: f"\\{found[0]}", text)


def _footnotes(answer: Answer) -> str:
    lines = "\n".join(_plain(source_line(citation)) for citation in answer.citations)
    return f"\n\n{lines}" if lines else ""


def _data(payload: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(payload, ensure_ascii=False)}\n\n".encode()
