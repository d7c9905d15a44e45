"""Fit the reader's ranker and its confidence: `python -m evals.fit --set REPORTS MANIFEST QUESTIONS…`.

The ranker is a listwise softmax over the units of each question (Cao et al. 2007, ListNet, with binary relevance). The
confidence is a logistic regression that tells questions the reports answer from those they do not: questions written
so, and questions asked with the report that answers them left out. Its bias is set so that only few of the answerable
ones are refused. Both are written to qa/*.json as plain numbers with the cross-validated figures; nothing of the
questions is kept.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from corpus.manifest import Manifest
from evals.dataset import Case, load_questions
from evals.metrics import Excerpt, overlaps, stands_in
from index.hits import Filters
from index.library import Library
from index.models import BUILT_IN
from index.sentence_transformer import load_embedder
from qa.answer import Question, Turn
from qa.assistant import Assistant, Drafted, confidence_features
from qa.steps import confidence, features
from qa.steps.evidence import Candidate
from qa.steps.ranking import LinearRanker
from qa.steps.weights import Array

FOLDS = 5
KEPT = 0.85  # share of the answerable questions that must be answered
# How much a question counts in the confidence's fit: an unanswerable one of the question sets is nearer to what people
# ask than one whose report was left out or whose attribute was altered, of which there are many.
UNANSWERABLE, WITHHELD, ALTERED = 4.0, 0.2, 0.21
# What council members ask of anything and reports seldom tell: put for the attribute of an answerable question, they
# make one that is not.
ATTRIBUTES = (
    "경쟁률", "이용요금", "만족도", "민원 건수", "면적", "전화번호", "이메일 주소",
    "낙찰률", "손실액", "활동비", "설계비", "공사비", "임대료", "입주율",
    "탑승객 수", "재방문율", "탈락자 수", "찬성표", "벌금", "보험료", "온실가스 감축량",
    "휴관일", "주차면수", "평균 나이", "대기자 수", "광고비", "인건비 비율", "해외 출장비",
)  # fmt: skip
_NO_LIMITS = Filters()
_UNFITTED = confidence.Confidence(np.zeros(len(confidence.NAMES), dtype=np.float32))


@dataclass(frozen=True)
class Ranked:
    """The units of one question: features (units, features) and which of them prove the answer (units,)."""

    case: Case
    matrix: Array
    relevant: NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """A question's confidence features, whether the reports answer it, and how much it counts."""

    row: Array
    answerable: bool
    weight: float


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
    judged = [j for s in sets for j in s.judged(LinearRanker(weights))]
    weights, figures = _fit_confidence(judged, arguments.l2_confidence)
    _write("confidence.json", confidence.NAMES, weights, figures)
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

    def judged(self, ranker: LinearRanker) -> Iterator[Judged]:
        """Every question as this ranker would have it answered."""
        assistant = Assistant(self._library, ranker=ranker, confidence=_UNFITTED)
        everything = [r.id for r in self._library.store.reports()]
        for case in self.cases:
            asking = assistant.draft(_question(case))
            if not asking.evidence.candidates:
                continue
            yield Judged(confidence_features(asking), case.answerable, 1.0 if case.answerable else UNANSWERABLE)
            sources = {e.source for e in case.evidence}
            others = tuple(r.id for r in self._library.store.reports() if r.source not in sources)
            if case.answerable and others and len(others) < len(everything):
                withheld = assistant.draft(_question(case, Filters(document_ids=others)))
                if withheld.evidence.candidates:
                    yield Judged(confidence_features(self._as_if_gone(withheld, others)), False, WITHHELD)
            altered = self._altered(case, asking)
            if altered:
                yield Judged(confidence_features(assistant.draft(Question(altered))), False, ALTERED)

    def _as_if_gone(self, withheld: Drafted, others: Sequence[str]) -> Drafted:
        """What the question's words would be unheard of if only the other reports were there."""
        texts = [p.search_text for r in self._library.store.reports() if r.id in others for p in r.passages]
        return replace(withheld, unheard=tuple(t for t in withheld.asked.terms if not any(t in text for text in texts)))

    def _altered(self, case: Case, asking: Drafted) -> str:
        """An answerable question asked for an attribute that its passage does not tell of, or ""."""
        words = case.question.split()
        at = [n for n, word in enumerate(words) if asking.asked.attribute and asking.asked.attribute[-1] in word]
        text = asking.evidence.hits[0].passage.search_text
        others = [a for a in ATTRIBUTES if a not in text]
        if not at or not others or not case.answerable or case.before:
            return ""
        return " ".join(
            [*words[: at[-1]], others[zlib.crc32(case.id.encode()) % len(others)] + "은", *words[at[-1] + 1 :]]
        )


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


def _fit_confidence(judged: Sequence[Judged], l2: float) -> tuple[Array, dict[str, float]]:
    rows = np.stack([j.row for j in judged]).astype(np.float64)
    answerable = np.array([j.answerable for j in judged], dtype=np.float64)
    counts = np.array([j.weight for j in judged])
    order = np.random.default_rng(7).permutation(len(judged))
    scores = np.zeros(len(judged))
    for fold in range(FOLDS):
        held = np.isin(np.arange(len(judged)), order[fold::FOLDS])
        scores[held] = rows[held] @ _logistic(rows[~held], answerable[~held], counts[~held], l2)
    shift = float(np.quantile(scores[answerable == 1], 1 - KEPT))
    weights = _logistic(rows, answerable, counts, l2)
    weights[confidence.NAMES.index("bias")] -= shift
    written = (answerable == 0) & (counts == UNANSWERABLE)
    left_out = (answerable == 0) & (counts == WITHHELD)
    altered = (answerable == 0) & (counts == ALTERED)
    figures = {
        "questions": len(judged),
        "attribute_altered_refused": round(float((scores[altered] < shift).mean()), 3),
        "answerable_kept": KEPT,
        "unanswerable_refused": round(float((scores[written] < shift).mean()), 3),
        "report_left_out_refused": round(float((scores[left_out] < shift).mean()), 3),
    }
    return weights.astype(np.float32), figures


def _logistic(
    rows: NDArray[np.float64], right: NDArray[np.float64], counts: NDArray[np.float64], l2: float
) -> NDArray[np.float64]:
    """Weighted logistic regression whose weights keep the sign that their feature's meaning gives them (L-BFGS-B)."""
    from scipy.optimize import minimize

    signs = {
        **dict.fromkeys(confidence.SPEAKS_FOR, (0.0, None)),
        **dict.fromkeys(confidence.SPEAKS_AGAINST, (None, 0.0)),
    }
    bounds = [signs.get(name, (None, None)) for name in confidence.NAMES]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        value = float(counts @ (np.logaddexp(0.0, scores) - right * scores)) + 0.5 * l2 * float(weights @ weights)
        return value, rows.T @ (counts * (_sigmoid(scores) - right)) + l2 * weights

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
    weights: NDArray[np.float64] = found.x
    return weights


def _sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -30, 30)))


def _write(file: str, names: Sequence[str], weights: Array, figures: dict[str, float]) -> None:
    data = {"figures": figures, "weights": {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)}}
    Path(str(files("qa") / file)).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.fit", description=__doc__)
    parser.add_argument("--set", nargs="+", action="append", required=True, metavar="REPORTS MANIFEST QUESTIONS…")
    parser.add_argument("--l2", type=float, default=0.0005)
    parser.add_argument("--l2-confidence", type=float, default=1.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
