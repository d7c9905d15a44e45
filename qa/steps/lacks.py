"""What a question names that the draft of its answer, or the report behind it, does not tell.

The right report and the right project, but one thing that is not there: no figure of the measure asked for, an office
or a name that stands elsewhere or nowhere, a figure that the report contradicts, a change that went the other way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from corpus.report import Report
from qa.figures import Figure, figures_in
from qa.steps import form_told
from qa.steps.draft import Draft
from qa.steps.evidence import Evidence
from qa.steps.letters import squeezed
from qa.steps.understanding import Expects, Understanding, changes, of_another_time
from qa.steps.unit_view import UnitView

NAMES = (
    *form_told.NAMES,
    "office_elsewhere", "office_unheard",  # an office of the question stands not in the best report; nowhere found
    "proper_draft", "proper_near", "proper_passage", "proper_report", "proper_unheard",  # share of proper nouns untold
    "figure_unseen", "figure_contradicted",  # figures of the question that the report lacks; has another value for
    "ordinal_absent", "month_absent",  # the passage tells of other ordinals ("제7회") or months than the question
    "period_absent",  # the unit or its table tells of quarters or months, and none of them is asked for
    "change_untold", "change_draft", "change_reversed",  # a change untold there; of which the draft tells the contrary
    "nouns_draft", "nouns_report", "compounds_draft", "compounds_report",  # share that is untold there
    "asked_draft", "asked_report",  # the same of what is asked for
    "heaviest_draft", "heaviest_passage", "heaviest_report",  # weight of the weightiest noun that is untold there
)  # fmt: skip
# Each of these alone refuses: right answers to the questions of the fit had none of them when they were chosen.
SURELY = (
    "measure_absent", "contact_absent", "clock_absent", "holder_absent",
    "office_elsewhere", "figure_contradicted", "ordinal_absent", "period_absent",
)  # fmt: skip
_OFFICE = re.compile(
    r"[가-힣]{2,}(?:담당관|정책관|기획관|[가-힣]과|[가-힣]국|[가-힣]실|센터|위원회|협의회|사업소|재단|공단|공사)$"
)
_NO_OFFICE = re.compile(
    r"(?:[결성효부초통경수]과|[외각전귀입출중미영한태개]국|[현사부확손교거장]실|지하|도로|[건조]?설?공사)$"
)
_LISTED = frozenset({"", "곳", "군데", "개", "가지", "개소", "개국"})  # "8곳을 모두": counted by the one who asks
_ORDINAL = re.compile(r"(?<![\d.,])(\d{1,3})\s*(차|단계|회|기|호선|호기|호|급|일권)(?![의사선대])")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*월|(?<![\d.])(\d{1,2})\.\s?\d{1,2}|(?:\d{4}|[’'‘]\d{2})\.\s?(\d{1,2})")
_ALMOST = 0.75  # share of an office's letter pairs above which it is the same with a letter mistyped
_FEW = 3  # "세 가지", "2회": too common to be missed


def lacks(asked: Understanding, evidence: Evidence, draft: Draft) -> dict[str, float]:
    """The features of `NAMES` of a question with candidates."""
    best = evidence.candidates[0].view
    stated = squeezed(" ".join(_shown(draft)))
    passage = passage_letters(best)
    report = letters_of(best.report)
    elsewhere = absent_offices(asked, best.report)
    unseen = unseen_figures(asked, best)
    untold_changes = _untold_changes(asked, " ".join(_shown(draft)))
    nouns = [t for t in asked.terms if t in asked.nouns and not t.isdigit()]
    wanted = [t for t in asked.asked if t in asked.nouns and not t.isdigit()]
    text = " ".join(s.text for s in draft.statements)
    weights = dict(zip(asked.terms, evidence.told.weights if evidence.told else (), strict=False))
    untold_names = [p for p in asked.proper if not stands(p, asked, report)]
    found = [squeezed(h.passage.search_text) for h in evidence.hits] if elsewhere or untold_names else []
    return {
        **form_told.form_told(asked, draft),
        "office_elsewhere": float(bool(elsewhere)),
        "office_unheard": float(any(not any(stands(o, asked, text) for text in found) for o in elsewhere)),
        "proper_draft": _untold(asked.proper, asked, stated),
        "proper_near": _untold(asked.proper, asked, best.near_letters),
        "proper_passage": _untold(asked.proper, asked, passage),
        "proper_report": _untold(asked.proper, asked, report),
        "proper_unheard": len(untold_names) / len(asked.proper) * _untold(untold_names, asked, " ".join(found))
        if untold_names
        else 0.0,
        "figure_unseen": float(bool(unseen)),
        "figure_contradicted": float(bool(contradicted_figures(asked, best, draft))),
        "ordinal_absent": float(bool(absent_ordinals(asked, best))),
        "period_absent": float(of_another_time(asked, best.periods)),
        "month_absent": float(
            _month_absent(asked, f"{best.passage.search_text} {best.context} {_month_of(best.report)}")
        ),
        "change_untold": float(bool(_untold_changes(asked, best.passage.search_text))),
        "change_draft": float(bool(untold_changes)),
        "change_reversed": float(any(c.search(text) for c in untold_changes)),
        "nouns_draft": _untold(nouns, asked, stated),
        "nouns_report": _untold(nouns, asked, report),
        "compounds_draft": _untold(asked.compounds, asked, stated),
        "compounds_report": _untold(asked.compounds, asked, report),
        "asked_draft": _untold(wanted, asked, stated),
        "asked_report": _untold(wanted, asked, report),
        "heaviest_draft": _heaviest(nouns, weights, asked, stated),
        "heaviest_passage": _heaviest(nouns, weights, asked, passage),
        "heaviest_report": _heaviest(nouns, weights, asked, report),
    }


def absent_offices(asked: Understanding, report: Report) -> list[str]:
    """The offices and organisations that a question names and a report does not: "인권담당관"."""
    letters = letters_of(report)
    named = [c for c in asked.compounds if _OFFICE.search(c) and not _NO_OFFICE.search(c)]
    return [o for o in named if not stands(o, asked, letters) and not _almost_stands(o, letters)]


def _almost_stands(name: str, letters: str) -> bool:
    pairs = [name[at : at + 2] for at in range(len(name) - 1)]
    return sum(pair in letters for pair in pairs) > _ALMOST * len(pairs)


@lru_cache(maxsize=64)
def _letters(text: str) -> str:
    return squeezed(text)


def letters_of(report: Report) -> str:
    """A report's text, title and department, as `squeezed`."""
    meta = report.metadata
    return _letters(report.text) + squeezed(f"{meta.title} {meta.department}")


def stands(word: str, asked: Understanding, letters: str) -> bool:
    """Whether a word, or another word for it, stands in squeezed text."""
    return squeezed(word) in letters or any(
        squeezed(p) in letters
        for a in asked.alternates
        if a.covers and all(t in word for t in a.covers)
        for p in a.printed
    )


def _untold(words: Iterable[str], asked: Understanding, letters: str) -> float:
    """Share of the words that do not stand in squeezed text."""
    told = [stands(w, asked, letters) for w in words]
    return 1.0 - sum(told) / len(told) if told else 0.0


def _shown(draft: Draft) -> Iterable[str]:
    """What a person reads of a draft: its statements, and beside each citation its headings and labels."""
    for statement in draft.statements:
        yield statement.text
        for quote in statement.quotes:
            yield from (quote.report.metadata.title, *quote.report.trail(quote.section), *quote.labels)


def passage_letters(view: UnitView) -> str:
    """A unit's passage with what stands above it, as `squeezed`."""
    return view.near_letters + squeezed(view.passage.search_text)


def absent_ordinals(asked: Understanding, view: UnitView) -> list[str]:
    """Ordinals of a question that a passage lacks while it tells others of their kind: 제3회 where it has 제7회."""
    letters = passage_letters(view)
    return [
        f"{number}{kind}"
        for number, kind in _ORDINAL.findall(asked.text)
        if not re.search(rf"(?<!\d){number}{kind}", letters) and re.search(rf"\d{kind}", letters)
    ]


def unseen_figures(asked: Understanding, view: UnitView) -> list[Figure]:
    """The figures of a question that the report does not print, nor the passage in another way."""
    numbers = [f for f in figures_in(asked.text) if f.value is not None and f.value > _FEW and f.counter not in _LISTED]
    report = letters_of(view.report)
    return [f for f in numbers if squeezed(f.text) not in report and not _told_in(f, view.passage.search_text)]


def contradicted_figures(asked: Understanding, view: UnitView, draft: Draft) -> list[Figure]:
    """Those of them whose counter the draft tells of another value only: 5년간 where 10년 was taken for granted."""
    return [f for f in unseen_figures(asked, view) if _contradicted(f, draft)]


def _month_absent(asked: Understanding, text: str) -> bool:
    """Whether a text lacks a month that the question names, and tells of other months."""
    wanted = {int(m) for m in re.findall(r"(?<!\d)(\d{1,2})\s*월", asked.text)}
    told = {int(next(filter(None, found))) for found in _MONTH.findall(text)}
    return bool(wanted and told) and not wanted & told


def _month_of(report: Report) -> str:
    """The month of a report's date, as it would be printed: what is told of no other time is told as of then."""
    parts = report.metadata.date.split("-")
    return f"{int(parts[1])}월" if len(parts) > 1 else ""


def _heaviest(words: Iterable[str], weights: dict[str, float], asked: Understanding, letters: str) -> float:
    """The weight of the weightiest word that does not stand in squeezed text, in tenths."""
    return max((weights.get(w, 0.0) for w in words if not stands(w, asked, letters)), default=0.0) / 10.0


def _told_in(figure: Figure, text: str) -> bool:
    """Whether a text has a figure of this value, however it is written: 1억 9천만원 by 190,000천원."""
    return any(f.value == figure.value and f.counter == figure.counter for f in figures_in(text))


def _untold_changes(asked: Understanding, text: str) -> list[re.Pattern[str]]:
    """The contraries of the changes that a question takes for granted and a text does not tell."""
    if asked.expects is Expects.COMPARISON:  # "늘었나요?" takes nothing for granted
        return []
    return [other for said, other in changes() if said.search(asked.text) and not said.search(text)]


def _contradicted(figure: Figure, draft: Draft) -> bool:
    told = [f for s in draft.statements for f in figures_in(s.text) if f.counter[:1] == figure.counter[:1]]
    return bool(told) and all(f.value != figure.value for f in told)
