"""Page numbers out of the layout cache.

Neither HWP5 nor HWPX says on which page a paragraph stands, but both keep where its lines were last laid out. A line
higher up than the one before it, and not further to the right (a column), begins a new page. Found by the kordoc
project (MIT) and written afresh here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from corpus.readers.hancom.document import BodySection, LineSegment, Paragraph, Table


def has_layout(sections: Iterable[BodySection]) -> bool:
    """Whether the file keeps a layout at all: files made by other programs do not."""
    return any(paragraph.lines for section in sections for paragraph in section.paragraphs)


class PageTurns:
    """Tells where pages begin, paragraph by paragraph of the body in reading order."""

    def __init__(self) -> None:
        self._last: LineSegment | None = None
        self._began = False
        self._section = False
        self._split = False  # the table just read ran over a page: what follows it goes back too

    def begin_section(self) -> None:
        """The next paragraph opens a section, which begins on a page of its own."""
        self._section = True

    def before(self, paragraph: Paragraph) -> int:
        """How many pages begin with a paragraph: 0 or 1."""
        forced = not self._began or self._section or paragraph.new_page
        first = paragraph.lines[0] if paragraph.lines else None
        turned = first is not None and self._last is not None and _goes_back(self._last, first) and not self._split
        if first is not None:
            self._last = first
            self._split = False
        if forced:
            self._split = False
        self._began, self._section = True, False
        return int(forced or turned)

    def within(self, paragraph: Paragraph) -> int:
        """How many pages begin between the lines of a paragraph."""
        if paragraph.lines:
            self._last = paragraph.lines[-1]
        return _turns(paragraph.lines)

    def inside(self, table: Table) -> dict[int, list[int]]:
        """The cells of a table in which pages begin, by position, and how many begin before each of their paragraphs.

        One more number says how many begin behind the last. Of the cells of a row that run over a page one counts.
        """
        longest: dict[int, tuple[int, int]] = {}  # row -> turns, position
        for at, cell in enumerate(table.cells):
            turns = sum(_before_each(cell.paragraphs))
            if turns > longest.get(cell.row, (0, 0))[0]:
                longest[cell.row] = turns, at
        self._split = self._split or bool(longest)
        return {at: _before_each(table.cells[at].paragraphs) for _, at in longest.values()}


def _goes_back(last: LineSegment, line: LineSegment) -> bool:
    return line.top < last.top and line.left <= last.left


def _turns(lines: Sequence[LineSegment]) -> int:
    return sum(_goes_back(last, line) for last, line in pairwise(lines))


def _before_each(paragraphs: Sequence[Paragraph]) -> list[int]:
    """How many pages begin before each paragraph of a cell, and behind the last; one within a paragraph after it."""
    counts = [0] * (len(paragraphs) + 1)
    last: LineSegment | None = None
    for at, paragraph in enumerate(paragraphs):
        if paragraph.lines:
            counts[at] += last is not None and _goes_back(last, paragraph.lines[0])
            counts[at + 1] += _turns(paragraph.lines)
            last = paragraph.lines[-1]
    return counts
