"""The sides of a comparison: one for each year, or one for each thing named, each looked for by its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.figures import years_in
from qa.steps.draft import Statement
from qa.steps.evidence import Candidate
from qa.steps.features import FORMS, new_figures, wanted_counters
from qa.steps.understanding import Expects, Understanding, squeezed
from qa.steps.unit_view import UnitView

_POOL = 60  # candidates that may be the other side
_ALIKE = 3.0  # how much likeness to the first side counts against the ranker's score
_NEW = 6.0  # how much the share of the question's terms that a side adds counts against it
_MOST_SIDES = 4
_ANSWERS = 4.0  # how much it counts that a side's figure has the form that is asked for
_MOSTLY = 0.5  # share of the terms of its own that tell of a side where its name does not stand
_LONGEST_NAME = 5  # words of a side's name
_YEAR = r"['’‘]?{year}\s*년도?(?:\s*\d{{1,2}}\s*월)?(?:\s*\d{{1,2}}\s*일)?(?:\([^()]*\))?(?:\s*보고서?)?"
_JOINING = (
    r"(?:에서는|에서|에는|에|이랑|랑|과|와|하고|부터|까지|의|이|은|는|,)*"
    r"(?:\s*사이(?:에|의)?)?(?:\s*(?:중|가운데)에?서?(?=\s))?"
)
_LINK = r"(?:와|과|이랑|랑|하고|및|(?:인가요|인지|인가|이야|야|예요|이에요|입니까),?)"
_PARTICLE = re.compile(
    r"(?:에서는|에서|에는|에|은|는|이|가|을|를|의|도|만|인가요|인지|인가|이야|예요|이에요|입니까|이랑|랑|하고)?[,?.]*$"
)
# What only asks to compare; without it a side is asked for in the form of its own answer.
_COMPARING = re.compile(
    r"[,.]?\s*(?:어디|어느\s*(?:쪽|게|것|해|곳|때)|언제|무엇|뭐|누가)(?:이|가|은|는)?\s*(?:더\s*)?(?:많|높|적|낮|크|큰|작|길|짧)[^?,.]*[?,.]?"
    r"|각각|나란히|씩(?=이|인)|더\s*(?:많이|적게)|\s쪽[은이](?=\s)|이?\s[많높적낮]아(?=\s|\?)"
    r"|(?:서로|어떻게)\s*(?:다르|다른|다릅)[^?,.\s]*|(?:서로\s*)?(?:비교|견주|견줘)[^?,.]*"
    r"|(?:얼마|몇\s*\S{1,2})에서\s*(?=얼마|몇)|,?\s*(?:얼마나\s*)?(?:늘었|늘어|줄었|줄어|증가|감소|달라)[^?,.]*"
)
_MORE = re.compile(r"(?:더|어디|어느\s*\S{1,2}|언제|누가|뭐)(?:이|가)?\s*(?:더\s*)?(많|높|크|큰|커|길|적|낮|작|짧)")
_ADNOMINAL = {  # and whether the lesser one is meant
    "많": ("많은", False), "높": ("높은", False), "크": ("큰", False), "큰": ("큰", False), "커": ("큰", False),
    "길": ("긴", False), "적": ("적은", True), "낮": ("낮은", True), "작": ("작은", True), "짧": ("짧은", True),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One side of a comparison: its name ("2023년", "국내협력계정"), its year if it is one, and its own question."""

    name: str
    year: int | None
    question: str


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


def parts(asked: Understanding) -> tuple[Part, ...]:
    """The sides that a comparison names, each as a question of its own; empty where it names no two.

    "도서관 방문자는 2023년과 2024년에 각각 몇 명" asks "2023년 도서관 방문자는 몇 명" and the same of 2024.
    """
    if asked.expects is not Expects.COMPARISON:
        return ()
    found = _parts_by_year(asked) if len(asked.years) >= 2 else _parts_by_name(asked)
    return found if 2 <= len(found) <= _MOST_SIDES else ()


def _parts_by_year(asked: Understanding) -> tuple[Part, ...]:
    bare, said = asked.text, {}
    for year in sorted(asked.years):
        pattern = _YEAR.format(year=rf"(?:{year}|(?<!\d){year % 100:02})")
        match = re.search(pattern, bare)
        if match is None:
            return ()
        said[year] = match[0]
        bare = re.sub(pattern + _JOINING, " ", bare)
    return tuple(Part(f"{year}년", year, _plain(f"{words} {bare}")) for year, words in said.items())


def _parts_by_name(asked: Understanding) -> tuple[Part, ...]:
    """Two things joined by a particle; a name may have several words where both end alike ("중국 출신과 몽골 출신")."""
    if len(asked.sides) != 2:
        return ()
    one, other = map(re.escape, asked.sides)
    link = re.search(rf"{one}{_LINK}\s+(?=\S*{other})", asked.text, re.IGNORECASE)
    if link is None:
        return ()
    before, after = asked.text[: link.end()].split(), asked.text[link.end() :].split()
    head = re.sub(rf"{_LINK}$", "", before[-1])
    length = next((n for n, word in enumerate(after[:_LONGEST_NAME], 1) if _PARTICLE.sub("", word) == head), 1)
    first = [*_bare_run(before[:-1])[-(length - 1) :], head] if length > 1 else [head]
    second = " ".join(after[:length])
    name = _PARTICLE.sub("", second)
    ending = second[len(name) :] if second[len(name) :].startswith(("에", "의")) else ""
    lead, rest = before[: len(before) - len(first)], after[length:]
    return tuple(
        Part(name, None, _plain(" ".join((*lead, f"{name}{ending}", *rest)))) for name in (" ".join(first), name)
    )


def _bare_run(words: Sequence[str]) -> list[str]:
    """The words at the end that carry no particle and no figure: the rest of a name."""
    run: list[str] = []
    for word in reversed(words):
        if re.search(r"\d", word) or re.search(r"(?:에서|은|는|을|를|의|에|까지|중|기준|현재)[,.]?$|,$", word):
            break
        run.insert(0, word)
    return run


def _plain(text: str) -> str:
    bare = re.sub(r"\s+(?:[은는을를이가]?\s*[?.,])+$", "", " ".join(_COMPARING.sub(" ", text).split()))
    return bare if _asks(bare) else _PARTICLE.sub("", bare)


def _asks(text: str) -> bool:
    return re.search(r"몇|얼마|언제|어디|누구|누가|무엇|뭐|왜|어느|어떤|알려|[요까지죠]\W*$", text) is not None


def compare(asked: Understanding, candidates: Sequence[Candidate], looked_up: Sequence[Side]) -> Compared:
    """One candidate a side, in the order of the question; a single one where it tells the whole comparison."""
    pool = list(candidates[:_POOL])
    whole = _by_name(asked.sides, pool) or _tells_all(asked, pool[0], looked_up)
    found = {} if whole else _found(looked_up)
    if not found:
        return Compared([Told(asked, c) for c in whole or _by_terms(asked, pool)])
    told: list[Told] = []
    for side in looked_up:
        candidate = found.get(side.part.name)
        if candidate is None:
            continue
        shared = [t for t in told if _same_place(t.candidate, candidate)]
        if shared and candidate.view.table is None:  # one sentence for both: it answers the whole question
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
        told = years <= _own_years(view) and all(name in squeezed(view.text) for name in names)
        if told and len(new_figures(view, asked)) >= len(looked_up):
            return [candidate]
    return []


def _own_years(view: UnitView) -> frozenset[int]:
    """The years that a unit names, for a row also those of its columns."""
    table = view.table
    columns = " ".join(table.column_label(c) for c in range(table.columns)) if table is not None else ""
    return view.own_years | years_in(columns)


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


def greater(asked: Understanding, told: Sequence[tuple[Part | None, Statement]]) -> Statement | None:
    """Which of two sides is more or less, told as computed; None where that is not asked or not to be told."""
    wanted = _MORE.search(asked.text)
    if wanted is None or len(told) != 2:
        return None
    (one, first), (other, second) = told
    a, b = first.figure, second.figure
    if one is None or other is None or a is None or b is None or a.value is None or b.value is None:
        return None
    if (a.kind, a.counter) != (b.kind, b.counter) or a.value == b.value:
        return None
    adnominal, less = _ADNOMINAL[wanted[1]]
    name = one.name if (a.value > b.value) is not less else other.name
    high, low = (a, b) if a.value > b.value else (b, a)
    text = f"더 {adnominal} 쪽은 {name}입니다 ({high.text.strip()} > {low.text.strip()}, 계산한 값)."
    return Statement(text, (*first.quotes, *second.quotes))


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
