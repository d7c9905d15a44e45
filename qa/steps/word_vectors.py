"""Late interaction: each word of a question against its nearest word of a unit (Khattab & Zaharia 2020, ColBERT).

Static word vectors make this cheap: every distinct word is encoded once and kept.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder

WordIds = NDArray[np.int32]
_FLOOR = 0.35  # cosines below are noise: unrelated words of the same domain


class WordVectors:
    """A growing table of word vectors; safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._ids: dict[str, int] = {}
        self._matrix = np.zeros((0, embedder.dimension), dtype=np.float32)
        self._lock = threading.Lock()

    def ids(self, words: Iterable[str]) -> WordIds:
        """Positions of words in the table, of shape (words,); new words are encoded."""
        words = list(words)
        with self._lock:
            new = [w for w in dict.fromkeys(words) if w not in self._ids]
            if new:
                self._matrix = np.concatenate([self._matrix, self._embedder.embed_passages(new)])
                self._ids.update({w: len(self._ids) + n for n, w in enumerate(new)})
            return np.array([self._ids[w] for w in words], dtype=np.int32)

    def best_cosines(self, words: WordIds, bags: Sequence[WordIds]) -> NDArray[np.float32]:
        """Best cosine of each word to a member of each bag, of shape (len(bags), len(words)); 1 for the word itself."""
        if not len(words):
            return np.zeros((len(bags), 0), dtype=np.float32)
        numbers: dict[bytes, int] = {}  # units under the same heading have the same bag above them
        which = [numbers.setdefault(bag.tobytes(), len(numbers)) for bag in bags]
        distinct = [np.frombuffer(letters, dtype=np.int32) for letters in numbers]
        return self._best(words, distinct)[which]

    def _best(self, words: WordIds, bags: Sequence[WordIds]) -> NDArray[np.float32]:
        best = np.zeros((len(bags), len(words)), dtype=np.float32)
        filled = [n for n, bag in enumerate(bags) if len(bag)]
        if not filled:
            return best
        mentions = np.concatenate([bags[n] for n in filled])
        members, where = np.unique(mentions, return_inverse=True)
        cosines = (self._matrix[members] @ self._matrix[words].T)[where]
        starts = np.cumsum([0, *(len(bags[n]) for n in filled[:-1])])
        best[filled] = np.maximum.reduceat(cosines, starts, axis=0)
        best[best < _FLOOR] = 0.0
        return best
