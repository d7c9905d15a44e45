"""/v1/documents: the reports that are ingested."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.conditional import NOT_SENT_AGAIN, ConditionalRoute
from api.dependencies import TheLibrary, TheReport
from api.errors import Kind, responses
from api.listing import matching, page_of
from api.schemas import DocumentOut, DocumentsResponse, Line, TextResponse, Year
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
    page, more = page_of(matching(library.store.reports(), filters, q), after, limit)
    return DocumentsResponse(documents=[DocumentOut.of(report) for report in page], next=more)


@router.get("/{document_id}", summary="One report", responses=responses(Kind.NO_DOCUMENT, Kind.INVALID))
def document(report: TheReport) -> DocumentOut:
    """What is known about a report."""
    return DocumentOut.of(report)


@router.get("/{document_id}/text", summary="The text of a report", responses=responses(Kind.NO_DOCUMENT, Kind.INVALID))
def text(report: TheReport) -> TextResponse:
    """The text that `start` and `end` of citations and passages count in."""
    return TextResponse(document_id=report.id, text=report.text)
