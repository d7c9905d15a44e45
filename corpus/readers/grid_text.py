"""The text of a grid's cells, and which grids are no tables but boxes drawn around text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from corpus.clean import BLANK
from corpus.markers import bullet
from corpus.readers.grid import PAGE, Grid, GridCell, settled
from corpus.table_lines import Word, is_value

_LONGEST_JOINED = 60  # characters: shorter paragraphs of one cell stand on one line
_NUMBER = re.compile(r"[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]{1,4}\.?|\d{1,2}[.)]?|[가-하]\.|[①-⑳❶-❿]|(?:붙임|참고|별첨)\s?\d{0,2}")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\u00ad\u200b\u2060\ufeff]")  # or without width
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def printable(text: str) -> str:
    """Text with line feeds as its only line ends, composed (NFC), without control characters and lone surrogates."""
    if _SURROGATES.search(text):  # pairs that a file keeps in two runs become one character
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text)))


def is_box(grid: Grid) -> bool:
    """Whether a table is no table: one column, or at most two texts that are one heading ("Ⅳ | 주요 업무보고")."""
    filled = [cell for cell in grid.cells if cell.filled]
    return len({cell.column for cell in filled}) < 2 or (len(filled) <= 2 and is_one_line(filled))


def is_one_line(filled: Sequence[GridCell]) -> bool:
    """Whether the cells with text in a box stand side by side, or are a number and, wherever it stands, its title."""
    beside = len({cell.row for cell in filled}) < 2
    return beside or (len(filled) == 2 and _NUMBER.fullmatch(filled[0].text) is not None)


def lines_of(cell: GridCell) -> list[str] | None:
    """The printed lines of a cell, `PAGE` where a page begins; None where it holds a table that is one."""
    lines: list[str] = []
    for block in cell.blocks:
        if isinstance(block, Grid):
            nested = settled(block)
            if nested is None or not is_box(nested):
                return None
            for inner in nested.cells:
                lines += lines_of(inner) or []
        elif block == PAGE:
            lines.append(PAGE)
        else:
            lines += [line for line in printable(block).split("\n") if line.strip(BLANK)]
    return lines


def cell_text(cell: GridCell) -> str:
    """What a cell prints: short paragraphs joined on one line, longer ones and list items a line each.

    `PAGE` stands before the first character of a page.
    """
    lines: list[str] = []
    for block in cell.blocks:
        lines += lines_of(GridCell(0, 0, blocks=(block,))) or []
    text, pages = "", ""
    printed = [line.strip(BLANK) for line in lines if line != PAGE]
    short = sum(len(line) for line in printed) <= _LONGEST_JOINED
    items = any(bullet(line) and not is_value(Word(0, 0, line)) for line in printed[1:])
    for line in lines:
        if line == PAGE:
            pages += PAGE
        else:
            text += (" " if short and not items else "\n") * bool(text) + pages + line.strip(BLANK)
            pages = ""
    return text + pages


def inner_tables(cell: GridCell) -> Iterator[Grid]:
    """The tables nested in a cell that are tables, from the outside in."""
    for block in cell.blocks:
        if isinstance(block, Grid):
            nested = settled(block)
            if nested is None or not is_box(nested):
                yield block
            else:
                for inner in nested.cells:
                    yield from inner_tables(inner)
