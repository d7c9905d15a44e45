"""Rows of names and figures. Offices and figures are made up, the damage is that of real extracted text."""

from __future__ import annotations

from tests.corpus.grids import BUDGET, grid, only


def test_a_table_of_figures_is_read_with_its_letter_spaced_names() -> None:
    table = only(BUDGET)
    assert grid(table) == [
        ["구분", "본예산(A)*", "예산현액(B)", "집행액(C)", "집행률(%)(C/B)"],
        ["계", "8,120", "8,410", "5,205", "61.9%"],
        ["공원조성과", "5,120", "5,300", "3,102", "58.5%"],
        ["산림관리과", "3,000", "3,110", "2,103", "67.6%"],
    ]
    assert (table.header_rows, table.caption, table.unit) == (1, "총괄현황", "백만원")


def test_a_header_broken_over_lines_keeps_its_formulas_with_their_labels() -> None:
    table = only(
        """\
세 부 사 업 명 본예산 예산현액

(A)
지출액

(B)
집행률
(B/A)

도서관과 계(2개) 910 930 700 75.3%

작은도서관 운영 - 30 12 40%
책 읽는 마당 910 900 688 76.4%
"""
    )
    assert grid(table)[0] == ["세부사업명", "본예산", "예산현액 (A)", "지출액 (B)", "집행률 (B/A)"]
    assert grid(table)[2] == ["작은도서관 운영", "-", "30", "12", "40%"]


def test_a_table_goes_on_over_a_page_break_without_a_new_header() -> None:
    table = only(
        """\
사업명 예산액 집행액 집행률(%)

합   계 1,200 800 66.7

1. 하천 정비 700 500 71.4



2. 보행로 정비 500 300 60
"""
    )
    assert [row[0] for row in grid(table)] == ["사업명", "합계", "1. 하천 정비", "2. 보행로 정비"]


def test_a_share_on_the_next_line_belongs_to_the_figure_above_it() -> None:
    table = only(
        """\
3 예산 집행현황 (기준 / 단위 : ′25.4.30. / 천원)

과목별 집행현황

구 분 예 산 액 집 행 액 잔 액 비 고

계 90,000 30,000
(33.3%)

60,000

사무관리비 60,000 25,000
(41.7%)

35,000
사무용품, 인쇄비 등
일반 경비

국내여비 30,000 5,000
(16.7%)

25,000
현장 점검, 출장 등에
드는 경비



Ⅱ. 주 요 업 무
"""
    )
    assert grid(table) == [
        ["구분", "예산액", "집행액", "잔액", "비고"],
        ["계", "90,000", "30,000 (33.3%)", "60,000", ""],
        ["사무관리비", "60,000", "25,000 (41.7%)", "35,000", "사무용품, 인쇄비 등 일반 경비"],
        ["국내여비", "30,000", "5,000 (16.7%)", "25,000", "현장 점검, 출장 등에 드는 경비"],
    ]
    assert (table.caption, table.unit) == ("과목별 집행현황", "천원")


def test_survey_figures_one_per_line_go_under_the_labels_in_their_order() -> None:
    table = only(
        """\
구분 동네책방 공공도서관 서점가 온라인구매
이용률
(420명)

41%
(172명)

30%
(126명)

20%
(84명)

9%
(38명)

      ※ 복수응답 가능
"""
    )
    assert grid(table) == [
        ["구분", "동네책방", "공공도서관", "서점가", "온라인구매"],
        ["이용률 (420명)", "41% (172명)", "30% (126명)", "20% (84명)", "9% (38명)"],
    ]


def test_totals_may_stand_alone_under_their_labels() -> None:
    table = only("""\
총계(개소) 복지관(3) 쉼터(2) 상담소(1)
1,238 832 306 100
""")
    assert grid(table) == [["총계(개소)", "복지관(3)", "쉼터(2)", "상담소(1)"], ["1,238", "832", "306", "100"]]


def test_indicators_keep_source_and_remark_apart() -> None:
    table = only(
        """\
주 요 지 표 전국 (A) 수원 (B) 비중 (B/A) 출 처 비 고
등 록 장 애 인 수 ( 천 명 ) 2,640 44 1.7% 복지부 ’24년 기준
고 령 인 구 수 ( 천 명 ) 9,930 155 1.6% 통계청 ’24년 기준

(65세이상)
한 부 모 가 구 수 (천가구) 1,490 31 2.1% 통계청 ’24년 기준
"""
    )
    assert grid(table)[1][1:] == ["2,640", "44", "1.7%", "복지부", "’24년 기준"]
    assert grid(table)[3][0].startswith("한부모가구수")
