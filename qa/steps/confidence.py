"""Whether the best unit really answers: a logistic model over how well it fits and what it lacks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.steps import features
from qa.steps.draft import Draft
from qa.steps.evidence import Candidate
from qa.steps.understanding import Expects, Understanding, squeezed
from qa.steps.weights import load_weights

_COVERAGE = (  # of the best unit, see features.py
    "own", "context", "trail", "passage", "asked_own", "asked_context", "asked_trail", "bigrams_own", "bigrams_context",
    "soft_own", "soft_context", "soft_asked", "label_share", "form_fits", "counter_fits",
)  # fmt: skip
_LACKS = ("rare_missing", "form_absent", "year_conflict")  # of the best unit
SPEAKS_FOR = (*_COVERAGE, "score", "probability", "margin")
SPEAKS_AGAINST = (
    *_LACKS,
    "unheard", "worst_term",  # idf share of the terms that no report holds; idf of the rarest that the passage lacks
    "attribute_unseen", "attribute_unheard",  # what is asked of the subject stands not there, nor a word for it
    "measure_unseen", "ordinal_unseen",  # a word for something measured, an ordinal or a place that the passage lacks
    "counter_absent", "value_absent", "nothing_new",  # the draft has no figure of the kind asked for, or no new word
    "year_unseen", "names_absent",
)  # fmt: skip
NAMES = (*SPEAKS_FOR, *SPEAKS_AGAINST, "many_terms", "english", "bias")

_UNHEARD, _SOFT, _PAIRS = (NAMES.index(name) for name in ("unheard", "soft_context", "bigrams_context"))
_VALUES = frozenset({Expects.MONEY, Expects.PERCENT, Expects.COUNT, Expects.DATE})


@dataclass(frozen=True)
class Confidence:
    """P(the best unit answers the question); `weights` has shape (len(NAMES),)."""

    weights: NDArray[np.float32]

    @classmethod
    def fitted(cls) -> Confidence:
        """The model of this release."""
        return cls(load_weights("confidence.json", NAMES))

    def probability(self, row: NDArray[np.float32]) -> float:
        """A probability between 0 and 1."""
        return 1.0 / (1.0 + math.exp(-float(row @ self.weights)))


def confidence_row(
    asked: Understanding,
    candidates: Sequence[Candidate],
    draft: Draft,
    idf: Callable[[str], float],
    unheard: Sequence[str],
) -> NDArray[np.float32]:
    """Features of shape (len(NAMES),). `unheard` are the question's terms that no report holds."""
    best = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else best.score - 5.0
    of_best = dict(zip(features.NAMES, best.features, strict=True))
    total = sum(idf(t) for t in asked.terms) or 1.0
    seen = best.view.terms | best.view.context_terms | best.view.trail_terms
    missing = [t for t in asked.terms if t not in seen and t not in best.hit.passage.search_text]
    passage = squeezed(f"{best.hit.passage.search_text} {best.view.context}")
    meant = bool(set(asked.synonyms) & seen)
    values = {
        **{name: of_best[name] for name in (*_COVERAGE, *_LACKS)},
        "score": best.score / 10.0,
        "probability": best.probability,
        "margin": min(best.score - second, 5.0) / 5.0,
        "unheard": sum(idf(t) for t in unheard) / total,
        "worst_term": max((idf(t) for t in missing), default=0.0) / 10.0,
        "attribute_unseen": float(bool(asked.attribute) and not meant and not set(asked.attribute) & seen),
        "attribute_unheard": float(bool(asked.attribute) and not meant and set(asked.attribute) <= set(unheard)),
        "measure_unseen": float(any(not _told(m, asked, passage) for m in asked.measures)),
        "ordinal_unseen": float(any(o not in passage for o in asked.ordinals)),
        "counter_absent": float(bool(asked.counter) and not of_best["counter_fits"] and not of_best["is_row"]),
        "value_absent": float(asked.expects in _VALUES and not any(s.figure for s in draft.statements)),
        "nothing_new": float(not best.view.terms - set(asked.terms)),
        "year_unseen": float(bool(asked.years) and not years_told(asked, best)),
        "names_absent": float(asked.expects is Expects.NAME and not best.view.terms - set(asked.terms)),
        "many_terms": min(len(asked.terms), 15) / 15.0,
        "english": float(asked.english),
        "bias": 1.0,
    }
    return np.array([values[name] for name in NAMES], dtype=np.float32)


def about_something_else(row: NDArray[np.float32]) -> bool:
    """Whether hardly anything of the question stands in any report: neither its words, nor their like, nor letters.

    The logistic model learns from questions about the reports alone and has never met a cooking recipe.
    """
    return bool(row[_UNHEARD] > 0.7 and row[_SOFT] < 0.35 and row[_PAIRS] < 0.12)


def _told(measure: str, asked: Understanding, passage: str) -> bool:
    return measure in passage or any(e.endswith(measure[-1]) and squeezed(e) in passage for e in asked.expansions)


def years_told(asked: Understanding, candidate: Candidate) -> bool:
    """Whether a unit, what it hangs under, its passage or its report's date speaks of a year of the question."""
    view = candidate.view
    told = (
        view.own_years
        or view.context_years
        or ({view.report.metadata.year} if view.report.metadata.year else frozenset())
    )
    return (
        bool(asked.years & (view.own_years | view.context_years | frozenset(told)))
        or view.report.metadata.year in asked.years
    )
