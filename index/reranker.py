"""An optional second look at the best passages: a cross-encoder reads the query and each passage together.

More exact than any comparison of vectors, and slower by orders: only the first passages are read, and only where a
model is set (Nogueira & Cho 2019, "Passage Re-ranking with BERT").
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import VectorsInvalid
from index.hits import Hit

READ = 20  # passages; a base-sized model reads about ten a second on two office cores


class PairModel(Protocol):
    """A loaded cross-encoder; it is only ever called by one thread at a time."""

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers the query, of shape (len(texts),), the higher the better."""
        ...


class Reranker:
    """Puts hits in a new order. Any number of threads may use it at once."""

    def __init__(self, model: PairModel, *, name: str) -> None:
        self.name = name
        self._model = model
        self._lock = threading.Lock()

    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        """The first READ hits ordered by the model, the others behind them; each read one tells its "reranker" score.

        Raises VectorsInvalid where the model's scores are no numbers.
        """
        read = list(hits[:READ])
        if not read:
            return []
        with self._lock:
            scores = self._model.scores(query, [hit.passage.search_text for hit in read])
        if scores.shape != (len(read),) or not np.isfinite(scores).all():
            raise VectorsInvalid(
                f"재순위 모델 {self.name}의 점수가 올바르지 않습니다: 조각 {len(read)}개에 숫자 하나씩이어야 하는데 "
                f"모양이 {scores.shape}이거나 숫자가 아닌 값이 있습니다. 다른 모델을 정해 주세요."
            )
        order = np.argsort(-scores, kind="stable")
        ordered = [replace(read[i], scores=read[i].scores | {"reranker": float(scores[i])}) for i in order]
        return ordered + list(hits[READ:])
