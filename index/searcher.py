"""Query in, ranked hits out, over one generation."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.report import Passage, Report
from index.builder import BIGRAMS, DENSE, LEXICAL, META, TERMS
from index.dense import DenseIndex
from index.embedder import Embedder
from index.fusion import fuse, load_weights, share
from index.hits import Filters, Hit
from index.lexical import LexicalIndex
from index.morphemes import Morphemes
from index.reranker import READ, Reranker

POOL = 50  # passages each engine proposes at least; every engine then scores the proposals of all
_NO_LIMITS = Filters()


@dataclass(frozen=True, slots=True)
class _Engine:
    """What one engine found for a query, and its way to score passages that others found."""

    found: dict[int, float]
    score: Callable[[list[int]], dict[int, float]]
    best_possible: float

    def signal(self, proposed: set[int]) -> dict[int, float]:
        """The scores of all proposed passages as shares of the best possible one."""
        return share(self.found | self.score(sorted(proposed - self.found.keys())), self.best_possible)


class Searcher:
    """Searches one immutable generation; any number of threads may use it at once.

    Reports that are gone from the store since the generation was built are not found any more.
    """

    def __init__(
        self,
        generation: str,
        folder: Path,
        reports: Sequence[Report],
        embedder: Embedder | None,
        reranker: Reranker | None = None,
    ) -> None:
        """`folder` holds the files of the generation, already verified.

        Without an embedder, or with one of another model than made the vectors, give None: words alone are searched.
        """
        self.generation = generation
        self._lexical = LexicalIndex(folder / LEXICAL)
        self._dense = DenseIndex(folder / DENSE)
        self._passages = _resolve(folder / META / "passages.json", reports)
        self._present = np.array([found is not None for found in self._passages], dtype=np.bool_)
        self._reports = {report.id: report for report in reports}
        self._morphemes = Morphemes()
        self._embedder = embedder
        self._reranker = reranker
        self._weights = load_weights()

    def search(self, query: str, *, filters: Filters = _NO_LIMITS, top_k: int = 10) -> list[Hit]:
        """The best passages within the filters, best first, each with its scores by engine.

        Every engine proposes passages, then every engine scores the proposals of all: a passage that only one engine
        found has the others' true scores, too.
        """
        signals = self.signals(query, filters, max(POOL, 2 * top_k)) if top_k > 0 else {}
        found = (self._hit(number, fused, signals) for number, fused in fuse(signals, self._weights).items())
        hits = (hit for hit in found if hit is not None)
        if self._reranker is None:
            return list(islice(hits, top_k))
        return self._reranker.rerank(query, list(islice(hits, max(READ, top_k))))[:top_k]

    def signals(self, query: str, filters: Filters = _NO_LIMITS, pool: int = POOL) -> dict[str, dict[int, float]]:
        """For each engine the scores of all passages that any engine proposed, each a share of the best possible one.

        Passages go by their number in `passage`. Empty where the filters admit none.
        """
        documents, passages = self._admitted(filters)
        if not passages.any():
            return {}
        engines = self._engines(query, documents, passages, pool)
        proposed = {number for engine in engines.values() for number in engine.found}
        return {name: engine.signal(proposed) for name, engine in engines.items()}

    def passage(self, number: int) -> tuple[Report, Passage] | None:
        """The report and passage of a number; None where it is no longer in the store."""
        return self._passages[number]

    def term_idf(self, term: str) -> float:
        """How rare a term of `Morphemes.terms` is among all passages; the rarer the higher, unknown ones highest."""
        return self._lexical.idf(TERMS, term)

    def knows(self, term: str) -> bool:
        """Whether a term of `Morphemes.terms` stands in any passage."""
        return self._lexical.document_frequency(TERMS, term) > 0

    def adjoin(self, pair: str) -> bool:
        """Whether a pair of `Morphemes.bigrams` stands in any passage."""
        return self._lexical.document_frequency(BIGRAMS, pair) > 0

    def _engines(
        self, query: str, documents: list[str] | None, passages: NDArray[np.bool_], pool: int
    ) -> dict[str, _Engine]:
        """What each engine finds for a query, and how it scores others."""
        terms = {TERMS: self._morphemes.terms(query), BIGRAMS: self._morphemes.bigrams(query)}
        engines = {
            field: _Engine(
                self._lexical.search(field, terms[field], top_k=pool, documents=documents),
                partial(self._lexical.scores, field, terms[field]),
                self._lexical.best_possible(field, terms[field]),
            )
            for field in (TERMS, BIGRAMS)
        }
        found = {"lexical": engines[TERMS], "bigrams": engines[BIGRAMS]}
        if self._embedder is None:
            return found
        [vector] = self._embedder.embed_queries([query.strip()])
        dense = _Engine(
            self._dense.search(vector, top_k=pool, passages=passages),
            partial(self._dense.scores, vector),
            best_possible=1.0,  # a cosine
        )
        return found | {"dense": dense}

    def _admitted(self, filters: Filters) -> tuple[list[str] | None, NDArray[np.bool_]]:
        """The documents a search is limited to (None: no limit), and whether each passage may be found."""
        if not filters and self._present.all():
            return None, self._present
        admitted = {report.id for report in self._reports.values() if filters.admits(report)}
        passages = np.array([found is not None and found[0].id in admitted for found in self._passages], dtype=np.bool_)
        return sorted(admitted), passages

    def _hit(self, number: int, fused: float, signals: Mapping[str, Mapping[int, float]]) -> Hit | None:
        found = self._passages[number]
        if found is None:
            return None
        scores = {name: scores.get(number, 0.0) for name, scores in signals.items()}
        return Hit(*found, score=fused, scores=scores | {"fused": fused})


def _resolve(file: Path, reports: Sequence[Report]) -> list[tuple[Report, Passage] | None]:
    """The report and passage of each passage number; None for one that is no longer in the store."""
    known = {passage.id: (report, passage) for report in reports for passage in report.passages}
    return [known.get(passage_id) for passage_id, _ in json.loads(file.read_text(encoding="utf-8"))]
