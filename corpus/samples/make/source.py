"""The written source of a sample report: Markdown with two marks for merged cells and one for a new page.

`#` to `####` are headings; every other line is a paragraph of its own; `<!-- page -->` begins a page. The rows of a
table above its rule are its header, however many; a cell that is only `<` belongs to the cell at its left, one that is
only `^` to the cell above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from pathlib import Path

from corpus.markers import bullet
from corpus.readers.grid import Grid, GridCell, by_row
from corpus.table_lines import width

MOST_LINES = 42  # of a page that the source begins itself, so that what it calls a page is one
_LINE_WIDTH = 84  # Latin characters; a Korean one is as wide as two
_ROW_HEIGHT = 1.2  # lines: a row of one line with its padding
_WIDEST = 30  # Latin characters: what is wider wraps, and takes no more from the other columns
_NARROWEST = 5
_PAGE = "<!-- page -->"
_RULE = re.compile(r"\|(?:-{3,}\|)+")


class Style(StrEnum):
    """How a line is set. The headings are in the order of their levels, the title is level 0."""

    TITLE = "title"
    CHAPTER = "chapter"
    SECTION = "section"
    BOX = "box"
    CAPTION = "caption"
    UNIT = "unit"
    ITEM = "item"
    DETAIL = "detail"
    TEXT = "text"
    GAP = "gap"  # half a line between paragraphs


HEADINGS = (Style.TITLE, Style.CHAPTER, Style.SECTION, Style.BOX)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, without the marks of Markdown."""

    text: str
    style: Style
    opens_page: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A written source, in reading order."""

    name: str  # of the file, for messages
    blocks: tuple[Line | Grid, ...]

    @property
    def title(self) -> str:
        """The title of the report."""
        return next(line.text for line in self.blocks if isinstance(line, Line) and line.style is Style.TITLE)


def read_source(path: Path) -> Source:
    """The blocks of a source file.

    Raises:
        ValueError: a merged cell has nothing to belong to, or `<!-- page -->` stands before no line.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    blocks: list[Line | Grid] = []
    at, opens_page = 0, False
    while at < len(lines):
        text = lines[at].strip()
        rows = _rows(lines[at:])
        if rows:
            blocks.append(_grid(rows, f"{path.name}:{at + 1}"))
            at += len(rows)
            continue
        if text == _PAGE:
            opens_page = True
        elif text:
            blocks.append(replace(_line(text), opens_page=opens_page))
            opens_page = False
        elif not opens_page and not (blocks and _is_gap(blocks[-1])):
            blocks.append(Line("", Style.GAP))
        at += 1
    if opens_page:
        raise ValueError(f"{path.name}: '{_PAGE}' is followed by no line. Remove it.")
    while _is_gap(blocks[-1]):
        del blocks[-1]
    return Source(path.name, tuple(blocks))


def column_shares(grid: Grid) -> list[float]:
    """The share of a table's width that each of its columns takes, by what is printed in it; together 1."""
    wanted = [float(_NARROWEST)] * grid.columns
    for cell in grid.cells:
        each = min(width(cell.text) + 2, _WIDEST * cell.colspan) / cell.colspan
        for column in range(cell.column, cell.column + cell.colspan):
            wanted[column] = max(wanted[column], each)
    return [one / sum(wanted) for one in wanted]


def check_pages(source: Source) -> None:
    """Make sure that what stands between two page breaks fits on one page, whatever font it is set in.

    For formats that are laid out anew when they are opened: there the source alone says where a page begins.

    Raises:
        ValueError: names the line that opens a page too long.
    """
    used, opening = 0.0, source.title
    for block in source.blocks:
        if isinstance(block, Line) and block.opens_page:
            used, opening = 0.0, block.text
        used += _height(block)
        if used > MOST_LINES:
            raise ValueError(f"{source.name}: the page that begins with {opening!r} is too long. Add '{_PAGE}'.")


def _height(block: Line | Grid) -> float:
    """How many lines a block takes, rather too many than too few."""
    if isinstance(block, Line):
        return 0.5 if block.style is Style.GAP else ceil(width(block.text) / _LINE_WIDTH)
    shares = column_shares(block)
    height = 0.0
    for row in by_row(block):
        wraps = (
            ceil((width(cell.text) + 2) / (_LINE_WIDTH * sum(shares[cell.column : cell.column + cell.colspan])))
            for cell in row
        )
        height += max(wraps, default=1) - 1 + _ROW_HEIGHT
    return height


def _is_gap(block: Line | Grid) -> bool:
    return isinstance(block, Line) and block.style is Style.GAP


def _line(text: str) -> Line:
    heading = re.match(r"(#{1,4}) (.+)", text)
    if heading:
        return Line(heading[2], HEADINGS[len(heading[1]) - 1])
    if re.fullmatch(r"<.+>", text):
        return Line(text, Style.CAPTION)
    if re.fullmatch(r"\(.*단위.*\)", text):
        return Line(text, Style.UNIT)
    item = bullet(text)
    if item is None:
        return Line(text, Style.TEXT)
    return Line(text, Style.DETAIL if item[0] == "-" else Style.ITEM)


def _rows(lines: Sequence[str]) -> list[str]:
    """The lines of a table that begins with the first of these."""
    end = next((at for at, line in enumerate(lines) if not line.startswith("|")), len(lines))
    return list(lines[:end])


def _grid(rows: Sequence[str], place: str) -> Grid:
    headers = next((at for at, row in enumerate(rows) if _RULE.fullmatch(row)), 0)
    texts = [[cell.strip() for cell in row[1:-1].split("|")] for row in rows if not _RULE.fullmatch(row)]
    if any(len(row) != len(texts[0]) for row in texts):
        raise ValueError(f"{place}: the rows of the table are not equally long.")
    return Grid(tuple(_cells(texts, headers, place)))


def _cells(texts: Sequence[Sequence[str]], headers: int, place: str) -> Iterator[GridCell]:
    """The anchor cells of a table, row by row."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}  # anchor -> rows, columns
    anchors: dict[tuple[int, int], tuple[int, int]] = {}  # position -> the anchor it belongs to
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            here = row, column
            merged = {"<": (row, column - 1), "^": (row - 1, column)}.get(text)
            anchor = here if merged is None else anchors.get(merged)
            if anchor is None:
                raise ValueError(f"{place}: the cell {text!r} in row {row + 1} has nothing to belong to.")
            anchors[here] = anchor
            rows, columns = spans.get(anchor, (1, 1))
            spans[anchor] = max(rows, row - anchor[0] + 1), max(columns, column - anchor[1] + 1)
    for (row, column), (rows, columns) in spans.items():
        yield GridCell(row, column, rows, columns, (texts[row][column],), header=row < headers)
