"""Lists that the rows of a table answer: the names of all rows under a group, or with the same thing in a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.report import Span, Table
from qa.figures import figures_in
from qa.steps.cells import value_cells
from qa.steps.draft import Statement
from qa.steps.evidence import Candidate
from qa.steps.letters import squeezed
from qa.steps.quotes import quote_of
from qa.steps.understanding import Expects, Understanding

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
            names = _names(view.table, fitting.rows)
            count = f"{found}{asked.counter}" if counted else ""
            text = f"{fitting.condition}: {', '.join(names)}" + (f" — {count}(표의 행을 센 값)" if counted else "")
            if names and len(text) <= room:
                quotes = tuple(quote_of(view, span) for span in _spans(view.table, fitting.rows))
                return Statement(text, quotes, computed=(count,) if counted else ())
    return None


def _tells_counts(table: Table, row: int) -> bool:
    """Whether the cells of a row themselves count places or things."""
    figures = (figure for cell in value_cells(table, row) for figure in figures_in(cell.text))
    return table.figure_unit in _COUNTERS or any(figure.counter in _COUNTERS for figure in figures)


def _fittings(table: Table, row: int, asked: Understanding) -> Iterator[_Fitting]:
    """What a row has in common with others, group names first: a word in a column that the question names."""
    said = squeezed(asked.text)
    for column in range(table.columns):
        texts = _column(table, column)
        own = texts.get(row, "")
        rows = tuple(r for r, text in texts.items() if text == own)
        if _is_label(table, row, column):
            fits, condition = len(rows) > 1 and _names_group(own, set(texts.values()), asked), own
        else:
            fits = 2 <= len(squeezed(own)) <= _LONGEST_CONDITION and squeezed(own) in said
            condition = f"{table.column_label(column)} {own}".strip()
        if fits:
            yield _Fitting(condition, rows)


def _column(table: Table, column: int) -> dict[int, str]:
    """The texts of a column below its header, cells that are merged over rows in each of them."""
    cells = (c for c in table.cells if c.column <= column < c.column + c.colspan and c.row >= table.header_rows)
    return {row: cell.text for cell in cells for row in range(cell.row, cell.row + cell.rowspan)}


def _is_label(table: Table, row: int, column: int) -> bool:
    cell = table.at(row, column)
    return column == 0 or (cell is not None and cell.header)


def _names_group(group: str, groups: set[str], asked: Understanding) -> bool:
    """Whether the question names a group of rows, and not every group of the table alike."""
    named = [compound for compound in map(squeezed, asked.compounds) if compound in squeezed(group)]
    return any(sum(compound in squeezed(other) for other in groups) == 1 for compound in named)


def _names(table: Table, rows: Sequence[int]) -> list[str]:
    """What rows are called: by the first column with another text, no number, in each row of the table, or of these."""
    columns = [_column(table, column) for column in range(table.columns)]
    for apart in (tuple(columns[0]), rows):
        for texts in columns:
            names = [texts.get(row, "") for row in apart]
            if len(set(names)) == len(names) and not any(map(_NUMBERED.fullmatch, names)):
                return [texts[row] for row in rows]
    return []


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
