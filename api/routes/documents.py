"""/v1/documents: the reports that are ingested."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from api.conditional import NOT_SENT_AGAIN, ConditionalRoute
from api.dependencies import TheLibrary, TheReport
from api.errors import Kind, responses
from api.schemas import DocumentOut, DocumentsResponse, Line, TextResponse, Year
from corpus.report import Report
from index.hits import Filters

router = APIRouter(prefix="/v1/documents", tags=["documents"], route_class=ConditionalRoute, responses=NOT_SENT_AGAIN)


@router.get("", summary="List the reports", responses=responses(Kind.INVALID))
def documents(
    library: TheLibrary,
    q: Annotated[str, Query(max_length=200, description="Words that all stand in the title or the file's name")] = "",
    department: Annotated[list[Line], Query(max_length=50)] = [],  # noqa: B006 - FastAPI copies defaults
    year: Annotated[list[Year], Query(max_length=50)] = [],  # noqa: B006
    kind: Annotated[list[Line], Query(max_length=50)] = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str, Query(max_length=300, description="`next` of the page before")] = "",
) -> DocumentsResponse:
    """The reports by file name, a page at a time. Reports that come or go between two pages move no other one."""
    filters = Filters(years=tuple(year), departments=tuple(department), kinds=tuple(kind))
    found = (report for report in matching(library.store.reports(), filters, q) if report.source > after)
    admitted = sorted(found, key=lambda report: report.source)
    page = admitted[:limit]
    more = page[-1].source if len(admitted) > limit else None
    return DocumentsResponse(documents=[DocumentOut.of(report) for report in page], next=more)


@router.get("/{document_id}", summary="One report", responses=responses(Kind.NO_DOCUMENT, Kind.INVALID))
def document(report: TheReport) -> DocumentOut:
    """What is known about a report."""
    return DocumentOut.of(report)


@router.get("/{document_id}/text", summary="The text of a report", responses=responses(Kind.NO_DOCUMENT, Kind.INVALID))
def text(report: TheReport) -> TextResponse:
    """The text that `start` and `end` of citations and passages count in."""
    return TextResponse(document_id=report.id, text=report.text)


def matching(reports: Iterable[Report], filters: Filters, q: str) -> list[Report]:
    """The reports within limits whose title or file name holds all the words of `q`."""
    words = _folded(q).split()
    return [report for report in reports if filters.admits(report) and _named(report, words)]


def _named(report: Report, words: Sequence[str]) -> bool:
    """Whether all words stand in the title or the file's name; blanks and the case of letters do not count."""
    names = "".join(_folded(f"{report.metadata.title}\n{report.source}").split())
    return all(word in names for word in words)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
