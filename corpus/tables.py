"""Tables that text extraction broke over lines, put together again: `find_tables`.

A table is looked for where a line of labels stands that can be a header; it is one only if rows follow that fit the
header, figure by figure or type by type. Prose and lists have no such rows. A column that the header does not name with
confidence has no label.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from corpus.clean import tidy
from corpus.report import Cell, Span, Table
from corpus.table_captions import caption_and_unit, unit_of_total
from corpus.table_delimited import find_delimited
from corpus.table_headers import Layout, may_be_header, starts_header
from corpus.table_lines import Line, is_break, split_lines
from corpus.table_runs import Draft
from corpus.table_search import Found, bare_rows, best_reading
from corpus.totals import is_total

_UNIT_OF_LABEL = re.compile(r"\((명|천명|원|천원|백만원|억원|건|개소)\)$")
_MOST_TRIED = 8  # lines in a row that could start a header
_ITEM = re.compile(r"(\d{1,3})[.)]\s")


def find_tables(text: str) -> tuple[Table, ...]:
    """The tables of a report's text in reading order; `section` is 0, spans do not overlap.

    A header that a table takes over from its beginning on an earlier page has cells with empty spans.
    """
    lines = split_lines(text)
    delimited = {_line_at(lines, table.span.start): table for table in find_delimited(text)}
    taken = _lines_of(lines, delimited.values())
    heads = [number not in taken and starts_header(line) for number, line in enumerate(lines)]
    ends = _ends(lines, taken, heads)
    tables: list[Table] = []
    number = claimed = tried = 0
    while number < len(lines):
        table, end = delimited.get(number), number + 1
        if table is not None:
            end = 1 + max(at for at in range(number, len(lines)) if lines[at].start < table.span.end)
        elif number not in taken and tried < _MOST_TRIED:
            found = best_reading(lines, number, ends) if heads[number] else bare_rows(lines, number, ends)
            if found is not None:
                table, end = _table(text, found), found.end
        tried = tried + heads[number] if table is None and may_be_header(lines[number]) else 0
        if table is not None:
            tables.append(_placed(table, lines, number, claimed, tables))
            claimed = end
        number = end
    return tuple(tables)


def _ends(lines: Sequence[Line], taken: Container[int], heads: Sequence[bool]) -> list[int]:
    """For every line the next one, itself included, that no table read there can contain."""
    ends = [len(lines)]
    for number in range(len(lines) - 1, -1, -1):
        another = number in taken or (heads[number] and len(lines[number].words) > 2)
        ends.append(number if another or is_break(lines[number]) else ends[-1])
    return ends[::-1]


def _line_at(lines: Sequence[Line], offset: int) -> int:
    return next(number for number, line in enumerate(lines) if line.end > offset)


def _lines_of(lines: Sequence[Line], tables: Iterable[Table]) -> set[int]:
    spans = [table.span for table in tables]
    return {n for n, line in enumerate(lines) for span in spans if span.start < line.end and line.start < span.end}


def _table(text: str, found: Found) -> Table:
    layout = found.layout
    cells = [
        Cell(h.row, h.column, h.rowspan, h.colspan, tidy(h.span.of(text)), h.span, header=True) for h in layout.headings
    ]
    rows = layout.header_rows + len(found.rows)
    for number, row in enumerate(found.rows, layout.header_rows):
        for draft in row.cells:
            names_row = draft.column % layout.width < layout.index + layout.names
            rowspan = _group_rows(found, number - layout.header_rows) if _is_group(draft, layout) else 1
            text_of = tidy(draft.span.of(text))
            cells.append(Cell(number, draft.column, rowspan, draft.colspan, text_of, draft.span, names_row))
    span = Span(min(cell.span.start for cell in cells), max(cell.span.end for cell in cells))
    return Table(span, 0, "", "", rows, layout.width * layout.halves, layout.header_rows, tuple(cells))


def _is_group(draft: Draft, layout: Layout) -> bool:
    return layout.names == 2 and draft.column == layout.index


def _group_rows(found: Found, row: int) -> int:
    """How many rows stand under the name of a group: those up to the next such name."""
    below = found.rows[row + 1 :]
    return 1 + next(
        (at for at, other in enumerate(below) if any(_is_group(draft, found.layout) for draft in other.cells)),
        len(below),
    )


def _placed(table: Table, lines: Sequence[Line], first: int, claimed: int, before: Sequence[Table]) -> Table:
    """The table with the caption and unit printed above it, or those of its beginning on an earlier page."""
    beginning = _beginning(table, before)
    if beginning is not None:
        return replace(_under(beginning, table), caption=beginning.caption, unit=beginning.unit)
    caption, unit = caption_and_unit(lines, first, claimed)
    if not caption and before and claimed == first and _labels(before[-1]) == _labels(table):
        caption, unit = before[-1].caption, before[-1].unit
    unit = unit or _unit_in_labels(table) or unit_of_total(lines, first, _totals(table))
    return replace(table, caption=caption, unit=unit)


def _totals(table: Table) -> set[str]:
    """The figures of the table's total: the first of the row called so, and of the first row under a column so."""
    row = next((r for r in range(table.header_rows, table.rows) if is_total(table.row_label(r))), None)
    first = table.header_rows
    named = [cell for cell in table.cells if cell.row == row and cell.column and not cell.header]
    under = [c for c in table.cells if c.row == first and is_total(table.column_label(c.column))]
    return {figure for cell in (*named[:1], *under[:1]) for figure in re.findall(r"\d[\d,]*", cell.text)}


def _beginning(table: Table, before: Sequence[Table]) -> Table | None:
    """The table of which this one, without a header, is the rest: its items are numbered on."""
    item = _ITEM.match(table.row_label(0) + " ")
    if table.header_rows or item is None:
        return None
    for other in reversed(before):
        last = _ITEM.match(other.row_label(other.rows - 1) + " ")
        if last and int(last[1]) + 1 == int(item[1]) and other.columns == table.columns and other.header_rows:
            return other
    return None


def _under(beginning: Table, table: Table) -> Table:
    """A table under the header of another; the header's cells have empty spans at its start."""
    shift, nowhere = beginning.header_rows, Span(table.span.start, table.span.start)
    header = [replace(cell, span=nowhere) for cell in beginning.cells if cell.row < shift]
    body = [replace(cell, row=cell.row + shift) for cell in table.cells]
    return replace(table, rows=table.rows + shift, header_rows=shift, cells=(*header, *body))


def _labels(table: Table) -> list[str]:
    return [cell.text for cell in table.cells if cell.row < table.header_rows]


def _unit_in_labels(table: Table) -> str:
    """The one unit that labels of figures name: "인원(명)"."""
    labels = [cell for cell in table.cells if cell.row < table.header_rows and cell.column]
    units = {match[1] for cell in labels if (match := _UNIT_OF_LABEL.search(cell.text))}
    return units.pop() if len(units) == 1 else ""
