"""Score fusion as pure functions: several engines' scores of the same passages to one score.

Reciprocal ranks throw the distances away, and a score divided by the best one found means nothing outside its own list.
So every signal is a share of the best possible score for the query: the fused score then also says how well the best
passage fits the question at all, and does not depend on what else was found.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

Scores = Mapping[int, float]  # passage number to score


def load_weights() -> dict[str, float]:
    """The weight of each signal, from fusion.toml beside this file, which also says how they were chosen."""
    settings = tomllib.loads(Path(__file__).with_name("fusion.toml").read_text(encoding="utf-8"))
    return {signal: float(weight) for signal, weight in settings["weights"].items()}


def share(scores: Scores, best_possible: float) -> dict[int, float]:
    """Scores as a share of the best possible one, from 0 to 1; nothing where nothing is possible."""
    if best_possible <= 0:
        return {}
    return {passage: min(1.0, max(0.0, score / best_possible)) for passage, score in scores.items()}


def fuse(signals: Mapping[str, Scores], weights: Mapping[str, float]) -> dict[int, float]:
    """The weighted mean of the signals for every passage that has any, best first; no score counts as 0.

    Equal scores stand in the order of the passage numbers, so the result is the same every time.
    """
    passages = sorted({passage for scores in signals.values() for passage in scores})
    total = sum(weights[signal] for signal in signals) or 1.0
    fused = {
        passage: sum(weights[signal] * scores.get(passage, 0.0) for signal, scores in signals.items()) / total
        for passage in passages
    }
    return dict(sorted(fused.items(), key=lambda item: -item[1]))
