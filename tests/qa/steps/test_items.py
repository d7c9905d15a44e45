"""How many things a text may be said to list."""

import pytest

from qa.steps.items import item_counts


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("뉴욕(미국 ’23년), 웰링턴(뉴질랜드 ’23년)", 2),
        ("외국인 학교 3개소(드와이트 스쿨·용산국제학교·덜위치칼리지)", 3),
        ("참여 지자체(4) : 고령군, 계룡시, 수원시, 함평군", 4),
        ("시민불편 해소 ② 새로운 제안 ③ 일 버리기", 3),  # the first number stands apart, as the marker
        ("① 시민불편 해소 ② 새로운 제안", 2),
        ("예산 1,000백만원", 1),
    ],
)
def test_a_list_has_as_many_things_as_it_names(text: str, count: int) -> None:
    assert count in item_counts(text)


def test_the_comma_within_a_number_parts_nothing() -> None:
    assert item_counts("총 1,234,567명") == {1}
