"""Reports to the files of one generation; the reading side is searcher.py.

tantivy/             terms of every passage, one field per kind of term
faiss/               vectors of the windows of every passage
meta/passages.json   [[passage id, document id], …]: passage number n is row n
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.report import Report
from index.analysis import analysts, terms_in
from index.cache import WorkCache
from index.dense import DenseIndex
from index.embedder import Embedder, Vectors
from index.lexical import LexicalEntry, LexicalIndex
from index.morphemes import Morphemes
from index.windows import windows

TERMS, BIGRAMS = "terms", "bigrams"  # the fields of the lexical index
LEXICAL, DENSE, META = "tantivy", "faiss", "meta"


class Builder:
    """Writes the indexes of a set of reports; terms and vectors of texts seen before come from the cache."""

    def __init__(self, embedder: Embedder, cache: WorkCache) -> None:
        self._embedder = embedder
        self._cache = cache

    def write(self, folder: Path, reports: Sequence[Report]) -> None:
        """Fill an empty folder with the files of a generation."""
        passages = [(report, passage) for report in reports for passage in report.passages]
        texts = [passage.search_text for _, passage in passages]
        window_texts = [windows(report, passage) for report, passage in passages]
        flat = [text for texts_of_one in window_texts for text in texts_of_one]
        owners = [number for number, texts_of_one in enumerate(window_texts) for _ in texts_of_one]

        with analysts() as analyse:
            analysed = self._cache.fetch(Morphemes.version, texts, analyse)
        entries = (
            LexicalEntry(report.id, dict(zip((TERMS, BIGRAMS), terms_in(value), strict=True)))
            for (report, _), value in zip(passages, analysed, strict=True)
        )
        LexicalIndex.write(folder / LEXICAL, [TERMS, BIGRAMS], entries)
        DenseIndex.write(folder / DENSE, self._vectors(flat), owners)
        (folder / META).mkdir()
        rows = [[passage.id, report.id] for report, passage in passages]
        (folder / META / "passages.json").write_text(json.dumps(rows), encoding="utf-8")
        self._cache.keep_only({Morphemes.version: texts, self._embedder.name: flat})

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        def embed(batch: list[str]) -> list[bytes]:
            return [vector.tobytes() for vector in self._embedder.embed_passages(batch)]

        found = self._cache.fetch(self._embedder.name, texts, embed)
        return np.frombuffer(b"".join(found), dtype=np.float32).reshape(len(texts), self._embedder.dimension)
