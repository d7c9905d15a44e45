"""Lines gathered into blocks: headings, rows and cells of tables, items with their wrapped lines, paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.lines import Line, Lines
from corpus.markers import HEADINGS, bullet
from corpus.outline import section_finder
from corpus.report import Section, Span, Table

_MOST_LINES = 100
_ENTRY = re.compile(r"\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.|\d{1,2}\s+[가-힣]{2,}\s")


@dataclass(frozen=True)
class Block:
    """Lines that belong together; `row` and `cell` tell where in a table."""

    lines: tuple[Line, ...]
    section: int
    heading: bool = False
    table: int | None = None
    row: int | None = None
    cell: int | None = None  # position in Table.cells

    @property
    def span(self) -> Span:
        """From the first line's first character to the last line's last."""
        return Span(self.lines[0].start, self.lines[-1].end)

    def of_row(self, other: Block) -> bool:
        """Whether another block stands in the same row of the same table, or neither in a table."""
        return (self.table, self.row) == (other.table, other.row)


def find_blocks(lines: Lines, sections: Sequence[Section], tables: Sequence[Table]) -> list[Block]:
    """Gather lines: headings, rows and cells of tables, items with their wrapped lines, paragraphs."""
    grid = _Grid(tables)
    heads = {section.heading_span.start: section.heading_span.end for section in sections if len(section.heading_span)}
    section_at = section_finder(sections)
    blocks: list[Block] = []
    heading_end = -1
    for whole in lines.all:
        for line in whole.cut(grid.cuts):
            table, row, cell = grid.at(line.start)
            block = Block((line,), section_at(line.start), line.start in heads, table, row, cell)
            heading_end = heads.get(line.start, heading_end)
            previous = blocks[-1] if blocks else None
            in_heading = line.start < heading_end and not block.heading
            if previous is not None and (in_heading or _belongs(lines, previous, block)):
                blocks[-1] = replace(previous, lines=(*previous.lines, line))
            else:
                blocks.append(block)
    return blocks


def _belongs(lines: Lines, block: Block, added: Block) -> bool:
    """Whether a line goes on with the block before it."""
    line, last = added.lines[0], block.lines[-1]
    if len(block.lines) == _MOST_LINES:
        return False
    if block.heading or added.heading or block.section != added.section or not block.of_row(added) or _opens(line):
        return False
    item = bullet(block.lines[0].text) is not None
    if block.row is not None:
        return not item or block.cell == added.cell
    return (item and line.gap == 0) or lines.continues(last)


def _opens(line: Line) -> bool:
    """Whether a line begins something of its own: an item, a dated or numbered entry, a caption."""
    return (
        bullet(line.text) is not None
        or _ENTRY.match(line.text) is not None
        or any(
            family.pattern.match(line.text) for family in HEADINGS if family.name in ("caption", "appendix", "roman")
        )
    )


class _Grid:
    """Which table, row and cell an offset lies in."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._ends = [max((cell.span.end for cell in table.cells), default=0) for table in tables]
        self._cells = sorted(
            (cell.span.start, number, cell.row, at)
            for number, table in enumerate(tables)
            for at, cell in enumerate(table.cells)
            if len(cell.span) > 0
        )
        self._starts = [start for start, *_ in self._cells]
        rows: set[tuple[int, int]] = set()
        self.cuts: list[int] = []  # offsets where a row begins, or a table ends: no unit runs over them
        for start, table, row, _ in self._cells:
            if (table, row) not in rows:
                rows.add((table, row))
                self.cuts.append(start)
        self.cuts = sorted({*self.cuts, *self._ends})

    def at(self, offset: int) -> tuple[int | None, int | None, int | None]:
        """(table, row, cell) of an offset; text between cells goes with the cell before it."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0:
            return None, None, None
        _, table, row, cell = self._cells[place]
        return (table, row, cell) if offset < self._ends[table] else (None, None, None)
