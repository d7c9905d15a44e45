"""Page numbers out of the layout cache.

Neither HWP5 nor HWPX says on which page a paragraph stands, but both keep where its lines were last laid out. A line
higher up than the one before it, and not further to the right (a column), begins a new page. Found by the kordoc
project (MIT) and written afresh here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from corpus.readers.hancom.document import BodySection, LineSegment, Paragraph, Table, TableCell


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

    def rows(self, table: Table) -> tuple[int, ...]:
        """The rows of a table in the body that begin a page, or in which one begins."""
        turns: dict[int, int] = {}
        for cell in table.cells:
            turns[cell.row] = max(turns.get(cell.row, 0), _cell_turns(cell))
        rows = [row + 1 for row, count in sorted(turns.items()) for _ in range(count)]
        self._split = self._split or bool(rows)
        return tuple(rows)


def _goes_back(last: LineSegment, line: LineSegment) -> bool:
    return line.top < last.top and line.left <= last.left


def _turns(lines: Sequence[LineSegment]) -> int:
    return sum(_goes_back(last, line) for last, line in pairwise(lines))


def _cell_turns(cell: TableCell) -> int:
    return _turns([line for paragraph in cell.paragraphs for line in paragraph.lines])
