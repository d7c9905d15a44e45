"""How well units fit a question, as interpretable numbers; `NAMES` gives their order."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.report import UnitKind
from corpus.totals import is_total
from index.hits import Hit
from qa.figures import Figure, FigureKind, figures_in
from qa.steps import coverage
from qa.steps.cells import column_shares
from qa.steps.letters import bigrams, squeezed
from qa.steps.understanding import Expects, Understanding, of_another_time, single_keys
from qa.steps.unit_view import UnitView
from qa.steps.weights import Array
from qa.steps.word_vectors import WordVectors

_PAIRS = (
    "bigrams_own", "bigrams_context",  # share of the question's character pairs: typing and spacing errors
    "precision",  # share of the unit's own pairs that the question names
    "label_in_question", "label_share",  # the row label or key stands in the question; how much of it
    "column_named",  # the best share of a column's label that the question names, in the row's table
)  # fmt: skip
_FORM = (
    "figure_in_both",  # dates, ordinals and amounts of the question that the unit repeats
    "form_fits", "counter_fits", "form_absent",  # a figure, date … of the expected form that is new to the question
    "new_words",  # share of the unit's terms that the question did not bring itself
)  # fmt: skip
_YEARS = (
    "year_own", "year_own_other", "year_above", "year_above_other", "year_report", "year_report_other",
)  # fmt: skip
_PASSAGE = ("lexical", "dense", "fused", "first", "second", "third")
_SHAPE = (
    "is_row", "is_note", "is_bullet", "is_sentence", "is_line", "is_total_row", "has_label", "has_colon",
    "label_fits", "items_fit", "explained_by_sentence", "explained_by_row", "named_by_row", "reason_by_sentence",
    "row_and_figure", "row_named", "list_and_many", "list_and_children", "explained_by_children",
    "reason_words", "reason_label", "cue_label", "cue_above", "label_above", "name_words", "place_words",
    "label_other",  # its key tells something else than is asked for
    "told_by_numbers",  # a description is asked for, and the unit brings nothing but numbers
    "length", "is_short", "is_long",
)  # fmt: skip
QUESTION = (*(f"expects_{e.value}" for e in Expects), "english", "many_terms")
UNIT = (*coverage.NAMES, *_PAIRS, *_FORM, *_YEARS, *_PASSAGE, *_SHAPE)
NAMES = (*UNIT, *QUESTION)

_ENGINES = ("lexical", "dense", "fused")
# The kinds of figures that answer a question of each form.
FORMS = {
    Expects.MONEY: (FigureKind.MONEY, FigureKind.NUMBER),
    Expects.PERCENT: (FigureKind.PERCENT,),
    Expects.COUNT: (FigureKind.COUNT, FigureKind.NUMBER),
    Expects.DATE: (FigureKind.DATE,),
    Expects.COMPARISON: (FigureKind.MONEY, FigureKind.PERCENT, FigureKind.COUNT, FigureKind.NUMBER),
}
_COUNTERS = {
    "명": ("명", "인"),
    "곳": ("곳", "개소", "개", "군데", "개교", "개역"),
    "개": ("개", "가지", "개소", "종", "건", "개사"),
    "회": ("회", "차례", "번"),
    "년": ("년", "년간"),
}
REASON = re.compile(r"위해|위하여|위한|때문|따라|인해|으로 인한|고자|제고|필요|도모|감안|대비|않아|우려|부족|목적|함에")
_REASON_LABEL = re.compile(r"배경|목적|필요성|취지|사유|원인|이유|방향")
NAME = re.compile(
    r"센터|협회|재단|대학|병원|공사|공단|법인|\([사재주복]\)|\(사복\)|㈜|학교|위원회|도서관|연구원|은행|기업|구청|본부|시청|"
    r"위원장|회장|대표|과장|국장|단장|의원|팀장"
)
PLACE = re.compile(
    r"[가-힣](?:구|동|읍|면|역|로|길|도|시|군)(?=[\s,·)(]|$)|센터|광장|공원|호텔|빌딩|회관|청사|회의실|일대|홀"
)
_DESCRIBED = re.compile(r"무엇|뭐|뭘|뭔|어떤|무슨|왜|설명|소개")
_QUANTITY = re.compile(r"얼마|몇")
_ANOTHER_TIME = frozenset({0})
_ANY_FIGURE = tuple(FigureKind)
_VALUES = frozenset({Expects.MONEY, Expects.PERCENT, Expects.COUNT, Expects.COMPARISON})


def features(
    asked: Understanding,
    views: Sequence[UnitView],
    hits: Sequence[Hit],
    ranks: Sequence[int],
    idf: Callable[[str], float],
    vectors: WordVectors,
) -> Array:
    """Features of shape (len(views), len(NAMES)); `ranks` says which of the hits each view's passage is."""
    blocks = (
        coverage.coverage(asked, views, hits, ranks, idf, vectors),
        _pairs(asked, views),
        np.array([(*_form(asked, view), *_years(asked, view)) for view in views], dtype=np.float64),
        _passage(hits)[list(ranks)],
        np.array([_shape(asked, view) for view in views], dtype=np.float64),
        np.tile(_question(asked), (len(views), 1)),
    )
    return np.concatenate(blocks, axis=1).astype(np.float32)


def answers_by_label(view: UnitView, asked: Understanding) -> bool:
    """Whether a unit's key ("일시", "참석대상") is one under which reports print what is asked for."""
    return any(label in view.label for label in (*asked.labels, *asked.cues))


def new_figures(view: UnitView, asked: Understanding) -> list[Figure]:
    """A unit's figures that the question did not bring itself."""
    said = {f.text for f in figures_in(asked.text)}
    return [f for f in view.figures if f.text not in said]


def wanted_counters(asked: Understanding) -> tuple[str, ...]:
    """The counters that answer "몇 곳": 곳, 개소, 군데 …"""
    return _COUNTERS.get(asked.counter, (asked.counter,)) if asked.counter else ()


def _pairs(asked: Understanding, views: Sequence[UnitView]) -> NDArray[np.float64]:
    named = bigrams(asked.text)
    meant = named.union(*(bigrams(phrase) for phrase in asked.expansions))
    tables: dict[int, float] = {}  # by the table's identity: many rows share one
    rows = []
    for view in views:
        table = view.table
        if table is not None and id(table) not in tables:
            tables[id(table)] = max(column_shares(table, meant), default=0.0)
        rows.append(
            (
                _overlap(named, view.bigrams),
                _overlap(named, view.bigrams | view.context_bigrams),
                _overlap(view.bigrams, named),
                float(bool(view.label_bigrams) and view.label_bigrams <= named),
                _overlap(view.label_bigrams, named),
                tables[id(table)] if table is not None else 0.0,
            )
        )
    return np.array(rows)


def _overlap(wanted: frozenset[str], found: frozenset[str]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 0.0


def _form(asked: Understanding, view: UnitView) -> tuple[float, ...]:
    forms, counters = FORMS.get(asked.expects, ()), wanted_counters(asked)
    new = new_figures(view, asked)
    fits = any(f.kind in forms for f in new)
    unit = view.table.figure_unit if view.table is not None else ""  # of the figures that are printed bare
    return (
        float(len(new) < len(view.figures)),
        float(fits),
        float(any((f.counter or unit) in counters for f in new)),
        float(bool(forms) and not fits),
        len(view.terms.difference(asked.terms)) / (len(view.terms) or 1),
    )


def _years(asked: Understanding, view: UnitView) -> tuple[float, ...]:
    """Which years the unit speaks of: its own, else those above it, else its report's; and whether others than asked.

    A range of years counts the less the longer it is.
    """
    years = asked.years
    if not years:
        return (0.0,) * len(_YEARS)
    own, above = view.own_years, view.context_years
    if not own and view.column_years:  # a row is of the time of its columns, wherever its table stands
        own, above = (years & view.column_years) or view.column_years, frozenset()
    if of_another_time(asked, view.periods):
        own, above = _ANOTHER_TIME, frozenset()
    report = frozenset({view.report.metadata.year} if view.report.metadata.year else ())
    places = (own, above, frozenset() if own or above else report)
    return tuple(
        share
        for told in places
        for share in (len(years & told) / len(told) if told else 0.0, float(bool(told) and not years & told))
    )


def _passage(hits: Sequence[Hit]) -> NDArray[np.float64]:
    scores = np.array([[h.scores.get(e, 0.0) for e in _ENGINES] for h in hits])
    tops = scores.max(axis=0)
    return np.concatenate([scores / np.where(tops > 0, tops, 1.0), np.eye(len(hits), 3)], axis=1)


def _shape(asked: Understanding, view: UnitView) -> tuple[float, ...]:
    kind, expects, text, label = view.unit.kind, asked.expects, view.text, view.label
    row, sentence = kind is UnitKind.ROW, kind is UnitKind.SENTENCE
    items = max(view.item_counts)
    explained, listed, reason = (expects is e for e in (Expects.EXPLANATION, Expects.LIST, Expects.REASON))
    children = min(view.children, 6) / 6
    return (
        float(row),
        float(kind is UnitKind.NOTE),
        float(kind is UnitKind.BULLET),
        float(sentence),
        float(kind is UnitKind.LINE),
        float(row and (not label or is_total(label))),
        float(bool(label)),
        float(":" in text),
        float(bool(label) and any(key in label for key in asked.labels)),
        float(asked.wanted_items > 1 and asked.wanted_items in view.item_counts),
        float(explained and sentence),
        float(explained and row),
        float(expects in (Expects.NAME, Expects.PLACE) and row),
        float(reason and sentence),
        float(row and expects in _VALUES),
        float(row and expects in _VALUES and bool(view.label_bigrams) and squeezed(label) in squeezed(asked.text)),
        listed * min(items - 1, 6) / 6,
        listed * children,
        explained * children,
        float(reason and REASON.search(text) is not None),
        float(reason and _REASON_LABEL.search(f"{label} {view.context}") is not None),
        float(bool(label) and any(cue in label for cue in asked.cues)),
        float(any(cue in view.above for cue in asked.cues)),
        float(any(key in view.above for key in asked.labels)),
        float(expects is Expects.NAME and NAME.search(text) is not None),
        float(expects is Expects.PLACE and PLACE.search(text) is not None),
        float(_tells_something_else(view, asked)),
        float(explained and _brings_only_numbers(view, asked)),
        math.log1p(len(text)) / 6,
        float(len(text) < 12),
        float(len(text) > 240),
    )


def _tells_something_else(view: UnitView, asked: Understanding) -> bool:
    """Whether a unit's key names one thing, and that is not what is asked for; a figure that is wanted may stand
    under any key.
    """
    label = view.label
    if not label or view.table is not None or not (asked.labels or asked.cues) or answers_by_label(view, asked):
        return False
    if not any(key in label for key in single_keys()):
        return False
    kinds = FORMS.get(asked.expects, _ANY_FIGURE if _QUANTITY.search(asked.text) else ())
    return not any(f.kind in kinds for f in new_figures(view, asked))


def _brings_only_numbers(view: UnitView, asked: Understanding) -> bool:
    new = view.terms.difference(asked.terms, asked.synonyms)
    described = _DESCRIBED.search(asked.text) is not None
    return described and not any(re.search(r"[^\W\d]", term) and not is_total(term) for term in new)


def _question(asked: Understanding) -> tuple[float, ...]:
    return (
        *(float(asked.expects is e) for e in Expects),
        float(asked.english),
        min(len(asked.terms), 15) / 15,
    )
