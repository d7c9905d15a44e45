"""Tables that text extraction broke over lines, put together again: `find_tables`.

A table is looked for where a line of labels stands that can be a header; it is one only if rows follow that fit it, figure
by figure or anchor by anchor. Prose and lists have no such rows. Nothing is guessed: a column that the header does not
name with confidence has no label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clean import tidy
from corpus.report import Cell, Span, Table
from corpus.table_captions import caption_and_unit
from corpus.table_headers import Layout, headers_at, layouts, starts_header
from corpus.table_lines import Line, is_value, run_at, split_lines
from corpus.table_rows import Row, read_rows


@dataclass(frozen=True, slots=True)
class _Found:
    """A reading of lines as a table."""

    layout: Layout
    rows: list[Row]
    start: int
    end: int  # the line after the table

    @property
    def score(self) -> float:
        """How much of the text the reading explains, less how unusual it is."""
        regular = sum(row.regular for row in self.rows)
        return self.layout.figures * (2 * regular - len(self.rows)) - 2 * self.layout.cost


def find_tables(text: str) -> tuple[Table, ...]:
    """The tables of a report's text in reading order; `section` is 0, spans do not overlap."""
    lines = split_lines(text)
    heads = [starts_header(line) for line in lines]
    tables: list[Table] = []
    number = claimed = 0
    while number < len(lines):
        found = _best_at(lines, number, heads) if heads[number] else None
        if found is None:
            number += 1
            continue
        caption, unit, _ = caption_and_unit(lines, number, claimed)
        tables.append(_table(text, found, caption, unit))
        number = claimed = found.end
    return tuple(tables)


def _best_at(lines: Sequence[Line], number: int, heads: Sequence[bool]) -> _Found | None:
    """The best reading of the lines from a header candidate on, or None if no rows follow it."""
    best: _Found | None = None
    for body, labels in headers_at(lines, number):
        for figures in _run_lengths(lines, body):
            for layout in layouts(labels, figures)[:2]:
                read = read_rows(lines, body, layout, lambda n: heads[n] and len(lines[n].words) > 2)
                found = _Found(layout, read.rows, number, read.end)
                if _is_table(found) and (best is None or found.score > best.score):
                    best = found
    return best


def _run_lengths(lines: Sequence[Line], at: int) -> list[int]:
    """How many figures the rows below a header may have."""
    lengths: set[int] = set()
    for number in range(at, min(at + 30, len(lines))):
        words = [word for line in lines[number : number + 8] for word in line.words]
        for position in range(len(lines[number].words)):
            if is_value(words[position]) and not (position and is_value(words[position - 1])):
                lengths.add(run_at(lines[number].words, position))
                lengths.add(run_at(words, position))
    return sorted(length for length in lengths if 0 < length <= 24)


def _is_table(found: _Found) -> bool:
    regular = sum(row.regular for row in found.rows)
    if found.layout.figures == 1:
        return regular >= 2
    return regular >= 2 or (regular == 1 and found.layout.figures >= 3)


def _table(text: str, found: _Found, caption: str, unit: str) -> Table:
    layout = found.layout
    cells = [
        Cell(h.row, h.column, h.rowspan, h.colspan, tidy(h.span.of(text)), h.span, header=True) for h in layout.headings
    ]
    names = layout.index + layout.names
    for number, row in enumerate(found.rows, layout.header_rows):
        for draft in row.cells:
            is_name = draft.column % layout.width < names
            cells.append(Cell(number, draft.column, 1, draft.colspan, tidy(draft.span.of(text)), draft.span, is_name))
    return Table(
        span=Span(min(cell.span.start for cell in cells), max(cell.span.end for cell in cells)),
        section=0,
        caption=caption,
        unit=unit,
        rows=layout.header_rows + len(found.rows),
        columns=layout.width * layout.halves,
        header_rows=layout.header_rows,
        cells=tuple(cells),
    )
