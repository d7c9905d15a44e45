"""The embedder that the rest of the program works with: a model, run by one thread, its vectors checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np

from index.embedder import Vectors
from index.errors import VectorsInvalid


class Model(Protocol):
    """A loaded embedding model; it is only ever called by one thread."""

    def fingerprint(self) -> str:
        """Eight hex digits that change with the weights."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), of length 1 or zeros."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), of length 1 or zeros."""
        ...


class Encoder:
    """An Embedder over a loaded model.

    All encoding runs in one thread of its own: tokenizers cannot be shared between threads, and torch would grow a
    pool for every server thread. A text in which the model knows no token has a vector of zeros: it is like nothing.
    """

    def __init__(self, model: Model, *, name: str, folder: Path | None = None) -> None:
        """`name` and the model's fingerprint together are what a generation remembers; raises VectorsInvalid."""
        self.folder = folder
        self._model = model
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")
        self.name = f"{name}@{model.fingerprint()}"
        self.dimension = self._encode(model.encode_queries, ["차원"]).shape[1]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, each of length 1."""
        return self._embed(self._model.encode_passages, texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, each of length 1."""
        return self._embed(self._model.encode_queries, texts)

    def _embed(self, encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors = self._encode(encode, texts)
        if vectors.shape != (len(texts), self.dimension):
            raise VectorsInvalid(
                f"임베딩 모델 {self.name}이(가) 모양이 다른 벡터를 내었습니다: "
                f"{(len(texts), self.dimension)}이어야 하는데 {vectors.shape}입니다. 다른 모델을 정해 주세요."
            )
        return vectors

    def _encode(self, encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
        vectors = self._thread.submit(encode, list(texts)).result()
        if not np.isfinite(vectors).all():
            raise VectorsInvalid("임베딩 모델이 숫자가 아닌 값(NaN)을 내었습니다. 모델 파일을 다시 받아 주세요.")
        return vectors
