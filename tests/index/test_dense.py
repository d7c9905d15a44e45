import numpy as np
import pytest

from index.dense import DenseIndex

PASSAGES, WINDOWS, DIMENSION = 120, 4, 24


@pytest.fixture(scope="module")
def vectors():
    raw = np.random.default_rng(5).normal(size=(PASSAGES * WINDOWS, DIMENSION)).astype(np.float32)
    return raw / np.linalg.norm(raw, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def owners():
    return np.repeat(np.arange(PASSAGES), WINDOWS)


@pytest.fixture
def index(tmp_path, vectors, owners):
    DenseIndex.write(tmp_path / "dense", vectors, owners.tolist())
    return DenseIndex(tmp_path / "dense")


def brute_force(query, vectors, owners, allowed):
    best = {number: float((vectors[owners == number] @ query).max()) for number in allowed}
    return sorted(best.items(), key=lambda item: -item[1])


def queries():
    raw = np.random.default_rng(6).normal(size=(10, DIMENSION)).astype(np.float32)
    return raw / np.linalg.norm(raw, axis=1, keepdims=True)


@pytest.mark.parametrize("query", queries())
def test_the_best_passages_are_those_of_brute_force(index, vectors, owners, query):
    expected = brute_force(query, vectors, owners, range(PASSAGES))[:15]
    found = index.search(query, top_k=15)
    assert list(found) == [number for number, _ in expected]
    assert list(found.values()) == pytest.approx([score for _, score in expected], abs=1e-5)


@pytest.mark.parametrize("query", queries()[:4])
def test_the_filter_comes_before_the_best_are_taken(index, vectors, owners, query):
    worst = [number for number, _ in brute_force(query, vectors, owners, range(PASSAGES))[-5:]]
    allowed = np.zeros(PASSAGES, dtype=np.bool_)
    allowed[worst] = True
    found = index.search(query, top_k=5, passages=allowed)
    assert list(found) == [number for number, _ in brute_force(query, vectors, owners, worst)]


def test_all_passages_are_found_though_one_owns_the_best_windows(tmp_path):
    near, far = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)
    DenseIndex.write(tmp_path / "dense", np.stack([near] * 50 + [far, far]), [0] * 50 + [1, 2])
    assert DenseIndex(tmp_path / "dense").search(near, top_k=3) == {0: 1.0, 1: 0.0, 2: 0.0}


def test_given_passages_are_scored_exactly(index, vectors, owners):
    query = queries()[0]
    expected = dict(brute_force(query, vectors, owners, [3, 77]))
    assert index.scores(query, [3, 77]) == pytest.approx(expected, abs=1e-5)
    assert index.scores(query, []) == {}


def test_an_empty_index_finds_nothing(tmp_path):
    DenseIndex.write(tmp_path / "dense", np.empty((0, 8), dtype=np.float32), [])
    assert DenseIndex(tmp_path / "dense").search(np.ones(8, dtype=np.float32), top_k=3) == {}
