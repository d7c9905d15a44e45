"""Fourth step: compose a short answer from the best units and cells, without a language model.

The shortest complete statement wins: a cell, a figure with its sentence, a bullet with what hangs under it, one
statement for each year or side of a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.report import Span, Table
from qa.figures import figures_in, years_in
from qa.steps.arithmetic import difference, extremes
from qa.steps.blocks import state_block
from qa.steps.cells import ChosenCell, cells_of_sides, choose_cell, resolve, value_cells
from qa.steps.comparison import Part, Side, Told, compare, greater
from qa.steps.draft import Draft, Quote, Statement
from qa.steps.evidence import Candidate
from qa.steps.quotes import quote_of
from qa.steps.seconds import says_again, stands_alone
from qa.steps.understanding import Expects, Understanding, squeezed
from qa.steps.unit_view import UnitView, bigrams
from qa.steps.wording import focus, shorten, topic

_LONG = frozenset({Expects.LIST, Expects.COMPARISON, Expects.REASON, Expects.EXPLANATION})
_SECOND_SHARE = 0.55  # a runner-up this close in probability is told as well: the ranker cannot tell them apart
_SHORT_ROW = 160  # characters of a row that are quoted whole: that is what a person checks
_ALIKE = 0.6  # share of their letter pairs that statements of the same thing have in common
_COMPUTED_ROOM = 70
_NUMBERING = re.compile(r"^\W*(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+\.?|[①-⑳❶-➓]|\d{1,2}\.?\s|[가-하]\.\s)\s*")
_FURNITURE = " -–:·□■○●◦ㅇ▪<>【】"  # bullets and frames around the words of a heading
_ASKS_CHANGE = re.compile(r"늘|줄|증가|감소|차이|변화|변했|견주|비교")


class ExtractiveReader:
    """Composes an answer from ranked units; deterministic."""

    def __init__(self, short_chars: int, long_chars: int) -> None:
        """The greatest length of an answer with one fact, and of lists, comparisons and reasons."""
        self._short = short_chars
        self._long = long_chars

    def read(self, asked: Understanding, candidates: Sequence[Candidate], sides: Sequence[Side] = ()) -> Draft:
        """The draft of an answer; without statements where there are no candidates.

        `sides` are those of a comparison, as each was looked for.
        """
        limit = self._long if asked.expects in _LONG else self._short
        if not candidates:
            return Draft((), limit)
        found = _state_extremes(candidates[0].view, asked)
        if found:
            return Draft(tuple(found), limit)
        if asked.expects is not Expects.COMPARISON:
            chosen = [Told(asked, c) for c in _with_close_second(asked, candidates, limit)]
            found = [s for _, s in _state_all(chosen, limit)]
            if len(found) > 1 and says_again(*found):
                found = [s for _, s in _state_all(chosen[:1], limit)]
            return Draft(tuple(found), limit)
        compared = compare(asked, candidates, sides)
        stated = _state_all(compared.told, limit - _COMPUTED_ROOM)
        found = [s for _, s in stated]
        change = difference(found) if _ASKS_CHANGE.search(asked.text) and _alike(found) else None
        computed = change or greater(asked, stated)
        return Draft((*found, computed) if computed else tuple(found), limit, compared.missing)


def _state_all(chosen: Sequence[Told], limit: int) -> list[tuple[Part | None, Statement]]:
    room = limit // len(chosen) - 4
    stated: dict[Statement, Told] = {}
    for told in chosen:
        statement = _state(told.candidate.view, told.asked, room)
        stated.setdefault(statement, told)
    if len(stated) == 1:
        return [(None, statement) for statement in stated]
    return [(t.part, replace(s, text=f"{_side_told(t, s)}{s.text}")) for s, t in stated.items()]


def _alike(statements: Sequence[Statement]) -> bool:
    """Whether two statements are of the same thing, so that their figures may be set against each other."""
    if len(statements) != 2:
        return False
    one, other = (bigrams(re.sub(r"[\d.,%]+", " ", s.text)) for s in statements)
    return len(one & other) >= _ALIKE * min(len(one), len(other))


def _with_close_second(asked: Understanding, candidates: Sequence[Candidate], limit: int) -> list[Candidate]:
    first = candidates[0]
    for second in candidates[1:2]:
        close = second.probability >= _SECOND_SHARE * first.probability
        room = len(first.view.text) + len(second.view.text) + 20 <= limit
        if close and room and not stands_alone(first.view, second.view, asked):
            return [first, second]
    return [first]


def _side_told(told: Told, statement: Statement) -> str:
    """The side to name before a statement that does not name it itself, where its citation shows that name."""
    part, view = told.part, told.candidate.view
    if part is None:
        return ""
    shown = " ".join((view.report.metadata.title, view.report.metadata.date, *view.report.trail(view.unit.section)))
    if part.year is not None:
        named = part.year in years_in(statement.text) or part.year not in years_in(shown)
        return "" if named else f"{part.name} "
    named = squeezed(part.name) in squeezed(statement.text) or bool(figures_in(part.name))
    return "" if named else f"{part.name}: "


def _state(view: UnitView, asked: Understanding, room: int) -> Statement:
    if view.table is not None and view.unit.row is not None:
        return _state_row(view, view.table, view.unit.row, asked, room)
    return state_block(view, asked, room) or _state_text(view, asked, room)


def _state_row(view: UnitView, table: Table, row: int, asked: Understanding, room: int) -> Statement:
    joined = cells_of_sides(table, row, asked)
    chosen = None if joined else choose_cell(table, row, asked)
    if chosen is not None:
        return _state_cell(view, chosen, asked, room)
    cells = [found.cell for found in joined] or value_cells(table, row)
    values = " · ".join(f"{table.column_label(cell.column)} {cell.text}".strip() for cell in cells)
    text = f"{table.row_label(row)}: {values}" + (f" (단위: {table.unit})" if table.unit else "")
    if not values or len(text) > room:
        return Statement(shorten(view.text, room, bigrams(asked.text)), (quote_of(view, view.unit.span),))
    apart = [cell.span for cell in cells if not cell.span.within(view.unit.span)]  # printed apart from its row
    return Statement(text, (quote_of(view, view.unit.span), *(quote_of(view, span) for span in apart)))


def _state_cell(view: UnitView, chosen: ChosenCell, asked: Understanding, room: int) -> Statement:
    """The cell as a sentence ("체육진흥과 집행률은 78.8%입니다."); its quote is the row, at most up to the cell."""
    subject = " ".join(filter(None, (chosen.row, chosen.column)))
    text = f"{topic(subject)} {chosen.value}입니다." if subject else f"{chosen.value}입니다."
    row = view.unit.span
    span = row if len(row) <= _SHORT_ROW else Span(row.start, max(row.start + 1, chosen.cell.span.end))
    figures = figures_in(chosen.value)
    quotes: tuple[Quote, ...] = (quote_of(view, span, chosen),)
    if not chosen.cell.span.within(span):  # printed apart from the words that name its row
        quotes = (quote_of(view, span), quote_of(view, chosen.cell.span, chosen))
    return Statement(shorten(text, room, bigrams(asked.text)), quotes, figures[0] if len(figures) == 1 else None)


def _state_extremes(view: UnitView, asked: Understanding) -> list[Statement]:
    """The largest or smallest row of the best row's table, where the question asks for it; else nothing."""
    table, row = view.table, view.unit.row
    if table is None or row is None:
        return []
    chosen = choose_cell(table, row, asked)
    if chosen is None:
        return []
    statements: list[Statement] = []
    for cell in extremes(asked.text, table, chosen.cell.column):
        row_span = _row_span(table, cell.row)
        found = resolve(table, cell.row, cell)
        text = f"{found.row}: {found.column} {found.value}".lstrip(": ")
        statements.append(Statement(text, (quote_of(view, row_span, found),)))
    return statements


def _row_span(table: Table, row: int) -> Span:
    spans = [c.span for c in table.cells if c.row == row]
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _state_text(view: UnitView, asked: Understanding, room: int) -> Statement:
    figure = focus(view, asked)
    lead = f"{figure.text.strip()} — " if figure is not None and len(view.text) > len(figure.text) + 12 else ""
    prefix = _prefix(view, asked)
    body = shorten(view.text, max(20, room - len(lead) - len(prefix)), bigrams(asked.text))
    return Statement(f"{lead}{prefix}{body}", (quote_of(view, view.unit.span),), figure)


def _prefix(view: UnitView, asked: Understanding) -> str:
    """What the unit hangs under, told where the unit alone does not name the question's subject."""
    missing = bigrams(asked.text) - view.bigrams
    above = [view.report.units[view.unit.parent].text] if view.unit.parent is not None else []
    above += reversed(view.report.trail(view.unit.section))
    told = " ".join((view.text, *view.report.trail(view.unit.section)))
    for text in above[:2]:
        short = _NUMBERING.sub("", re.sub(r"\s+", " ", text)).strip(_FURNITURE)
        proven = all(figure.text in told for figure in figures_in(short))
        if len(short) <= 60 and proven and len(bigrams(short) & missing) >= 3:
            return f"{short}: "
    return ""
