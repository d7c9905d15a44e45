"""Fit the confidence: which questions the reports answer, and which only look as if they did.

Answerable questions stand against three kinds that are not: questions written so; answerable ones with the report that
answers them left out; and answerable ones with one thing altered — another attribute, another name, another year —
that the found passage does not tell of. The model is a mean of small neural networks (one hidden layer, tanh), since
what a lack means depends on the form of answer wanted: a linear model refused 0.54 of written unanswerable questions
where these refuse 0.7, at the same share of answerable ones refused.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.asking import Drafted
from qa.steps.confidence import Confidence
from qa.steps.weights import Array

if TYPE_CHECKING:
    import torch

# What council members ask of anything and reports seldom tell.
ATTRIBUTES = (
    "경쟁률", "이용요금", "만족도", "민원 건수", "면적", "전화번호", "이메일 주소", "낙찰률", "손실액", "활동비",
    "설계비", "공사비", "임대료", "입주율", "탑승객 수", "재방문율", "탈락자 수", "찬성표", "벌금", "보험료",
    "온실가스 감축량", "휴관일", "주차면수", "평균 나이", "대기자 수", "광고비", "인건비", "해외 출장비", "수강료",
    "계약 기간", "위탁 업체", "시공사", "개소식 날짜", "이용 시간", "강사 수", "감사 지적 건수", "보상금",
    "하루 이용객 수", "홍보비", "사고 건수", "폐업률", "취업률",
)  # fmt: skip
WRITTEN, WITHHELD, ALTERED = 2.0, 0.2, 0.3  # how much an unanswerable question of each kind counts; an answerable one 1
KEPT = 0.91  # share of the answerable questions that must be answered
FOLDS = 5
_NETWORKS, _HIDDEN, _EPOCHS, _BATCH = 3, 24, 60, 64
_DROPOUT, _DECAY, _RATE = 0.3, 0.05, 5e-3


@dataclass(frozen=True)
class Judged:
    """A question's confidence features, whether the reports answer it, and how much it counts."""

    row: Array
    answerable: bool
    weight: float


def altered(question: str, asking: Drafted, names: Sequence[str], chance: random.Random) -> Iterator[str]:
    """The question with one thing altered to something that the found passage does not tell of.

    `names` are noun compounds of other questions, to be put for one of this question's.
    """
    asked, view = asking.asked, asking.evidence.candidates[0].view
    passage = f"{view.passage.search_text} {view.context}".replace(" ", "")
    if asked.wanted and asked.wanted in question:
        others = [a for a in ATTRIBUTES if a.replace(" ", "") not in passage]
        yield question.replace(asked.wanted, chance.choice(others))
    own = [c for c in asked.compounds if c != asked.wanted and c in question and is_name(c)]
    if own:
        name = chance.choice(own)
        others = [n for n in names if abs(len(n) - len(name)) <= 2 and n not in passage and n not in question]
        others = [n for n in others if n[-1] == name[-1]] or others
        if others:
            yield question.replace(name, chance.choice(others))
    if len(asked.years) == 1 and str(*asked.years) in question:
        year = next(iter(asked.years))
        told = view.own_years | view.context_years | {view.report.metadata.year}
        others_of = [y for y in range(year - 4, year + 3) if str(y) not in passage and y not in told and y != year]
        if others_of:
            yield question.replace(str(year), str(chance.choice(others_of)))


def is_name(compound: str) -> bool:
    """Whether a noun compound is long enough, and free of figures, to stand for a name."""
    return len(compound) >= 3 and re.search(r"\d", compound) is None


def fit_confidence(judged: Sequence[Judged]) -> tuple[Confidence, dict[str, float]]:
    """The model, its threshold set so that `KEPT` of the answerable questions are answered, and its figures.

    Both threshold and figures are those of questions that were left out of the fit (cross-validation).
    """
    order = np.random.default_rng(7).permutation(len(judged))
    scores = np.zeros(len(judged))
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        model = _fit([judged[i] for i in np.setdiff1d(order, held)])
        scores[held] = [model.score(judged[i].row) for i in held]
    answerable = np.array([j.answerable for j in judged])
    weights = np.array([j.weight for j in judged])
    least = float(np.quantile(scores[answerable], 1 - KEPT))
    figures = {"questions": float(len(judged)), "answerable_kept": KEPT}
    for name, weight in (("written", WRITTEN), ("report_left_out", WITHHELD), ("altered", ALTERED)):
        figures[f"{name}_refused"] = round(float((scores[~answerable & (weights == weight)] < least).mean()), 3)
    fitted = _fit(judged)
    return Confidence(fitted.hidden, fitted.hidden_bias, fitted.output, fitted.bias - least), figures


def _fit(judged: Sequence[Judged]) -> Confidence:
    """The mean of several networks as one: their hidden units side by side."""
    import torch

    rows = np.stack([j.row for j in judged]).astype(np.float64)
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    inputs = torch.tensor((rows - mean) / scale, dtype=torch.float32)
    targets = torch.tensor([float(j.answerable) for j in judged])
    counts = torch.tensor([j.weight for j in judged])
    networks = [_train(inputs, targets, counts, seed) for seed in range(_NETWORKS)]
    hidden = np.concatenate([_numbers(n[0].weight) for n in networks]) / scale
    return Confidence(
        hidden=hidden.astype(np.float32),
        hidden_bias=(np.concatenate([_numbers(n[0].bias) for n in networks]) - hidden @ mean).astype(np.float32),
        output=(np.concatenate([_numbers(n[3].weight)[0] for n in networks]) / len(networks)).astype(np.float32),
        bias=float(np.mean([_numbers(n[3].bias)[0] for n in networks])),
    )


def _train(inputs: torch.Tensor, targets: torch.Tensor, counts: torch.Tensor, seed: int) -> torch.nn.Sequential:
    import torch

    torch.manual_seed(seed)
    network = torch.nn.Sequential(
        torch.nn.Linear(inputs.shape[1], _HIDDEN),
        torch.nn.Tanh(),
        torch.nn.Dropout(_DROPOUT),
        torch.nn.Linear(_HIDDEN, 1),
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    for epoch in range(_EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = _RATE * (1 - epoch / _EPOCHS)
        for batch in torch.randperm(len(inputs)).split(_BATCH):
            losses = torch.nn.functional.binary_cross_entropy_with_logits(
                network(inputs[batch])[:, 0], targets[batch], reduction="none"
            )
            optimiser.zero_grad()
            (losses * counts[batch]).mean().backward()
            optimiser.step()
    return network


def _numbers(tensor: torch.Tensor) -> NDArray[np.float64]:
    numbers: NDArray[np.float64] = tensor.detach().numpy().astype(np.float64)
    return numbers
