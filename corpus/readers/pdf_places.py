"""Where on a page a piece of a report's text is printed.

The reader drops running heads, sets tables row by row, joins lines, puts characters together; but it never reorders the
characters of a line and never parts its lines. So the text of a page is a row of whole lines of that page, each found
again by what it prints: white space aside, character for character.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clean import BLANK
from corpus.readers.pdf_drawn import Box
from corpus.readers.pdf_lines import TextLine

_BLANK = frozenset(BLANK)
_MOST_READINGS = 100  # of a page that can be told apart in many ways


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line as it stands in a report's text without white space, and from where to where each character reaches."""

    text: str
    reach: tuple[tuple[float, float], ...]
    top: float
    bottom: float

    def box(self, start: int, end: int) -> Box:
        """The box of `text[start:end]`."""
        reach = self.reach[start:end]
        return min(left for left, _ in reach), self.top, max(right for _, right in reach), self.bottom


def boxes_of(lines: Sequence[TextLine], text: str, start: int, end: int) -> list[Box]:
    """The boxes of `text[start:end]`, one a line: points from the upper left of the page.

    `lines` are those of the page in reading order; `text` is what the reader made of them, without anything that it put
    in between.
    """
    places = [at for at, char in enumerate(text) if char not in _BLANK]
    whole = "".join(text[at] for at in places)
    first, last = bisect_left(places, start), bisect_left(places, end)
    printed = [_printed(line) for line in lines]
    found = []
    for line, at in zip(printed, _placed([line.text for line in printed], whole), strict=True):
        if at is not None and max(first, at) < min(last, at + len(line.text)):
            found.append(line.box(max(first, at) - at, min(last, at + len(line.text)) - at))
    return found


def _printed(line: TextLine) -> _Printed:
    """Invisible characters go, and parts of a character become one (NFC), as in `Writer`."""
    chars: list[str] = []
    reach: list[tuple[float, float]] = []
    edges = zip(line.edges[::2], line.edges[1::2], strict=True)
    for char, (left, right) in zip("".join(line.text.split()), edges, strict=True):
        if char in _BLANK:
            continue
        before = len(chars)
        chars[-1:] = unicodedata.normalize("NFC", "".join(chars[-1:]) + char)
        if len(chars) == before:
            reach[-1] = reach[-1][0], max(reach[-1][1], right)
        reach += [(left, right)] * (len(chars) - before)
    return _Printed("".join(chars), tuple(reach), line.top, line.bottom)


def _placed(lines: Sequence[str], whole: str) -> list[int | None]:
    """Where each line stands in `whole`; None for lines that the reader left out."""
    found = _in_order(lines, whole)
    taken = bytearray(len(whole))
    for line, at in zip(lines, found, strict=True):
        if at is not None:
            taken[at : at + len(line)] = bytes([1]) * len(line)
    # What is left stands elsewhere than where it was printed (a table within a table follows its table): the longest
    # lines first, for they are found for certain.
    for number in sorted(range(len(lines)), key=lambda number: -len(lines[number])):
        if found[number] is None and lines[number] and 0 in taken:
            before = (at + len(line) for line, at in zip(lines[:number], found, strict=False) if at is not None)
            at = _free(lines[number], whole, taken, max(before, default=0))
            if at is not None:
                found[number] = at
                taken[at : at + len(lines[number])] = bytes([1]) * len(lines[number])
    return found


def _in_order(lines: Sequence[str], whole: str) -> list[int | None]:
    """The lines that follow one another without a gap from the start of `whole`, as far into it as they reach.

    A line that was left out may print the same as the text goes on ("2" above "2024년 …"), so all ways to read on are
    followed until one of them leads no further.
    """
    taken: list[dict[int, int]] = []  # after each line: how far into the text, and how far before that line
    ends = {0: 0}
    for line in lines:
        further = {end: end for end in ends}
        further |= {end + len(line): end for end in ends if line and whole.startswith(line, end)}
        ends = dict(sorted(further.items())[-_MOST_READINGS:])
        taken.append(ends)
    found: list[int | None] = [None] * len(lines)
    end = max(ends)
    for number in reversed(range(len(lines))):
        before = taken[number][end]
        if before != end:
            found[number] = before
        end = before
    return found


def _free(line: str, whole: str, taken: bytearray, after: int) -> int | None:
    """Where a line stands in a part of the text that no other line has taken: after a place, or else anywhere."""
    for start in dict.fromkeys((after, 0)):
        at = whole.find(line, start)
        while at >= 0:
            if 1 not in taken[at : at + len(line)]:
                return at
            at = whole.find(line, at + 1)
    return None
