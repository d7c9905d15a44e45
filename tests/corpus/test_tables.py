"""Finding tables: what is none, what goes on over a page, and what holds for any text."""

from __future__ import annotations

import itertools
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clean import tidy
from corpus.tables import find_tables
from tests.corpus.grids import BROKEN_TABLES, BUDGET, grid, only, value


def test_numbered_rows_on_a_later_page_take_over_the_header_of_their_beginning() -> None:
    first, rest = find_tables(
        """\
< 2025년 상생계정 집행 현황 >
(단위 : 백만원)
사    업    명 예산액 집행액 집행률(%)

합   계 900 400 44.4

1. 하천 정비 300 100 33.3

2. 꽃길 조성 100 60 60



 ◦ 한편 이 계정의 총 조성액은 9억원으로, 주요 수입은

전입금 등임.

3. 나눔 장터 200 100 50

4. 마을 축제 200 90 45

5. 겨울 놀이터 100 50 50
"""
    )
    assert first.rows == 4
    assert value(rest, "4. 마을 축제", "집행액") == "90"
    assert (rest.caption, rest.unit) == ("< 2025년 상생계정 집행 현황 >", "백만원")
    assert all(len(cell.span) == 0 for cell in rest.cells if cell.row < rest.header_rows)


def test_rows_without_any_header_have_no_labels_rather_than_wrong_ones() -> None:
    table = only("""\
다음과 같음.

가람동 120 30 40

나래동 90 20 10

다솜동 77 11 5

이상임.
""")
    assert table.header_rows == 0
    assert grid(table)[0] == ["가람동", "120", "30", "40"]


NOT_TABLES = [
    pytest.param(
        """\
□ 사업개요

 ㅇ 사업근거 : 도서관법 제6조
 ㅇ 사업내용 : 책 나눔 300권, 강좌 12회, 참여 98명
 - (대상) 시민 100명
""",
        id="bullets",
    ),
    pytest.param(
        """\
- (체류외국인수) ’15년 190만명 → ’23년 251만명
- (구성) 근로자 비중 25.0% → 9.9%
- (정책) 지역 수요 맞춤
""",
        id="keys",
    ),
    pytest.param(
        """\
이 기금의 총 조성 규모는 46억원으로, 2023년 수입은

전입금 10억원, 이자수입 6천만원, 예치금 회수

35억 4천만원임.
""",
        id="prose",
    ),
    pytest.param(
        """\
주요사업 추진현황

- 1월 12회 300명
- 2월 14회 280명
- 3월 9회 120명
""",
        id="list of figures",
    ),
    pytest.param(
        """\
한강변 주거단지 노들섬 서울링 곤돌라

- 일반행정(1회) : 설명회(1.16.)
""",
        id="captions of pictures",
    ),
    pytest.param(
        """\
의견조회 및

협의

➡

조   정

➡

보   고
시장보고
(격월)
""",
        id="process",
    ),
    pytest.param("3팀 3팀 4팀 3팀\n", id="organisation chart"),
    pytest.param(
        """\
  가. 의안번호 : 제1136호

  나. 제 안 자 : 시장

  다. 제안일자 : 2023년 8월 14일
""",
        id="bill",
    ),
    pytest.param("", id="nothing"),
]


@pytest.mark.parametrize("text", NOT_TABLES)
def test_what_is_no_table_is_left_alone(text: str) -> None:
    assert find_tables(text) == ()


def test_a_page_number_within_a_table_is_no_row() -> None:
    table = only("구분 예산액 집행액\n\n계 900 400\n\n도로과 500 300\n\n- 12 -\n\n\n공원과 400 100\n")
    assert [row[0] for row in grid(table)] == ["구분", "계", "도로과", "공원과"]


def test_figures_of_a_chart_are_no_rows() -> None:
    assert find_tables("1분기 2분기 3분기\n4분기 2024년\n\n66.8 64.6 70.3\n(△21.4) (△12.2)\n\n1.7 63.2 40.4\n") == ()


def test_text_around_a_table_stays_outside_of_it() -> None:
    text = "ㅇ 다음은 예산임.\n" + BUDGET + "ㅇ 하반기 계획 수립\n"
    lines = only(text).span.of(text).splitlines()
    assert lines[0].startswith("구    분")
    assert lines[-1].endswith("67.6%")


# Lines of broken tables in any order, and what else may stand in a report.
_BROKEN_LINES = sorted({line for text in BROKEN_TABLES for line in text.splitlines()})
_OTHER_LINES = [
    "",
    "가\t나\t1,234",
    "| 구분 | 계 |",
    "|---|---|",
    "12 34 5",
    "%",
    "(25.0%)",
    "\uf06d 다 문 화 과",
    "e\u0301 ※",
]
_LINES = st.sampled_from(_BROKEN_LINES) | st.sampled_from(_OTHER_LINES)
_TEXTS = st.lists(_LINES, max_size=60).map("\n".join) | st.text()


def _squeezed(text: str) -> str:
    return "".join(tidy(text).split())


def _check(text: str) -> None:
    tables = find_tables(text)
    end = 0
    for table in tables:
        assert end <= table.span.start < table.span.end <= len(text)
        end = table.span.end
        places = [(cell.row, cell.column) for cell in table.cells]
        assert len(set(places)) == len(places)
        for cell in table.cells:
            assert table.span.start <= cell.span.start <= cell.span.end <= table.span.end
            assert cell.row + cell.rowspan <= table.rows
            assert cell.column + cell.colspan <= table.columns
            if len(cell.span):
                assert _squeezed(cell.span.of(text)) == "".join(cell.text.split())
        body = sorted((cell for cell in table.cells if cell.row >= table.header_rows), key=lambda cell: cell.row)
        for above, below in itertools.pairwise(body):
            assert above.row == below.row or above.span.end <= below.span.start


@given(_TEXTS)
def test_spans_are_in_order_and_say_what_the_cells_say_for_any_text(text: str) -> None:
    _check(text)


@pytest.mark.parametrize("text", BROKEN_TABLES)
def test_spans_are_in_order_and_say_what_the_cells_say_for_tables(text: str) -> None:
    _check(text)
    _check(text * 3)


@pytest.mark.parametrize(
    "line",
    [
        "구분 예산액 집행액 비고\n",
        "1,234 " * 50 + "\n",
        "가 " * 60 + "\n",
        "(" * 80 + "\n",
        "구분\n계\n",
    ],
)
def test_a_long_report_takes_little_time_whatever_it_repeats(line: str) -> None:
    text = (line * (60_000 // len(line) + 1))[:60_000]
    start = time.process_time()
    find_tables(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("above", "unit"),
    [
        ("ㅇ 이용 실적 : 총 52,410건", "건"),
        ("인력현황 - 정원 52,410명 / 현원 51명", "명"),
        ("ㅇ 이용 실적 : 총 5건", ""),
    ],
)
def test_the_total_counted_in_a_line_above_gives_a_table_its_unit(above: str, unit: str) -> None:
    (table,) = find_tables(f"{above}\n\n총계\t수영장\t캠핑장\n52,410\t44,300\t8,110\n")
    assert table.unit == unit


@pytest.mark.parametrize("cells", ["40/37 30/31 10/6", "40 / 37 30 / 31 10 / 6", "1,140/1,137 3.5/3 -/6"])
def test_paired_figures_are_one_value(cells: str) -> None:
    text = f"구분 계 일반직 임기제\n녹지관리과 {cells}\n하천정비과 {cells}\n"
    (table,) = find_tables(text)
    assert [cell.text for cell in table.cells if cell.row == 1 and cell.column] == re.findall(r"\S+ ?/ ?\S+", cells)


def test_rows_stand_under_the_subtotal_that_opens_their_group() -> None:
    text = (
        "사 업 명\t예산\t지출액\n총계(3개)\t60\t50\n녹지관리과 계(2개)\t40\t30\n기본경비\t10\t5\n나무심기\t30\t25\n"
        "하천정비과 계(1개)\t20\t20\n기본경비\t20\t20\n"
    )
    (table,) = find_tables(text)
    groups = [table.row_group(row) for row in range(table.header_rows, table.rows)]
    assert groups == ["", "", "녹지관리과 계(2개)", "녹지관리과 계(2개)", "", "하천정비과 계(1개)"]


def test_subtotals_at_the_end_of_their_groups_open_none() -> None:
    (table,) = find_tables(
        "구분\t예산\t지출액\n나무심기\t30\t25\n녹지관리과 계\t30\t25\n준설\t20\t20\n하천정비과 계\t20\t20\n"
    )
    assert not any(table.row_group(row) for row in range(table.header_rows, table.rows))


def test_items_with_a_mark_stand_under_the_row_above_them() -> None:
    (table,) = find_tables("구분\t2023년\t2024년\n지출\t90\t100\n⋅보험\t60\t70\n⋅복지\t30\t30\n인건비\t10\t12\n")
    assert [table.row_group(row) for row in range(1, table.rows)] == ["", "지출", "지출", ""]


@pytest.mark.parametrize(
    ("above", "unit", "of_figures"),
    [
        ("(단위 : 억원, %)", "억원, %", "억원"),
        ("[단위: 명]", "명", "명"),
        ("< 국가별 동향(억 달러, %) >", "억 달러, %", "억 달러"),
        ("< 국가별 동향(억 달러, 전년동기 대비, %) >", "억 달러, %", "억 달러"),
        ("참고 세부통계 (단위: 억원, 전년동기 대비 %)", "억원, %", "억원"),
        ("(단위 : 명, 백만원)", "명, 백만원", ""),
        ("(단위 : %)", "%", "%"),
        ("< 국가별 동향(잠정) >", "", ""),
    ],
)
def test_a_table_has_the_units_that_the_line_above_prints(above: str, unit: str, of_figures: str) -> None:
    (table,) = find_tables(f"{above}\n\n구분\t2023년\t2024년\n공원\t12\t34\n도로\t56\t78\n")
    assert (table.unit, table.figure_unit) == (unit, of_figures)
