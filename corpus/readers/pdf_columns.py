"""Pages set in two columns: which stretches of a page are, so that one column is read to its end before the next.

Only the usual case is told: two columns of one width about the middle of the text. A list of labels and values, or a
table without rules, leaves its middle empty too, but its lines do not fill both halves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.readers.pdf_drawn import Box
from corpus.readers.pdf_page import Char

_GUTTER = 1.0  # em: what is nearer is one line
_APART = 3.0  # em of white over the whole width: what follows is another stretch
_FEWEST = 5  # lines of each column
_FULL = 0.8  # of a column's width: a line of running text
_MOSTLY = 0.6  # of a column's lines are full


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a page in two columns; positions in points."""

    top: float
    bottom: float
    left: float
    gutter: tuple[float, float]
    right: float

    def column_of(self, box: Box) -> int | None:
        """0 or 1 where a box (left, top, right, bottom) lies in a column, None outside of the stretch."""
        x0, top, x1, bottom = box
        if not self.top <= (top + bottom) / 2 <= self.bottom:
            return None
        return int((x0 + x1) / 2 > sum(self.gutter) / 2)

    def reach(self, column: int) -> tuple[float, float]:
        """How far the lines of a column may reach, left and right."""
        return (self.left, self.gutter[0]) if column == 0 else (self.gutter[1], self.right)


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed line over the whole width, or a table: how its halves left and right of the middle lie."""

    top: float
    bottom: float
    left: tuple[float, float] | None
    right: tuple[float, float] | None
    em: float


def find_bands(rows: Iterable[Sequence[Char]], tables: Iterable[Box]) -> list[Band]:
    """The stretches in two columns, top down, of rows of characters and tables; a table over the middle ends one."""
    printed = [inked for chars in rows if (inked := [char for char in chars if not char.text.isspace()])]
    if not printed:
        return []
    left = min(char.x0 for inked in printed for char in inked)
    right = max(char.x1 for inked in printed for char in inked)
    middle = (left + right) / 2
    halves = [_halves([char[1:5] for char in inked], middle, inked[0].size) for inked in printed]
    halves += [_halves([box], middle, 0.0) for box in tables]
    bands: list[Band] = []
    run: list[_Row] = []
    for row in sorted(halves, key=lambda row: row.top):
        if run and (
            row.top - max(above.bottom for above in run[-2:]) > _APART * row.em or not _has_gutter([*run, row])
        ):
            bands += _band(run, left, right)
            run = []
        if _has_gutter([row]):
            run.append(row)
    return bands + _band(run, left, right)


def _halves(boxes: Sequence[Box], middle: float, em: float) -> _Row:
    lefts = [box for box in boxes if box[0] + box[2] < 2 * middle]
    rights = [box for box in boxes if box[0] + box[2] >= 2 * middle]
    return _Row(
        min(box[1] for box in boxes),
        max(box[3] for box in boxes),
        (min(box[0] for box in lefts), max(box[2] for box in lefts)) if lefts else None,
        (min(box[0] for box in rights), max(box[2] for box in rights)) if rights else None,
        em,
    )


def _gutter(rows: Sequence[_Row]) -> tuple[float, float]:
    """Where all left halves have ended, and where the first right one begins; without one, infinitely far out."""
    return (
        max((row.left[1] for row in rows if row.left), default=float("-inf")),
        min((row.right[0] for row in rows if row.right), default=float("inf")),
    )


def _has_gutter(rows: Sequence[_Row]) -> bool:
    end, start = _gutter(rows)
    return start - end >= _GUTTER * max(row.em for row in rows)


def _band(rows: Sequence[_Row], left: float, right: float) -> list[Band]:
    """Rows as a band if both halves hold running text."""
    lefts, rights = [row.left for row in rows if row.left], [row.right for row in rows if row.right]
    end, start = _gutter(rows)
    if not _is_running(lefts, end - left) or not _is_running(rights, right - start):
        return []
    return [Band(rows[0].top, max(row.bottom for row in rows), left, (end, start), right)]


def _is_running(halves: Sequence[tuple[float, float]], width: float) -> bool:
    full = sum(x1 - x0 >= _FULL * width for x0, x1 in halves)
    return len(halves) >= _FEWEST and full >= _MOSTLY * len(halves)
