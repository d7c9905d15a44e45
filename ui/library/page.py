"""/library: the reports to look at, by department and year, each with its outline and its sections.

Plain pages beside the chat, made on the server; they work without a script. Who may see them is decided where it is for
the chat (api/access.py: all that no line of the table names is the chat's).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.access import caller_of
from api.dependencies import TheLibrary, TheSettings
from api.listing import matching
from api.roles import Role
from corpus.report import Report
from index.hits import Filters
from ui.assets import joined
from ui.library import render
from ui.library.reading import read_section
from ui.theme import FONTS

STYLES = (
    *("colours.css", "page.css", "evidence.css", "narrow.css"),  # of the chat: header, tables, phones
    *("frame.css", "header.css", "library.css", "outline.css", "reading.css", "staff.css", "told.css"),
)
SCRIPTS = ("theme.js", "header.js", "told.js", "library.js", "staff.js", "upload.js")
NOT_KEPT = {"Cache-Control": "no-store"}  # a removed report must not live on in a browser

router = APIRouter(prefix="/library", include_in_schema=False, default_response_class=HTMLResponse)
Word = Annotated[str, Query(max_length=200)]


@router.get("")
def reports(
    request: Request, library: TheLibrary, settings: TheSettings,
    q: Word = "", department: Word = "", year: Word = "", kind: Word = "", page: Word = "1",
) -> HTMLResponse:  # fmt: skip
    """All reports, or those that are wanted, a page at a time."""
    wanted = render.Wanted(q.strip(), department.strip(), year.strip(), kind.strip())
    filters = Filters(
        years=(int(wanted.year) if wanted.year.isdecimal() else 0,) if wanted.year else (),
        departments=tuple(filter(None, [wanted.department])),
        kinds=tuple(filter(None, [wanted.kind])),
    )
    known = library.store.reports()
    found = matching(known, filters, wanted.q)
    return _html(render.list_page(_frame(request, settings, "./", known), found, wanted, _number(page) or 1))


@router.get("/{document_id}")
def report(request: Request, library: TheLibrary, settings: TheSettings, document_id: str) -> HTMLResponse:
    """One report: what is known of it, and its outline."""
    frame = _frame(request, settings, "../", library.store.reports())
    found = library.store.report(document_id)
    return _html(render.report_page(frame, found)) if found else _html(render.missing_page(frame), 404)


@router.get("/{document_id}/sections/{number}")
def section(
    request: Request, library: TheLibrary, settings: TheSettings, document_id: str, number: str, start: Word = "0"
) -> HTMLResponse:
    """One section of a report, from its unit `start` on."""
    frame = _frame(request, settings, "../../../")
    found = library.store.report(document_id)
    if found is None:
        return _html(render.missing_page(frame), 404)
    place = _number(number)
    if place is None or place >= len(found.sections):
        return _html(render.missing_page(frame, document_id=found.id), 404)
    return _html(render.section_page(frame, found, read_section(found, place, _number(start) or 0)))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def _frame(request: Request, settings: TheSettings, root: str, known: Sequence[Report] = ()) -> render.Frame:
    caller = caller_of(request)
    return render.Frame(
        style=f"body {{ font-family: {', '.join(FONTS)}, sans-serif; }}\n{joined(*STYLES)}",
        script=joined(*SCRIPTS),
        root=root,
        free=not caller.keyed and caller.role is not None and caller.role.includes(Role.STAFF),
        most_bytes=settings.server.max_upload_bytes,
        known=[report.metadata for report in known],
    )


def _html(page: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page, status_code=status, headers=NOT_KEPT)
