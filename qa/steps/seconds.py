"""Which of two about equally probable units is told, where one can only say less than the other."""

from __future__ import annotations

from qa.steps.draft import Quote, Statement
from qa.steps.features import FORMS, answers_by_label, new_figures, wanted_counters
from qa.steps.letters import squeezed
from qa.steps.understanding import Expects, Understanding
from qa.steps.unit_view import UnitView

_FEW_ITEMS = 3  # what names so many things is a list


def introduces(first: UnitView, second: UnitView, asked: Understanding) -> bool:
    """Whether the first unit is only the head of the things that the second lists, and such things are asked for."""
    wanted = asked.expects in (Expects.NAME, Expects.PLACE, Expects.LIST)
    hangs = second.report is first.report and second.unit.parent == first.index
    return wanted and hangs and max(first.item_counts) < _FEW_ITEMS <= max(second.item_counts)


def stands_aside(first: UnitView, second: UnitView, asked: Understanding) -> bool:
    """Whether only the second unit has a figure of the measure that is asked for."""
    return _has_wanted_figure(second, asked) and not _has_wanted_figure(first, asked)


def stands_alone(first: UnitView, second: UnitView, asked: Understanding) -> bool:
    """Whether the first unit surely answers what is asked, by its key or figure, and the second surely does not."""
    figure, other_figure = _has_wanted_figure(first, asked), _has_wanted_figure(second, asked)
    if figure and not other_figure:
        return True
    if _is_named_row(first, asked) and not _is_named_row(second, asked):
        return True
    keyed = answers_by_label(first, asked) and bool(second.label) and not answers_by_label(second, asked)
    return keyed and not other_figure


def says_again(first: Statement, second: Statement) -> bool:
    """Whether the first statement has all that the second says, or quotes the place that it stands on."""
    shown = all(any(_within(q, other) for other in first.quotes) for q in second.quotes)
    return shown or squeezed(second.text) in squeezed(first.text)


def _within(quote: Quote, other: Quote) -> bool:
    return quote.report is other.report and quote.span.within(other.span)


def _has_wanted_figure(view: UnitView, asked: Understanding) -> bool:
    kinds, counters = FORMS.get(asked.expects, ()), wanted_counters(asked)
    figures = [f for f in new_figures(view, asked) if f.kind in kinds]
    return any(f.counter in counters for f in figures) if counters and view.table is None else bool(figures)


def _is_named_row(view: UnitView, asked: Understanding) -> bool:
    return view.table is not None and bool(view.label) and squeezed(view.label) in squeezed(asked.text)
