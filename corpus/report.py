"""The values every layer talks about: a report, its outline, its tables, its passages and its units.

All offsets are code points into `Report.text`; `Report.text[start:end]` is the verbatim source of every value here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.totals import is_total

ITEM_MARK = re.compile(r"[⋅·ㆍ․•∙◦○▪*–-]\s*(?=[^\W\d])")  # "⋅고용보험", one of the things above it
_ASIDE = re.compile(r"\([^()]*\d[^()]*\)|[-–—]")  # a figure in brackets, or none
_OPENS_GROUP = re.compile(r"\w\s*(?:\s계|\s계\s*\([^()]*\)|\(\d+개\))\s*$")  # "○○과 계(19개)", "○○과(5개)"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points, `text[start:end]`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The verbatim text of the span."""
        return text[self.start : self.end]

    def within(self, other: Span) -> bool:
        """Whether the span lies in another."""
        return other.start <= self.start and self.end <= other.end


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans have a code point in common."""
    return max(one.start, other.start) < min(one.end, other.end)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report is, as said by a manifest, the uploader, or the text itself. Unknown is an empty string."""

    title: str = ""
    department: str = ""
    date: str = ""  # ISO 8601: "2024", "2024-09" or "2024-09-01"
    kind: str = ""  # 업무보고, 검토보고, 조례안 …

    @property
    def year(self) -> int | None:
        """The year of the report's date."""
        return int(self.date[:4]) if self.date[:4].isdigit() else None

    def or_else(self, other: Metadata) -> Metadata:
        """The same with what is unknown taken from another."""
        return Metadata(
            self.title or other.title,
            self.department or other.department,
            self.date or other.date,
            self.kind or other.kind,
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the report's outline. `span` covers the heading, the body and all child sections."""

    heading: str  # cleaned for people: "1. 다문화가족 종합지원서비스를 통한 안정적 생활환경 조성"
    level: int  # depth in the tree, the root (the whole report) is 0
    parent: int | None  # position in Report.sections; None for the root
    heading_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Cell:
    """An anchor cell of a table; covered positions of merged cells belong to their anchor."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str  # cleaned: broken lines joined, letter-spacing undone
    span: Span
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A grid with merged cells resolved. Every `Cell.span` lies within `span`."""

    span: Span
    section: int  # position in Report.sections
    caption: str  # "< 2023년 국내협력계정 사업집행 현황 >", or ""
    unit: str  # as printed: "백만원", "천원", "명", "억원, %", or ""
    rows: int
    columns: int
    header_rows: int
    cells: tuple[Cell, ...]

    @property
    def figure_unit(self) -> str:
        """The unit of figures that do not say theirs: "억원" of "억원, %"; "" where several are possible."""
        units = [unit for unit in self.unit.split(", ") if unit != "%"]
        return units[0] if len(units) == 1 else "%" * (self.unit == "%")

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a grid position, merged cells included."""
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.rowspan and cell.column <= column < cell.column + cell.colspan:
                return cell
        return None

    def column_label(self, column: int) -> str:
        """The header texts above a column joined top down, without repeats: "일반직 5급"."""
        labels: list[str] = []
        for row in range(self.header_rows):
            cell = self.at(row, column)
            if cell is not None and cell.text and cell.text not in labels:
                labels.append(cell.text)
        return " ".join(labels)

    def row_label(self, row: int) -> str:
        """The text of a row's label cells (header cells, or else its first column), joined left to right."""
        labels: list[str] = []
        for column in range(self.columns):
            cell = self.at(row, column)
            if cell is None:
                continue
            if not cell.header and column > 0:
                break
            if cell.text and cell.text not in labels:
                labels.append(cell.text)
        return " ".join(labels)

    def stacked(self, row: int) -> tuple[int, int] | None:
        """The two rows under one label of which a row is one, where the lower explains the upper: 141.5 over (△13.4).

        None for other rows.
        """
        label = self.at(row, 0)
        if label is None or label.rowspan != 2 or label.row < self.header_rows:
            return None
        below = [cell.text for cell in self.cells if cell.row == label.row + 1 and cell.text]
        stacked = bool(below) and all(_ASIDE.fullmatch(text) for text in below)
        return (label.row, label.row + 1) if stacked else None

    def row_group(self, row: int) -> str:
        """What opens a row's group: "다문화담당관 계(19개)" over its programmes, "기금지출" over "⋅고용보험"; else "".

        Subtotals open groups only in tables whose first row is a total: in others they close them.
        """
        labels = {c.row: c.text for c in self.cells if c.column == 0 and self.header_rows <= c.row <= row}
        named_beside = any(c.row == row and c.column == 1 and c.header for c in self.cells)
        if ITEM_MARK.match(labels.get(row, "")) or (named_beside and not labels.get(row, "")):
            outer = (
                labels[at] for at in sorted(labels, reverse=True) if labels[at] and not ITEM_MARK.match(labels[at])
            )
            return next(outer, "")
        first = labels.get(self.header_rows, "")
        if not (is_total(first) or _OPENS_GROUP.search(first)) or _OPENS_GROUP.search(labels.get(row, "")):
            return ""
        return next((labels[at] for at in sorted(labels, reverse=True) if _OPENS_GROUP.search(labels[at])), "")


class UnitKind(StrEnum):
    """What a unit is made of."""

    HEADING = "heading"  # a section's heading line
    BULLET = "bullet"  # a line with a marker: ㅇ - ▸ ① √
    SENTENCE = "sentence"  # running text
    NOTE = "note"  # ※, *, footnotes
    ROW = "row"  # one row of a table
    LINE = "line"  # anything else: captions, labels, loose lines


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing that can prove something (근거 단위).

    `text` is cleaned for people and for matching: broken lines joined, letter-spacing undone, markers kept out.
    `parent` is the unit this one hangs under ("▶ 일시 …" under "√ 노후역사 현장점검" under "- 사고 예방 …"), within the
    same section; None where it hangs directly under the section's heading.
    """

    span: Span
    kind: UnitKind
    text: str
    section: int  # position in Report.sections
    marker: str = ""  # as printed: "ㅇ", "-", "①", "※"
    parent: int | None = None  # position in Report.units
    table: int | None = None  # position in Report.tables, for rows
    row: int | None = None  # row of that table


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved (조각): a contiguous piece of the report within one outline section."""

    id: str  # stable: survives re-indexing while its text and place in the outline stay the same
    span: Span
    section: int
    trail: tuple[str, ...]  # headings from the top down to the section
    units: tuple[int, ...]  # positions in Report.units that lie in the passage, in order
    search_text: str  # what the indexes see: title, trail, then the cleaned text of the units and tables


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader takes out of a file, before the outline is known."""

    text: str
    format: str  # "text", "markdown", "hwp", "hwpx", "pdf", "docx", "html"
    page_starts: tuple[int, ...] = ()  # offset of each page's first character; empty where pages are unknown
    tables: tuple[Table, ...] = ()  # tables known from the file's own structure (section = 0, set later)
    warnings: tuple[str, ...] = ()  # Korean sentences for the person who ingests
    partial: bool = False  # something of the file could not be read; the warnings say what
    title: str = ""  # the file's own idea of its title
    page_labels: tuple[str, ...] = ()  # printed on each page: "5", "iv", ""; empty where no page's is known


@dataclass(frozen=True, slots=True)
class Report:
    """A report (보고서), read and taken apart."""

    id: str  # document_id: from the content's hash
    source: str  # the ingested file's name, never a path
    metadata: Metadata
    text: str
    sections: tuple[Section, ...]  # in reading order; [0] is the root
    tables: tuple[Table, ...]
    units: tuple[Unit, ...]  # in reading order, together they cover all but white space
    passages: tuple[Passage, ...]
    page_starts: tuple[int, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    partial: bool = False
    format: str = ""  # as in Extract; "" for a report of an older store
    page_labels: tuple[str, ...] = ()  # as in Extract

    @property
    def name(self) -> str:
        """What people call the report: its title, or else the file's name."""
        return self.metadata.title or self.source

    def trail(self, section: int) -> tuple[str, ...]:
        """Headings from the top of the outline down to a section; the root adds nothing."""
        headings: list[str] = []
        at: int | None = section
        while at is not None and at > 0:
            headings.append(self.sections[at].heading)
            at = self.sections[at].parent
        return tuple(reversed(headings))

    def page(self, offset: int) -> int | None:
        """The 1-based page an offset stands on, or None where pages are unknown."""
        if not self.page_starts:
            return None
        return sum(1 for start in self.page_starts if start <= offset) or 1

    def page_label(self, offset: int) -> str:
        """The number printed on the page an offset stands on; "" where none is, or the same as `page` says."""
        page = self.page(offset)
        if page is None or page > len(self.page_labels):
            return ""
        label = self.page_labels[page - 1]
        return "" if label == str(page) else label

    def page_span(self, number: int) -> Span | None:
        """What stands on a 1-based page, or None where there is no such page."""
        if not 1 <= number <= len(self.page_starts):
            return None
        return Span(self.page_starts[number - 1], [*self.page_starts, len(self.text)][number])
