"""Rows with text beside their figures: results behind them, descriptions before them."""

from __future__ import annotations

from corpus.tables import find_tables
from tests.corpus.grids import RESULTS, grid, only


def test_projects_with_results_are_read_with_names_over_several_lines() -> None:
    table = find_tables(RESULTS)[0]
    assert [row[:4] for row in grid(table)] == [
        ["사업명", "편성액", "지출액", "집행률"],
        ["합계", "880", "610", "69.3%"],
        ["찾아가는 동네음악회 (문화예술과)", "300", "294", "98%"],
        ["청소년 마을 탐험대 운영 (청소년과)", "450", "301", "66.8%"],
        ["도시텃밭", "30", "15", "50%"],
    ]
    assert grid(table)[2][4].endswith("동네 사진전(온라인, 오프라인) 함께 운영 등")
    assert (table.caption, table.unit) == ("2024년", "백만원")


def test_the_rest_of_a_row_after_a_page_break_keeps_its_text_and_the_caption() -> None:
    table = find_tables(RESULTS)[1]
    assert grid(table)[1:] == [
        ["나눔 확대 (공원과)", "", "", "", "- 일시 : 4.13.(토), 4.20.(토)"],
        ["한강변 나무심기", "100", "0", "0%", "∘ 나무심기 행사 취소"],
    ]
    assert (table.caption, table.unit) == ("2024년", "백만원")


def test_numbered_projects_have_their_figures_behind_the_description() -> None:
    table = only(
        """\
□ 2024년도 (’24.8.21. 기준, 단위 : 천원)

연번 사 업 명 개  요 예산금액 집행액 비고

58,867 16,292

1

섬마을
진료선
운영

○ 대상 : 섬 7곳 주민
○ 내용 : 분기마다 찾아가는 진료

26,000 9,973

2
아동 치과

○ 사업내용 : 초등학생 치아 검진을 학교에서 실시하고 치료가 필요한
아이를 병원에 연계

32,867 6,319



□ 2025년도
"""
    )
    assert grid(table)[1:] == [
        ["", "", "", "58,867", "16,292", ""],
        ["1", "섬마을 진료선 운영", "○ 대상 : 섬 7곳 주민 ○ 내용 : 분기마다 찾아가는 진료", "26,000", "9,973", ""],
        [
            "2",
            "아동 치과",
            "○ 사업내용 : 초등학생 치아 검진을 학교에서 실시하고 치료가 필요한 아이를 병원에 연계",
            "32,867",
            "6,319",
            "",
        ],
    ]
    assert table.row_label(2) == "1 섬마을 진료선 운영"
    assert (table.caption, table.unit) == ("2024년도", "천원")


def test_facilities_stand_under_the_group_that_comes_before_them() -> None:
    table = only(
        """\
유 형 시 설 명 입소정원 운영주체 주요기능

쉼터(2)

한빛쉼터 11 (사)한빛인권센터
- 일시보호 및 숙식제공

푸른집 12 (사복)푸른 사회복지회

그룹홈(1)
새봄공동체 10 (재)새봄 - 자립 준비
"""
    )
    assert grid(table)[1:] == [
        ["쉼터(2)", "한빛쉼터", "11", "(사)한빛인권센터", "- 일시보호 및 숙식제공"],
        ["", "푸른집", "12", "(사복)푸른 사회복지회", ""],
        ["그룹홈(1)", "새봄공동체", "10", "(재)새봄", "- 자립 준비"],
    ]
    assert table.row_label(2) == "쉼터(2) 푸른집"
