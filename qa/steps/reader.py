"""Fourth step: compose a short answer from the best units and cells, without a language model.

The shortest complete statement wins: a cell, a figure with its sentence, a bullet with what hangs under it, one
statement for each year or side of a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.totals import is_grand_total
from qa.figures import figures_in, years_in
from qa.steps.arithmetic import asks_sum, greater, worked_out
from qa.steps.blocks import state_block
from qa.steps.comparison import Side, Told, compare
from qa.steps.draft import Draft, Statement
from qa.steps.evidence import Candidate
from qa.steps.features import NAMES
from qa.steps.latest import TWINS_AMONG, says_the_same
from qa.steps.letters import bigrams, squeezed
from qa.steps.parts import Part
from qa.steps.persons import state_person
from qa.steps.quotes import quote_of
from qa.steps.row_lists import state_rows
from qa.steps.row_statements import cells_apart, cells_of_each, state_extremes, state_row
from qa.steps.seconds import introduces, says_again, stands_alone, stands_aside
from qa.steps.understanding import Expects, Understanding
from qa.steps.unit_view import UnitView
from qa.steps.wording import focus, shorten

_LONG = frozenset({Expects.LIST, Expects.COMPARISON, Expects.REASON, Expects.EXPLANATION})
_RIVAL = NAMES.index("rival")  # speaks of what is only called alike
_SECOND_SHARE = 0.55  # a runner-up this close in probability is told as well: the ranker cannot tell them apart
_INTRODUCED = 0.2  # the same, where the first only introduces what the second lists
_OF_ALL = re.compile(r"전체|합계|총계|통틀어|(?:다|전부|모두) 합")
_NAMED = 0.75  # share of a row's label that names it in the question
_ALIKE = 0.6  # share of their letter pairs that statements of the same thing have in common
_COMPUTED_ROOM = 70
_NUMBERING = re.compile(r"^\W*(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+\.?|[①-⑳❶-➓]|\d{1,2}\.?\s|[가-하]\.\s)\s*")
_FURNITURE = " -–:·□■○●◦ㅇ▪<>【】"  # bullets and frames around the words of a heading


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
        person = state_person(asked, candidates)
        if person is not None:
            return Draft((person,), limit)
        worked = state_extremes(asked, candidates) or _state_rows(asked, candidates, limit)
        if worked:
            return Draft(tuple(worked), limit)
        if asked.expects is Expects.COMPARISON or (len(asked.sides) > 1 and asks_sum(asked.text)):
            return self._read_comparison(asked, candidates, sides, limit)
        best = _of_all(_with_close_second(asked, candidates, limit), candidates, asked)
        chosen = [Told(asked, c, _year_of(c, candidates, asked)) for c in best]
        found = [s for _, s in _state_all(chosen, limit)]
        if len(found) > 1 and says_again(*found):
            found = [s for _, s in _state_all(chosen[:1], limit)]
        return Draft(tuple(found), limit)

    def _read_comparison(
        self, asked: Understanding, candidates: Sequence[Candidate], sides: Sequence[Side], limit: int
    ) -> Draft:
        compared = compare(asked, candidates, sides)
        told = [replace(t, candidate=c) for t in compared.told for c in _of_all([t.candidate], candidates, asked)]
        room = limit - _COMPUTED_ROOM
        stated: list[tuple[Part | None, Statement]] = []
        if len(told) == 1:
            view = told[0].candidate.view
            each = cells_of_each(view, [side.asked for side in sides], room)
            stated = [(None, cell) for cell in cells_apart(view, asked, room)]
            stated = stated or [(side.part, cell) for side, cell in zip(sides, each, strict=False)]
        stated = stated or _state_all(told, room)
        found = [replace(s, side=_side_name(part, s, asked)) for part, s in stated]
        computed = greater(asked.text, stated)
        if computed is None and _comparable(found, asked):
            computed = worked_out(asked.text, found, asked.sides)
        return Draft((*found, computed) if computed else tuple(found), limit, compared.missing)


def _side_name(part: Part | None, statement: Statement, asked: Understanding) -> str:
    """What a statement is the figure of: its side, or the one of the things joined by the question that it names."""
    if part is not None:
        return part.name
    names = [name for name in asked.sides if squeezed(name) in squeezed(statement.text)]
    return names[0] if len(names) == 1 else ""


def _state_all(chosen: Sequence[Told], limit: int) -> list[tuple[Part | None, Statement]]:
    room = limit // len(chosen) - 4
    stated: dict[Statement, Told] = {}
    for told in chosen:
        statement = _state(told.candidate.view, told.asked, room)
        stated.setdefault(statement, told)
    if len(stated) == 1:
        return [(None, replace(s, text=f"{_side_told(t, s)}{s.text}") if t.part else s) for s, t in stated.items()]
    return [(t.part, replace(s, text=f"{_side_told(t, s)}{s.text}")) for s, t in stated.items()]


def _year_of(candidate: Candidate, candidates: Sequence[Candidate], asked: Understanding) -> Part | None:
    """The year of a candidate's report, to be named where a report of another year says the same of its own."""
    year = candidate.view.report.metadata.year
    twins = any(says_the_same(candidate.view, other.view) for other in candidates[:TWINS_AMONG])
    return Part(f"{year}년", year, asked.text) if year and not asked.years and twins else None


def _of_all(chosen: Sequence[Candidate], candidates: Sequence[Candidate], asked: Understanding) -> list[Candidate]:
    """What was chosen, the row of totals of its table instead where the question asks for the whole."""
    if not _OF_ALL.search(asked.text):
        return list(chosen)
    return list({id(c): c for c in (_total_of(c, candidates, asked) for c in chosen)}.values())


def _state_rows(asked: Understanding, candidates: Sequence[Candidate], limit: int) -> list[Statement]:
    listed = state_rows(asked, candidates, limit)
    return [listed] if listed else []


def _total_of(candidate: Candidate, candidates: Sequence[Candidate], asked: Understanding) -> Candidate:
    """The row of totals of a row's table, where the question asks for the whole and does not name that row."""
    view, named = candidate.view, bigrams(asked.text)
    own = view.label_bigrams
    if view.table is None or len(own & named) >= _NAMED * len(own):
        return candidate
    same = (c for c in candidates if c.view.table is view.table and is_grand_total(c.view.label))
    return next(same, candidate)


def _comparable(statements: Sequence[Statement], asked: Understanding) -> bool:
    """Whether statements are of the same thing, each of its own year or side, so that their figures may be set against
    each other.
    """
    if asked.sides and not _named_apart(statements, asked):
        return False
    of_cells = bool(asked.sides) and all(s.quotes[-1].cell is not None for s in statements)
    return of_cells or _alike(statements)


def _named_apart(statements: Sequence[Statement], asked: Understanding) -> bool:
    """Whether each statement names its own one of the things that the question joins."""
    texts = [squeezed(s.text) for s in statements]
    return len(texts) == len(asked.sides) and all(
        squeezed(name) in text for name, text in zip(asked.sides, texts, strict=True)
    )


def _alike(statements: Sequence[Statement]) -> bool:
    """Whether statements are of the same thing, so that their figures may be set against each other."""
    if len(statements) < 2:
        return False
    one, *others = (bigrams(re.sub(r"[\d.,%]+", " ", s.text)) for s in statements)
    return all(len(one & other) >= _ALIKE * min(len(one), len(other)) for other in others)


def _with_close_second(asked: Understanding, candidates: Sequence[Candidate], limit: int) -> list[Candidate]:
    first = candidates[0]
    for later in candidates[1:3]:
        if introduces(first.view, later.view, asked) and later.probability >= _INTRODUCED * first.probability:
            return [later]
    for second in candidates[1:2]:
        close = second.probability >= _SECOND_SHARE * first.probability and not second.features[_RIVAL]
        if close and stands_aside(first.view, second.view, asked):
            return [second]
        room = len(first.view.text) + len(second.view.text) + 20 <= limit
        if close and room and not stands_alone(first.view, second.view, asked):
            return [first, second]
    return [first]


def _side_told(told: Told, statement: Statement) -> str:
    """The side to name before a statement that does not name it itself, where its citation shows that name."""
    part, view = told.part, told.candidate.view
    if part is None:
        return _table_told(view, told.asked)
    shown = " ".join((view.report.metadata.title, view.report.metadata.date, *view.report.trail(view.unit.section)))
    if part.year is not None:
        named = part.year in years_in(statement.text) or part.year not in years_in(shown)
        return "" if named else f"{part.name} "
    named = squeezed(part.name) in squeezed(statement.text) or bool(figures_in(part.name))
    return "" if named else f"{part.name}: "


def _table_told(view: UnitView, asked: Understanding) -> str:
    """The one of the things the question joins that a row's table is of, where the row does not name it."""
    if view.table is None:
        return ""
    place = squeezed(f"{view.table.caption} {view.report.sections[view.unit.section].heading}")
    names = [name for name in asked.sides if squeezed(name) in place]
    return f"{names[0]} " if len(names) == 1 and squeezed(names[0]) not in squeezed(view.label) else ""


def _state(view: UnitView, asked: Understanding, room: int) -> Statement:
    if view.table is not None and view.unit.row is not None:
        return state_row(view, view.table, view.unit.row, asked, room)
    return state_block(view, asked, room) or _state_text(view, asked, room)


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
