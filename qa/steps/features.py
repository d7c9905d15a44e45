"""How well a unit fits a question, as a row of interpretable numbers; `NAMES` gives their order."""

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
from qa.steps.word_vectors import WordVectors

NAMES = (
    "own", "context", "trail", "passage",  # idf share of the question's terms found there (each includes the one before)
    "asked_own", "asked_context", "asked_trail",  # the same for the terms that name the wanted attribute
    "synonyms_own", "synonyms_context",
    "bigrams_own", "bigrams_context",  # character pairs: typing and spacing errors
    "soft_own", "soft_context", "soft_asked",  # best cosine of each term to a word of the unit, idf-weighted
    "rare_missing",  # idf share of the rarest third of the terms that the passage lacks
    "precision",  # share of the unit's own pairs that the question names
    "label_in_question", "label_share",  # the row label or key stands in the question; how much of it
    "figure_in_both",  # dates, ordinals and amounts of the question that the unit repeats
    "form_fits", "counter_fits", "form_absent",  # a figure, date … of the expected form that is new to the question
    "year_own", "year_context", "year_report", "year_conflict",
    "lexical", "dense", "fused", "first", "second", "third",  # of the passage
    "is_row", "is_note", "is_bullet", "is_sentence", "is_line", "is_total_row", "has_label", "has_colon",
    "row_and_figure", "list_and_many", "reason_words", "length", "is_short", "is_long",
)  # fmt: skip

_FORMS = {
    Expects.MONEY: (FigureKind.MONEY, FigureKind.NUMBER),
    Expects.PERCENT: (FigureKind.PERCENT,),
    Expects.COUNT: (FigureKind.COUNT, FigureKind.NUMBER),
    Expects.DATE: (FigureKind.DATE,),
    Expects.COMPARISON: (FigureKind.MONEY, FigureKind.PERCENT, FigureKind.COUNT, FigureKind.NUMBER),
}
_REASON_WORDS = (
    "위해",
    "위하여",
    "때문",
    "따라",
    "인해",
    "으로 인한",
    "으로 ",
    "고자",
    "제고",
    "필요",
    "하여",
    "강화",
    "도모",
    "감안",
    "대비",
    "않아",
)
_COUNTER_WORDS = {"명": ("명", "여명", "인"), "곳": ("곳", "개소", "개", "군데", "개교", "개역"), "개": ("개", "가지", "개소", "종", "건", "개사"), "회": ("회", "차례", "번"), "대": ("대",), "년": ("년", "년간")}  # fmt: skip


class QuestionFeatures:
    """The question's side, prepared once; `row(view, hit, rank, …)` then gives one unit's features."""

    def __init__(self, asked: Understanding, idf: Callable[[str], float], vectors: WordVectors) -> None:
        self.asked = asked
        self._idf = {t: idf(t) for t in (*asked.terms, *asked.synonyms)}
        ranked = sorted(asked.terms, key=lambda t: -self._idf[t])
        self._rare = tuple(ranked[: max(1, len(ranked) // 3)])
        self._bigrams = bigrams(asked.text)
        self._figures = {f.text for f in figures_in(asked.text)}
        self._terms = asked.terms
        self._vectors = vectors

    def matrix(self, views: Sequence[UnitView], hits: Sequence[Hit], ranks: Sequence[int]) -> NDArray[np.float32]:
        """Features of shape (len(views), len(NAMES))."""
        top = {
            name: max((hit.scores.get(name, 0.0) for hit in hits), default=0.0) or 1.0
            for name in ("lexical", "dense", "fused")
        }
        soft_own = self._vectors.best_cosines(self._terms, [view.terms for view in views])
        soft_context = self._vectors.best_cosines(
            self._terms, [view.context_terms | view.trail_terms for view in views]
        )
        rows = [
            self._row(view, hits[rank], rank, top, soft_own[i], np.maximum(soft_own[i], soft_context[i]))
            for i, (view, rank) in enumerate(zip(views, ranks, strict=True))
        ]
        return np.array(rows, dtype=np.float32).reshape(len(views), len(NAMES))

    def _row(
        self,
        view: UnitView,
        hit: Hit,
        rank: int,
        top: dict[str, float],
        soft: NDArray[np.float32],
        soft_all: NDArray[np.float32],
    ) -> list[float]:
        asked, own = self.asked, view.terms
        context = own | view.context_terms
        trail = context | view.trail_terms
        share = self._share
        return [
            share(asked.terms, own), share(asked.terms, context), share(asked.terms, trail), share(asked.terms, trail, hit),
            share(asked.asked, own), share(asked.asked, context), share(asked.asked, trail),
            share(asked.synonyms, own), share(asked.synonyms, context),
            _overlap(self._bigrams, view.bigrams), _overlap(self._bigrams, view.bigrams | view.context_bigrams),
            self._weighted(asked.terms, soft), self._weighted(asked.terms, soft_all), self._weighted(asked.asked, soft_all),
            1.0 - share(self._rare, trail, hit),
            _overlap(view.bigrams, self._bigrams),
            float(bool(view.label_bigrams) and view.label_bigrams <= self._bigrams), _overlap(view.label_bigrams, self._bigrams),
            float(any(f.text in self._figures for f in view.figures)),
            *self._forms(view),
            *self._years(view),
            *(hit.scores.get(name, 0.0) / top[name] for name in ("lexical", "dense", "fused")),
            float(rank == 0), float(rank == 1), float(rank == 2),
            *self._shape(view),
        ]  # fmt: skip

    def _share(self, terms: Sequence[str], found: frozenset[str], hit: Hit | None = None) -> float:
        """Idf share of `terms` that are in `found` (or anywhere in the hit's passage)."""
        total = sum(self._idf[t] for t in terms)
        if not total:
            return 0.0
        text = hit.passage.search_text if hit else ""
        return sum(self._idf[t] for t in terms if t in found or (text and t in text)) / total

    def _weighted(self, terms: Sequence[str], cosines: NDArray[np.float32]) -> float:
        weights = {t: self._idf[t] for t in terms}
        total = sum(weights.values())
        return (
            sum(weights.get(t, 0.0) * float(c) for t, c in zip(self._terms, cosines, strict=True)) / total
            if total
            else 0.0
        )

    def _forms(self, view: UnitView) -> list[float]:
        forms = _FORMS.get(self.asked.expects, ())
        new = [f for f in view.figures if f.text not in self._figures]
        fits = any(f.kind in forms for f in new)
        wanted = wanted_counters(self.asked)
        return [float(fits), float(any(f.counter in wanted for f in new)), float(bool(forms) and not fits)]

    def _years(self, view: UnitView) -> list[float]:
        years = self.asked.years
        if not years:
            return [0.0, 0.0, 0.0, 0.0]
        own, context = bool(years & view.own_years), bool(years & view.context_years)
        report = view.report.metadata.year in years
        named = view.own_years or view.context_years
        return [float(own), float(context), float(report), float(bool(named) and not own and not context)]

    def _shape(self, view: UnitView) -> list[float]:
        kind, expects = view.unit.kind, self.asked.expects
        length = len(view.text)
        row = kind is UnitKind.ROW
        return [
            float(row), float(kind is UnitKind.NOTE), float(kind is UnitKind.BULLET), float(kind is UnitKind.SENTENCE), float(kind is UnitKind.LINE),
            float(row and view.label.replace(" ", "") in ("계", "합계", "총계", "소계", "")), float(bool(view.label)), float(":" in view.text),
            float(row and expects in (Expects.MONEY, Expects.PERCENT, Expects.COUNT)),
            float(expects is Expects.LIST) * min(view.text.count(",") + view.text.count("·") + view.text.count("․"), 6) / 6,
            float(expects is Expects.REASON and any(word in view.text for word in _REASON_WORDS)),
            math.log1p(length) / 6, float(length < 12), float(length > 240),
        ]  # fmt: skip


def new_figures(view: UnitView, asked: Understanding) -> list[Figure]:
    """A unit's figures that the question did not bring itself."""
    said = {f.text for f in figures_in(asked.text)}
    return [f for f in view.figures if f.text not in said]


def wanted_counters(asked: Understanding) -> tuple[str, ...]:
    """The counters that answer "몇 곳": 곳, 개소, 군데 …"""
    return _COUNTER_WORDS.get(asked.counter, (asked.counter,)) if asked.counter else ()


def _overlap(wanted: frozenset[str], found: frozenset[str]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 0.0
