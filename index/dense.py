"""The dense index: inner products of unit vectors, exact, by faiss.

A passage has several vectors, one per window of its units, because the mean of a long passage drowns the one line that
answers; its score is that of its best window. Passages are known by their number, as in the lexical index.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors
from index.errors import GenerationDamaged

_INDEX = "windows.faiss"
_OWNERS = "owners.npy"  # passage number of each window, int32


class DenseIndex:
    """Best window score of passages for a query vector. Any number of threads may search at once."""

    def __init__(self, folder: Path) -> None:
        """Open a folder that `write` made and whose files were checked: faiss does not survive a damaged one."""
        self._index = faiss.read_index(str(folder / _INDEX))
        self._owners: NDArray[np.int32] = np.load(folder / _OWNERS, allow_pickle=False)
        if self._index.ntotal != len(self._owners):
            raise GenerationDamaged(
                f"벡터 {self._index.ntotal}개에 조각 번호 {len(self._owners)}개가 맞지 않습니다. "
                "`council-qa index rebuild`로 색인을 다시 만들어 주세요."
            )

    @staticmethod
    def write(folder: Path, vectors: Vectors, owners: Sequence[int]) -> None:
        """Build the index; row n of `vectors` (windows x dimension) is a window of passage `owners[n]`."""
        folder.mkdir(parents=True, exist_ok=True)
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(vectors, np.arange(len(vectors), dtype=np.int64))
        faiss.write_index(index, str(folder / _INDEX))
        np.save(folder / _OWNERS, np.asarray(owners, dtype=np.int32), allow_pickle=False)

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self._index.d)

    def search(self, vector: Vectors, *, top_k: int, passages: NDArray[np.bool_] | None = None) -> dict[int, float]:
        """Passage number to best window score of the best `top_k` passages.

        `vector` has shape (dimension,). `passages` says of each passage number whether it may be found at all.
        """
        windows = None if passages is None else passages[self._owners]
        available = len(self._owners) if windows is None else int(windows.sum())
        wanted = min(available, 4 * top_k)
        best: dict[int, float] = {}
        while wanted:
            best = self._best_windows(vector, wanted, windows)
            if len(best) >= top_k or wanted == available:
                break
            wanted = min(available, 4 * wanted)  # the best windows belong to few passages: look further down
        return dict(list(best.items())[:top_k])

    def scores(self, vector: Vectors, passages: Sequence[int]) -> dict[int, float]:
        """Passage number to best window score of exactly these passages; one without windows is left out."""
        windows = np.isin(self._owners, np.asarray(passages, dtype=np.int32))
        count = int(windows.sum())
        return self._best_windows(vector, count, windows) if count else {}

    def _best_windows(self, vector: Vectors, count: int, windows: NDArray[np.bool_] | None) -> dict[int, float]:
        """Passages of the `count` best windows, best first."""
        parameters = None
        if windows is not None:
            bits = np.packbits(windows, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))  # type: ignore[call-arg,arg-type]
        faiss.omp_set_num_threads(1)  # else every calling thread grows an OpenMP pool of its own (faiss issue 2731)
        scores, ids = self._index.search(vector[np.newaxis], count, params=parameters)
        best: dict[int, float] = {}
        for score, window in zip(scores[0].tolist(), ids[0].tolist(), strict=True):
            if window >= 0:
                best.setdefault(int(self._owners[window]), score)
        return best
