"""Statements of what stands in tables: a cell as a sentence, a row with its columns, the largest and smallest rows."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.report import Cell, Span, Table
from qa.figures import figures_in
from qa.steps.arithmetic import asks_extremes, extremes
from qa.steps.cells import ChosenCell, cells_of_sides, choose_cell, resolve_part, row_asked, row_name, value_cells
from qa.steps.draft import Quote, Statement
from qa.steps.evidence import Candidate
from qa.steps.letters import bigrams
from qa.steps.quotes import quote_of
from qa.steps.understanding import Understanding
from qa.steps.unit_view import UnitView
from qa.steps.wording import shorten, topic

_SHORT_ROW = 160  # characters of a row that are quoted whole: that is what a person checks
_CLOSE = 5  # candidates among which the best row of a table is looked for


def state_row(view: UnitView, table: Table, row: int, asked: Understanding, room: int) -> Statement:
    """The cells that the question asks for, else the values of the whole row; within `room` characters."""
    row = row_asked(table, row, asked)
    joined = cells_of_sides(table, row, asked)
    chosen = None if joined else choose_cell(table, row, asked, _headings(view))
    if chosen is not None:
        return _state_cell(view, table, row, chosen, asked, room)
    cells = [found.cell for found in joined] or value_cells(table, row)
    values = " · ".join(f"{table.column_label(cell.column)} {cell.text}".strip() for cell in cells)
    text = f"{row_name(table, row)}: {values}".lstrip(": ") + (f" (단위: {table.unit})" if table.unit else "")
    if not values or len(text) > room:
        return Statement(shorten(view.text, room, bigrams(asked.text)), (quote_of(view, view.unit.span),))
    whole = _span_of(view, table, row)
    apart = [cell.span for cell in cells if not cell.span.within(whole)]  # printed apart from its row
    return Statement(text, (quote_of(view, whole), *(quote_of(view, span) for span in apart)))


def cells_apart(view: UnitView, asked: Understanding, room: int) -> list[Statement]:
    """The cells of one row under the columns that the question joins, each as a statement; else nothing."""
    if view.table is None or view.unit.row is None:
        return []
    table, row = view.table, row_asked(view.table, view.unit.row, asked)
    cells = cells_of_sides(table, row, asked)
    return [_state_cell(view, table, row, cell, asked, room // len(cells) - 4) for cell in cells]


def cells_of_each(view: UnitView, questions: Sequence[Understanding], room: int) -> list[Statement]:
    """For each of several questions about a row its cell ("2023년 …", "2024년 …"); nothing where one has none."""
    if view.table is None or view.unit.row is None or len(questions) < 2:
        return []
    table, found = view.table, []
    for asked in questions:
        row = row_asked(table, view.unit.row, asked)
        chosen = choose_cell(table, row, asked, _headings(view))
        if chosen is not None:
            found.append((row, chosen, asked))
    if len({chosen.cell for _, chosen, _ in found}) < len(questions):
        return []
    return [_state_cell(view, table, row, cell, asked, room // len(found) - 4) for row, cell, asked in found]


def _state_cell(
    view: UnitView, table: Table, number: int, chosen: ChosenCell, asked: Understanding, room: int
) -> Statement:
    """The cell as a sentence ("체육진흥과 집행률은 78.8%입니다."); its quote is the row, at most up to the cell."""
    subject = " ".join(filter(None, (chosen.row, chosen.column)))
    said = "없습니다(표에 ‘-’로 적혀 있습니다)." if chosen.empty else f"{chosen.value}입니다."
    text = f"{topic(subject)} {said}" if subject else said
    row = _span_of(view, table, number)
    span = row if len(row) <= _SHORT_ROW else Span(row.start, max(row.start + 1, chosen.cell.span.end))
    figures = figures_in(chosen.value)
    quotes: tuple[Quote, ...] = (quote_of(view, span, chosen),)
    if not chosen.cell.span.within(span):  # printed apart from the words that name its row
        quotes = (quote_of(view, span), quote_of(view, chosen.cell.span, chosen))
    return Statement(shorten(text, room, bigrams(asked.text)), quotes, figures[0] if len(figures) == 1 else None)


def state_extremes(asked: Understanding, candidates: Sequence[Candidate]) -> list[Statement]:
    """The largest or smallest rows of the best row's table, where the question asks for them; else nothing."""
    rows = (c.view for c in candidates[:_CLOSE] if c.view.unit.row is not None)
    view = next(rows, None)
    if view is None or view.table is None or view.unit.row is None or not asks_extremes(asked.text):
        return []
    table, above = view.table, _headings(view)
    chosen = choose_cell(table, view.unit.row, asked, above)
    if chosen is None:
        return []

    def found(cell: Cell) -> ChosenCell:
        return resolve_part(table, cell.row, cell, asked, above)

    cells = extremes(asked.text, table, chosen.cell.column, asked.wanted_items, lambda cell: found(cell).value)
    return [
        Statement(
            f"{f.row}: {f.column} {f.value}".lstrip(": "),
            (quote_of(view, _row_span(table, f.cell.row), f),),
            next(iter(figures_in(f.value)), None),
            side=f.row if len(cells) > 1 else "",
        )
        for f in map(found, cells)
    ]


def _headings(view: UnitView) -> tuple[str, ...]:
    """The headings that a unit stands under, nearest first."""
    return tuple(reversed(view.report.trail(view.unit.section)))


def _span_of(view: UnitView, table: Table, row: int) -> Span:
    """The row that a unit is, or another one of its table."""
    return view.unit.span if row == view.unit.row else _row_span(table, row)


def _row_span(table: Table, row: int) -> Span:
    spans = [c.span for c in table.cells if c.row == row]
    return Span(min(s.start for s in spans), max(s.end for s in spans))
