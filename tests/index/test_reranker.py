"""A second look at the best passages by a model that reads query and passage together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from index.builder import Builder
from index.cache import WorkCache
from index.errors import VectorsInvalid
from index.reranker import Reranker
from index.searcher import Searcher
from tests.index.reports import FAMILY, FUND


class Longest:
    """Prefers long passages: an order that no search has."""

    def scores(self, _query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([len(text) for text in texts], np.float32)


class Broken:
    def scores(self, _query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.full(len(texts), np.nan, np.float32)


@pytest.fixture(scope="module")
def built(tmp_path_factory, embedder):
    folder = tmp_path_factory.mktemp("generation")
    Builder(embedder, WorkCache(tmp_path_factory.mktemp("home") / "work.sqlite3")).write(folder, [FAMILY, FUND])
    return folder


def searcher(built, embedder, model):
    return Searcher("000001-test", built, [FAMILY, FUND], embedder, model and Reranker(model, name="test"))


def test_passages_come_in_the_order_of_the_model(built, embedder):
    plain = searcher(built, embedder, None).search("기금 집행률", top_k=20)
    again = searcher(built, embedder, Longest()).search("기금 집행률", top_k=20)
    lengths = [len(hit.passage.search_text) for hit in again]
    assert lengths == sorted(lengths, reverse=True)
    assert {hit.passage.id for hit in again} == {hit.passage.id for hit in plain}
    assert [hit.scores["reranker"] for hit in again] == lengths
    assert {hit.passage.id: hit.score for hit in again} == {hit.passage.id: hit.score for hit in plain}


def test_the_best_of_all_read_passages_comes_first_even_where_one_is_wanted(built, embedder):
    [best] = searcher(built, embedder, Longest()).search("기금 집행률", top_k=1)
    every = searcher(built, embedder, None).search("기금 집행률", top_k=20)
    assert len(best.passage.search_text) == max(len(hit.passage.search_text) for hit in every)


def test_scores_that_are_no_numbers_are_refused(built, embedder):
    with pytest.raises(VectorsInvalid, match="재순위 모델 test"):
        searcher(built, embedder, Broken()).search("기금 집행률")
