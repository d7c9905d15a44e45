from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.figures import FigureKind, figures_in, magnitude, months_in, quarters_in, without_years, years_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("35억 4천만", 3_540_000_000),
        ("63억 3천 8백만", 6_338_000_000),
        ("13.8만", 138_000),
        ("3,540백만", 3_540_000_000),
        ("2천", 2_000),
        ("1,600천", 1_600_000),
        ("6천만", 60_000_000),
        ("1조 2,000억", 1_200_000_000_000),
        ("12", 12),
    ],
)
def test_magnitude_multiplies_out_korean_number_words(text: str, value: int) -> None:
    assert magnitude(text) == value


@pytest.mark.parametrize(
    ("text", "found", "kind", "value"),
    [
        ("예치금 회수 35억 4천만원", "35억 4천만원", FigureKind.MONEY, 3_540_000_000),
        ("부족인력 13.8만명", "13.8만명", FigureKind.COUNT, 138_000),
        ("총 2천여 명 상담", "2천여 명", FigureKind.COUNT, 2_000),
        ("집행률 94.3%", "94.3%", FigureKind.PERCENT, Decimal("94.3")),
        ("증감 △1,197", "△1,197", FigureKind.NUMBER, -1_197),
        ("4,606백만원", "4,606백만원", FigureKind.MONEY, 4_606_000_000),
    ],
)
def test_an_amount_is_found_with_its_kind_and_value(text: str, found: str, kind: FigureKind, value: Decimal) -> None:
    assert [(f.text, f.kind, f.value) for f in figures_in(text)] == [(found, kind, value)]


@pytest.mark.parametrize(
    "date",
    ["2023년 8월 14일", "’24. 8. 6.(화)", "’24. 12. 7. ~ 8.", "11.18.~20.", "’25년 상반기", "2028. 12. 31.", "9월 5일"],
)
def test_a_date_is_one_figure(date: str) -> None:
    assert [(f.text, f.kind) for f in figures_in(f"일시 : {date} 본관")] == [(date, FigureKind.DATE)]


def test_figures_stand_where_their_spans_say() -> None:
    text = "’24.9월 말 기준 82건, 총 1,679건(전년대비 6.8%↓)"
    assert [f.span.of(text).strip() for f in figures_in(text)] == [f.text for f in figures_in(text)]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2024년 실적", {2024}),
        ("’23. 7월 제정", {2023}),
        ("2019~2021년", {2019, 2020, 2021}),
        ("'24년과 ‘22년 비교", {2022, 2024}),
        ("예산 2,024백만원, 2023명", set()),
    ],
)
def test_years_are_read_in_all_their_forms(text: str, years: set[int]) -> None:
    assert years_in(text) == years


@given(st.text(alphabet="0123456789,. ~’'년월일억만천백원%명건()가나 -△", max_size=60))
def test_any_text_gives_spans_within_it_that_do_not_overlap(text: str) -> None:
    found = figures_in(text)
    assert all(0 <= f.span.start < f.span.end <= len(text) for f in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("2024년의 예산은?", "예산은?"),
        ("2023년과 2022년 집행률은?", "2022년 집행률은?"),
        ("’23년 예산과 2024 예산", "예산과 예산"),
        ("2024년 10월 행사", "10월 행사"),
        ("2024.10.10. 기준 인력", "2024.10.10. 기준 인력"),
        ("2019~2023년 집행액", "2019~2023년 집행액"),
        ("2022년 예산", "2022년 예산"),
        ("정원은 2024명", "정원은 2024명"),
    ],
)
def test_mentions_of_given_years_are_taken_out_of_a_text(text: str, left: str) -> None:
    assert without_years(text, {2023, 2024}) == left
    assert without_years(text, ()) == text


@pytest.mark.parametrize(
    ("text", "quarters", "months"),
    [
        ("2024년 2분기와 2025년 1/4분기", {(2024, 2), (2025, 1)}, set()),
        ("‘24.2Q | ’25.3분기", {(2024, 2), (2025, 3)}, set()),
        ("2024년 4분기(10~12월)", {(2024, 4)}, set()),
        ("2024년 예산, 2분기 집행, 2024 Quality", set(), set()),
        ("통합재정통계 (2010.5월 누계 기준), ’24.12월말, 2023년 1월", set(), {(2010, 5), (2024, 12), (2023, 1)}),
        ("2024년 5월 3일, 2024. 5. 3.", set(), set()),
    ],
)
def test_quarters_and_months_are_named_with_their_year(
    text: str, quarters: set[tuple[int, int]], months: set[tuple[int, int]]
) -> None:
    assert {(year, number) for year, _, number in quarters_in(text)} == quarters
    assert {(year, number) for year, _, number in months_in(text)} == months
