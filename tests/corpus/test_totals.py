"""Which labels of tables are totals."""

from __future__ import annotations

import pytest

from corpus.totals import holds_total, is_grand_total, is_total


@pytest.mark.parametrize("label", ["계", "합계", "합  계", "총 계", "< 총계 >", "전체", "합계(A)", "계(19개)"])
def test_a_total_of_everything_is_called_so_also_spaced_and_with_an_aside(label: str) -> None:
    assert is_total(label)
    assert is_grand_total(label)
    assert holds_total(label)


def test_a_subtotal_is_a_total_but_not_of_everything() -> None:
    assert is_total("소 계")
    assert not is_grand_total("소 계")


@pytest.mark.parametrize("label", ["일반직 소계", "다문화담당관 계(19개)", "합계 남"])
def test_a_total_of_something_named_only_holds_one(label: str) -> None:
    assert holds_total(label)
    assert not is_total(label)


@pytest.mark.parametrize("label", ["", "계양구", "통계", "계약금액", "설계 용역", "전체회의", "(계)"])
def test_words_that_only_contain_the_letters_are_none(label: str) -> None:
    assert not holds_total(label)
    assert not is_grand_total(label)
