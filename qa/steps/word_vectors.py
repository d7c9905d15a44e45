"""Late interaction: each word of a question against its nearest word of a unit (Khattab & Zaharia 2020, ColBERT).

Static word vectors make this cheap: every distinct word is encoded once and kept.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder

_FLOOR = 0.35  # cosines below are noise: unrelated words of the same domain


class WordVectors:
    """A growing table of word vectors; safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._ids: dict[str, int] = {}
        self._matrix = np.zeros((0, embedder.dimension), dtype=np.float32)
        self._lock = threading.Lock()

    def best_cosines(self, words: Sequence[str], bags: Sequence[frozenset[str]]) -> NDArray[np.float32]:
        """For each bag and word the best cosine of the word to a member, of shape (len(bags), len(words)); 1 for itself."""
        best = np.zeros((len(bags), len(words)), dtype=np.float32)
        filled = [i for i, bag in enumerate(bags) if bag]
        if not words or not filled:
            return best
        members = [list(bags[i]) for i in filled]
        ids = self._look_up([w for bag in members for w in bag])
        cosines = self._matrix[self._look_up(words)] @ self._matrix[ids].T
        starts = np.cumsum([0, *(len(bag) for bag in members[:-1])])
        best[filled] = np.maximum.reduceat(cosines, starts, axis=1).T
        best[best < _FLOOR] = 0.0
        return best

    def _look_up(self, words: Sequence[str]) -> list[int]:
        with self._lock:
            new = [w for w in dict.fromkeys(words) if w not in self._ids]
            if new:
                vectors = self._embedder.embed_passages(new)
                self._matrix = np.concatenate([self._matrix, vectors])
                self._ids.update({w: len(self._ids) + n for n, w in enumerate(new)})
            return [self._ids[w] for w in words]
