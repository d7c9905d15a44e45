"""/v1/documents: the reports that are ingested."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import DocumentId, TheLibrary, TheReport, no_document
from api.errors import Kind, responses
from api.schemas import DocumentOut, DocumentsResponse, Line, TextResponse, Year
from index.hits import Filters

router = APIRouter(prefix="/v1/documents", tags=["documents"])


@router.get("", summary="List the reports", responses=responses(Kind.INVALID))
def documents(
    library: TheLibrary,
    department: Annotated[list[Line], Query(max_length=50)] = [],  # noqa: B006 - FastAPI copies defaults
    year: Annotated[list[Year], Query(max_length=50)] = [],  # noqa: B006
    kind: Annotated[list[Line], Query(max_length=50)] = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str, Query(max_length=300, description="`next` of the page before")] = "",
) -> DocumentsResponse:
    """The reports by file name, a page at a time. Reports that come or go between two pages move no other one."""
    filters = Filters(years=tuple(year), departments=tuple(department), kinds=tuple(kind))
    admitted = sorted(
        (report for report in library.store.reports() if report.source > after and filters.admits(report)),
        key=lambda report: report.source,
    )
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


@router.delete(
    "/{document_id}",
    summary="Remove a report",
    status_code=204,
    responses=responses(Kind.NO_DOCUMENT, Kind.INVALID, Kind.BUSY),
)
def remove(document_id: DocumentId, library: TheLibrary) -> None:
    """Remove a report for good: it is neither found nor cited any more when this returns."""
    if not library.remove(document_id):
        raise no_document(document_id)
