"""Figures that stand side by side in an answer, as the bars of a small chart: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import ComparedFigure

_PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure; `share` is the length of its bar in percent of the longest, None where no bar can be drawn."""

    name: str
    text: str
    marker: int
    share: float | None


def bars(figures: Sequence[ComparedFigure]) -> list[Bar]:
    """A bar for each figure, all from zero on; rates are drawn on the scale to 100 %.

    Where one is below zero no bars are drawn: half of them would have to run the other way.
    """
    values = [figure.value for figure in figures]
    drawn = bool(values) and min(values) >= 0 and max(values) > 0
    percent = all(figure.unit == _PERCENT for figure in figures) and max(values, default=0.0) <= 100
    longest = 100.0 if percent else max(values, default=0.0)
    return [Bar(f.name, _with_unit(f), f.marker, round(100 * f.value / longest, 1) if drawn else None) for f in figures]


def _with_unit(figure: ComparedFigure) -> str:
    """The figure as printed; a bare number gets the unit of its table."""
    return figure.text + figure.unit if figure.text[-1:].isdigit() else figure.text
