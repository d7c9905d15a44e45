"""Fit the reader's ranker and its confidence: `python -m evals.fit --set REPORTS MANIFEST QUESTIONS…`.

The ranker is a listwise softmax over the units of each question (Cao et al. 2007, ListNet, with binary relevance); the
confidence is described in fit_confidence.py. Both are written to qa/*.json as plain numbers with the cross-validated
figures; nothing of the questions is kept.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from corpus.manifest import Manifest
from evals.dataset import Case, load_questions
from evals.fit_confidence import ALTERED, WITHHELD, WRITTEN, Judged, altered, fit_confidence, is_name
from evals.metrics import Excerpt, overlaps, stands_in
from index.hits import Filters
from index.library import Library
from index.models import BUILT_IN
from index.models.loading import load_embedder
from index.morphemes import Morphemes
from qa.answer import Question, Turn
from qa.asking import Drafted
from qa.assistant import Assistant, confidence_features
from qa.steps import confidence, features
from qa.steps.evidence import Candidate
from qa.steps.ranking import LinearRanker
from qa.steps.understanding import unheard_terms
from qa.steps.weights import Array

FOLDS = 5
_NO_LIMITS = Filters()
_UNFITTED = confidence.Confidence.undecided()


@dataclass(frozen=True)
class Ranked:
    """The units of one question: features (units, features) and which of them prove the answer (units,)."""

    case: Case
    matrix: Array
    relevant: NDArray[np.bool_]


def main() -> None:
    """Fit both models and write their weights."""
    arguments = _arguments()
    console = Console()
    sets = [
        _Set(Path(reports), Path(manifest), [Path(q) for q in questions])
        for reports, manifest, *questions in arguments.set
    ]
    ranked = [r for s in sets for r in s.ranked()]
    console.print(
        f"{len(ranked)} questions with a proving unit among the candidates, of {sum(len(s.answerable) for s in sets)}"
    )
    figures = _cross_validate([r for r in ranked if r.relevant.any()], arguments.l2)
    weights = fit_ranker([r for r in ranked if r.relevant.any()], arguments.l2)
    named = {n: round(float(w), 4) for n, w in zip(features.NAMES, weights, strict=True)}
    write_fitted("ranker.json", {"figures": figures, "weights": named})
    console.print(figures)
    names = sorted({name for s in sets for name in s.names()})
    judged = [j for s in sets for j in s.judged(LinearRanker(weights), names)]
    fitted, figures = fit_confidence(judged)
    write_fitted("confidence.json", {"figures": figures, **fitted.as_data()})
    console.print(figures)


class _Set:
    """A library over one folder of reports, and the questions about them."""

    def __init__(self, reports: Path, manifest: Path, questions: Sequence[Path]) -> None:
        self._library = Library(Path(tempfile.mkdtemp(prefix="council-qa-fit-")), load_embedder(str(BUILT_IN)))
        self._library.ingest([reports], manifest=Manifest.load(manifest))
        self.cases = load_questions(questions)
        self.answerable = [c for c in self.cases if c.answerable]

    def ranked(self) -> Iterator[Ranked]:
        """The units of each answerable question, in any order."""
        unfitted = LinearRanker(np.zeros(len(features.NAMES), dtype=np.float32))
        assistant = Assistant(self._library, ranker=unfitted, confidence=_UNFITTED)
        for case in self.answerable:
            evidence = assistant.draft(_question(case)).evidence
            if not evidence.candidates:
                continue
            relevant = np.array([_proves(c, case) for c in evidence.candidates], dtype=np.bool_)
            yield Ranked(case, np.stack([c.features for c in evidence.candidates]), relevant)

    def names(self) -> Iterator[str]:
        """The noun compounds of its questions."""
        return (c for case in self.answerable for c in Morphemes().compounds(case.question) if is_name(c))

    def judged(self, ranker: LinearRanker, names: Sequence[str]) -> Iterator[Judged]:
        """Every question as this ranker would have it answered; `names` are put for others to make unanswerable."""
        assistant = Assistant(self._library, ranker=ranker, confidence=_UNFITTED)
        chance = random.Random(5)  # noqa: S311 - which word is altered is no secret
        for case in self.cases:
            asking = assistant.draft(_question(case))
            if not asking.evidence.candidates:
                continue
            yield Judged(confidence_features(asking), case.answerable, 1.0 if case.answerable else WRITTEN)
            if not case.answerable:
                continue
            others = [] if case.before else [*altered(case.question, asking, names, chance)]
            for drafted in (assistant.draft(Question(other)) for other in others):
                if drafted.evidence.candidates:
                    yield Judged(confidence_features(drafted), False, ALTERED)
            yield from self._withheld(case, assistant)

    def _withheld(self, case: Case, assistant: Assistant) -> Iterator[Judged]:
        """An answerable question asked of the other reports only; nothing where there are none."""
        everything = self._library.store.reports()
        sources = {e.source for e in case.evidence}
        others = tuple(r.id for r in everything if r.source not in sources)
        if others and len(others) < len(everything):
            drafted = assistant.draft(_question(case, Filters(document_ids=others)))
            if drafted.evidence.candidates:
                yield Judged(confidence_features(self._as_if_gone(drafted, others)), False, WITHHELD)

    def _as_if_gone(self, withheld: Drafted, others: Sequence[str]) -> Drafted:
        """What the question's words would be unheard of if only the other reports were there."""
        texts = [p.search_text for r in self._library.store.reports() if r.id in others for p in r.passages]
        return replace(withheld, unheard=unheard_terms(withheld.asked, lambda t: any(t in text for text in texts)))


def _question(case: Case, filters: Filters = _NO_LIMITS) -> Question:
    return Question(case.question, filters=filters, conversation=tuple(Turn(q, "") for q in case.before))


def _proves(candidate: Candidate, case: Case) -> bool:
    """Whether a unit overlaps the evidence and says (part of) the answer."""
    unit = candidate.view.unit
    report = candidate.view.report
    quote = Excerpt(report.source, unit.span.of(report.text))
    says = any(stands_in(a, candidate.view.text) for a in (*case.must_include, *case.answers))
    return says and any(overlaps(quote, e) for e in case.evidence)


def fit_ranker(ranked: Sequence[Ranked], l2: float) -> Array:
    """Weights (features,) that maximise the mean log-probability of the proving units, by L-BFGS."""
    from scipy.optimize import minimize

    rows = np.concatenate([r.matrix for r in ranked]).astype(np.float64)
    relevant = np.concatenate([r.relevant for r in ranked])
    sizes = np.array([len(r.relevant) for r in ranked])
    starts = np.cumsum([0, *sizes[:-1]])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        odds = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        total = np.add.reduceat(odds, starts)
        wanted = np.add.reduceat(odds * relevant, starts) + 1e-12
        slope = odds / np.repeat(total, sizes) - odds * relevant / np.repeat(wanted, sizes)
        value = -np.log(wanted / total).mean() + 0.5 * l2 * float(weights @ weights)
        return float(value), rows.T @ slope / len(ranked) + l2 * weights

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights: Array = found.x.astype(np.float32)
    return weights


def _cross_validate(ranked: Sequence[Ranked], l2: float) -> dict[str, float]:
    order = np.random.default_rng(7).permutation(len(ranked))
    firsts: list[bool] = []
    threes: list[bool] = []
    for fold in range(FOLDS):
        held = {int(i) for i in order[fold::FOLDS]}
        ranker = LinearRanker(fit_ranker([r for i, r in enumerate(ranked) if i not in held], l2))
        for i in held:
            best = np.argsort(-ranker.scores(ranked[i].matrix), kind="stable")
            firsts.append(bool(ranked[i].relevant[best[0]]))
            threes.append(bool(ranked[i].relevant[best[:3]].any()))
    return {
        "questions": len(ranked),
        "first_right": round(float(np.mean(firsts)), 3),
        "right_in_three": round(float(np.mean(threes)), 3),
    }


def write_fitted(file: str, data: dict[str, Any]) -> None:
    """Put fitted numbers into qa/<file>, a list of numbers a line."""
    text = json.dumps(data, indent=1, ensure_ascii=False)
    text = re.sub(r"\[[^\[\]]*\]", lambda numbers: " ".join(numbers[0].split()), text)
    Path(str(files("qa") / file)).write_text(text + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.fit", description=__doc__)
    parser.add_argument("--set", nargs="+", action="append", required=True, metavar="REPORTS MANIFEST QUESTIONS…")
    parser.add_argument("--l2", type=float, default=0.0005)
    return parser.parse_args()


if __name__ == "__main__":
    main()
