"""Fitted weights as plain data, checked against the features the code computes."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import WeightsError

Array = NDArray[np.float32]


def load_weights(file: str, names: tuple[str, ...]) -> Array:
    """Weights of shape (len(names),) from qa/<file>; raises WeightsError where it was fitted for other features."""
    weights = _read(file)["weights"]
    _check(file, tuple(weights), names)
    return np.array([weights[name] for name in names], dtype=np.float32)


def load_fitted(file: str, names: tuple[str, ...]) -> dict[str, Any]:
    """The numbers of qa/<file> whose "features" are `names` in order; raises WeightsError where they are others."""
    fitted = _read(file)
    _check(file, tuple(fitted["features"]), names)
    return fitted


def _read(file: str) -> dict[str, Any]:
    fitted: dict[str, Any] = json.loads((resources.files("qa") / file).read_text("utf-8"))
    return fitted


def _check(file: str, fitted: tuple[str, ...], names: tuple[str, ...]) -> None:
    if fitted != names:
        differing = sorted(set(fitted) ^ set(names)) or ["순서"]
        raise WeightsError(
            f"qa/{file}의 특징이 코드와 다릅니다({', '.join(differing)}). `python -m evals.fit`으로 다시 맞추세요."
        )
