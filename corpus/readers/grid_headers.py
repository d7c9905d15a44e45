"""Which rows and columns of a grid are its header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.readers.grid import Grid, GridCell, by_row
from corpus.table_labels import is_head, is_known
from corpus.table_lines import Word, is_value

_YEAR = re.compile(r"(?:[’'‘]\d{2}|(?:19|20)\d{2})(?:\.\d{1,2})?\.?(?:년도?)?|\d{2}년도?|\d{1,2}월")
_SURE = re.compile(r".{0,6}구분|연번|순번|번호|항목|과목|부서명|사업명")  # first labels that name rows and nothing else
_LONGEST_LABEL = 40  # characters
_MOST_HEADERS = 4  # rows


def count_header_rows(grid: Grid) -> int:
    """How many rows on top of a settled grid are its header.

    The file's own title cells decide; else a background that the first rows have and the others lack, rows of figures
    with one being stripes; else the words: labels without figures above rows of figures, or labels that are usual over
    columns.
    """
    rows = by_row(grid)
    shaded = [[cell.shaded and not _is_figure(cell) for cell in row] for row in rows]
    for marks in ([[c.header for c in row if c.filled] for row in rows], shaded):
        count = next((at for at, row in enumerate(marks) if not all(row) or not row), len(rows))
        count = _whole_spans(rows, count)
        if 0 < count < len(rows) and count <= _MOST_HEADERS:
            return count
    title = 1 if len(rows) > 2 and len(rows[0]) == 1 and grid.columns > 1 else 0  # "(단위 : 천원)" over the whole width
    labels = rows[title]
    if grid.rows < title + 2 or _is_form(grid, labels) or not _are_labels(labels, rows[title + 1 :]):
        return 0
    depth = max(cell.rowspan for cell in labels)
    if any(cell.colspan > 1 for cell in labels):
        depth = max(depth, 2)
    while depth > 1 and (title + depth >= grid.rows or _has_figures(rows[title + 1 : title + depth])):
        depth -= 1
    return title + depth


def _whole_spans(rows: Sequence[Sequence[GridCell]], count: int) -> int:
    """A header cuts through no merged cell but where the whole table is one."""
    return max([count, *(cell.row + cell.rowspan for row in rows[:count] for cell in row)]) if count else 0


def _is_form(grid: Grid, labels: Sequence[GridCell]) -> bool:
    """Whether backgrounds mark labels at the left of their values: "담당부서 | 관광과 | 담당자 | 과장"."""
    first = [cell for cell in grid.cells if cell.column == 0]
    return any(cell.shaded for cell in labels) and len(first) > 1 and all(cell.shaded for cell in first)


def _are_labels(labels: Sequence[GridCell], below: Sequence[Sequence[GridCell]]) -> bool:
    texts = [cell.text for cell in labels if cell.filled]
    if len(texts) < 2 or any(len(text) > _LONGEST_LABEL for text in texts) or any(_is_figure(c) for c in labels):
        return False
    squeezed = ["".join(text.split()) for text in texts]
    if _SURE.fullmatch(squeezed[0]):
        return True
    known = sum(is_head(text) or is_known(text) or _YEAR.fullmatch(text) is not None for text in squeezed)
    return known * 2 > len(texts) and (len(texts) > 2 or _has_figures([row[1:] for row in below]))


def _is_figure(cell: GridCell) -> bool:
    text = cell.text
    return bool(text) and is_value(Word(0, 0, text.replace(" ", ""))) and _YEAR.fullmatch(text) is None


def _has_figures(rows: Sequence[Sequence[GridCell]]) -> bool:
    return any(_is_figure(cell) for row in rows for cell in row)


def count_name_columns(grid: Grid, headers: int) -> int:
    """How many columns name the rows: the first, and a second where rows stand in groups under the first.

    A group is one cell over its rows, or a row of its own over rows whose first cell is empty.
    """
    body = [cell for cell in grid.cells if cell.row >= headers]
    grouped = any(cell.column == 0 and (cell.rowspan > 1 or not cell.filled) for cell in body)
    figures = any(_is_figure(cell) for cell in body if cell.column == 1)
    return 2 if grouped and grid.columns > 2 and not figures else 1
