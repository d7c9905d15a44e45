import math
import random
from collections import Counter

import pytest

from index.lexical import LexicalEntry, LexicalIndex

FIELD = "terms"


def bm25(query, passages, k1=1.2, b=0.75):
    """Scores by the textbook (Robertson and Zaragoza 2009), with the idf that never falls below zero."""
    average = sum(map(len, passages)) / len(passages)
    scores = {}
    for number, passage in enumerate(passages):
        counts = Counter(passage)
        for term in set(query) & set(passage):
            having = sum(term in other for other in passages)
            idf = math.log(1 + (len(passages) - having + 0.5) / (having + 0.5))
            weight = counts[term] * (k1 + 1) / (counts[term] + k1 * (1 - b + b * len(passage) / average))
            scores[number] = scores.get(number, 0.0) + idf * weight
    return scores


@pytest.fixture
def index_of(tmp_path):
    def build(passages, documents=None):
        documents = documents or ["d"] * len(passages)
        entries = [LexicalEntry(document, {FIELD: terms}) for document, terms in zip(documents, passages, strict=True)]
        LexicalIndex.write(tmp_path / "lexical", [FIELD], entries)
        return LexicalIndex(tmp_path / "lexical")

    return build


def test_scores_and_order_agree_with_the_textbook(index_of):
    chance = random.Random(3)  # noqa: S311
    words = [f"w{n}" for n in range(60)]
    # up to 40 terms: tantivy stores the length of a field exactly there, above it in steps
    passages = [chance.choices(words, weights=range(60, 0, -1), k=chance.randint(4, 40)) for _ in range(80)]
    index = index_of(passages)
    for _ in range(20):
        query = chance.sample(words, 5)
        expected = bm25(query, passages)
        found = index.search(FIELD, query, top_k=10)
        best = sorted(expected, key=lambda number: (-expected[number], number))[:10]
        assert list(found) == best
        assert list(found.values()) == pytest.approx([expected[number] for number in best], rel=1e-5)


def test_the_filter_comes_before_the_best_are_taken(index_of):
    passages = [["가족", "센터"]] * 30 + [["가족", "지원", "사업", "계획", "안내"]]
    index = index_of(passages, ["large"] * 30 + ["small"])
    assert list(index.search(FIELD, ["가족", "센터"], top_k=1, documents=["small"])) == [30]
    assert index.search(FIELD, ["가족"], top_k=5, documents=[]) == {}


def test_the_filter_does_not_change_a_score(index_of):
    index = index_of([["가족"], ["가족", "센터"]], ["a", "b"])
    free = index.search(FIELD, ["가족"], top_k=2)
    assert index.search(FIELD, ["가족"], top_k=2, documents=["b"])[1] == pytest.approx(free[1])
    assert index.scores(FIELD, ["가족"], [1])[1] == pytest.approx(free[1])


@pytest.mark.parametrize("typed", ["terms:가족", "가족 AND (센터", '"', "*", "[a TO b]", "\\"])
def test_a_query_has_no_syntax(index_of, typed):
    assert index_of([["가족", "센터"]]).search(FIELD, [typed], top_k=3) == {}


def test_idf_is_that_of_bm25(index_of):
    index = index_of([["가족"], ["가족", "센터"], ["기금"]])
    assert index.idf(FIELD, "가족") == pytest.approx(math.log(1 + 1.5 / 2.5))
    assert index.idf(FIELD, "없는말") > index.idf(FIELD, "센터") > index.idf(FIELD, "가족")


def test_no_score_reaches_the_best_possible_one(index_of):
    index = index_of([["가족"] * 30, ["가족", "센터"], ["기금"] * 9])
    for query in (["가족"], ["가족", "센터", "없는말"], ["기금", "기금"]):
        best = index.search(FIELD, query, top_k=1)
        assert max(best.values()) < index.best_possible(FIELD, query)
    assert index.best_possible(FIELD, []) == 0


def test_an_empty_index_finds_nothing(index_of):
    assert index_of([]).search(FIELD, ["가족"], top_k=3) == {}
