"""Figures side by side, as bars."""

import pytest

from qa.answer import ComparedFigure
from ui.compared import bars


def figures(*values: float, unit: str = "명") -> list[ComparedFigure]:
    return [ComparedFigure(f"{2020 + n}년", f"{value:g}{unit}", value, unit, n + 1) for n, value in enumerate(values)]


def test_bars_begin_at_zero_and_the_longest_is_whole() -> None:
    assert [bar.share for bar in bars(figures(34, 17, 0))] == [100.0, 50.0, 0.0]


def test_rates_are_drawn_to_a_hundred_percent() -> None:
    assert [bar.share for bar in bars(figures(94.3, 87.8, unit="%"))] == [94.3, 87.8]
    assert [bar.share for bar in bars(figures(120, 60, unit="%"))] == [100.0, 50.0]


@pytest.mark.parametrize("values", [(-3, 5), (0, 0)])
def test_what_cannot_be_drawn_is_still_told(values: tuple[float, ...]) -> None:
    assert [(bar.text, bar.share) for bar in bars(figures(*values))] == [(f"{v:g}명", None) for v in values]


def test_a_bare_number_gets_the_unit_of_its_table() -> None:
    [bar] = bars([ComparedFigure("녹지과", "1,200", 1200, "백만원", 1)])
    assert bar.text == "1,200백만원"
