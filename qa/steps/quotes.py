"""Places of a report as quotes: what a statement stands on."""

from __future__ import annotations

from corpus.report import Span
from qa.steps.cells import ChosenCell
from qa.steps.draft import Quote
from qa.steps.unit_view import UnitView


def quote_of(view: UnitView, span: Span, chosen: ChosenCell | None = None) -> Quote:
    """A span near a unit as a quote; `chosen` is the cell that it shows."""
    table, row = view.table, view.unit.row
    labels: tuple[str, ...] = ()
    if chosen is not None:
        labels = (chosen.row, chosen.column)
    elif table is not None and row is not None:
        labels = (table.row_label(row), *(table.column_label(c) for c in range(table.columns)))
    told = view.unit.text if span == view.unit.span else ""
    return Quote(view.report, view.passage, span, view.unit.section, chosen.cited() if chosen else None, labels, told)
