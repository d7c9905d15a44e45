"""Third step: retrieve passages, take their units and rank them against the question."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from corpus.report import Passage, Report
from index.hits import Filters, Hit
from index.morphemes import Morphemes
from index.searcher import Searcher
from qa.steps.coverage import Told, told
from qa.steps.features import features
from qa.steps.latest import later_twin
from qa.steps.ranking import LinearRanker
from qa.steps.understanding import Understanding
from qa.steps.unit_view import UnitView, ViewMaker
from qa.steps.word_vectors import WordVectors

_CACHED_PASSAGES = 2_000  # some 100 KB each
_REST = 0.25  # of the time that a passage took: with 1, questions right after the start waited longer, not less


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
    told: Told | None = None  # how the best candidate tells the question's terms; None without candidates


class EvidenceFinder:
    """Passages by hybrid search, then their units by the ranker."""

    def __init__(self, morphemes: Morphemes, vectors: WordVectors, ranker: LinearRanker, passages: int = 20) -> None:
        """`passages` is how many are retrieved; every unit of theirs is ranked."""
        self._maker = ViewMaker(morphemes, vectors)
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
            passage_views = self._views_of(hit.report, hit.passage)
            views += passage_views
            ranks += [rank] * len(passage_views)
        if not views:
            return Evidence(hits, ())
        matrix = features(asked, views, hits, ranks, searcher.term_idf, self._vectors)
        scores = self._ranker.scores(matrix)
        odds = np.exp(scores - scores.max())
        odds /= odds.sum()
        order = np.argsort(-scores, kind="stable")
        found = [Candidate(views[i], hits[ranks[i]], float(scores[i]), float(odds[i]), matrix[i]) for i in order]
        found.insert(0, found.pop(later_twin(asked, found)))
        best = found[0].view
        of_passage = [v for v in views if v.passage is best.passage]
        return Evidence(
            hits,
            tuple(found),
            told(asked, best, of_passage, searcher.term_idf, self._vectors),
        )

    def warm(self, reports: Iterable[Report], stopped: threading.Event) -> None:
        """Make the views of the passages of reports, as many as are kept, before anybody asks; ends when told to.

        It rests after each passage for a quarter of what that took, so that questions asked meanwhile get their turn.
        """
        passages = ((report, passage) for report in reports for passage in report.passages)
        for report, passage in islice(passages, _CACHED_PASSAGES):
            began = time.perf_counter()
            self._views_of(report, passage)
            if stopped.wait(_REST * (time.perf_counter() - began)):
                return

    def _views_of(self, report: Report, passage: Passage) -> list[UnitView]:
        with self._lock:
            known = self._views.get(passage.id)
            if known is not None and known and known[0].report is report:
                self._views.move_to_end(passage.id)
                return known
        views = self._maker.views(report, passage)
        with self._lock:
            self._views[passage.id] = views
            while len(self._views) > _CACHED_PASSAGES:
                self._views.popitem(last=False)
        return views
