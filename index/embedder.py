"""The seam between the search and whatever turns text into vectors, and what all that does so have in common."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import VectorsInvalid

Vectors = NDArray[np.float32]
_SAMPLE = 1024  # values of each weight that go into the fingerprint


class Embedder(Protocol):
    """Turns text into unit vectors; the same text always gives the same vector."""

    @property
    def name(self) -> str:
        """What identifies the model in a generation's manifest."""
        ...

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, each of length 1."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, each of length 1."""
        ...


def checked(vectors: Vectors) -> Vectors:
    """The vectors, or weights, themselves. Raises VectorsInvalid where one holds a value that is no number."""
    if not np.isfinite(vectors).all():
        raise VectorsInvalid("임베딩 모델이 숫자가 아닌 값(NaN)을 내었습니다. 모델 파일을 다시 받아 주세요.")
    return vectors


def sample(values: Any) -> Any:
    """About _SAMPLE evenly spaced values of a flat array or tensor."""
    return values[:: max(1, len(values) // _SAMPLE)]


def fingerprint(prompts: Mapping[str, str], weights: Iterable[tuple[str, tuple[int, ...], Vectors]]) -> str:
    """Eight hex digits over the prompts and name, shape and `sample` of each weight: a retrained model has others."""
    digest = hashlib.sha256(json.dumps(prompts, sort_keys=True).encode())
    for name, shape, sampled in weights:
        digest.update(f"{name}{shape}".encode() + sampled.tobytes())
    return digest.hexdigest()[:8]
