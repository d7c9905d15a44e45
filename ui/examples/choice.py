"""Which examples are shown: of each kind in turn, from one report after the other, those that are surely answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import Final

from corpus.report import Report
from index.hits import Filters
from ui.examples.example import Example
from ui.examples.lines import facts, plans_and_reasons
from ui.examples.tables import figures, highest, side_by_side

MOST = 6
MOST_TRIED = 40  # candidates asked before fewer examples are shown
MOST_REPORTS = 40  # the newest; looking through all of thousands would take longer than asking

_YEAR = re.compile(r"20\d\d(?=년)")
_KINDS: Final[tuple[Callable[[Report], Iterator[Example]], ...]] = (
    figures, plans_and_reasons, side_by_side, facts, highest,
)  # fmt: skip


def chosen(reports: Sequence[Report], limits: Filters, is_answered: Callable[[Example], bool]) -> list[Example]:
    """Up to `MOST` examples from reports within limits, each of which `is_answered` holds for.

    The same reports give the same examples, whatever their order.
    """
    found: list[Example] = []
    for tried, example in enumerate(candidates(reports, limits)):
        if len(found) == MOST or tried == MOST_TRIED:
            break
        if is_answered(example):
            found.append(example)
    return found


def candidates(reports: Sequence[Report], limits: Filters) -> Iterator[Example]:
    """Questions worth asking, the kinds in turn, each question once; no kind starts with the report of another."""
    admitted = [report for report in reports if limits.admits(report)]
    newest = sorted(admitted, key=lambda report: (report.metadata.date, report.id), reverse=True)[:MOST_REPORTS]
    kinds = [
        _in_turn([kind(report) for report in newest[turn % len(newest) :] + newest[: turn % len(newest)]])
        for turn, kind in enumerate(_KINDS if newest else ())
    ]
    seen: set[str] = set()
    for example in _in_turn(kinds):
        years = {int(year) for year in _YEAR.findall(example.question)}
        if example.question not in seen and not (limits.years and years - set(limits.years)):
            seen.add(example.question)
            yield example


def _in_turn(many: Sequence[Iterator[Example]]) -> Iterator[Example]:
    return (each for each in chain.from_iterable(zip_longest(*many)) if each is not None)
