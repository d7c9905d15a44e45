"""Which year's report answers where a question names none: the latest that says the same thing.

Offices report the same tables and key figures every year; "시장비서실 정원은?" means those of now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from qa.steps.letters import bigrams, squeezed
from qa.steps.understanding import Understanding
from qa.steps.unit_view import UnitView

TWINS_AMONG = 40  # candidates among which a twin is looked for
_SURE = 0.1  # probability of a twin, of that of the best
_ALIKE = 0.7  # share of their letter pairs, figures left out, that two lines saying the same thing have in common
_FIGURES = re.compile(r"[\d.,%~’'‘]+")


class Ranked(Protocol):
    """A unit with the probability that it proves the answer."""

    @property
    def view(self) -> UnitView:
        """The unit."""

    @property
    def probability(self) -> float:
        """Among all candidates of a question."""


def later_twin(asked: Understanding, ranked: Sequence[Ranked]) -> int:
    """The position of the latest candidate that says of its year what the best one says of another; 0: the best one.

    Only within the reports of one department, and only where the question names no year.
    """
    if asked.years or not ranked:
        return 0
    best = ranked[0]
    later = [
        (one.view.report.metadata.date, -place)
        for place, one in enumerate(ranked[:TWINS_AMONG])
        if place == 0 or (one.probability >= _SURE * best.probability and says_the_same(best.view, one.view))
    ]
    return -max(later)[1]


def says_the_same(one: UnitView, other: UnitView) -> bool:
    """Whether two units of reports of one department say the same thing, each of its own year."""
    if one.report is other.report or one.report.metadata.department != other.report.metadata.department:
        return False
    if (one.table is None) != (other.table is None) or squeezed(one.label) != squeezed(other.label):
        return False
    if one.table is not None:
        return bool(one.label) and _alike(one.context, other.context)
    return _alike(one.text, other.text)


def _alike(one: str, other: str) -> bool:
    a, b = (bigrams(_FIGURES.sub(" ", text)) for text in (one, other))
    return len(a & b) >= _ALIKE * max(len(a), len(b))
