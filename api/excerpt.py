"""The surroundings of a quote: which lines or which part of a table a person sees around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import takewhile

from corpus.clean import tidy
from corpus.report import Cell, Report, Span, Table, Unit, UnitKind, overlap

CONTEXT_UNITS = 2  # units shown before and after the quote
CONTEXT_CHARS = 180  # a longer unit is clipped at its far end
TABLE_ROWS = 2  # body rows shown above and below the cited row
WHOLE_TABLE_ROWS = 8  # a table this short is shown whole


@dataclass(frozen=True, slots=True)
class Line:
    """One line to show: the quoted part and what stands before and after it in the same line, tidied for people."""

    before: str = ""
    quote: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as drawn: how far it reaches, whether the quote touches it, and what of it is cited."""

    text: str
    rowspan: int
    colspan: int
    scope: str  # of a header cell, as in HTML: "col", "colgroup", "row", "rowgroup"; "" for any other
    quoted: bool
    cited: Line | None  # its text with the quote in it, where it is the very cell cited


@dataclass(frozen=True, slots=True)
class TableView:
    """The rows of a table to draw; `None` is a gap where rows are left out."""

    caption: str
    unit: str
    columns: int
    rows: tuple[tuple[TableCell, ...] | None, ...]
    whole: bool


def lines_around(report: Report, quoted: Span) -> tuple[Line, ...]:
    """The quoted units with a few units of the same section before and after them, in reading order."""
    hit = [place for place, unit in enumerate(report.units) if overlap(unit.span, quoted)]
    if not hit:
        return (Line(quote=tidy(quoted.of(report.text))),)
    first, last = hit[0], hit[-1]
    before = report.units[max(0, first - CONTEXT_UNITS) : first]
    after = report.units[last + 1 : last + 1 + CONTEXT_UNITS]
    return (
        *(Line(before=_clip(legible(unit))) for unit in before if _beside(unit, report.units[first])),
        *(_quoted_line(report.text, report.units[place].span, quoted) for place in hit),
        *(Line(after=_clip(legible(unit))) for unit in after if _beside(unit, report.units[last])),
    )


def legible(unit: Unit) -> str:
    """A unit as people read it, with its bullet: no marks of Markdown, and the cells of a row parted by a dot."""
    text = unit.text.strip(" |").replace(" | ", " · ") if unit.kind is UnitKind.ROW else unit.text
    return f"{unit.marker.strip('#')} {text}".strip()


def says_something(unit: Unit) -> bool:
    """Whether a unit has a word: the edge of a table drawn with characters ("|") has none."""
    return re.search(r"\w", unit.text) is not None


def table_around(report: Report, quoted: Span) -> Table | None:
    """The table that holds the whole quote, if the report knows one."""
    for table in report.tables:
        if table.span.start <= quoted.start and quoted.end <= table.span.end:
            return table
    return None


def view_table(text: str, table: Table, quoted: Span, column: str = "", *, whole: bool = False) -> TableView:
    """The header rows and the rows around the quoted cells, or the whole table where it is short or asked for.

    `text` is the report's. A quote often is a whole row; `column` is the label of the column whose cell is meant.
    """
    hit = [cell for cell in table.cells if overlap(cell.span, quoted)]
    places = {(row, column): cell for cell in table.cells for row, column in _covered(cell)}
    meant = [cell for cell in hit if column and table.column_label(cell.column) == column] or hit
    cited = {cell: _cited(text, cell, quoted) for cell in meant}
    body = range(table.header_rows, table.rows)
    if whole or len(body) <= WHOLE_TABLE_ROWS or not hit:
        shown = list(range(table.rows))
    else:
        rows_hit = [cell.row for cell in hit]
        near = range(min(rows_hit) - TABLE_ROWS, max(rows_hit) + TABLE_ROWS + 1)
        shown = [row for row in range(table.rows) if row < table.header_rows or row in near]
    rows: list[tuple[TableCell, ...] | None] = []
    for position, row in enumerate(shown):
        if row > (shown[position - 1] + 1 if position else 0):
            rows.append(None)
        rows.append(tuple(_cells(table, row, frozenset(shown), places, frozenset(hit), cited)))
    if shown and shown[-1] < table.rows - 1:
        rows.append(None)
    return TableView(table.caption, table.unit, table.columns, tuple(rows), whole=len(shown) == table.rows)


def _covered(cell: Cell) -> Iterator[tuple[int, int]]:
    """The positions of a table that a cell covers."""
    for row in range(cell.row, cell.row + cell.rowspan):
        for column in range(cell.column, cell.column + cell.colspan):
            yield row, column


def _cells(
    table: Table,
    row: int,
    shown: Set[int],
    places: Mapping[tuple[int, int], Cell],
    hit: Set[Cell],
    cited: Mapping[Cell, Line],
) -> Iterator[TableCell]:
    """The cells to draw in a shown row: those that start there, or reach into it over a gap."""
    column = 0
    while column < table.columns:
        cell = places.get((row, column))
        if cell is None:
            yield TableCell("", 1, 1, "col" if row < table.header_rows else "", quoted=False, cited=None)
            column += 1
            continue
        if row == cell.row or row - 1 not in shown:
            yield TableCell(
                text=cell.text,
                rowspan=sum(1 for _ in takewhile(shown.__contains__, range(row, cell.row + cell.rowspan))),
                colspan=cell.colspan,
                scope=_scope(cell, table.header_rows),
                quoted=cell in hit,
                cited=cited.get(cell),
            )
        column = cell.column + cell.colspan


def _cited(text: str, cell: Cell, quoted: Span) -> Line:
    """A cell with the quote in it; a long cell of a form holds many sentences, of which one is quoted."""
    whole = quoted.start <= cell.span.start and cell.span.end <= quoted.end
    return Line(quote=cell.text) if whole else _quoted_line(text, cell.span, quoted)


def _scope(cell: Cell, header_rows: int) -> str:
    if cell.row < header_rows:
        return "colgroup" if cell.colspan > 1 else "col"
    if cell.header:
        return "rowgroup" if cell.rowspan > 1 else "row"
    return ""


def _beside(unit: Unit, quoted: Unit) -> bool:
    """Whether a unit tells more about a quoted one; the heading stands in the trail already."""
    return unit.section == quoted.section and unit.kind is not UnitKind.HEADING and says_something(unit)


def _quoted_line(text: str, around: Span, quoted: Span) -> Line:
    start, end = max(around.start, quoted.start), min(around.end, quoted.end)
    return Line(
        before=_piece(text[around.start : start]),
        quote=tidy(text[start:end]),
        after=_piece(text[end : around.end]),
    )


def _piece(raw: str) -> str:
    """Part of a line made readable, keeping the space that parts it from its neighbour."""
    text = tidy(raw)
    if not text:
        return ""
    return (" " if raw[:1].isspace() else "") + text + (" " if raw[-1:].isspace() else "")


def _clip(text: str) -> str:
    return text if len(text) <= CONTEXT_CHARS else text[: CONTEXT_CHARS - 1].rstrip() + "…"
