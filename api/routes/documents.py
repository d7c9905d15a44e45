"""/v1/documents: the reports that are ingested."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.dependencies import TheLibrary
from api.errors import Kind, Problem, responses
from api.schemas import DocumentOut, DocumentsResponse, Line, TextResponse, Year
from corpus.report import Report
from index.hits import Filters
from index.library import Library

router = APIRouter(prefix="/v1/documents", tags=["documents"])

DocumentId = Annotated[str, Path(max_length=64, examples=["5f0c6d0d9b1e4a27"])]


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
def document(document_id: DocumentId, library: TheLibrary) -> DocumentOut:
    """What is known about a report."""
    return DocumentOut.of(_report(library, document_id))


@router.get("/{document_id}/text", summary="The text of a report", responses=responses(Kind.NO_DOCUMENT, Kind.INVALID))
def text(document_id: DocumentId, library: TheLibrary) -> TextResponse:
    """The text that `start` and `end` of citations and passages count in."""
    report = _report(library, document_id)
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
        raise _no_document(document_id)


def _report(library: Library, document_id: str) -> Report:
    report = library.store.report(document_id)
    if report is None:
        raise _no_document(document_id)
    return report


def _no_document(document_id: str) -> Problem:
    return Problem(
        Kind.NO_DOCUMENT,
        f"'{document_id[:100]}'인 보고서가 없습니다. GET /v1/documents 에서 document_id를 확인하세요.",
    )
