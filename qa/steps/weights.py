"""Fitted weights as plain data: a name and a number a line, checked against the features the code computes."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from qa.errors import WeightsError

Array = NDArray[np.float32]


def load_weights(file: str, names: tuple[str, ...]) -> NDArray[np.float32]:
    """Weights of shape (len(names),) from qa/<file>; raises WeightsError where it was fitted for other features."""
    fitted: dict[str, float] = json.loads((resources.files("qa") / file).read_text("utf-8"))["weights"]
    if set(fitted) != set(names):
        differing = sorted(set(fitted) ^ set(names))
        raise WeightsError(
            f"qa/{file}의 특징이 코드와 다릅니다({', '.join(differing)}). `python -m evals.fit`으로 다시 맞추세요."
        )
    return np.array([fitted[name] for name in names], dtype=np.float32)
