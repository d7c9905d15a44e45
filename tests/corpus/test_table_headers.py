"""Headers of two levels and headers over two tables side by side, told apart by the rows below."""

from __future__ import annotations

from tests.corpus.grids import FUND, SIDE_BY_SIDE, grid, only, value


def test_two_header_levels_give_every_figure_its_group() -> None:
    table = only(
        """\
2 인 력 현 황 (기준 / 단위 : ′25.4.30. / 명)

구분 총계
일 반 직 별 정 직

소계 3급 5급 6급 소계 4급상당 6급상당

정원 12 8 1 3 4 4 1 3

현원 11 8 1 4 3 3 - 3
"""
    )
    assert table.header_rows == 2
    assert value(table, "정원", "일반직 5급") == "3"
    assert value(table, "현원", "별정직 소계") == "3"
    assert value(table, "현원", "별정직 4급상당") == "-"
    assert value(table, "정원", "총계") == "12"
    assert table.unit == "명"


def test_singles_between_groups_and_a_glued_subtotal_find_their_columns() -> None:
    table = only(
        """\
구     분 계
일반직

임기제 별정직 관리
운영계 4급이상 5급 6급

계 30/28 20/19 2/2 8/7 10/10 6/5 2/2 2/2

정원도시과 18/17 12/12 1/1 5/5 6/6 4/3 1/1 1/1

물 관 리 과 12/11 8/7 (1/1)1) 3/2 4/4 2/2 1/1 1/1
"""
    )
    assert value(table, "정원도시과", "임기제") == "4/3"
    assert value(table, "계", "일반직 계") == "20/19"
    assert value(table, "물관리과", "일반직 4급이상") == "(1/1)1)"
    assert value(table, "계", "관리 운영") == "2/2"


def test_groups_over_subtotals_a_cut_number_and_a_short_last_row() -> None:
    table = only(FUND)
    assert value(table, "’22", "조성액 이자 수입 등") == "10"
    assert value(table, "’22", "사용액 계") == "150"
    assert value(table, "’23", "증감") == "△2,111"
    assert value(table, "’23", "비고") == "연도말 추계"
    assert value(table, "계", "증감") == "△1,931"
    assert (table.caption, table.unit) == ("< 상생기금 조성 현황 >", "억원")


def test_two_tables_side_by_side_become_rows_of_their_own_halves() -> None:
    table = only(SIDE_BY_SIDE)
    assert grid(table)[2:] == [
        ["합계", "900", "990", "90", "", "", "", ""],
        ["", "", "", "", "합계", "900", "990", "90"],
        ["일반회계 전입금", "500", "500", "-", "", "", "", ""],
        ["", "", "", "", "비융자성 사업비", "640", "700", "60"],
        ["공공예금 이자수입", "20", "30", "10", "", "", "", ""],
        ["", "", "", "", "기본경비", "5", "5", "-"],
        ["예치금회수", "380", "460", "80", "", "", "", ""],
    ]
    assert value(table, "비융자성 사업비", "지출계획 당초(A)") == "640"
    assert value(table, "예치금회수", "수입계획 증감(B-A)") == "80"


def test_two_tables_side_by_side_may_have_two_header_levels() -> None:
    table = only(
        """\
수 입 계 획 지 출 계 획

구분 당 초
변 경

구분 당 초
변 경

1차 2차 1차 2차

계 610 620 630 계 610 620 630

일 반 회 계
전 입 금

150 150 150
비 융 자 성
사 업 비

155 163 188

이 자 수 입 9 9 9 기 본 경 비 5 5 5
"""
    )
    assert value(table, "비융자성 사업비", "지출계획 변경 1차") == "163"
    assert value(table, "일반회계 전입금", "수입계획 당초") == "150"
