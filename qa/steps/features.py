"""How well units fit a question, as interpretable numbers; `NAMES` gives their order."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.report import UnitKind
from index.hits import Hit
from qa.figures import Figure, FigureKind, figures_in
from qa.steps.understanding import Expects, Understanding
from qa.steps.unit_view import UnitView, bigrams
from qa.steps.weights import Array
from qa.steps.word_vectors import WordVectors

_COVERAGE = (
    "own", "context", "trail", "passage",  # idf share of the question's terms; each place includes those before
    "asked_own", "asked_context", "asked_trail",  # the same for the terms that name the wanted attribute
    "synonyms_own", "synonyms_context",
    "soft_own", "soft_context", "soft_asked",  # best cosine of each term to a word there, idf-weighted
    "rare_missing",  # idf share of the rarest third of the terms that even the passage lacks
)  # fmt: skip
_PAIRS = (
    "bigrams_own", "bigrams_context",  # share of the question's character pairs: typing and spacing errors
    "precision",  # share of the unit's own pairs that the question names
    "label_in_question", "label_share",  # the row label or key stands in the question; how much of it
)  # fmt: skip
_FORM = (
    "figure_in_both",  # dates, ordinals and amounts of the question that the unit repeats
    "form_fits", "counter_fits", "form_absent",  # a figure, date … of the expected form that is new to the question
    "year_own", "year_context", "year_report", "year_conflict",
)  # fmt: skip
_PASSAGE = ("lexical", "dense", "fused", "first", "second", "third")
_SHAPE = (
    "is_row", "is_note", "is_bullet", "is_sentence", "is_line", "is_total_row", "has_label", "has_colon",
    "label_fits", "items_fit", "explained_by_sentence", "explained_by_row", "named_by_row", "reason_by_sentence",
    "row_and_figure", "list_and_many", "reason_words", "length", "is_short", "is_long",
)  # fmt: skip
NAMES = (*_COVERAGE, *_PAIRS, *_FORM, *_PASSAGE, *_SHAPE)

_ENGINES = ("lexical", "dense", "fused")
_FORMS = {
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
_REASON_WORDS = (
    "위해",
    "위하여",
    "때문",
    "따라",
    "인해",
    "으로 인한",
    "고자",
    "제고",
    "필요",
    "도모",
    "감안",
    "대비",
    "않아",
)
_TOTALS = frozenset({"계", "합계", "총계", "소계", ""})


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
        _coverage(asked, views, hits, ranks, idf, vectors),
        _pairs(asked, views),
        _form(asked, views),
        _passage(hits)[list(ranks)],
        np.array([_shape(asked, view) for view in views]),
    )
    return np.concatenate(blocks, axis=1).astype(np.float32)


def new_figures(view: UnitView, asked: Understanding) -> list[Figure]:
    """A unit's figures that the question did not bring itself."""
    said = {f.text for f in figures_in(asked.text)}
    return [f for f in view.figures if f.text not in said]


def wanted_counters(asked: Understanding) -> tuple[str, ...]:
    """The counters that answer "몇 곳": 곳, 개소, 군데 …"""
    return _COUNTERS.get(asked.counter, (asked.counter,)) if asked.counter else ()


def _coverage(
    asked: Understanding,
    views: Sequence[UnitView],
    hits: Sequence[Hit],
    ranks: Sequence[int],
    idf: Callable[[str], float],
    vectors: WordVectors,
) -> NDArray[np.float64]:
    terms, synonyms = asked.terms, asked.synonyms
    weights = np.array([idf(t) for t in terms])
    rare = weights >= np.sort(weights)[-max(1, len(terms) // 3)] if len(terms) else np.zeros(0, dtype=bool)
    wanted = np.array([t in asked.asked for t in terms], dtype=bool)

    own = _found(terms, [v.terms for v in views])
    context = own | _found(terms, [v.context_terms for v in views])
    trail = context | _found(terms, [v.trail_terms for v in views])
    passage = trail | np.array([[t in h.passage.search_text for t in terms] for h in hits], dtype=bool)[list(ranks)]

    words = vectors.ids(terms)
    soft_own = vectors.best_cosines(words, [v.word_ids for v in views])
    soft_context = np.maximum(soft_own, vectors.best_cosines(words, [v.context_word_ids for v in views]))

    synonym_weights = np.array([idf(t) for t in synonyms])
    synonyms_own = _found(synonyms, [v.terms for v in views])
    synonyms_context = synonyms_own | _found(synonyms, [v.context_terms for v in views])
    columns = (
        *(_share(found, weights) for found in (own, context, trail, passage)),
        *(_share(found, weights * wanted) for found in (own, context, trail)),
        *(_share(found, synonym_weights) for found in (synonyms_own, synonyms_context)),
        _share(soft_own, weights), _share(soft_context, weights), _share(soft_context, weights * wanted),
        _share(~passage, weights * rare),
    )  # fmt: skip
    return np.stack(columns, axis=1)


def _found(terms: Sequence[str], bags: Sequence[frozenset[str]]) -> NDArray[np.bool_]:
    """Which terms are in which bags, of shape (bags, terms)."""
    return np.array([[t in bag for t in terms] for bag in bags], dtype=bool).reshape(len(bags), len(terms))


def _share(found: NDArray[np.generic], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the terms' weight that is found, of shape (bags,)."""
    total = float(weights.sum())
    return found.astype(np.float64) @ weights / total if total else np.zeros(len(found))


def _pairs(asked: Understanding, views: Sequence[UnitView]) -> NDArray[np.float64]:
    named = bigrams(asked.text)
    rows = [
        (
            _overlap(named, view.bigrams),
            _overlap(named, view.bigrams | view.context_bigrams),
            _overlap(view.bigrams, named),
            float(bool(view.label_bigrams) and view.label_bigrams <= named),
            _overlap(view.label_bigrams, named),
        )
        for view in views
    ]
    return np.array(rows)


def _overlap(wanted: frozenset[str], found: frozenset[str]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 0.0


def _form(asked: Understanding, views: Sequence[UnitView]) -> NDArray[np.float64]:
    said = {f.text for f in figures_in(asked.text)}
    forms, counters = _FORMS.get(asked.expects, ()), wanted_counters(asked)
    rows = []
    for view in views:
        new = [f for f in view.figures if f.text not in said]
        fits = any(f.kind in forms for f in new)
        rows.append(
            (
                float(len(new) < len(view.figures)),
                float(fits),
                float(any(f.counter in counters for f in new)),
                float(bool(forms) and not fits),
                *_years(asked.years, view),
            )
        )
    return np.array(rows)


def _years(years: frozenset[int], view: UnitView) -> tuple[float, float, float, float]:
    if not years:
        return 0.0, 0.0, 0.0, 0.0
    own, context = bool(years & view.own_years), bool(years & view.context_years)
    named = bool(view.own_years or view.context_years)
    return (
        float(own),
        float(context),
        float(view.report.metadata.year in years),
        float(named and not own and not context),
    )


def _passage(hits: Sequence[Hit]) -> NDArray[np.float64]:
    scores = np.array([[h.scores.get(e, 0.0) for e in _ENGINES] for h in hits])
    tops = scores.max(axis=0)
    return np.concatenate([scores / np.where(tops > 0, tops, 1.0), np.eye(len(hits), 3)], axis=1)


def _shape(asked: Understanding, view: UnitView) -> tuple[float, ...]:
    kind, expects, text = view.unit.kind, asked.expects, view.text
    row = kind is UnitKind.ROW
    items = max(text.count(mark) for mark in ",·․") + 1
    explained = expects is Expects.EXPLANATION
    return (
        float(row),
        float(kind is UnitKind.NOTE),
        float(kind is UnitKind.BULLET),
        float(kind is UnitKind.SENTENCE),
        float(kind is UnitKind.LINE),
        float(row and view.label.replace(" ", "") in _TOTALS),
        float(bool(view.label)),
        float(":" in text),
        float(any(label in view.label for label in asked.labels)),
        float(asked.wanted_items > 1 and items == asked.wanted_items),
        float(explained and kind is UnitKind.SENTENCE),
        float(explained and row),
        float(expects in (Expects.NAME, Expects.PLACE) and row),
        float(expects is Expects.REASON and kind is UnitKind.SENTENCE),
        float(row and expects in (Expects.MONEY, Expects.PERCENT, Expects.COUNT)),
        float(expects is Expects.LIST) * min(items - 1, 6) / 6,
        float(expects is Expects.REASON and any(word in text for word in _REASON_WORDS)),
        math.log1p(len(text)) / 6,
        float(len(text) < 12),
        float(len(text) > 240),
    )
