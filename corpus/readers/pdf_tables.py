"""Tables of a page, from the rules drawn on it: `find_lattices`.

The rules are laid on the lattice of all their positions; neighbouring lattice fields without a rule between them are
one cell. So merged cells come out with their spans, and a table that is open at its left and right (the usual style of
Korean reports) is closed at the ends of its horizontal rules.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from corpus.readers.pdf_drawn import DASH, THIN, Box
from corpus.readers.pdf_page import Page

_NEAR = 3.0  # points: rules this close are one (double borders, borders drawn by both neighbours)
_SAME = 0.7  # points: strokes this close are pieces of one rule
_SHORTEST = 8.0  # points: what is shorter is a mark in the text
_SMALLEST = 4.0  # points: rows and columns thinner than this hold nothing
_COVERED = 0.6  # of a side of a lattice field, to count as ruled
_MOST_FIELDS = 20_000

_Stroke = tuple[float, float, float]  # a `Rule` or a piece of one, without names: a page may have ten thousand


class Rule(NamedTuple):
    """A straight line along an axis: a horizontal one stands at y=`at` from x=`start` to x=`end`."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """A cell of a lattice: its place, what it spans, its box in points."""

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table on a page; `columns` and `rows` hold the positions of its lattice lines in points."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[LatticeCell, ...]

    @property
    def box(self) -> Box:
        """What the lattice covers of its page."""
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]

    @property
    def area(self) -> float:
        """In square points."""
        return (self.columns[-1] - self.columns[0]) * (self.rows[-1] - self.rows[0])


def find_lattices(page: Page) -> list[Lattice]:
    """The lattices of a page from its top down, boxes of one cell included."""
    horizontal = _merged(((top + bottom) / 2, x0, x1) for x0, top, x1, bottom in page.rules if bottom - top <= THIN)
    vertical = _merged(((x0 + x1) / 2, top, bottom) for x0, top, x1, bottom in page.rules if x1 - x0 <= THIN)
    groups = _closed(_connected(horizontal, vertical))
    lattices = [lattice for across, down in groups if (lattice := _lattice(across, down)) is not None]
    return sorted(lattices, key=lambda lattice: (lattice.rows[0], lattice.columns[0]))


def _merged(strokes: Iterable[_Stroke]) -> list[Rule]:
    """Strokes put together: dots and dashes in a row, pieces drawn cell by cell, then doubled rules."""
    pieces = _in_rows(strokes, _SAME)
    return [Rule(*rule) for rule in _in_rows((p for p in pieces if p[2] - p[1] >= _SHORTEST), _NEAR)]


def _in_rows(strokes: Iterable[_Stroke], near: float) -> list[_Stroke]:
    """Strokes whose positions are so near that they are one, each as long as its pieces follow one another."""
    found: list[_Stroke] = []
    level: list[_Stroke] = []
    for stroke in sorted(strokes):
        if level and stroke[0] - level[0][0] > near:
            found += _in_row(level)
            level = []
        level.append(stroke)
    if level:
        found += _in_row(level)
    return found


def _in_row(level: list[_Stroke]) -> Iterator[_Stroke]:
    """The pieces of one level put together where they follow one another; the longer ones say where it stands."""
    weights = [end - start + 0.01 for _, start, end in level]
    at = sum(place * weight for (place, _, _), weight in zip(level, weights, strict=True)) / sum(weights)
    level.sort(key=itemgetter(1))
    _, start, end = level[0]
    for _, piece, piece_end in level:
        if piece - end > DASH:
            yield at, start, end
            start = piece
        if piece_end > end:
            end = piece_end
    yield at, start, end


# ------------------------------------------------------------------------------------------ which rules are one table


def _connected(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules in groups that touch one another, each as its horizontal and its vertical ones."""
    rules = [*horizontal, *vertical]
    owner = list(range(len(rules)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    downs = sorted(range(len(vertical)), key=lambda at: vertical[at].at)
    places = [vertical[at].at for at in downs]
    for index, across in enumerate(horizontal):
        for at in downs[bisect_left(places, across.start - _NEAR) :]:
            down = vertical[at]
            if down.at > across.end + _NEAR:
                break
            if down.start - _NEAR <= across.at <= down.end + _NEAR:
                owner[root(index)] = root(len(horizontal) + at)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for at, rule in enumerate(rules):
        groups[root(at)][at >= len(horizontal)].append(rule)
    return list(groups.values())


def _closed(groups: Iterable[tuple[list[Rule], list[Rule]]]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups with the stacked horizontal rules that belong to them, closed at their ends.

    A horizontal rule that nothing touches belongs to the group above or below whose rules end where it ends. Stacked
    rules without any vertical one are no table: nothing tells their columns.
    """
    ruled = [(list(across), list(down)) for across, down in groups if down]
    lone = sorted((rule for across, down in groups if not down for rule in across), key=lambda rule: rule.at)
    for across, down in ruled:
        left, right = min(rule.start for rule in across) if across else 0, max((r.end for r in across), default=0)
        top, bottom = min(rule.start for rule in down), max(rule.end for rule in down)
        for rule in lone:
            same = abs(rule.start - left) <= _NEAR and abs(rule.end - right) <= _NEAR
            if same and top - _NEAR <= rule.at <= bottom + _NEAR:
                across.append(rule)
        if len(across) > 1:
            top, bottom = min(rule.at for rule in across), max(rule.at for rule in across)
            down += [Rule(left, top, bottom), Rule(right, top, bottom)]
    return ruled


# ------------------------------------------------------------------------------------------ cells


def _lattice(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> Lattice | None:
    """The cells between rules; None where they enclose nothing."""
    columns, rows = _levels(vertical), _levels(horizontal)
    width, height = len(columns) - 1, len(rows) - 1
    if width < 1 or height < 1 or width * height > _MOST_FIELDS:
        return None
    walls = _covered(vertical, columns, rows)  # walls[line][row]: the vertical line is ruled beside that row
    floors = _covered(horizontal, rows, columns)
    walls[0], walls[-1] = [True] * height, [True] * height  # a table without outer walls ends there all the same
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            right = _next(column, [walls[line][row] or (row, line) in taken for line in range(width)])
            sides = [walls[column][r] and walls[right][r] for r in range(height)]
            down = _next(row, [floors[line][column] or not sides[line] for line in range(height)])
            taken.update((at_row, at_column) for at_row in range(row, down) for at_column in range(column, right))
            box = (columns[column], rows[row], columns[right], rows[down])
            cells.append(LatticeCell(row, column, down - row, right - column, box))
    return Lattice(tuple(columns), tuple(rows), tuple(cells))


def _next(first: int, closed: Sequence[bool]) -> int:
    """The first lattice line after `first` that closes a cell."""
    return next((at for at in range(first + 1, len(closed)) if closed[at]), len(closed))


def _levels(rules: Iterable[Rule]) -> list[float]:
    """The positions of rules, ascending, those too close to have anything between them as one."""
    levels: list[list[float]] = []
    for at in sorted(rule.at for rule in rules):
        if levels and at - levels[-1][-1] <= _SMALLEST:
            levels[-1].append(at)
        else:
            levels.append([at])
    return [sum(level) / len(level) for level in levels]


def _covered(rules: Iterable[Rule], lines: Sequence[float], across: Sequence[float]) -> list[list[bool]]:
    """For each lattice line and each stretch of it between two lines `across`, whether it is ruled."""
    covered = [[0.0] * (len(across) - 1) for _ in lines]
    for rule in rules:
        line = min(range(len(lines)), key=lambda at: abs(lines[at] - rule.at))
        for stretch, (start, end) in enumerate(pairwise(across)):
            covered[line][stretch] += max(0.0, min(end, rule.end) - max(start, rule.start)) / (end - start)
    return [[share >= _COVERED for share in line] for line in covered]
