import pytest

from index.fusion import fuse, load_weights, share


def test_a_share_is_taken_of_the_best_possible_score():
    assert share({1: 2.0, 2: 6.0}, 8.0) == {1: 0.25, 2: 0.75}


def test_a_share_stays_between_nothing_and_all():
    assert share({1: -0.2, 2: 1.0001}, 1.0) == {1: 0.0, 2: 1.0}


def test_where_nothing_is_possible_there_is_no_signal():
    assert share({1: 3.0}, 0.0) == {}


def test_a_case_worked_by_hand():
    signals = {"lexical": {1: 0.8, 2: 0.4}, "dense": {1: 0.2, 2: 0.6, 3: 0.4}}
    # weights 3 and 1: (3 * .8 + .2) / 4, (3 * .4 + .6) / 4, (3 * 0 + .4) / 4
    assert fuse(signals, {"lexical": 3.0, "dense": 1.0}) == pytest.approx({1: 0.65, 2: 0.45, 3: 0.1})


def test_the_best_comes_first_and_ties_keep_the_reading_order():
    assert list(fuse({"lexical": {4: 0.1, 2: 0.1, 7: 0.5}}, {"lexical": 1.0})) == [7, 2, 4]


def test_what_else_was_found_does_not_change_a_score():
    weights = {"lexical": 1.0, "dense": 0.5}
    few = fuse({"lexical": {1: 0.5}, "dense": {1: 0.3}}, weights)
    many = fuse({"lexical": {1: 0.5, 2: 0.9}, "dense": {1: 0.3, 3: 0.1}}, weights)
    assert many[1] == few[1]


def test_the_shipped_weights_are_usable():
    weights = load_weights()
    assert weights.keys() == {"lexical", "bigrams", "dense"}
    assert all(0 <= weight <= 1 for weight in weights.values())
    assert weights["lexical"] > 0


def test_nothing_found_gives_nothing():
    assert fuse({"lexical": {}, "dense": {}}, {"lexical": 1.0, "dense": 1.0}) == {}
