"""The blocks of a page in reading order: lines of text, and tables with what stands in their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.readers.pdf_columns import Band, find_bands
from corpus.readers.pdf_drawn import Box
from corpus.readers.pdf_lines import TextLine, lines_of, rows_of
from corpus.readers.pdf_page import Char, Page
from corpus.readers.pdf_tables import Lattice, find_lattices

_WITHIN = 2.0  # points
_SHADED = 0.6  # of a cell's area
_DEEPEST = 4  # tables in cells of tables


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell with its place in the table, its box in points, and the blocks in it."""

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box
    blocks: tuple[TextLine | PrintedTable, ...]
    shaded: bool


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A ruled table as it stands on a page, or on several once put together; `columns` and `rows` in points."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[PrintedCell, ...]
    page_rows: tuple[int, ...] = ()  # rows that begin a page

    @property
    def top(self) -> float:
        """Where it begins on its first page."""
        return self.rows[0]

    @property
    def box(self) -> Box:
        """What it covers of its first page."""
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A page taken apart. `begun`: it begins with the rest of a table that stands with the page before."""

    number: int  # 0-based
    width: float
    height: float
    characters: int
    images: int
    blocks: tuple[TextLine | PrintedTable, ...]
    begun: bool = False


def lay_out(page: Page) -> PageLayout:
    """The blocks of a page."""
    blocks = _arranged(page.chars, find_lattices(page), page.shades, 0)
    printed = sum(not char.text.isspace() for char in page.chars)
    return PageLayout(page.number, page.width, page.height, printed, page.images, tuple(blocks))


def all_lines(blocks: Iterable[TextLine | PrintedTable]) -> Iterator[TextLine]:
    """The lines of blocks in reading order, those in the cells of tables included."""
    for block in blocks:
        if isinstance(block, TextLine):
            yield block
        else:
            for cell in block.cells:
                yield from all_lines(cell.blocks)


def _arranged(
    chars: Sequence[Char], lattices: Sequence[Lattice], shades: Sequence[Box], depth: int
) -> list[TextLine | PrintedTable]:
    """Tables, the outermost first, and the lines that stand in none of them, from the top down.

    A lattice with fewer than two cells that hold something is a frame: what it holds belongs to what is around it.
    """
    tables: list[PrintedTable] = []
    rest = list(chars)
    waiting = sorted(lattices, key=lambda lattice: -lattice.area)
    while waiting and depth < _DEEPEST:
        lattice = waiting.pop(0)
        held, outside = _shared_out(rest, lattice)
        if sum(any(not char.text.isspace() for char in cell) for cell in held.values()) < 2:
            continue
        inner = [other for other in waiting if _within(other.box, lattice.box)]
        waiting = [other for other in waiting if other not in inner]
        rest = outside
        tables.append(_table(lattice, held, inner, shades, depth))
    rows = rows_of(rest)
    bands = find_bands(rows, [table.box for table in tables]) if depth == 0 else []
    if not bands:
        return sorted([*lines_of(rows), *tables], key=lambda block: block.top)
    return _in_columns(rest, tables, bands)


def _in_columns(
    chars: Sequence[Char], tables: Sequence[PrintedTable], bands: Sequence[Band]
) -> list[TextLine | PrintedTable]:
    """Lines and tables of a page with stretches in two columns, each of these down its left and then its right one."""
    parts: dict[tuple[float, int], list[Char]] = defaultdict(list)
    reaches = {(band.top, column): band.reach(column) for band in bands for column in (0, 1)}

    def part_of(box: Box) -> tuple[float, int] | None:
        places = ((band.top, band.column_of(box)) for band in bands)
        return next(((top, column) for top, column in places if column is not None), None)

    outside: list[Char] = []
    for char in chars:
        part = part_of(char[1:5])
        (outside if part is None else parts[part]).append(char)
    placed: list[tuple[tuple[float, int, float], TextLine | PrintedTable]] = [
        ((line.top, 0, line.top), line) for line in lines_of(rows_of(outside))
    ]
    for part, held in parts.items():
        placed += [((*part, line.top), replace(line, reach=reaches[part])) for line in lines_of(rows_of(held))]
    for table in tables:
        part = part_of(table.box)
        placed.append((((table.top, 0) if part is None else part) + (table.top,), table))
    return [block for _, block in sorted(placed, key=lambda entry: entry[0])]


def _table(
    lattice: Lattice,
    held: dict[int, list[Char]],
    inner: Sequence[Lattice],
    shades: Sequence[Box],
    depth: int,
) -> PrintedTable:
    shades = [shade for shade in shades if shade[1] < lattice.rows[-1] and shade[3] > lattice.rows[0]]
    cells = []
    for at, cell in enumerate(lattice.cells):
        nested = [other for other in inner if _within(other.box, cell.box)]
        blocks = tuple(_arranged(held[at], nested, shades, depth + 1)) if at in held else ()
        shaded = _is_shaded(cell.box, shades)
        cells.append(PrintedCell(cell.row, cell.column, cell.rowspan, cell.colspan, cell.box, blocks, shaded))
    return PrintedTable(lattice.columns, lattice.rows, tuple(cells))


def _shared_out(chars: Sequence[Char], lattice: Lattice) -> tuple[dict[int, list[Char]], list[Char]]:
    """Characters by the position of their cell in `lattice.cells`, and those outside."""
    owner = {
        (row, column): at
        for at, cell in enumerate(lattice.cells)
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    }
    held: dict[int, list[Char]] = defaultdict(list)
    outside: list[Char] = []
    for char in chars:
        row = bisect_right(lattice.rows, char.middle) - 1
        column = bisect_right(lattice.columns, (char.x0 + char.x1) / 2) - 1
        cell = owner.get((row, column))
        (outside if cell is None else held[cell]).append(char)
    return held, outside


def _within(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - _WITHIN
        and inner[1] >= outer[1] - _WITHIN
        and inner[2] <= outer[2] + _WITHIN
        and inner[3] <= outer[3] + _WITHIN
    )


def _is_shaded(cell: Box, shades: Sequence[Box]) -> bool:
    """Whether an area covers most of a cell, its middle then included: a table may have thousands of areas."""
    x, y = (cell[0] + cell[2]) / 2, (cell[1] + cell[3]) / 2
    least = _SHADED * (cell[2] - cell[0]) * (cell[3] - cell[1])
    for left, top, right, bottom in shades:
        if left <= x <= right and top <= y <= bottom:
            wide, high = min(right, cell[2]) - max(left, cell[0]), min(bottom, cell[3]) - max(top, cell[1])
            if wide * high >= least:
                return True
    return False
