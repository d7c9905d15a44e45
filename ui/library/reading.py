"""A section of a report as people read it: its lines and tables in their order, and what stands before and after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from api.excerpt import TableView, legible, view_table
from corpus.report import Report, Span, Table, Unit, UnitKind

WHOLE_UNITS = 300  # a section with no more units is read together with those below it
MOST_UNITS = 1_500  # on one page; a longer section goes on on the next
MOST_ROWS = 400  # of a table
DEEPEST = 4  # lines that hang under each other are moved to the right so often
_NOWHERE = Span(0, 0)
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to read."""

    kind: Literal["heading", "line", "note", "table"]
    text: str = ""
    depth: int = 0  # of a heading: below the section that is read; of a line: under how many others it hangs
    section: int = 0
    table: TableView | None = None
    cut: bool = False  # rows of the table are left out


@dataclass(frozen=True, slots=True)
class Reading:
    """A section to read; the numbers of sections are positions in Report.sections."""

    number: int
    heading: str  # "" for what stands before the first heading
    trail: tuple[tuple[int, str], ...]  # the sections it stands in
    pieces: tuple[Piece, ...]
    below: tuple[tuple[int, str], ...]  # its sections, where they are not among the pieces
    before: int | None
    after: int | None
    go_on: int | None  # the unit of the section that the next page starts with
    pages: tuple[int, ...]  # what is shown stands on these


def read_section(report: Report, number: int, start: int = 0) -> Reading:
    """A section and, where that is not too long, all sections below it; from its unit `start` on."""
    family = _family(report, number)
    units = [unit for unit in report.units if unit.section in family]
    is_whole = len(units) <= WHOLE_UNITS
    if not is_whole:
        units = [unit for unit in units if unit.section == number]
    shown = units[start : start + MOST_UNITS]
    below = [] if is_whole else [place for place in family if report.sections[place].parent == number]
    after = below[0] if below else family.stop
    return Reading(
        number=number,
        heading=report.sections[number].heading if number else "",
        trail=_headings(report, _above(report, number)),
        pieces=tuple(_pieces(report, number, shown)),
        below=_headings(report, below),
        before=_before(report, number),
        after=after if after < len(report.sections) else None,
        go_on=start + MOST_UNITS if len(units) > start + MOST_UNITS else None,
        pages=_pages(report, shown),
    )


def _pieces(report: Report, number: int, units: list[Unit]) -> Iterator[Piece]:
    depths = _depths(report)
    units_alone = {f"단위:{table.unit}" for table in report.tables if table.unit}  # stand above the table anyway
    drawn: set[int] = set()
    heading = report.sections[number].heading
    for unit in units:
        section = report.sections[unit.section]
        if unit.kind is UnitKind.HEADING:
            if unit.section != number:
                heading = section.heading
                yield Piece("heading", heading, section.level - report.sections[number].level, unit.section)
        elif unit.table is None:
            bare = "".join(unit.text.split()).strip("()[]<>")
            if _WORD.search(bare) and bare not in units_alone:  # "|": the edge of a table drawn with characters
                kind: Literal["note", "line"] = "note" if unit.kind is UnitKind.NOTE else "line"
                yield Piece(kind, legible(unit), depths[unit.span.start], unit.section)
        elif unit.table not in drawn:
            drawn.add(unit.table)
            yield _table(report, report.tables[unit.table], heading)


def _table(report: Report, table: Table, heading: str) -> Piece:
    """A table without the caption that the heading above it has said."""
    view = view_table(report.text, table, _NOWHERE, whole=True)
    if view.caption == heading:
        view = replace(view, caption="")
    if len(view.rows) <= MOST_ROWS:
        return Piece("table", table=view)
    return Piece("table", table=replace(view, rows=view.rows[:MOST_ROWS], whole=False), cut=True)


def _depths(report: Report) -> dict[int, int]:
    """Under how many other units each unit hangs, by where it starts."""
    depths: list[int] = []
    for unit in report.units:
        depths.append(min(DEEPEST, depths[unit.parent] + 1) if unit.parent is not None else 0)
    return {unit.span.start: depth for unit, depth in zip(report.units, depths, strict=True)}


def _family(report: Report, number: int) -> range:
    """A section and all below it: sections stand in reading order, so they follow it."""
    top = report.sections[number].level
    below = takewhile(lambda section: section.level > top, report.sections[number + 1 :])
    return range(number, number + 1 + sum(1 for _ in below))


def _above(report: Report, number: int) -> list[int]:
    """The sections that a section stands in, from the top down, without the whole report."""
    above: list[int] = []
    at = report.sections[number].parent
    while at:
        above.insert(0, at)
        at = report.sections[at].parent
    return above


def _before(report: Report, number: int) -> int | None:
    """The section before it under the same heading, or else the one it stands in."""
    parent = report.sections[number].parent
    earlier = [place for place in range(1, number) if report.sections[place].parent == parent]
    return earlier[-1] if earlier else parent


def _headings(report: Report, places: Iterable[int]) -> tuple[tuple[int, str], ...]:
    return tuple((place, report.sections[place].heading) for place in places)


def _pages(report: Report, units: list[Unit]) -> tuple[int, ...]:
    """The pages of a PDF that units stand on; of no other format are there pictures."""
    if report.format != "pdf" or not units:
        return ()
    first, last = report.page(units[0].span.start), report.page(units[-1].span.end - 1)
    return tuple(range(first, last + 1)) if first and last else ()
