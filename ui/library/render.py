"""The pages of the library as HTML: pure functions over the templates beside this file, which escape what they get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from operator import attrgetter
from urllib.parse import urlencode

from markupsafe import Markup

from api.keys import FORM
from api.markup import templates
from corpus.report import Metadata, Report
from ui import copy
from ui.library import copy as library_copy
from ui.library.paging import Place
from ui.library.reading import Reading

_TEMPLATES = templates("ui")
_TEMPLATES.globals.update(copy=library_copy, chat=copy, key_form=FORM.pattern)
FOLDED_BELOW = 2  # levels of an outline that stand open


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages need: who looks at them, and from how deep below the chat's own address."""

    style: str  # our own style sheets and scripts, for the head
    script: str
    root: str  # the chat's address as seen from the page: "./", "../"
    free: bool = False  # whoever comes may change the library without a key
    most_bytes: int = 0  # of one upload
    known: Sequence[Metadata] = ()  # of all reports, to be suggested


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the list."""

    q: str = ""
    department: str = ""
    year: str = ""
    kind: str = ""

    def __bool__(self) -> bool:
        return bool(self.q or self.department or self.year or self.kind)

    def query(self, page: int) -> str:
        """The query of the address of a page of the same list."""
        return urlencode({name: value for name, value in asdict(self).items() if value} | {"page": page})


@dataclass(frozen=True, slots=True)
class Node:
    """A section in the outline, with what is below it."""

    number: int  # position in Report.sections
    heading: str
    page: int | None
    tables: int
    open: bool
    below: list[Node] = field(default_factory=list)


Shelf = tuple[str, list[tuple[int | None, list[Report]]]]  # a department, its years, their reports


def list_page(frame: Frame, found: Sequence[Report], wanted: Wanted, page: int = 1) -> str:
    """The reports by department and year, the newest first; of many those of one page."""
    departments, kinds = (
        sorted({str(getattr(meta, name)) for meta in frame.known} - {""}) for name in ("department", "kind")
    )
    years = sorted({meta.year for meta in frame.known if meta.year}, reverse=True)
    choices = {"department": departments, "year": [str(year) for year in years], "kind": kinds}
    place = Place.of(page, len(found))
    in_order = [report for _, years in shelves(found) for _, reports in years for report in reports]
    return _page(
        frame, "library.html", shelves=list(shelves(place.cut(in_order))), found=len(found), wanted=wanted,
        choices=choices, place=place, of_department=Counter(report.metadata.department for report in found),
    )  # fmt: skip


def report_page(frame: Frame, report: Report) -> str:
    """What is known of a report, and its outline."""
    return _page(frame, "report.html", report=report, title=report.name, outline=outline(report))


def section_page(frame: Frame, report: Report, reading: Reading) -> str:
    """One section to read, its outline beside it."""
    return _page(
        frame, "section.html", report=report, title=report.name, reading=reading,
        outline=outline(report, reading.number),
    )  # fmt: skip


def missing_page(frame: Frame, *, document_id: str = "") -> str:
    """What is shown where a report is not there, or a section of the report that is named."""
    return _page(frame, "missing.html", document_id=document_id)


def shelves(reports: Iterable[Report]) -> Iterator[Shelf]:
    """Reports by department, then by year from the newest; what has none stands last."""

    def department(report: Report) -> str:
        return report.metadata.department

    newest = sorted(reports, key=attrgetter("name"))
    newest.sort(key=lambda report: report.metadata.date, reverse=True)
    newest.sort(key=lambda report: (not department(report), department(report)))
    for name, own in groupby(newest, department):
        yield name, [(year, list(each)) for year, each in groupby(own, lambda report: report.metadata.year)]


def outline(report: Report, current: int | None = None) -> list[Node]:
    """The sections below the whole report as a tree; the way to `current` stands open."""
    shown = set()
    at = current
    while at is not None:
        shown.add(at)
        at = report.sections[at].parent
    tables = Counter(table.section for table in report.tables)
    nodes: list[Node] = []
    for number, section in enumerate(report.sections):
        is_open = section.level < FOLDED_BELOW if current is None else number in shown
        page = report.page(section.span.start)
        node = Node(number, section.heading, page, tables[number], is_open)
        nodes.append(node)
        if section.parent is not None:
            nodes[section.parent].below.append(node)
    return nodes[0].below


def _page(frame: Frame, template: str, **values: object) -> str:
    ours = {"style": Markup(frame.style), "script": Markup(frame.script)}  # noqa: S704 - files of this package
    return _TEMPLATES.get_template(template).render(frame=frame, **ours, **values)
