"""Fourth step: compose a short answer from the best units and cells, without a language model.

The shortest complete statement wins: a cell, a figure with its sentence, a bullet with what hangs under it, one
statement a year or side of a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.report import Span, UnitKind
from qa.steps.cells import ChosenCell, choose_cell, resolve, value_cells
from qa.steps.comparison import sides
from qa.steps.draft import Draft, Quote, Statement
from qa.steps.evidence import Candidate
from qa.steps.understanding import Expects, Understanding
from qa.steps.unit_view import UnitView, bigrams
from qa.steps.wording import focus, shorten, topic

_LONG = frozenset({Expects.LIST, Expects.COMPARISON, Expects.REASON, Expects.EXPLANATION})
_SECOND_SHARE = 0.55  # a runner-up this close in probability is told as well: the ranker cannot tell them apart


class ExtractiveReader:
    """Composes an answer from ranked units; deterministic."""

    def __init__(self, short_chars: int, long_chars: int) -> None:
        self._short = short_chars
        self._long = long_chars

    def read(self, asked: Understanding, candidates: Sequence[Candidate]) -> Draft:
        """The draft of an answer; without statements where there are no candidates."""
        if not candidates:
            return Draft((), self._short)
        limit = self._long if asked.expects in _LONG else self._short
        if asked.expects is Expects.COMPARISON:
            chosen = sides(asked, candidates)
        else:
            chosen = _with_close_second(candidates, limit)
        room = limit // max(1, len(chosen)) if len(chosen) > 1 else limit
        statements = tuple(self._state(c, asked, room - 4) for c in chosen)
        return Draft(tuple(dict.fromkeys(statements)), limit)

    def _state(self, candidate: Candidate, asked: Understanding, room: int) -> Statement:
        view = candidate.view
        if view.unit.kind is UnitKind.ROW:
            return _state_row(view, asked, room)
        if asked.expects in (Expects.LIST, Expects.EXPLANATION):
            block = _block(view)
            if block is not None:
                return _state_block(view, block, asked, room)
        return _state_text(view, asked, room)


def _with_close_second(candidates: Sequence[Candidate], limit: int) -> list[Candidate]:
    first, *rest = candidates
    for second in rest[:1]:
        close = second.probability >= _SECOND_SHARE * first.probability
        if close and len(first.view.text) + len(second.view.text) + 20 <= limit:
            return [first, second]
    return [first]


def _state_row(view: UnitView, asked: Understanding, room: int) -> Statement:
    chosen = choose_cell(view, asked)
    if chosen is not None:
        subject = " ".join(filter(None, (chosen.row, chosen.column)))
        text = (
            shorten(f"{topic(subject)} {chosen.value}입니다.", room, bigrams(asked.text))
            if subject
            else f"{chosen.value}입니다."
        )
        return Statement(text, (Quote(view.report, view.passage, _cell_span(view, chosen), chosen.cited()),))
    table, row = view.table, view.unit.row
    parts: list[str] = []
    if table is not None and row is not None:
        for cell in value_cells(table, row):
            resolved = resolve(table, row, cell)
            parts.append(f"{resolved.column} {resolved.value}" if resolved.column else resolved.value)
    text = f"{view.label}: {' · '.join(parts)}" if parts and view.label else view.text
    if len(text) > room:
        text = f"{view.label}: {shorten(view.text, room - len(view.label) - 2, bigrams(asked.text))}"[:room]
    return Statement(text, (Quote(view.report, view.passage, view.unit.span),))


def _cell_span(view: UnitView, chosen: ChosenCell) -> Span:
    """From the row's first cell to the chosen one; the whole row where it is short: that is what a person checks."""
    row = view.unit.span
    if len(row) <= 160:
        return row
    return Span(min(row.start, chosen.cell.span.start), max(chosen.cell.span.end, row.start + 1))


def _state_text(view: UnitView, asked: Understanding, room: int) -> Statement:
    quote = Quote(view.report, view.passage, view.unit.span)
    figure = focus(view, asked)
    lead = f"{figure.text.strip()} — " if figure is not None and len(view.text) > len(figure.text) + 12 else ""
    prefix = _prefix(view, asked)
    body = shorten(view.text, max(20, room - len(lead) - len(prefix)), bigrams(asked.text))
    return Statement(f"{lead}{prefix}{body}", (quote,))


def _prefix(view: UnitView, asked: Understanding) -> str:
    """What the unit hangs under, told where the unit alone does not name the question's subject."""
    missing = bigrams(asked.text) - view.bigrams
    above = [view.report.units[view.unit.parent].text] if view.unit.parent is not None else []
    above += [h for h in reversed(view.report.trail(view.unit.section))]
    for text in above[:2]:
        short = re.sub(r"\s+", " ", text).strip(" -–:·")
        if len(short) <= 60 and len(bigrams(short) & missing) >= 3:
            return f"{short}: "
    return ""


def _block(view: UnitView) -> list[int] | None:
    """The units directly under a unit that introduces a list, or None."""
    units = view.report.units
    children = [i for i in range(view.index + 1, min(view.index + 40, len(units))) if units[i].parent == view.index]
    return children if len(children) >= 2 and "," not in view.text else None


def _state_block(view: UnitView, children: list[int], asked: Understanding, room: int) -> Statement:
    units = view.report.units
    lines, end = [view.text.rstrip(" :")], view.unit.span.end
    for index in children:
        line = f"- {units[index].text}"
        if sum(map(len, lines)) + len(line) + len(lines) > room:
            break
        lines.append(line)
        end = units[index].span.end
    if len(lines) == 1:
        return _state_text(view, asked, room)
    return Statement("\n".join(lines), (Quote(view.report, view.passage, Span(view.unit.span.start, end)),))
