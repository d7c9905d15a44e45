"""What an agent can do over MCP: four tools, each from checked arguments to a typed result and the same as text.

In the text, every line that holds words of a report begins with ">", so that an agent can tell them from this server's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from api import mcp_texts
from api.dependencies import Recorder
from api.desk import Desk
from api.errors import FieldError, Kind, Problem
from api.listing import matching, page_of
from api.mcp_schemas import (
    MOST_SUBSECTIONS,
    AskReports,
    ListReports,
    ReadSection,
    ReportsOut,
    SearchReports,
    SectionOut,
    Subsection,
)
from api.mcp_texts import LONGEST_TEXT
from api.metrics import Metrics
from api.schemas import AskResponse, DocumentOut
from api.schemas_place import place_fields
from api.schemas_search import FoundPassage, SearchResponse
from corpus.report import Report
from index.hits import Filters
from index.library import Library
from qa.answer import Question
from qa.assistant import Assistant
from qa.settings import AnswerSettings
from qa.sources import place_line, source_line


@dataclass(frozen=True)
class Tool:
    """One tool. `call` works in the calling thread and raises what the API's routes raise."""

    name: str
    title: str
    description: str
    arguments: type[BaseModel]
    result: type[BaseModel]
    call: Callable[[Any, Recorder], tuple[BaseModel, str]]  # the result, and the same as text


class ReportTools:
    """The tools over one assistant and its library."""

    def __init__(
        self, assistant: Assistant, library: Library, desk: Desk, answer: AnswerSettings, metrics: Metrics
    ) -> None:
        self._assistant = assistant
        self._desk = desk
        self._library = library
        self._settings = answer
        self._metrics = metrics

    def all(self) -> tuple[Tool, ...]:
        """Every tool, the one to begin with first."""
        return (
            Tool("ask_reports", "보고서에 묻기", mcp_texts.ASK_REPORTS, AskReports, AskResponse, self.ask),
            Tool(
                "search_reports",
                "보고서에서 찾기",
                mcp_texts.SEARCH_REPORTS,
                SearchReports,
                SearchResponse,
                self.search,
            ),
            Tool("read_section", "절 읽기", mcp_texts.READ_SECTION, ReadSection, SectionOut, self.read_section),
            Tool("list_reports", "보고서 목록", mcp_texts.LIST_REPORTS, ListReports, ReportsOut, self.list_reports),
        )

    def ask(self, asked: AskReports, record: Recorder) -> tuple[AskResponse, str]:
        """Answer a question."""
        settings = self._settings
        question = Question(
            asked.question,
            asked.to_filters(),
            mode=settings.mode,
            max_citations=settings.max_citations,
            ignored=asked.ignored.to_filters(),
        )
        answer = self._desk.run_blocking(self._assistant.ask, question)
        self._metrics.answer(answer)
        record(answer)
        sources = [source_line(citation) for citation in answer.citations]
        nearest = [f"가까운 절: {_named(near.document_id, near.section)}" for near in answer.nearest]
        told = _quoted("\n".join([answer.text, *sources, *nearest]))
        return AskResponse.of(answer), f"status: {answer.status}\n{told}"

    def search(self, asked: SearchReports, _: Recorder) -> tuple[SearchResponse, str]:
        """Find passages."""
        hits = self._desk.run_blocking(self._assistant.search, asked.query, asked.to_filters(), asked.top_k)
        found = SearchResponse(passages=[FoundPassage.of_hit(hit) for hit in hits])
        texts = [
            _quoted(f"{place_line(passage)} ({_named(passage.document_id, passage.section)})\n{passage.text}")
            for passage in found.passages
        ]
        return found, "\n\n".join(texts) or "찾은 조각이 없습니다."

    def read_section(self, asked: ReadSection, _: Recorder) -> tuple[SectionOut, str]:
        """Read a section."""
        report = self._library.store.report(asked.document_id)
        if report is None:
            raise Problem(Kind.NO_DOCUMENT, mcp_texts.NO_REPORT)
        read = _section(report, _section_called(asked.section, report), asked.start)
        contents = [
            f"아래 절: {_named(report.id, below.section)} ({below.characters:,}자)" for below in read.subsections
        ]
        more = f"\n이어서 읽기: start={read.next}" if read.next else ""
        return read, _quoted("\n".join([place_line(read), *contents, "", read.text])) + more

    def list_reports(self, asked: ListReports, _: Recorder) -> tuple[ReportsOut, str]:
        """List reports."""
        reports, following = self.page(asked.to_filters(), asked.after, asked.limit)
        listed = ReportsOut(documents=[DocumentOut.of(report) for report in reports], next=following)
        lines = [_listed(document) for document in listed.documents]
        more = [f"다음 쪽: after={following}"] if following else []
        return listed, _quoted("\n".join([*lines, *more])) or "그런 보고서가 없습니다."

    def page(self, filters: Filters, after: str, limit: int) -> tuple[Sequence[Report], str | None]:
        """Reports by file name, and what to name as `after` for the next ones."""
        return page_of(matching(self._library.store.reports(), filters), after, limit)


def _section_called(headings: Sequence[str], report: Report) -> int:
    """The first section whose trail of headings ends so; the root for none. Raises the problem of no such section."""
    wanted = [" ".join(heading.split()) for heading in headings]
    for number in range(len(report.sections)):
        trail = [" ".join(heading.split()) for heading in report.trail(number)]
        if trail[len(trail) - len(wanted) :] == wanted or not wanted:
            return number
    raise _invalid("section", mcp_texts.NO_SECTION)


def _section(report: Report, number: int, start: int | None) -> SectionOut:
    """What one call gives of a section. Raises the problem of a start outside of it."""
    span = report.sections[number].span
    start = span.start if start is None else start
    if not span.start <= start < max(span.end, span.start + 1):
        raise _invalid("start", f"이 절은 {span.start} 이상 {span.end} 미만에 있습니다. 앞 결과의 next를 적으세요.")
    end = min(span.end, start + LONGEST_TEXT)
    below = [at for at, section in enumerate(report.sections) if section.parent == number]
    return SectionOut(
        **place_fields(report, report.trail(number), start),
        text=report.text[start:end],
        start=start,
        end=end,
        next=end if end < span.end else None,
        subsections=[
            Subsection(section=list(report.trail(at)), characters=len(report.sections[at].span))
            for at in below[:MOST_SUBSECTIONS]
        ],
    )


def _invalid(field: str, message: str) -> Problem:
    return Problem(Kind.INVALID, f"{field}: {message}", errors=[FieldError(field=field, message=message)])


def _quoted(text: str) -> str:
    """Words of a report, every line marked: none of them can pass for this server's own."""
    return "\n".join(f"> {line}" for line in text.splitlines())


def _named(document_id: str, section: Sequence[str]) -> str:
    """A section as `read_section` takes it."""
    return f"document_id={document_id}, section={json.dumps(section, ensure_ascii=False)}"


def _listed(document: DocumentOut) -> str:
    told = ", ".join(filter(None, [document.department, document.date, document.kind]))
    return f"document_id={document.document_id} “{document.title or document.source}” ({told})"
