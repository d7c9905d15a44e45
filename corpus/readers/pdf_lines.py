"""From the characters of a page to lines with their spaces, and from lines to paragraphs.

Many PDFs hold no space characters and place each glyph on its own: how wide a gap is a space differs from line to line
(tracking, justified setting). In each line the gaps fall into two heaps, and the largest jump between them is the
threshold.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median, median_low

from corpus.clean import join_lines, repair_glyphs
from corpus.markers import HEADINGS, bullet
from corpus.readers.pdf_page import Char

_SAME_LINE = 0.45  # of a line's height: how far apart the middles of its characters may be
_SMALLEST_JUMP = 0.07  # em: gaps closer than this are of one heap
_NO_SPACE = 0.12  # em above the usual gap of a line: never a space
_SPACE = 0.5  # em above the usual gap: always one
_SLACK = 0.6  # em: how far a full line may fall short of the margin
_LEADING = 1.6  # of the usual distance between lines: further apart is another paragraph
_GAP = 1.4  # of the usual distance between lines: further apart is a gap
_LOOSEST = 2.0  # em from line to line that is always one paragraph
_SPACE_WIDTH = 0.25  # em
_FEWEST, _OFTEN = 3, 0.15  # full lines, and the share of them that end in a space
_LEADER = re.compile(r"(?:[.·…‥․]\s?){3,}\d*\s*$")  # a line of a table of contents
_OVERPRINT = 0.15  # em: the same glyph again this close is the shadow of a bold one
_OWN_LINE = (
    "markdown",
    "appendix",
    "roman",
    "decimal",
    "hangul",
    "box",
    "doubled",
    "circled",
    "filled",
    "paren",
    "caption",
)
_OPENINGS = tuple(family.pattern for family in HEADINGS if family.name.startswith(_OWN_LINE))


@dataclass(frozen=True, slots=True)
class TextLine:
    """A printed line; positions in points from the upper left of its page."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float  # height of most of its characters
    first: float  # width of its first word
    edges: array[float]  # where each of its characters but spaces begins and ends: left, right, left …
    reach: tuple[float, float] | None = None  # how far lines of its column reach, where the page has columns

    @property
    def begins_item(self) -> bool:
        """Whether it opens with a marker of the outline or of a list."""
        text = repair_glyphs(self.text).strip()
        if bullet(text):
            return True
        return any(pattern.match(text) for pattern in _OPENINGS)


def rows_of(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters that stand on one line over the whole width of the page, top down."""
    rows: list[list[Char]] = []
    middles = printed = height = (
        0.0  # of the line so far: the sum of its characters' middles, their number, the tallest
    )
    for char in sorted(chars, key=lambda char: char.middle):
        if not rows or char.middle - middles / printed > _SAME_LINE * max(height, char.size):
            rows.append([])
            middles = printed = height = 0.0
        rows[-1].append(char)
        if not printed or not char.text.isspace():
            middles, printed, height = middles + char.middle, printed + 1, max(height, char.size)
    return rows


def lines_of(rows: Iterable[Sequence[Char]]) -> list[TextLine]:
    """The lines of rows of characters."""
    lines = (_line(sorted(row, key=lambda char: char.x0)) for row in rows)
    return [line for line in lines if line is not None]


def _line(row: Sequence[Char]) -> TextLine | None:
    """One line out of its characters, left to right; None where it prints nothing."""
    while row and row[0].text.isspace():
        row = row[1:]
    ended = bool(row) and row[-1].text.isspace()  # the space a wrapped line broke at
    printed: list[Char] = []
    spaced: list[bool] = []  # whether a space character stands before the glyph
    blank = False
    for char in row:
        if char.text.isspace():
            blank = True
        elif not printed or not _shadow(printed[-1], char):
            printed.append(char)
            spaced.append(blank)
            blank = False
    if not printed:
        return None
    size = median(char.size for char in printed)
    gaps = [(right.x0 - left.x1) / size for left, right in pairwise(printed)]
    # where the file keeps its spaces, only what is set far apart is another word
    threshold = median(gaps) + _SPACE if any(spaced) else space_threshold(gaps)
    text, first = printed[0].text, 0.0
    for left, right, gap, space in zip(printed, printed[1:], gaps, spaced[1:], strict=False):
        if space or gap > threshold:
            text += " "
            first = first or left.x1 - printed[0].x0
        text += right.text
    x0, x1 = printed[0].x0, max(char.x1 for char in printed)
    top, bottom = min(char.top for char in printed), max(char.bottom for char in printed)
    widths = ((char.x0, char.x1) * len("".join(char.text.split())) for char in printed)
    edges = array("f", chain.from_iterable(widths))  # 8 bytes a character
    return TextLine(text + " " * ended, x0, top, x1, bottom, size, first or x1 - x0, edges)


def _shadow(before: Char, char: Char) -> bool:
    return char.text == before.text and abs(char.x0 - before.x0) < _OVERPRINT * char.size


def space_threshold(gaps: Sequence[float]) -> float:
    """The gap in em above which a space stands between two glyphs of a line whose gaps these are.

    The middle of the largest jump in the ascending gaps from their median up, between the bounds of what never and what
    always is a space.
    """
    if not gaps:
        return _SPACE
    ordered = sorted(gaps)
    usual = ordered[(len(ordered) - 1) // 2]
    jump, middle = max(
        ((right - left, (left + right) / 2) for left, right in pairwise(ordered[(len(ordered) - 1) // 2 :])),
        default=(0.0, 0.0),
    )
    if jump < _SMALLEST_JUMP:
        return usual + _SPACE
    return min(max(middle, usual + _NO_SPACE), usual + _SPACE)


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a document breaks its lines.

    `words` as in `corpus.clean.join_lines`; `keeps_spaces`: where a line breaks between words, a space stands at its
    end, so that a line without one breaks inside a word.
    """

    words: Container[str]
    keeps_spaces: bool

    def joined(self, lines: Sequence[TextLine]) -> str:
        """The lines of a paragraph as one."""
        if self.keeps_spaces:
            return "".join(line.text for line in lines).strip()
        return join_lines("\n".join(line.text for line in lines), self.words).strip()


def keeps_spaces(full_lines: Sequence[TextLine]) -> bool:
    """Whether lines that reach the margin often end in a space: then all that break between words do."""
    ending = sum(line.text.endswith(" ") for line in full_lines)
    return len(full_lines) >= _FEWEST and ending >= _OFTEN * len(full_lines)


def paragraphs_of(lines: Sequence[TextLine], margins: tuple[float, float], wrapping: Wrapping) -> list[str]:
    """The lines of one column of text with wrapped lines joined, "" where a gap is left between paragraphs.

    `margins`: how far left and right lines may reach.
    """
    if not lines:
        return []
    pitches = [below.top - above.top for above, below in pairwise(lines) if below.top > above.top]
    leading = _LEADING * min(pitches, default=0.0)
    gap = _GAP * median_low(pitches) if pitches else 0.0
    groups = [[lines[0]]]
    for above, below in pairwise(lines):
        if _goes_on(above, below, margins, leading):
            groups[-1].append(below)
        else:
            groups += [[], [below]] if below.top - above.top > gap else [[below]]
    return [wrapping.joined(group) for group in groups]


def _goes_on(above: TextLine, below: TextLine, margins: tuple[float, float], leading: float) -> bool:
    """Whether a line is the rest of the paragraph above: that line was full, and this one opens nothing."""
    left, right = below.reach or margins
    em, width = above.size, right - left
    full = above.x1 + _SPACE_WIDTH * em + min(below.first, 0.3 * width) > right - _SLACK * em
    placed = above.x0 < left + 0.4 * width and below.x0 - above.x0 < 4 * em and below.x0 < left + 0.4 * width
    same_type = abs(above.size - below.size) <= 0.25 * em and below.top - above.top <= max(leading, _LOOSEST * em)
    return (
        above.reach == below.reach
        and full
        and placed
        and same_type
        and not _LEADER.search(above.text)
        and not below.begins_item
    )
