"""No figure leaves that its citation does not show."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.report import Metadata, Passage, Report, Section, Span
from qa.answer import CitedCell
from qa.figures import figures_in
from qa.steps.draft import Draft, Quote, Statement
from qa.steps.grounding import grounded, unproven

SOURCES = [
    "상담 398건, 교육 8개과정 225명(집행률 94.3%) ’24.9.5. 개최",
    "부족인력 13.8만명(부족률 2.9%)",
    "총 조성 규모는 46억 6백만원으로 수입 10억원, 예치금 회수 35억 4천만원",
    "다문화담당관 30,402 32,808 30,937 94.3%",
]


def quote(text: str, cell: CitedCell | None = None) -> Quote:
    span = Span(0, len(text))
    passage = Passage("p", span, 0, (), (), text)
    root = Section("", 0, None, Span(0, 0), span)
    return Quote(
        Report("d", "a.txt", Metadata(), text, (root,), (), (), (passage,)),
        passage,
        span,
        0,
        cell,
        (cell.row, cell.column) if cell else (),
    )


@pytest.mark.parametrize("source", SOURCES)
def test_what_the_quote_says_is_proven(source: str) -> None:
    assert unproven(Statement(source, (quote(source),))) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("부족인력은 138,000명입니다.", "부족인력 13.8만명"),
        ("회수금은 3,540백만원입니다.", "예치금 회수 35억 4천만원"),
        ("회수금은 3,540,000,000원입니다.", "예치금 회수 35억 4천만원"),
    ],
)
def test_a_figure_written_another_way_is_proven(claim: str, source: str) -> None:
    assert unproven(Statement(claim, (quote(source),))) == []


def test_a_unit_from_the_table_head_is_proven_by_the_cited_cell() -> None:
    cell = CitedCell("다문화담당관", "예산현액 2024", "백만원")
    assert unproven(Statement("2024 예산현액은 32,808백만원입니다.", (quote(SOURCES[3], cell),))) == []


def test_a_computed_figure_is_let_through_only_where_it_is_marked() -> None:
    source = quote("2013년 129개, 2024년 162개")
    assert unproven(Statement("33개 늘었습니다.", (source,))) == ["33개"]
    assert unproven(Statement("33개 늘었습니다.", (source,), computed=("33",))) == []


def test_an_unproven_statement_is_withheld_and_the_others_stay() -> None:
    good, bad = Statement("398건입니다.", (quote(SOURCES[0]),)), Statement("399건입니다.", (quote(SOURCES[0]),))
    assert grounded(Draft((good, bad), 240)).statements == (good,)


@given(st.sampled_from(SOURCES), st.integers(0, 10**6))
def test_a_changed_figure_never_passes(source: str, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    digits = [m for m in re.finditer(r"\d", source)]
    at = rng.choice(digits).start()
    other = rng.choice([d for d in "0123456789" if d != source[at]])
    corrupted = source[:at] + other + source[at + 1 :]
    honest = {(f.kind, f.value, f.counter, f.text if f.value is None else "") for f in figures_in(source)}
    claimed = {(f.kind, f.value, f.counter, f.text if f.value is None else "") for f in figures_in(corrupted)}
    if not claimed <= honest:  # else the changed figure happens to be another one of the source
        assert unproven(Statement(corrupted, (quote(source),)))


COUNTERS = ("명", "건", "개소", "가구", "회", "원", "%", "%p")
SCALES = ("", "천", "만", "억")
amounts = st.tuples(
    st.sampled_from(["", "△", "-"]), st.integers(1, 9_999), st.sampled_from(SCALES), st.sampled_from(COUNTERS)
).filter(lambda parts: "%" not in parts[3] or not parts[2])
months_and_days = st.tuples(st.integers(1, 12), st.integers(1, 28))
years = st.integers(2001, 2039)
DATES = ("{0}년 {1}월 {2}일", "{0}. {1}. {2}.", "’{3:02}. {1}. {2}.", "’{3:02}.{1}.{2}.")


def amount(sign: str, number: int, scale: str, counter: str) -> str:
    return f"{sign}{number:,}{scale}{counter}"


def proven(claim: str, *sources: str) -> bool:
    """Whether a statement that its quotes should prove is let through."""
    statement = Statement(claim, tuple(quote(source) for source in sources))
    return grounded(Draft((statement,), 240)).statements == (statement,)


@given(amounts, st.integers(1, 9_999))
def test_another_number_is_withheld(parts: tuple[str, int, str, str], number: int) -> None:
    sign, told, scale, counter = parts
    source = f"실적은 {amount(*parts)} 수준임"
    assert proven(source, source)
    assert proven(f"실적은 {amount(sign, number, scale, counter)}", source) is (number == told)


@given(amounts, st.sampled_from(["", "△"]), st.sampled_from(SCALES), st.sampled_from(COUNTERS))
def test_another_sign_scale_or_counter_is_withheld(
    parts: tuple[str, int, str, str], sign: str, scale: str, counter: str
) -> None:
    told_sign, number, told_scale, told_counter = parts
    source = f"실적은 {amount(*parts)} 수준임"
    if sign != told_sign.replace("-", "△"):
        assert not proven(f"실적은 {amount(sign, number, told_scale, told_counter)}", source)
    if scale != told_scale:
        assert not proven(f"실적은 {amount(told_sign, number, scale, told_counter)}", source)
    if counter != told_counter:
        assert not proven(f"실적은 {amount(told_sign, number, told_scale, counter)}", source)


def written(style: str, year: int, month_and_day: tuple[int, int]) -> str:
    return style.format(year, *month_and_day, year % 100)


@given(years, months_and_days, st.sampled_from(DATES), years, months_and_days, st.sampled_from(DATES))
def test_another_date_is_withheld_in_whatever_form(
    year: int, day: tuple[int, int], style: str, other_year: int, other_day: tuple[int, int], other_style: str
) -> None:
    source = f"{written(style, year, day)} 개최"
    assert proven(f"개최일은 {written(other_style, year, day)}", source)
    assert proven(f"개최일은 {day[0]}월 {day[1]}일", source)
    assert proven(f"개최일은 {written(other_style, other_year, day)}", source) is (other_year == year)
    assert proven(f"개최일은 {written(other_style, year, other_day)}", source) is (other_day == day)
    assert proven(f"개최일은 {other_day[0]}월 {other_day[1]}일", source) is (other_day == day)


PARTS = ("상반기", "하반기", "말", "초")


@given(years, st.sampled_from(PARTS), st.sampled_from(PARTS))
def test_another_part_of_the_year_is_withheld(year: int, part: str, other: str) -> None:
    assert proven(f"{year}년 {other}에 마침", f"{year}년 {part} 준공") is (other == part)


@given(st.integers(1, 28), st.permutations("월화수목금토일"))
def test_another_day_of_the_week_is_withheld(day: int, days: list[str]) -> None:
    source = f"’24. 9. {day}.({days[0]}) 개최"
    assert proven(f"’24. 9. {day}.({days[0]})에 열림", source)
    assert not proven(f"’24. 9. {day}.({days[1]})에 열림", source)


@given(amounts, amounts)
def test_the_figures_of_two_rows_may_not_be_swapped(
    first: tuple[str, int, str, str], second: tuple[str, int, str, str]
) -> None:
    one, other = amount(*first), amount(*second)
    rows = f"다문화담당관 | {one}", f"국제협력담당관 | {other}"
    assert proven(f"다문화담당관은 {one}", rows[0])
    same = proven(one, other)
    assert proven(f"다문화담당관은 {other}", rows[0]) is proven(other, one)
    assert proven(f"국제협력담당관은 {one}", rows[1]) is same
    if first[1] != second[1] and first[2] == second[2]:
        assert not same


@pytest.mark.parametrize("points", ["1.3%p", "1.3%P", "1.3％p", "1.3% 포인트"])
def test_a_percentage_point_is_no_percent(points: str) -> None:
    assert proven(f"{points} 줄었습니다.", f"집행률 {points} 감소")
    assert not proven(f"{points} 줄었습니다.", "집행률 1.3%")
    assert not proven("1.3%입니다.", f"집행률 {points} 감소")
