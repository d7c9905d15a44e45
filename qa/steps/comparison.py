"""The sides of a comparison: one unit a year, or one unit for each thing named."""

from __future__ import annotations

from collections.abc import Sequence

from qa.steps.evidence import Candidate
from qa.steps.understanding import Understanding, squeezed
from qa.steps.unit_view import UnitView

_POOL = 60  # candidates that may be the other side
_ALIKE = 3.0  # how much likeness to the first side counts against the ranker's score
_NEW = 6.0  # how much the share of the question's terms that a side adds counts against it


def sides(asked: Understanding, candidates: Sequence[Candidate]) -> list[Candidate]:
    """One candidate per side, best first side first; a single one where it tells the whole comparison."""
    pool = list(candidates[:_POOL])
    by_name = _by_name(asked.sides, pool) or _by_column(asked.sides, pool) or _by_table(asked.sides, pool)
    if by_name:
        return by_name
    if len(asked.years) >= 2:
        by_year = _by_year(sorted(asked.years), pool)
        if len({id(c) for c in by_year}) >= 2:
            return by_year[:4]
    return _by_terms(asked, pool)


def _by_year(years: Sequence[int], pool: Sequence[Candidate]) -> list[Candidate]:
    if set(years) <= pool[0].view.own_years:
        return [pool[0]]
    chosen: list[Candidate] = []
    for year in years:
        of_year = [(c, _speaks_of(c.view, year)) for c in pool]
        of_year = [(c, strength) for c, strength in of_year if strength]
        if of_year:
            chosen.append(max(of_year, key=lambda cs: cs[0].score + cs[1] + _ALIKE * _likeness(cs[0], chosen))[0])
    return list({id(c): c for c in chosen}.values())


def _speaks_of(view: UnitView, year: int) -> float:
    """How surely a unit speaks of a year: by its own text, by what it hangs under, by its report's date."""
    if year in view.own_years:
        return 2.0
    if view.own_years:
        return 0.0
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
