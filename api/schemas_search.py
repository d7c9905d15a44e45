"""Searches and passages on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from pydantic import ConfigDict, Field

from api.bodies import RequestBody, ResponseBody
from api.schemas import FiltersIn, QuestionText
from api.schemas_place import OfPassage, Place, place_fields
from corpus.report import Passage, Report, Span
from index.hits import Hit


class SearchRequest(RequestBody):
    """What to look for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "국제교류 협력", "top_k": 5}]})

    query: QuestionText
    top_k: int = Field(default=10, ge=1, le=50)
    filters: FiltersIn = FiltersIn()


class PassageOut(Place, OfPassage):
    """A passage with its place and its report."""

    text: str
    start: int
    end: int

    @classmethod
    def of(cls, report: Report, passage: Passage, **more: Any) -> Self:
        """The response that carries a passage of a report."""
        return cls.at(report, passage.id, passage.trail, passage.span, **more)

    @classmethod
    def at(cls, report: Report, passage_id: str, section: Sequence[str], span: Span, **more: Any) -> Self:
        """The response that carries a piece of a report as a passage."""
        return cls(
            passage_id=passage_id,
            **place_fields(report, section, span.start),
            text=span.of(report.text),
            start=span.start,
            end=span.end,
            **more,
        )


class FoundPassage(PassageOut):
    """A passage found, with every score that put it where it is."""

    scores: dict[str, float]

    @classmethod
    def of_hit(cls, hit: Hit) -> Self:
        """The response that carries a hit."""
        return cls.of(hit.report, hit.passage, scores=hit.scores)


class SearchResponse(ResponseBody):
    """The best passages, best first."""

    passages: list[FoundPassage]
