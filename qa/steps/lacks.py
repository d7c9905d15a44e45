"""What a question names that the draft of its answer, or the report behind it, does not tell.

The right report and the right project, but one thing that is not there: no figure of the measure asked for, an office
or a name that stands elsewhere or nowhere, a figure that the report contradicts, a change that went the other way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from corpus.report import Report
from index.morphemes import Morphemes
from qa.figures import Figure, FigureKind, figures_in
from qa.steps.draft import Draft, Statement
from qa.steps.evidence import Evidence
from qa.steps.features import PLACE, wanted_counters
from qa.steps.understanding import Expects, Understanding, changes, squeezed

NAMES = (
    "measure_absent", "measure_doubtful",  # no statement has a figure of the measure asked; only bare ones that may be
    "place_absent", "person_absent",  # no statement names a new place, or anybody, where that is asked
    "office_elsewhere", "office_unheard",  # an office of the question stands not in the best report; nowhere found
    "proper_draft", "proper_near", "proper_passage", "proper_report", "proper_unheard",  # share of proper nouns untold
    "figure_unseen", "figure_contradicted",  # figures of the question that the report lacks; has another value for
    "change_untold", "change_reversed",  # a change that the passage does not tell; of which it tells the contrary
    "nouns_draft", "nouns_report", "compounds_draft", "compounds_report",  # share that is untold there
    "asked_draft", "asked_report",  # the same of what is asked for
)  # fmt: skip
_OFFICE = re.compile(
    r"[가-힣]{2,}(?:담당관|정책관|기획관|[가-힣]과|[가-힣]국|[가-힣]실|센터|위원회|협의회|사업소|재단|공단|공사)$"
)
_NO_OFFICE = re.compile(
    r"(?:[결성효부초통경수]과|[외각전귀입출중미영한태개]국|[현사부확손교거장]실|지하|도로|[건조]?설?공사)$"
)
_MONEY_WORDS = re.compile(
    r"요금|예산|비용|사업비|금액|돈|값|가격|얼마|[가-힣]액(?![가-힣])|[가-힣]비(?=[은는가를]|\s|$)|[가-힣]료(?=[은는가를]|\s|$)|금(?=[은이을])"
)
_OTHER_WORDS = re.compile(r"[가-힣]{2,}\s?수(?=[는가를]|\s|$)|건수|횟수|면적|점수|인원|인구|나이|규모|시간|기간|얼마나|[률율](?=[은이을]|\s)")
_IN_MONEY = re.compile(r"원(?![가-힣])|예산|금액|사업비|[가-힣]액")
_PERSON = re.compile(r"누구|누가|성함|(?:사람|위원|의원|직원|단장|장)\S*\s*이름")
_TIMES = frozenset({"년", "월", "일", "시간", "분", "년간", "개월"})
_THINGS = frozenset({"곳", "개", "가지"})  # whatever is counted may be asked for so: "몇 곳" by "7가정"
_NO_THINGS = _TIMES | {"km", "m", "㎡", "ha"}
_LISTED = frozenset({"", "곳", "군데", "개", "가지", "개소", "개국"})  # "8곳을 모두": counted by the one who asks
_FEW = 3  # "세 가지", "2회": too common to be missed


def lacks(asked: Understanding, evidence: Evidence, draft: Draft) -> dict[str, float]:
    """The features of `NAMES` of a question with candidates."""
    best = evidence.candidates[0].view
    stated = squeezed(" ".join(_shown(draft)))
    passage = best.near_letters + squeezed(best.passage.search_text)
    report = letters_of(best.report)
    absent_offices = [o for o in offices(asked) if not _stands(o, asked, report)]
    numbers = [f for f in figures_in(asked.text) if f.value is not None and f.value > _FEW and f.counter not in _LISTED]
    unseen = [f for f in numbers if squeezed(f.text) not in report and not _told_in(f, best.passage.search_text)]
    untold_changes = _untold_changes(asked, best.passage.search_text)
    nouns = [t for t in asked.terms if t in asked.nouns and not t.isdigit()]
    wanted = [t for t in asked.asked if t in asked.nouns and not t.isdigit()]
    absent, doubtful = _measure(asked, draft)
    asks_place, asks_person = asked.expects is Expects.PLACE, _PERSON.search(asked.text) is not None
    nobody = (asks_place or asks_person) and not _new_names(asked, draft)
    untold_names = [p for p in asked.proper if not _stands(p, asked, report)]
    found = [squeezed(h.passage.search_text) for h in evidence.hits] if absent_offices or untold_names else []
    return {
        "measure_absent": float(absent),
        "measure_doubtful": float(doubtful),
        "place_absent": float(asks_place and nobody and not _new_place(asked, draft)),
        "person_absent": float(asks_person and nobody),
        "office_elsewhere": float(bool(absent_offices)),
        "office_unheard": float(any(not any(_stands(o, asked, text) for text in found) for o in absent_offices)),
        "proper_draft": _untold(asked.proper, asked, stated),
        "proper_near": _untold(asked.proper, asked, best.near_letters),
        "proper_passage": _untold(asked.proper, asked, passage),
        "proper_report": _untold(asked.proper, asked, report),
        "proper_unheard": len(untold_names) / len(asked.proper) * _untold(untold_names, asked, " ".join(found))
        if untold_names
        else 0.0,
        "figure_unseen": float(bool(unseen)),
        "figure_contradicted": float(any(_contradicted(f, draft) for f in unseen)),
        "change_untold": float(bool(untold_changes)),
        "change_reversed": float(any(c.search(best.passage.search_text) for c in untold_changes)),
        "nouns_draft": _untold(nouns, asked, stated),
        "nouns_report": _untold(nouns, asked, report),
        "compounds_draft": _untold(asked.compounds, asked, stated),
        "compounds_report": _untold(asked.compounds, asked, report),
        "asked_draft": _untold(wanted, asked, stated),
        "asked_report": _untold(wanted, asked, report),
    }


def offices(asked: Understanding) -> list[str]:
    """The offices and organisations that a question names: "인권담당관", "서울이주여성상담센터"."""
    return [c for c in asked.compounds if _OFFICE.search(c) and not _NO_OFFICE.search(c)]


@lru_cache(maxsize=64)
def _letters(text: str) -> str:
    return squeezed(text)


def letters_of(report: Report) -> str:
    """A report's text, title and department, as `squeezed`."""
    meta = report.metadata
    return _letters(report.text) + squeezed(f"{meta.title} {meta.department}")


def _stands(word: str, asked: Understanding, letters: str) -> bool:
    """Whether a word, or another word for it, stands in squeezed text."""
    return squeezed(word) in letters or any(
        squeezed(p) in letters
        for a in asked.alternates
        if a.covers and all(t in word for t in a.covers)
        for p in a.printed
    )


def _untold(words: Iterable[str], asked: Understanding, letters: str) -> float:
    """Share of the words that do not stand in squeezed text."""
    told = [_stands(w, asked, letters) for w in words]
    return 1.0 - sum(told) / len(told) if told else 0.0


def _shown(draft: Draft) -> Iterable[str]:
    """What a person reads of a draft: its statements, and beside each citation its headings and labels."""
    for statement in draft.statements:
        yield statement.text
        for quote in statement.quotes:
            yield from (quote.report.metadata.title, *quote.report.trail(quote.section), *quote.labels)


def _measure(asked: Understanding, draft: Draft) -> tuple[bool, bool]:
    """Whether no statement has a figure of the measure asked, and whether only bare figures may be of it."""
    said = {f.text for f in figures_in(asked.text)}
    figures = [(f, s) for s in draft.statements for f in figures_in(s.text) if f.text not in said]
    bare = [(f, s) for f, s in figures if f.kind is FigureKind.NUMBER]
    counters = wanted_counters(asked)
    if counters and asked.expects in (Expects.COUNT, Expects.COMPARISON, Expects.LIST):
        fits = any(f.counter in counters or _thing(f.counter, asked.counter) for f, _ in figures)
        named = any(c in _head(s) for _, s in bare for c in counters)
        return not fits and not bare, not fits and not named and bool(bare)
    if asked.expects is Expects.MONEY and _MONEY_WORDS.search(asked.text) and not _OTHER_WORDS.search(asked.text):
        fits = any(f.kind is FigureKind.MONEY for f, _ in figures)
        named = any(_IN_MONEY.search(_head(s)) for _, s in bare)
        return not fits and not bare, not fits and not named and bool(bare)
    kind = {Expects.PERCENT: FigureKind.PERCENT, Expects.DATE: FigureKind.DATE}.get(asked.expects)
    if kind is not None:
        fits = any(f.kind is kind or (kind is FigureKind.DATE and f.counter in _TIMES) for f, _ in figures)
        return not fits and not bare, not fits and bool(bare)
    return False, False


def _thing(counter: str, wanted: str) -> bool:
    if wanted == "분":  # minutes, or people spoken of politely
        return counter in ("명", "인")
    people = ("명", "인") if wanted == "곳" else ()
    return wanted in _THINGS and bool(counter) and counter not in _NO_THINGS and counter not in people


def _head(statement: Statement) -> str:
    """The words that say what the bare figures of a statement measure: its own, those of its table's head, its unit."""
    words = [statement.text]
    for quote in statement.quotes:
        words += [*quote.labels, quote.cell.unit if quote.cell else ""]
        words += [t.unit for t in quote.report.tables if t.span.start <= quote.span.start < t.span.end]
    return " ".join(words)


def _new_names(asked: Understanding, draft: Draft) -> bool:
    """Whether the statements have a proper noun that the question has not."""
    return not set(asked.proper).issuperset(Morphemes().proper(" ".join(s.text for s in draft.statements)))


def _new_place(asked: Understanding, draft: Draft) -> bool:
    return any(m[0] not in asked.text for s in draft.statements for m in PLACE.finditer(s.text))


def _told_in(figure: Figure, text: str) -> bool:
    """Whether a text has a figure of this value, however it is written: 1억 9천만원 by 190,000천원."""
    return any(f.value == figure.value and f.counter == figure.counter for f in figures_in(text))


def _untold_changes(asked: Understanding, text: str) -> list[re.Pattern[str]]:
    """The contraries of the changes that a question takes for granted and a text does not tell."""
    if asked.expects is Expects.COMPARISON:  # "늘었나요?" takes nothing for granted
        return []
    return [other for said, other in changes() if said.search(asked.text) and not said.search(text)]


def _contradicted(figure: Figure, draft: Draft) -> bool:
    """Whether the draft tells another figure with the counter of this one: 5년간 where 10년 was taken for granted."""
    told = [f for s in draft.statements for f in figures_in(s.text) if f.counter[:1] == figure.counter[:1]]
    return bool(told) and all(f.value != figure.value for f in told)
