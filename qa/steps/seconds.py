"""When the best unit is told alone, though another is about as probable: the other can only say less."""

from __future__ import annotations

from qa.steps.features import FORMS, answers_by_label, new_figures, wanted_counters
from qa.steps.understanding import Understanding, squeezed
from qa.steps.unit_view import UnitView


def stands_alone(first: UnitView, second: UnitView, asked: Understanding) -> bool:
    """Whether the first unit surely answers what is asked and the second surely does not, or says nothing new."""
    return (
        _says_again(first, second)
        or (answers_by_label(first, asked) and bool(second.label) and not answers_by_label(second, asked))
        or (_has_wanted_figure(first, asked) and not _has_wanted_figure(second, asked))
        or (_is_named_row(first, asked) and not _is_named_row(second, asked))
    )


def _says_again(first: UnitView, second: UnitView) -> bool:
    """Whether the second is what the first hangs under or what hangs under it, or all its words stand in the first."""
    same = first.report is second.report
    related = same and (first.unit.parent == second.index or second.unit.parent == first.index)
    return related or second.terms <= first.terms | first.context_terms


def _has_wanted_figure(view: UnitView, asked: Understanding) -> bool:
    kinds, counters = FORMS.get(asked.expects, ()), wanted_counters(asked)
    figures = [f for f in new_figures(view, asked) if f.kind in kinds]
    return any(f.counter in counters for f in figures) if counters and view.table is None else bool(figures)


def _is_named_row(view: UnitView, asked: Understanding) -> bool:
    return view.table is not None and bool(view.label) and squeezed(view.label) in squeezed(asked.text)
