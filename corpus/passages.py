"""Passages: the report cut along its outline into pieces worth retrieving.

Where to cut is one optimisation over all units: every passage should be near `AIM` characters, every cut should fall
where the outline breaks, and no passage should run over such a break without need. Dynamic programming finds the cuts
of least cost; the prices are below.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.report import Metadata, Passage, Report, Section, Span, Unit, UnitKind

AIM = 950  # characters of source, white space included
LIMIT = 1100

# Prices. A passage costs the square of how far it misses AIM (1.0 = empty, or at LIMIT); to that come:
_OVER_SECTIONS = (1.2, 1.2, 0.8, 0.4)  # running on into another section, by level; less where the sections are small
_CUT_BETWEEN_SECTIONS = 0.05
_CUT_BETWEEN_ROWS = 0.3
_CUT_BETWEEN_ITEMS = 0.2  # and as much again for every item the next one hangs under
_CUT_FROM_PARENT = 0.6  # between an item or a label and what hangs under it
_CUT_INSIDE_ROW = 3.0
_CUT_AFTER_HEADING = 4.0


@dataclass(frozen=True, slots=True)
class _Break:
    """What stands between two units: the price of cutting there, and of not cutting there."""

    cut: float
    run_on: float


def cut_passages(report: Report) -> tuple[Passage, ...]:
    """The passages of a report whose units are known; together they cover its text."""
    if not report.units:
        return ()
    seen: Counter[tuple[str, ...]] = Counter()
    passages: list[Passage] = []
    for first, last in pairwise([*_cuts(report), len(report.units)]):
        units = tuple(range(first, last))
        start = report.units[first].span.start if first else 0
        end = report.units[last].span.start if last < len(report.units) else len(report.text)
        section = _section_of(report, units)
        passage = Passage("", Span(start, end), section, report.trail(section), units, "")
        key = (report.source, *passage.trail, passage.span.of(report.text))
        passages.append(replace(passage, id=_id(key, seen[key]), search_text=search_text(report, passage)))
        seen[key] += 1
    return tuple(passages)


def _id(key: tuple[str, ...], ordinal: int) -> str:
    return hashlib.sha256("\x1f".join((*key, str(ordinal))).encode("utf-8", "surrogatepass")).hexdigest()[:16]


# ---------------------------------------------------------------------------------------------- where to cut


def _cuts(report: Report) -> list[int]:
    """The first unit of every passage: the cheapest way to cut, found from the front."""
    units = report.units
    offsets = [0, *(unit.span.start for unit in units[1:]), len(report.text)]
    breaks = [_Break(0, 0), *(_break(report, at) for at in range(1, len(units)))]
    best = [0.0] + [float("inf")] * len(units)
    back = [0] * (len(units) + 1)
    for end in range(1, len(units) + 1):
        run_on = 0.0
        for first in range(end - 1, -1, -1):
            length = offsets[end] - offsets[first]
            if length > LIMIT and first < end - 1:
                break
            price = best[first] + breaks[first].cut + run_on + _misses(length)
            if price < best[end]:
                best[end], back[end] = price, first
            run_on += breaks[first].run_on
    cuts: list[int] = []
    at = len(units)
    while at > 0:
        at = back[at]
        cuts.append(at)
    return cuts[::-1]


def _misses(length: int) -> float:
    room = AIM if length < AIM else LIMIT - AIM
    return ((length - AIM) / room) ** 2


def _break(report: Report, at: int) -> _Break:
    """The prices between a unit and the one before it."""
    before, unit = report.units[at - 1], report.units[at]
    over = _over(report.sections, before.section, unit.section)
    if before.kind is UnitKind.HEADING:
        return _Break(_CUT_AFTER_HEADING, over)
    if before.section != unit.section:
        return _Break(_CUT_BETWEEN_SECTIONS, over)
    if unit.table is not None and unit.table == before.table:
        return _Break(_CUT_INSIDE_ROW if unit.row == before.row else _CUT_BETWEEN_ROWS, 0.0)
    cut = _CUT_BETWEEN_ITEMS * (1 + _depth(report.units, unit))
    return _Break(cut + (_CUT_FROM_PARENT if unit.parent == at - 1 else 0.0), 0.0)


def _over(sections: Sequence[Section], before: int, after: int) -> float:
    """The price of one passage over two sections: that of their level, times how large they are against a passage.

    Running from a section into its own child, or back, costs half.
    """
    one, other = _path(sections, before), _path(sections, after)
    shared = sum(left == right for left, right in zip(one, other, strict=False))
    sizes = [min(len(sections[path[shared]].span) / AIM, 1.0) for path in (one, other) if len(path) > shared]
    if len(sizes) < 2:
        return _price(shared) * sum(sizes) / 2
    return _price(shared) * math.sqrt(math.prod(sizes))


def _price(level: int) -> float:
    return _OVER_SECTIONS[min(level, len(_OVER_SECTIONS) - 1)]


def _depth(units: Sequence[Unit], unit: Unit) -> int:
    depth = 0
    while unit.parent is not None:
        unit, depth = units[unit.parent], depth + 1
    return depth


def _section_of(report: Report, units: Sequence[int]) -> int:
    """The innermost section that holds the units of a passage, but for the headings above that it begins with.

    Where one of these stands beside the rest, not above it (the heading of an empty section), it counts as a unit too.
    """
    body = [report.units[at] for at in units]
    opening: list[int] = []  # the sections of the headings it begins with
    while len(body) > 1 and body[0].kind is UnitKind.HEADING:
        opening.append(body.pop(0).section)
    section = _common_section(report.sections, {unit.section for unit in body})
    beside = set(opening).difference(_path(report.sections, section))
    return _common_section(report.sections, {section, *beside})


def _common_section(sections: Sequence[Section], among: set[int]) -> int:
    """The innermost section that holds all of some sections."""
    paths = [_path(sections, section) for section in sorted(among)]
    shared = 0
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared = steps[0]
    return shared


def _path(sections: Sequence[Section], section: int) -> list[int]:
    path: list[int] = []
    at: int | None = section
    while at is not None:
        path.append(at)
        at = sections[at].parent
    return path[::-1]


# ---------------------------------------------------------------------------------------------- what the indexes see


def search_text(report: Report, passage: Passage) -> str:
    """What the indexes see of a passage: where it stands first, then its cleaned units.

    A passage that begins inside a list carries the items above it, one that begins inside a table its column labels.
    """
    meta = report.metadata
    year = f"{meta.year}년" if meta.year else ""
    place = " ".join(part for part in (meta.title, meta.department, year) if part)
    units = [report.units[at] for at in passage.units]
    lines = [place, " > ".join(passage.trail), *_above(report, passage.units), *_labels(report, units)]
    return "\n".join(line for line in (*lines, *(unit.text for unit in units)) if line)


def relabelled(report: Report, metadata: Metadata) -> Report:
    """The same report with other metadata, which the indexes see in every passage."""
    changed = replace(report, metadata=metadata)
    passages = tuple(replace(passage, search_text=search_text(changed, passage)) for passage in report.passages)
    return replace(changed, passages=passages)


def _above(report: Report, units: Sequence[int]) -> list[str]:
    """The items outside a passage that its first unit hangs under, outermost first."""
    above: list[str] = []
    at = report.units[units[0]].parent
    while at is not None:
        above.append(report.units[at].text)
        at = report.units[at].parent
    return above[::-1]


def _labels(report: Report, units: Sequence[Unit]) -> list[str]:
    """Captions and column labels of the tables whose header rows a passage has not got."""
    lines: list[str] = []
    for number in sorted({unit.table for unit in units if unit.table is not None}):
        rows = {unit.row for unit in units if unit.table == number}
        table = report.tables[number]
        if table.header_rows and 0 not in rows:
            labels = dict.fromkeys(table.column_label(column) for column in range(table.columns))
            lines.append(" ".join(part for part in (table.caption, *labels, table.unit) if part))
    return lines
