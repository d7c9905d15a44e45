"""Fit the reader's ranker and its confidence on question sets: `python -m evals.fit --set REPORTS MANIFEST QUESTIONS…`.

The ranker is a listwise softmax over the units of each question (Cao et al. 2007, ListNet, with binary relevance); the
confidence a logistic regression over questions that are answered rightly, questions that no report answers, and questions
asked with the report that answers them left out. Both are written to qa/*.json as plain numbers with the cross-validated
figures; nothing of the questions is kept.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from evals.dataset import Case, load_questions
from evals.metrics import Excerpt, answer_matches, overlaps, stands_in
from index.hits import Filters
from index.library import Library
from index.models import BUILT_IN
from index.sentence_transformer import load_embedder
from qa.answer import Question, Turn
from qa.assistant import Assistant, confidence_features
from qa.steps import confidence, features
from qa.steps.evidence import Candidate
from qa.steps.ranking import LinearRanker
from qa.steps.weights import Array

FOLDS = 5
_NO_LIMITS = Filters()


@dataclass(frozen=True)
class Ranked:
    """The units of one question: features (units, features) and which of them prove the answer (units,)."""

    case: Case
    matrix: Array
    relevant: NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """A question's confidence features and whether its answer would be right."""

    row: Array
    right: bool


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
    _write("ranker.json", features.NAMES, weights, figures)
    console.print(figures)
    judged = [j for s in sets for j in s.judged()]
    weights, figures = _fit_confidence(judged, arguments.l2_confidence)
    _write("confidence.json", confidence.NAMES, weights, figures)
    console.print(figures)


class _Set:
    """A library over one folder of reports, and the questions about them."""

    def __init__(self, reports: Path, manifest: Path, questions: Sequence[Path]) -> None:
        self._library = Library(Path(tempfile.mkdtemp(prefix="council-qa-fit-")), load_embedder(str(BUILT_IN)))
        self._library.ingest([reports], manifest=manifest)
        self.cases = load_questions(questions)
        self.answerable = [c for c in self.cases if c.answerable]

    def ranked(self) -> Iterator[Ranked]:
        assistant = Assistant(self._library)
        for case in self.answerable:
            evidence = assistant.draft(_question(case)).evidence
            if not evidence.candidates:
                continue
            relevant = np.array([_proves(c, case) for c in evidence.candidates], dtype=np.bool_)
            yield Ranked(case, np.stack([c.features for c in evidence.candidates]), relevant)

    def judged(self) -> Iterator[Judged]:
        assistant = Assistant(self._library)  # with the ranker just written
        everything = [r.id for r in self._library.store.reports()]
        for case in self.cases:
            asking = assistant.draft(_question(case))
            if not asking.evidence.candidates:
                continue
            text = "\n".join(s.text for s in asking.draft.statements)
            right = case.answerable and answer_matches(
                text, case.must_include, case.answers if case.has_one_answer else ()
            )
            yield Judged(confidence_features(asking), right)
            sources = {e.source for e in case.evidence}
            others = tuple(r.id for r in self._library.store.reports() if r.source not in sources)
            if case.answerable and others and len(others) < len(everything):
                withheld = assistant.draft(_question(case, Filters(document_ids=others)))
                if withheld.evidence.candidates:
                    yield Judged(confidence_features(withheld), False)


def _question(case: Case, filters: Filters = _NO_LIMITS) -> Question:
    return Question(case.question, filters=filters, conversation=tuple(Turn(q, "") for q in case.before))


def _proves(candidate: Candidate, case: Case) -> bool:
    """Whether a unit overlaps the evidence and says (part of) the answer."""
    unit = candidate.view.unit
    report = candidate.view.report
    quote = Excerpt(report.source, unit.span.of(report.text))
    says = any(stands_in(a, candidate.view.text) for a in (*case.must_include, *case.answers))
    return says and any(overlaps(quote, e) for e in case.evidence)


def fit_ranker(ranked: Sequence[Ranked], l2: float, steps: int = 400) -> Array:
    """Weights (features,) that maximise the probability of the proving units; Adam on the exact gradient."""
    weights = np.zeros(len(features.NAMES))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        gradient = l2 * weights
        for r in ranked:
            gradient -= _gradient(r, weights) / len(ranked)
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        weights -= 0.1 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights.astype(np.float32)


def _gradient(r: Ranked, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    scores = r.matrix @ weights
    odds = np.exp(scores - scores.max())
    wanted = odds * r.relevant
    return r.matrix.T @ (wanted / max(wanted.sum(), 1e-12) - odds / odds.sum())  # type: ignore[no-any-return]


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


def _fit_confidence(judged: Sequence[Judged], l2: float) -> tuple[Array, dict[str, float]]:
    rows = np.stack([j.row for j in judged]).astype(np.float64)
    right = np.array([j.right for j in judged], dtype=np.float64)
    order = np.random.default_rng(7).permutation(len(judged))
    probabilities = np.zeros(len(judged))
    for fold in range(FOLDS):
        held = np.isin(np.arange(len(judged)), order[fold::FOLDS])
        probabilities[held] = _sigmoid(rows[held] @ _logistic(rows[~held], right[~held], l2))
    weights = _logistic(rows, right, l2)
    figures = {
        "questions": len(judged),
        "right": round(float(right.mean()), 3),
        "kept_right": round(float((probabilities[right == 1] >= 0.5).mean()), 3),
        "refused_wrong": round(float((probabilities[right == 0] < 0.5).mean()), 3),
    }
    return weights.astype(np.float32), figures


def _logistic(rows: NDArray[np.float64], right: NDArray[np.float64], l2: float, steps: int = 60) -> NDArray[np.float64]:
    """Newton's method (iteratively reweighted least squares)."""
    weights = np.zeros(rows.shape[1])
    for _ in range(steps):
        p = _sigmoid(rows @ weights)
        hessian = (rows * (p * (1 - p))[:, None]).T @ rows + l2 * np.eye(rows.shape[1])
        weights += np.linalg.solve(hessian, rows.T @ (right - p) - l2 * weights)
    return weights


def _sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -30, 30)))


def _write(file: str, names: Sequence[str], weights: Array, figures: dict[str, float]) -> None:
    data = {"figures": figures, "weights": {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)}}
    Path(str(files("qa") / file)).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.fit", description=__doc__)
    parser.add_argument("--set", nargs="+", action="append", required=True, metavar="REPORTS MANIFEST QUESTIONS…")
    parser.add_argument("--l2", type=float, default=0.002)
    parser.add_argument("--l2-confidence", type=float, default=1.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
