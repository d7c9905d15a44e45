"""Third step: retrieve passages, take their units and rank them against the question."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
import threading

import numpy as np
from numpy.typing import NDArray

from index.hits import Filters, Hit
from index.searcher import Searcher
from qa.steps.features import QuestionFeatures
from qa.steps.ranking import LinearRanker
from qa.steps.understanding import Understanding
from qa.steps.unit_view import UnitView, views_of
from qa.steps.word_vectors import WordVectors

_CACHED_PASSAGES = 20_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may prove the answer."""

    view: UnitView
    hit: Hit
    score: float
    probability: float  # softmax over all candidates
    features: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found: passages as retrieved, units as ranked (best first)."""

    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]


class EvidenceFinder:
    """Passages by hybrid search, then their units by the ranker."""

    def __init__(
        self, terms_of: Callable[[str], list[str]], vectors: WordVectors, ranker: LinearRanker, passages: int = 24
    ) -> None:
        self._terms_of = terms_of
        self._vectors = vectors
        self._ranker = ranker
        self._passages = passages
        self._views: OrderedDict[str, list[UnitView]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, asked: Understanding, query: str, searcher: Searcher, filters: Filters) -> Evidence:
        """Rank the units of the best passages; both tuples are empty when nothing shares a word with the question."""
        hits = tuple(searcher.search(query, filters=filters, top_k=self._passages))
        views, ranks = [], []
        for rank, hit in enumerate(hits):
            passage_views = self._views_of(hit)
            views += passage_views
            ranks += [rank] * len(passage_views)
        if not views:
            return Evidence(hits, ())
        matrix = QuestionFeatures(asked, searcher.term_idf, self._vectors).matrix(views, hits, ranks)
        scores = self._ranker.scores(matrix)
        odds = np.exp(scores - scores.max())
        odds /= odds.sum()
        order = np.argsort(-scores, kind="stable")
        return Evidence(
            hits,
            tuple(Candidate(views[i], hits[ranks[i]], float(scores[i]), float(odds[i]), matrix[i]) for i in order),
        )

    def _views_of(self, hit: Hit) -> list[UnitView]:
        with self._lock:
            known = self._views.get(hit.passage.id)
            if known is not None and known and known[0].report is hit.report:
                self._views.move_to_end(hit.passage.id)
                return known
        views = views_of(hit.report, hit.passage, self._terms_of)
        with self._lock:
            self._views[hit.passage.id] = views
            while len(self._views) > _CACHED_PASSAGES:
                self._views.popitem(last=False)
        return views
