"""A table as the file holds it, and the same table with its spans put in order.

What a file says about spans is not to be trusted: cells overlap, reach outside, or span two thousand million rows.
`settled` gives a grid in which every position belongs to at most one cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from corpus.clean import BLANK, tidy

PAGE = "\f"
MOST_POSITIONS = 10_000  # rows × columns of one table


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as the file gives it: its place, its spans, and its paragraphs and nested tables in order.

    A block that is `PAGE` begins a page with what follows.
    """

    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    blocks: tuple[str | Grid, ...] = ()
    header: bool = False  # the file marks it as a title cell
    shaded: bool = False  # it has a background of its own

    @property
    def filled(self) -> bool:
        """Whether anything is printed in it."""
        return any(block.filled if isinstance(block, Grid) else block.strip(BLANK) for block in self.blocks)

    @property
    def text(self) -> str:
        """Its paragraphs on one line, for reading; nested tables left out."""
        return tidy(" ".join(block.replace("\n", " ") for block in self.blocks if isinstance(block, str)))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on its way from a file into an `Extract`."""

    cells: tuple[GridCell, ...]
    caption: str = ""
    page_rows: tuple[int, ...] = ()  # rows that begin a new page, ascending; twice where a page lies between

    @property
    def filled(self) -> bool:
        """Whether any of its cells is."""
        return any(cell.filled for cell in self.cells)

    @property
    def rows(self) -> int:
        """Rows that its cells reach."""
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)

    @property
    def columns(self) -> int:
        """Columns that its cells reach."""
        return max((cell.column + cell.colspan for cell in self.cells), default=0)


def settled(grid: Grid) -> Grid | None:
    """The grid with its cells in reading order, spans cut where they overlap or reach past the last anchor.

    None where the anchors alone span more than `MOST_POSITIONS`.
    """
    cells = sorted((cell for cell in grid.cells if cell.row >= 0 and cell.column >= 0), key=_place)
    rows = 1 + max((cell.row for cell in cells), default=-1)
    columns = 1 + max((cell.column for cell in cells), default=-1)
    if rows * columns > MOST_POSITIONS:
        return None
    # A last row or column may hold nothing but covered positions: spans may reach past the anchors, within reason.
    rows = max(rows, max((c.row + c.rowspan for c in cells if c.rowspan * columns <= MOST_POSITIONS), default=0))
    columns = max(columns, max((c.column + c.colspan for c in cells if c.colspan * rows <= MOST_POSITIONS), default=0))
    if rows * columns > MOST_POSITIONS:
        rows, columns = 1 + max(cell.row for cell in cells), 1 + max(cell.column for cell in cells)
    anchors = {_place(cell) for cell in cells if cell.filled}
    taken: set[tuple[int, int]] = set()
    kept: list[GridCell] = []
    for cell in cells:
        if _place(cell) in taken:
            if not cell.filled:
                continue
            return None  # two texts in one place: no grid
        cell = _cut(cell, taken, anchors, rows, columns)
        taken.update(_positions(cell))
        kept.append(cell)
    return replace(grid, cells=tuple(kept))


def _place(cell: GridCell) -> tuple[int, int]:
    return cell.row, cell.column


def _cut(
    cell: GridCell, taken: Set[tuple[int, int]], anchors: Set[tuple[int, int]], rows: int, columns: int
) -> GridCell:
    """The cell with the largest spans, columns first, that reach over no other cell."""

    def is_free(row: int, column: int) -> bool:
        return (row, column) not in taken and (row, column) not in anchors

    colspan = 1
    while colspan < min(cell.colspan, columns - cell.column) and is_free(cell.row, cell.column + colspan):
        colspan += 1
    rowspan = 1
    while rowspan < min(cell.rowspan, rows - cell.row):
        if not all(is_free(cell.row + rowspan, cell.column + at) for at in range(colspan)):
            break
        rowspan += 1
    same = (rowspan, colspan) == (cell.rowspan, cell.colspan)
    return cell if same else replace(cell, rowspan=rowspan, colspan=colspan)


def _positions(cell: GridCell) -> Iterator[tuple[int, int]]:
    for row in range(cell.row, cell.row + cell.rowspan):
        for column in range(cell.column, cell.column + cell.colspan):
            yield row, column


def by_row(grid: Grid) -> list[list[GridCell]]:
    """The anchor cells of every row, left to right."""
    rows: list[list[GridCell]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row].append(cell)
    return rows
