import pytest

from index.fusion import fuse, load_weights, scale


def test_scaling_runs_from_the_worst_to_the_best():
    assert scale({1: 2.0, 2: 6.0, 3: 4.0}, [1, 2, 3]) == {1: 0.0, 2: 1.0, 3: 0.5}


def test_a_passage_without_a_score_counts_as_zero():
    assert scale({1: 4.0, 2: 2.0}, [1, 2, 3]) == {1: 1.0, 2: 0.5, 3: 0.0}


def test_equal_scores_say_nothing():
    assert scale({1: 3.0, 2: 3.0}, [1, 2]) == {1: 0.0, 2: 0.0}


def test_a_case_worked_by_hand():
    signals = {"lexical": {1: 8.0, 2: 4.0}, "dense": {1: 0.2, 2: 0.6, 3: 0.4}}
    # lexical scaled: 1 -> 1, 2 -> .5, 3 -> 0; dense scaled: 1 -> 0, 2 -> 1, 3 -> .5; weights 3 and 1
    assert fuse(signals, {"lexical": 3.0, "dense": 1.0}) == pytest.approx({1: 0.75, 2: 0.625, 3: 0.125})


def test_the_best_comes_first_and_ties_keep_the_reading_order():
    assert list(fuse({"lexical": {4: 1.0, 2: 1.0, 7: 5.0}}, {"lexical": 1.0})) == [7, 2, 4]


def test_the_unit_of_an_engine_does_not_matter():
    weights = {"lexical": 1.0, "dense": 0.5}
    lexical, dense = {1: 3.0, 2: 1.0}, {1: 0.1, 2: 0.9}
    assert fuse({"lexical": lexical, "dense": dense}, weights) == pytest.approx(
        fuse({"lexical": {k: 10 * v for k, v in lexical.items()}, "dense": dense}, weights)
    )


def test_the_shipped_weights_are_usable():
    weights = load_weights()
    assert weights.keys() == {"lexical", "bigrams", "dense"}
    assert all(0 <= weight <= 1 for weight in weights.values())
    assert weights["lexical"] > 0


def test_nothing_found_gives_nothing():
    assert fuse({"lexical": {}, "dense": {}}, {"lexical": 1.0, "dense": 1.0}) == {}
