"""Whether the best unit really answers: a small model over how well it tells the question and what it lacks.

Fitted by evals/fit_confidence.py, which says on what.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.steps import features, lacks
from qa.steps.coverage import NEAR, OWN, PASSAGE, Told
from qa.steps.draft import Draft
from qa.steps.evidence import Candidate, Evidence
from qa.steps.letters import squeezed
from qa.steps.understanding import Expects, Understanding
from qa.steps.weights import Array, load_fitted

_OF_BEST = ("bigrams_own", "bigrams_context", "label_share", "column_named", "form_fits", "counter_fits")
SPEAKS_FOR = (
    *_OF_BEST,
    "own_told", "near_told", "passage_told",  # weighted share of the terms that the best unit tells
    "nouns_told", "nouns_own_told", "asked_told", "attribute_told", "attribute_own_told",
    "compounds_told", "wanted_own_told", "wanted_told", "wanted_passage_told",
    "retrieved", "score", "probability", "margin",
)  # fmt: skip
SPEAKS_AGAINST = (
    "form_absent", "year_own_other", "year_above_other", "year_report_other",  # of the best unit
    "unheard", "unheard_nouns",  # weighted share of the terms, and of the nouns, that no report holds in any wording
    "worst_noun", "second_noun", "worst_verb",  # how far the least told nouns and verb are from being told nearby
    "worst_noun_passage", "nouns_untold",  # the least told noun in the whole passage; how many nouns it does not tell
    "worst_compound", "second_compound", "worst_compound_passage", "compounds_untold",
    "attribute_unseen", "measure_unseen", "ordinal_unseen", "number_unseen",
    "counter_absent", "value_absent", "nothing_new", "year_unseen", "names_absent",
    *lacks.NAMES,  # of the draft
)  # fmt: skip
NAMES = (*SPEAKS_FOR, *SPEAKS_AGAINST, "many_terms", "english", "compared")

_UNHEARD, _NEAR, _PAIRS = (NAMES.index(name) for name in ("unheard", "near_told", "bigrams_context"))
_SURELY = [NAMES.index(name) for name in lacks.SURELY]
_UNTOLD = 0.6  # told less well than so, a noun is not told at all
_VALUES = frozenset({Expects.MONEY, Expects.PERCENT, Expects.COUNT, Expects.DATE})


@dataclass(frozen=True)
class Confidence:
    """P(the best unit answers the question), by a network with one hidden layer of `tanh` units.

    `hidden` has shape (units, len(NAMES)), `hidden_bias` and `output` have shape (units,).
    """

    hidden: Array
    hidden_bias: Array
    output: Array
    bias: float

    @classmethod
    def fitted(cls) -> Confidence:
        """The model of this release; raises WeightsError where it was fitted for other features."""
        data = load_fitted("confidence.json", NAMES)
        hidden, hidden_bias, output = (np.array(data[k], np.float32) for k in ("hidden", "hidden_bias", "output"))
        return cls(hidden, hidden_bias, output, float(data["bias"]))

    @classmethod
    def undecided(cls) -> Confidence:
        """A model that finds everything as likely as not: to start a fit from."""
        return cls(np.zeros((1, len(NAMES)), np.float32), np.zeros(1, np.float32), np.zeros(1, np.float32), 0.0)

    def score(self, row: Array) -> float:
        """The log-odds of a row of features."""
        return float(np.tanh(self.hidden @ row + self.hidden_bias) @ self.output) + self.bias

    def probability(self, row: Array) -> float:
        """A probability between 0 and 1."""
        return 1.0 / (1.0 + math.exp(-self.score(row)))

    def as_data(self) -> dict[str, Any]:
        """The model as plain numbers, for a file that `fitted` reads."""
        return {
            "features": list(NAMES),
            "hidden": [[round(float(w), 4) for w in unit] for unit in self.hidden],
            "hidden_bias": [round(float(w), 4) for w in self.hidden_bias],
            "output": [round(float(w), 4) for w in self.output],
            "bias": round(self.bias, 4),
        }


def confidence_row(
    asked: Understanding, evidence: Evidence, draft: Draft, unheard: Sequence[str]
) -> NDArray[np.float32]:
    """Features of shape (len(NAMES),) of a question with candidates.

    `unheard` are the question's terms that no report holds, neither themselves nor another word for them.
    """
    best, told = evidence.candidates[0], evidence.told
    if told is None:
        raise ValueError("confidence_row: the evidence has no candidates")
    second = evidence.candidates[1].score if len(evidence.candidates) > 1 else best.score - 5.0
    of_best = dict(zip(features.NAMES, best.features, strict=True))
    passage = squeezed(f"{best.hit.passage.search_text} {best.view.context}")
    new = best.view.terms - set(asked.terms)
    values = {
        **{name: of_best[name] for name in (*_OF_BEST, *(n for n in SPEAKS_AGAINST if n in of_best))},
        **_told(asked, told, unheard),
        **lacks.lacks(asked, evidence, draft),
        "retrieved": best.hit.score,
        "score": best.score / 10.0,
        "probability": best.probability,
        "margin": min(best.score - second, 5.0) / 5.0,
        "measure_unseen": float(any(not _printed(m, asked, passage) for m in asked.measures)),
        "ordinal_unseen": float(any(o not in passage for o in asked.ordinals)),
        "number_unseen": float(any(t.isdigit() and t not in passage for t in asked.terms)),
        "counter_absent": float(bool(asked.counter) and not of_best["counter_fits"] and not of_best["is_row"]),
        "value_absent": float(asked.expects in _VALUES and not any(s.figure for s in draft.statements)),
        "nothing_new": float(not new),
        "year_unseen": float(bool(asked.years) and not years_told(asked, best)),
        "names_absent": float(asked.expects is Expects.NAME and not new),
        "many_terms": min(len(asked.terms), 15) / 15.0,
        "english": float(asked.english),
        "compared": float(asked.expects is Expects.COMPARISON),
    }
    return np.array([values[name] for name in NAMES], dtype=np.float32)


def _told(asked: Understanding, told: Told, unheard: Sequence[str]) -> dict[str, float]:
    """What the best unit tells of the question's terms, and what it leaves out."""
    own, near, passage = told.terms
    weights = told.weights
    nouns = np.array([t in asked.nouns and not t.isdigit() for t in asked.terms], dtype=bool)
    verbs = np.array([t not in asked.nouns for t in asked.terms], dtype=bool)
    wanted = np.array([t in asked.asked for t in asked.terms], dtype=bool)
    attribute = np.array([t in asked.attribute for t in asked.terms], dtype=bool)
    unknown = np.array([t in unheard for t in asked.terms], dtype=bool)
    return {
        "own_told": _mean(own, weights),
        "near_told": _mean(near, weights),
        "passage_told": _mean(passage, weights),
        "nouns_told": _mean(near, weights * nouns),
        "nouns_own_told": _mean(own, weights * nouns),
        "asked_told": _mean(near, weights * wanted),
        "attribute_told": _mean(near, weights * attribute),
        "attribute_own_told": _mean(own, weights * attribute),
        "unheard": _mean(unknown, weights, 0.0),
        "unheard_nouns": _mean(unknown, weights * nouns, 0.0),
        "worst_noun": _worst((1.0 - near) * weights * nouns) / 10.0,
        "second_noun": _worst((1.0 - near) * weights * nouns, 1) / 10.0,
        "worst_verb": _worst((1.0 - near) * weights * verbs) / 10.0,
        "worst_noun_passage": _worst((1.0 - passage) * weights * nouns) / 10.0,
        "nouns_untold": float(min(3, ((passage < _UNTOLD) & nouns).sum())) / 3.0,
        "attribute_unseen": float(attribute.any() and bool((passage[attribute] < _UNTOLD).all())),
        **_compounds_told(asked, told.compounds),
    }


def _compounds_told(asked: Understanding, compounds: NDArray[np.float64]) -> dict[str, float]:
    """The same of the noun compounds, and of the one that is asked for."""
    wanted = compounds[:, asked.compounds.index(asked.wanted)] if asked.wanted else np.ones(3)
    return {
        "compounds_told": float(compounds[NEAR].mean()) if asked.compounds else 1.0,
        "wanted_own_told": float(wanted[OWN]),
        "wanted_told": float(wanted[NEAR]),
        "wanted_passage_told": float(wanted[PASSAGE]),
        "worst_compound": _worst(1.0 - compounds[NEAR]),
        "second_compound": _worst(1.0 - compounds[NEAR], 1),
        "worst_compound_passage": _worst(1.0 - compounds[PASSAGE]),
        "compounds_untold": float(min(3, (compounds[PASSAGE] < _UNTOLD).sum())) / 3.0,
    }


def _worst(lacks: NDArray[np.float64], nth: int = 0) -> float:
    """The greatest of some lacks, or the `nth` after it; 0 where there are not so many."""
    return float(np.sort(lacks)[::-1][nth]) if len(lacks) > nth else 0.0


def _mean(values: NDArray[np.generic], weights: NDArray[np.float64], nothing: float = 1.0) -> float:
    total = float(weights.sum())
    return float(values.astype(np.float64) @ weights) / total if total else nothing


def about_something_else(row: NDArray[np.float32]) -> bool:
    """Whether hardly anything of the question stands in any report: neither its words, nor their like, nor letters.

    The model learns from questions about the reports alone and has never met a cooking recipe.
    """
    return bool(row[_UNHEARD] > 0.7 and row[_NEAR] < 0.35 and row[_PAIRS] < 0.12)


def surely_lacking(row: NDArray[np.float32]) -> bool:
    """Whether a draft lacks something without which no answer was ever right (lacks.SURELY)."""
    return bool(row[_SURELY].any())


def _printed(measure: str, asked: Understanding, passage: str) -> bool:
    return measure in passage or any(e.endswith(measure[-1]) and squeezed(e) in passage for e in asked.expansions)


def years_told(asked: Understanding, candidate: Candidate) -> bool:
    """Whether a unit, what it hangs under, its passage or its report's date speaks of a year of the question."""
    view = candidate.view
    told = view.own_years | view.column_years | view.context_years
    return bool(asked.years & told) or view.report.metadata.year in asked.years
