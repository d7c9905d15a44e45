"""Lists that the rows of a table answer: the names of all rows under a group, or with the same thing in a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.report import Cell, Span, Table
from qa.figures import figures_in
from qa.steps.cells import value_cells
from qa.steps.draft import Statement
from qa.steps.evidence import Candidate
from qa.steps.quotes import quote_of
from qa.steps.understanding import Expects, Understanding, squeezed

_POOL = 40  # candidates whose rows may make the list that is asked for
_LONGEST_CONDITION = 14  # letters of a cell that rows can have in common
_MOST_QUOTES = 4  # places that are cited apart; more are cited as one
_NUMBERED = re.compile(r"[\d\W]*")
_COUNTS_ROWS = frozenset({"곳", "개"})  # what the vocabulary makes of 군데, 개소, 가지
_COUNTERS = frozenset({"곳", "개", "개소", "군데", "가지"})
_NAMED = frozenset({Expects.LIST, Expects.NAME, Expects.PLACE})


@dataclass(frozen=True, slots=True)
class _Fitting:
    """Rows that have something in common which the question names."""

    condition: str  # as printed: "개소 2017", "쉼터(4)"
    rows: tuple[int, ...]


def state_rows(asked: Understanding, candidates: Sequence[Candidate], room: int) -> Statement | None:
    """The names of all rows that fit what the question names, in order; None where no rows do.

    A number in the question ("네 곳") must be theirs. Without one only the table of the best candidate is looked at,
    also for how many they are ("몇 곳"), where it holds no such figure.
    """
    counted = asked.counter in _COUNTS_ROWS and asked.expects is Expects.COUNT
    named = asked.expects is Expects.LIST or (asked.expects in _NAMED and asked.wanted_items > 1)
    if not named and not counted:
        return None
    for candidate in candidates[: _POOL if asked.wanted_items and not counted else 1]:
        view = candidate.view
        if view.table is None or view.unit.row is None:
            continue
        if counted and _tells_counts(view.table, view.unit.row):
            continue
        for fitting in _fittings(view.table, view.unit.row, asked):
            found = len(fitting.rows)
            if found < 2 or (named and found != (asked.wanted_items or found)):
                continue
            names = [_name(view.table, row) for row in fitting.rows]
            count = f"{found}{asked.counter}" if counted else ""
            text = f"{fitting.condition}: {', '.join(names)}" + (f" — {count}(표의 행을 센 값)" if counted else "")
            if all(names) and len(text) <= room:
                quotes = tuple(quote_of(view, span) for span in _spans(view.table, fitting.rows))
                return Statement(text, quotes, computed=(count,) if counted else ())
    return None


def _tells_counts(table: Table, row: int) -> bool:
    """Whether the cells of a row themselves count places or things."""
    figures = (figure for cell in value_cells(table, row) for figure in figures_in(cell.text))
    return table.unit in _COUNTERS or any(figure.counter in _COUNTERS for figure in figures)


def _fittings(table: Table, row: int, asked: Understanding) -> Iterator[_Fitting]:
    said = squeezed(asked.text)
    for cell in table.cells:
        if not cell.row <= row < cell.row + cell.rowspan or cell.row < table.header_rows:
            continue
        if cell.header and cell.rowspan > 1 and _names_group(table, cell, asked):
            yield _Fitting(cell.text, tuple(range(cell.row, cell.row + cell.rowspan)))
        elif not cell.header and cell.column and _said(cell, said):
            rows = tuple(c.row for c in table.cells if c.column == cell.column and c.text == cell.text)
            yield _Fitting(f"{table.column_label(cell.column)} {cell.text}".strip(), rows)


def _said(cell: Cell, said: str) -> bool:
    """Whether what a cell holds stands in the question."""
    text = squeezed(cell.text)
    return 2 <= len(text) <= _LONGEST_CONDITION and text in said


def _names_group(table: Table, group: Cell, asked: Understanding) -> bool:
    """Whether the question names a group of rows, and not every group of the table alike."""
    groups = [c for c in table.cells if c.header and c.rowspan > 1 and c.column == group.column]
    for compound in map(squeezed, asked.compounds):
        if compound in squeezed(group.text) and sum(compound in squeezed(other.text) for other in groups) == 1:
            return True
    return False


def _name(table: Table, row: int) -> str:
    """What a row is called: the last of its label cells that is no number, or else its first words."""
    cells = [c for c in table.cells if c.row == row and not _NUMBERED.fullmatch(c.text)]
    labels = [c for c in cells if c.header and c.rowspan == 1]
    return labels[-1].text if labels else cells[0].text if cells else ""


def _spans(table: Table, rows: Sequence[int]) -> list[Span]:
    """The places of rows: those one after the other together, and all together where there are many."""
    spans: list[Span] = []
    for place, row in enumerate(rows):
        own = [c.span for c in table.cells if c.row == row]
        start, end = min(s.start for s in own), max(s.end for s in own)
        if place and rows[place - 1] == row - 1:
            start = spans.pop().start
        spans.append(Span(start, end))
    return spans if len(spans) <= _MOST_QUOTES else [Span(spans[0].start, spans[-1].end)]
