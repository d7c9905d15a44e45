"""Score fusion as pure functions: several engines' scores of the same passages to one score.

Reciprocal ranks throw the distances away and made the strong engine worse (see fusion.toml), so scores are brought to
one scale per query and added with weights that were chosen on data.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

Scores = Mapping[int, float]  # passage number to score


def load_weights() -> dict[str, float]:
    """The weight of each signal, from fusion.toml beside this file."""
    settings = tomllib.loads(Path(__file__).with_name("fusion.toml").read_text(encoding="utf-8"))
    return {signal: float(weight) for signal, weight in settings["weights"].items()}


def scale(scores: Scores, passages: Iterable[int]) -> dict[int, float]:
    """Scores of these passages from 0 (the worst of them, or no score at all) to 1 (the best of them)."""
    raw = {passage: scores.get(passage, 0.0) for passage in passages}
    low, high = min(raw.values(), default=0.0), max(raw.values(), default=0.0)
    width = high - low
    return {passage: (score - low) / width if width else 0.0 for passage, score in raw.items()}


def fuse(signals: Mapping[str, Scores], weights: Mapping[str, float]) -> dict[int, float]:
    """The weighted mean of the scaled signals for every passage that has any, best first.

    Between 0 and 1. Equal scores stand in the order of the passage numbers, so the result is the same every time.
    """
    passages = sorted({passage for scores in signals.values() for passage in scores})
    total = sum(weights[signal] for signal in signals) or 1.0
    scaled = {signal: scale(scores, passages) for signal, scores in signals.items()}
    fused = {
        passage: sum(weights[signal] * scores[passage] for signal, scores in scaled.items()) / total
        for passage in passages
    }
    return dict(sorted(fused.items(), key=lambda item: -item[1]))
