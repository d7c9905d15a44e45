"""The sides of a comparison: one for each year, or one for each thing named, each looked for by its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.steps.cells import value_cells
from qa.steps.evidence import Candidate
from qa.steps.features import FORMS, new_figures, wanted_counters
from qa.steps.letters import squeezed
from qa.steps.pairs import names_in, parts_of
from qa.steps.parts import Part
from qa.steps.understanding import Understanding
from qa.steps.unit_view import UnitView

_POOL = 60  # candidates that may be the other side
_ALIKE = 3.0  # how much likeness to the first side counts against the ranker's score
_NEW = 6.0  # how much the share of the question's terms that a side adds counts against it
_ANSWERS = 4.0  # how much it counts that a side's figure has the form that is asked for
_MOSTLY = 0.5  # share of the terms of its own that tell of a side where its name does not stand


@dataclass(frozen=True, slots=True)
class Side:
    """A part as it was looked for: taken apart, with the candidates of its own search, best first."""

    part: Part
    asked: Understanding
    candidates: Sequence[Candidate]


@dataclass(frozen=True, slots=True)
class Told:
    """A candidate, the question that it answers, and the side whose question that is."""

    asked: Understanding
    candidate: Candidate
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What tells a comparison, and the names of sides of which nothing was found."""

    told: Sequence[Told]
    missing: tuple[str, ...] = ()


def compare(asked: Understanding, candidates: Sequence[Candidate], looked_up: Sequence[Side]) -> Compared:
    """One candidate a side, in the order of the question; a single one where it tells the whole comparison."""
    pool = list(candidates[:_POOL])
    whole = (
        _by_name(asked.sides, pool)
        or _by_column(asked.sides, pool)
        or _by_pair(asked.sides, pool)
        or _by_table(asked.sides, pool)
        or _tells_all(asked, pool[0], looked_up)
    )
    found = {} if whole else _found(looked_up)
    if not found:
        return Compared([Told(asked, c) for c in whole or _by_terms(asked, pool)])
    told: list[Told] = []
    for side in looked_up:
        candidate = found.get(side.part.name)
        if candidate is None:
            continue
        shared = [t for t in told if _same_place(t.candidate, candidate)]
        if shared:  # one sentence or row for both: it answers the whole question
            told = [Told(asked, t.candidate) if t in shared else t for t in told]
        else:
            told.append(Told(side.asked, candidate, side.part))
    return Compared(told, tuple(side.part.name for side in looked_up if side.part.name not in found))


def _found(looked_up: Sequence[Side]) -> dict[str, Candidate]:
    """For each side its candidate, the surest side first; those after it are the more welcome the more like it."""
    found: dict[str, Candidate] = {}
    for side in sorted(looked_up, key=lambda s: -max((c.probability for c in s.candidates[:1]), default=0.0)):
        own = frozenset(side.asked.terms).difference(*(s.asked.terms for s in looked_up if s is not side))
        chosen = _of_side(side, own, list(found.values()))
        if chosen is not None:
            found[side.part.name] = chosen
    return found


def _same_place(one: Candidate, other: Candidate) -> bool:
    return one.view.report is other.view.report and one.view.index == other.view.index


def _tells_all(asked: Understanding, best: Candidate, looked_up: Sequence[Side]) -> list[Candidate]:
    """The best candidate, of the whole question or of a side, that itself speaks of all sides; empty if none does."""
    years = {side.part.year for side in looked_up if side.part.year is not None}
    names = [squeezed(side.part.name) for side in looked_up if side.part.year is None]
    if not looked_up:
        return []
    for candidate in (best, *(side.candidates[0] for side in looked_up if side.candidates)):
        view = candidate.view
        told = years <= view.own_years | view.column_years and all(name in squeezed(view.text) for name in names)
        if told and len(new_figures(view, asked)) >= len(looked_up):
            return [candidate]
    return []


def _of_side(side: Side, own: frozenset[str], others: Sequence[Candidate]) -> Candidate | None:
    """The best candidate that tells of a side; `own` are the terms that its question has alone."""
    told = [(c, strength) for c in side.candidates[:_POOL] if (strength := _strength(c.view, side, own))]

    def fit(candidate: Candidate, strength: float) -> float:
        answers = _has_form(candidate.view, side.asked)
        return candidate.score + strength + _ALIKE * _likeness(candidate, others) + _ANSWERS * answers

    return max(told, key=lambda cs: fit(*cs), default=(None,))[0]


def _has_form(view: UnitView, asked: Understanding) -> bool:
    """Whether a unit has a figure of the form and the counter that a side's question wants; a row needs no counter."""
    kinds, counters = FORMS.get(asked.expects), wanted_counters(asked)
    if kinds is None:
        return True
    figures = [f for f in new_figures(view, asked) if f.kind in kinds]
    return bool(figures) and (not counters or view.table is not None or any(f.counter in counters for f in figures))


def _strength(view: UnitView, side: Side, own: frozenset[str]) -> float:
    """How surely a unit tells of a side; 0 where it does not."""
    if side.part.year is not None:
        return _speaks_of(view, side.part.year)
    name = squeezed(side.part.name)
    if name in view.own_letters:
        return 2.0
    near = view.terms | view.context_terms | view.trail_terms
    said = {t for t in own if t in near} | {t for a in side.asked.alternates if a.said_by(near) for t in a.covers & own}
    return float(name in view.near_letters or (bool(own) and len(said) >= _MOSTLY * len(own)))


def _speaks_of(view: UnitView, year: int) -> float:
    """How surely a unit speaks of a year: by its own text, by what it hangs under, by its report's date."""
    if year in view.own_years:
        return 2.0
    if view.own_years:
        return 0.0
    if year in view.column_years:
        return 2.0
    if year in view.context_years:
        return 1.5
    if view.context_years:
        return 0.0
    return 1.0 if view.report.metadata.year == year else 0.0


def _by_name(names: Sequence[str], pool: Sequence[Candidate]) -> list[Candidate]:
    """For each of the things that the question joins the row that it labels, all in the table of the best row; none
    where there are no such rows.
    """
    table = pool[0].view.table
    rows = [c for c in pool if table is not None and c.view.table is table]
    chosen = [next((c for c in rows if squeezed(name) in squeezed(c.view.label)), None) for name in names]
    found = [c for c in chosen if c is not None]
    return found if len({id(c) for c in found}) == len(names) else []


def _by_column(names: Sequence[str], pool: Sequence[Candidate]) -> list[Candidate]:
    """The best row of a table that has a column for each of the things that the question joins; none without one."""
    for candidate in pool if names else []:
        table = candidate.view.table
        columns = [] if table is None else [squeezed(table.column_label(c)) for c in range(1, table.columns)]
        found = [next((at for at, label in enumerate(columns) if squeezed(name) in label), None) for name in names]
        if None not in found and len(set(found)) == len(names):
            return [candidate]
    return []


def _by_pair(names: Sequence[str], pool: Sequence[Candidate]) -> list[Candidate]:
    """The best row with cells of two figures that are called what the question joins ("정원과 현원"); none without."""
    wanted = {squeezed(name) for name in names}
    for view in (candidate.view for candidate in pool if len(wanted) == 2):
        table, row = view.table, view.unit.row
        if table is None or row is None or not any(parts_of(cell.text) for cell in value_cells(table, row)):
            continue
        places = (
            *(table.column_label(c) for c in range(table.columns)),
            table.caption,
            *view.report.trail(view.unit.section),
        )
        if any(wanted <= set(map(squeezed, pair)) for place in places for pair in names_in(place)):
            return [next(c for c in pool if c.view is view)]
    return []


def _by_table(names: Sequence[str], pool: Sequence[Candidate]) -> list[Candidate]:
    """For each of the things that the question joins the row called like the best one, in the table of that thing."""
    first = pool[0].view
    if first.table is None:
        return []
    alike = [c for c in pool if c.view.table is not None and _row_name(c.view) == _row_name(first)]
    chosen = [next((c for c in alike if _is_of(c.view, name, names)), None) for name in names]
    found = [c for c in chosen if c is not None]
    return found if len({id(c) for c in found}) == len(names) else []


def _row_name(view: UnitView) -> str:
    return squeezed(view.label)


def _is_of(view: UnitView, name: str, names: Sequence[str]) -> bool:
    """Whether a row's table is of one of several things and of none of the others, by its caption or heading."""
    caption = view.table.caption if view.table is not None else ""
    places = (squeezed(caption), squeezed(view.report.sections[view.unit.section].heading))
    told = next((place for place in places if any(squeezed(n) in place for n in names)), "")
    return squeezed(name) in told and sum(squeezed(n) in told for n in names) == 1


def _by_terms(asked: Understanding, pool: Sequence[Candidate]) -> list[Candidate]:
    """The best unit, and the unit most like it that speaks of what the best one leaves out."""
    first = pool[0]
    missing = set(asked.terms) - _spoken(first.view)
    others = [c for c in pool[1:] if c.view.unit.kind is first.view.unit.kind and len(missing & _spoken(c.view)) >= 1]
    if not missing or not others:
        return [first]
    new = {id(c): len(missing & _spoken(c.view)) / len(asked.terms) for c in others}
    second = max(others, key=lambda c: c.score + _NEW * new[id(c)] + _ALIKE * _likeness(c, [first]))
    return sorted((first, second), key=lambda c: (c.view.report.id, c.view.index))


def _spoken(view: UnitView) -> frozenset[str]:
    return view.terms | view.context_terms | view.trail_terms


def _likeness(candidate: Candidate, chosen: Sequence[Candidate]) -> float:
    """Greatest overlap of its pairs with those of a side already chosen: the same row of another year."""
    likeness = 0.0
    for other in chosen:
        a = candidate.view.bigrams | candidate.view.context_bigrams
        b = other.view.bigrams | other.view.context_bigrams
        same_table = candidate.view.table is not None and candidate.view.table is other.view.table
        likeness = max(likeness, len(a & b) / max(1, len(a | b)) + 0.3 * same_table)
    return likeness
