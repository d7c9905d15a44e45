"""Tables that go on over pages, put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.readers.grid import Grid, GridCell
from corpus.readers.grid_headers import count_header_rows
from corpus.readers.pdf_layout import PageLayout, PrintedCell, PrintedTable
from corpus.readers.pdf_lines import TextLine

_NEAR = 3.0  # points
_MOST_REPEATED = 4  # header rows


def with_joined_tables(pages: Sequence[PageLayout]) -> list[PageLayout]:
    """The pages with every table that goes on over pages kept whole on the page where it begins.

    A table at the top of a page goes on with one at the end of the page before if its column lines are among the
    other's, or the other way round, and it repeats that one's header or has none of its own.
    """
    joined: list[PageLayout] = []
    home = -1  # the page that holds the table which the last page ended with
    for page in pages:
        if page.blocks and home >= 0:
            above, below = joined[home].blocks[-1], page.blocks[0]
            if isinstance(above, PrintedTable) and isinstance(below, PrintedTable):
                whole = _whole(above, below)
                if whole is not None:
                    joined[home] = replace(joined[home], blocks=(*joined[home].blocks[:-1], whole))
                    joined.append(replace(page, blocks=page.blocks[1:], begun=True))
                    home = home if len(page.blocks) == 1 else len(joined) - 1
                    continue
        joined.append(page)
        home = len(joined) - 1 if page.blocks else -1
    return joined


def _whole(above: PrintedTable, below: PrintedTable) -> PrintedTable | None:
    """Two tables as one, or None where they are two."""
    columns = _common_columns(above.columns, below.columns)
    if columns is None:
        return None
    upper, lower = _on_columns(above, columns), _on_columns(below, columns)
    repeated = _repeated_rows(upper, lower)
    if not repeated and count_header_rows(as_text_grid(lower)) and count_header_rows(as_text_grid(upper)):
        return None
    shift = len(above.rows) - 1 - repeated
    rest = [replace(cell, row=cell.row + shift) for cell in lower if cell.row >= repeated]
    if not rest:
        return None
    first = len(above.rows) - 1
    rows = (*above.rows, *(above.rows[-1] + at - below.rows[repeated] for at in below.rows[repeated + 1 :]))
    return PrintedTable(columns, rows, (*upper, *rest), (*above.page_rows, first))


def _common_columns(above: Sequence[float], below: Sequence[float]) -> tuple[float, ...] | None:
    """The finer of two sets of column lines if all lines of the other are among them, and both have the same ends."""
    finer, coarser = (above, below) if len(above) >= len(below) else (below, above)
    same_ends = abs(above[0] - below[0]) <= _NEAR and abs(above[-1] - below[-1]) <= _NEAR
    if same_ends and len(coarser) > 2 and all(min(abs(at - line) for line in finer) <= _NEAR for at in coarser):
        return tuple(finer)
    return None


def _on_columns(table: PrintedTable, columns: Sequence[float]) -> list[PrintedCell]:
    """The cells of a table with their places among other column lines."""
    if tuple(columns) == table.columns:
        return list(table.cells)
    places = [min(range(len(columns)), key=lambda at: abs(columns[at] - line)) for line in table.columns]
    return [
        replace(cell, column=places[cell.column], colspan=places[cell.column + cell.colspan] - places[cell.column])
        for cell in table.cells
    ]


def _repeated_rows(upper: Sequence[PrintedCell], lower: Sequence[PrintedCell]) -> int:
    """How many rows on top of both tables are the same: a header that was printed again."""
    count = 0
    while count < _MOST_REPEATED:
        above = [(cell.column, cell.rowspan, cell.colspan, _text(cell)) for cell in upper if cell.row == count]
        below = [(cell.column, cell.rowspan, cell.colspan, _text(cell)) for cell in lower if cell.row == count]
        if above != below or not any(text for *_, text in above):
            break
        count += 1
    spanned = max((cell.row + cell.rowspan for cell in lower if cell.row < count), default=0)
    return count if spanned <= count else 0


def _text(cell: PrintedCell) -> str:
    return "".join("".join(block.text.split()) for block in cell.blocks if isinstance(block, TextLine))


def as_text_grid(cells: Sequence[PrintedCell]) -> Grid:
    """Cells with their lines as they are printed, nested tables left out: for a look at the header."""
    return Grid(
        tuple(
            GridCell(
                cell.row,
                cell.column,
                cell.rowspan,
                cell.colspan,
                tuple(block.text for block in cell.blocks if isinstance(block, TextLine)),
                shaded=cell.shaded,
            )
            for cell in cells
        )
    )
