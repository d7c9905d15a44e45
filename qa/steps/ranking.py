"""A linear model over interpretable features; its weights are data (qa/ranker.json, fitted by evals/fit.py)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.steps import features
from qa.steps.weights import load_weights


@dataclass(frozen=True)
class LinearRanker:
    """score = features · weights; higher is better. `weights` has shape (len(features.NAMES),)."""

    weights: NDArray[np.float32]

    @classmethod
    def fitted(cls) -> LinearRanker:
        """The ranker of this release."""
        return cls(load_weights("ranker.json", features.NAMES))

    def scores(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scores of shape (rows,) for features of shape (rows, len(features.NAMES))."""
        scores: NDArray[np.float32] = matrix @ self.weights
        return scores
