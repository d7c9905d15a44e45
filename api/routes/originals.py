"""What of a report shows that a quote is true: the file itself, a picture of the page, the table or lines around it."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Annotated
from urllib.parse import quote as percent_encoded

from fastapi import APIRouter, Path, Query, Response

from api.conditional import NOT_SENT_AGAIN, ConditionalRoute
from api.dependencies import (
    QuoteText,
    TheLibrary,
    ThePageImages,
    TheReport,
    bad_quote,
    no_document,
    span_of,
)
from api.errors import Kind, Problem, responses
from api.markup import excerpt_html
from api.schemas import ExcerptResponse
from corpus.outline import section_finder
from corpus.report import Report, overlap

router = APIRouter(
    prefix="/v1/documents/{document_id}", tags=["documents"], route_class=ConditionalRoute, responses=NOT_SENT_AGAIN
)

MEDIA_TYPES = {  # by Report.format, but HTML, which no browser shall show; those of Hancom as in shared-mime-info
    "text": "text/plain",
    "markdown": "text/markdown",
    "pdf": "application/pdf",
    "hwp": "application/vnd.hancom.hwp",
    "hwpx": "application/vnd.hancom.hwpx",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
BINARY = {"schema": {"type": "string", "format": "binary"}}
# A removed report must not live on in a browser, least of all on a shared tablet.
NOT_KEPT = {"Cache-Control": "no-store"}


@router.get(
    "/file",
    summary="The file of a report",
    response_class=Response,
    responses={
        200: {
            "description": "The file as it was ingested.",
            "content": dict.fromkeys((*MEDIA_TYPES.values(), "application/octet-stream"), BINARY),
        },
        **responses(Kind.NO_DOCUMENT, Kind.INVALID),
    },
)
def file(report: TheReport, library: TheLibrary) -> Response:
    """The original, to be saved: a browser never shows it in place, so that nothing in it can act as a page of ours."""
    original = library.store.original(report.id)
    if original is None:
        raise no_document(report.id)
    headers = {
        "Content-Type": _media_type(report, original),
        "Content-Disposition": _attachment(report),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        **NOT_KEPT,
    }
    return Response(original, headers=headers)


@router.get(
    "/pages/{number}.png",
    summary="A picture of a page",
    response_class=Response,
    responses={
        200: {"description": "The page at 110 dpi.", "content": {"image/png": BINARY}},
        **responses(Kind.NO_DOCUMENT, Kind.NO_PAGE, Kind.NO_PICTURES, Kind.INVALID, Kind.UNREADABLE),
    },
)
def page(
    report: TheReport,
    number: Annotated[int, Path(description="1 is the first page.", examples=[3])],
    images: ThePageImages,
    quote: QuoteText | None = None,
) -> Response:
    """A page of a PDF. `quote` marks what of a citation stands on that page, line by line."""
    if report.format != "pdf":
        raise Problem(
            Kind.NO_PICTURES,
            f"쪽의 그림은 PDF에만 있습니다. '{report.source}'에서 인용한 부분의 표나 문단은 "
            f"GET /v1/documents/{report.id}/excerpt?quote=start,end 로 받을 수 있습니다.",
        )
    on_page = report.page_span(number)
    if on_page is None:
        raise Problem(
            Kind.NO_PAGE, f"'{report.source}'은(는) {len(report.page_starts)}쪽까지 있습니다. 받은 값: {number}"
        )
    quoted = None if quote is None else span_of(quote, report)
    if quoted and not overlap(quoted, on_page):
        raise bad_quote(f"이 인용은 {number}쪽이 아니라 {report.page(quoted.start)}쪽에 있습니다.")
    image = images.image(report, number, quoted)
    if image is None:
        raise no_document(report.id)
    return Response(image, media_type="image/png", headers=NOT_KEPT)


@router.get(
    "/excerpt",
    summary="The table or the lines around a quote",
    responses=responses(Kind.NO_DOCUMENT, Kind.INVALID),
)
def excerpt(
    report: TheReport,
    quote: QuoteText,
    column: Annotated[
        str, Query(max_length=500, description="`cell.column` of the citation, where one cell of a quoted row is meant")
    ] = "",
) -> ExcerptResponse:
    """What stands around a quote as clean HTML, for reports of every format."""
    quoted = span_of(quote, report)
    return ExcerptResponse(
        document_id=report.id,
        section=list(report.trail(section_finder(report.sections)(quoted.start))),
        page=report.page(quoted.start),
        page_label=report.page_label(quoted.start),
        quote=quoted.of(report.text),
        start=quoted.start,
        end=quoted.end,
        html=excerpt_html(report, quoted, column),
    )


def _media_type(report: Report, original: bytes) -> str:
    media_type = MEDIA_TYPES.get(report.format, "application/octet-stream")
    if media_type.startswith("text/"):
        try:
            original.decode()
        except UnicodeDecodeError:  # an older Korean encoding: programs have to find out, as the reader did
            return media_type
        return f"{media_type}; charset=utf-8"
    return media_type


def _attachment(report: Report) -> str:
    """RFC 6266: the file's own name, and a plain one for programs that know no other letters."""
    plain = report.id + re.sub(r"[^.0-9A-Za-z]", "", PurePath(report.source).suffix)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{percent_encoded(report.source, safe='')}"
