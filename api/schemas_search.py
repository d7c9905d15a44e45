"""Searches and passages on the wire."""

from __future__ import annotations

from typing import Any, Self

from pydantic import ConfigDict, Field

from api.schemas import FiltersIn, PageLabel, QuestionText, _Request, _Response
from corpus.report import Passage, Report
from index.hits import Hit


class SearchRequest(_Request):
    """What to look for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "국제교류 협력", "top_k": 5}]})

    query: QuestionText
    top_k: int = Field(default=10, ge=1, le=50)
    filters: FiltersIn = FiltersIn()


class PassageOut(_Response):
    """A passage with its place and its report."""

    passage_id: str
    document_id: str
    source: str
    title: str
    department: str
    date: str
    section: list[str]
    page: int | None
    page_label: PageLabel
    text: str
    start: int
    end: int

    @classmethod
    def of(cls, report: Report, passage: Passage, **more: Any) -> Self:
        """The response that carries a passage of a report."""
        return cls(
            passage_id=passage.id,
            document_id=report.id,
            source=report.source,
            title=report.metadata.title,
            department=report.metadata.department,
            date=report.metadata.date,
            section=list(passage.trail),
            page=report.page(passage.span.start),
            page_label=report.page_label(passage.span.start),
            text=passage.span.of(report.text),
            start=passage.span.start,
            end=passage.span.end,
            **more,
        )


class FoundPassage(PassageOut):
    """A passage found, with every score that put it where it is."""

    scores: dict[str, float]

    @classmethod
    def of_hit(cls, hit: Hit) -> Self:
        """The response that carries a hit."""
        return cls.of(hit.report, hit.passage, scores=hit.scores)


class SearchResponse(_Response):
    """The best passages, best first."""

    passages: list[FoundPassage]
