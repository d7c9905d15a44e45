"""The outline: golden trees of four styles of damaged reports, and the rules they rest on."""

from __future__ import annotations

import pytest

from corpus.report import Metadata
from tests.corpus.reports import DATA, STYLES, build, outline, report


@pytest.mark.parametrize("style", STYLES)
def test_the_tree_is_the_one_a_person_would_draw(style: str) -> None:
    assert outline(report(style)) == (DATA / f"{style}.outline").read_text(encoding="utf-8")


def headings(text: str) -> list[str]:
    return outline(build(text)).splitlines()[1:]


def test_a_table_of_contents_opens_no_sections() -> None:
    contents = "목 차\n\nⅠ. 일반현황 ···· 1\n\nⅡ. 주요업무 ···· 5\n\n\n\n"
    text = contents + "Ⅰ. 일반현황\n\nㅇ 정원 3명\n\nⅡ. 주요업무\n\nㅇ 공원 조성\n"

    assert headings(text) == ["  Ⅰ. 일반현황", "  Ⅱ. 주요업무"]


def test_contents_without_leaders_are_known_by_their_repetition() -> None:
    contents = "Ⅰ. 일반현황\n1. 조직\nⅡ. 주요업무\n2. 사업\n\n\n\n"
    text = contents + "Ⅰ. 일 반 현 황\n\nㅇ 정원 3명\n\nⅡ. 주요업무\n\nㅇ 공원 조성\n"

    assert headings(text) == ["  Ⅰ. 일반현황", "  Ⅱ. 주요업무"]


def test_a_line_that_says_something_is_an_item_not_a_heading() -> None:
    assert headings("1. 회부경위\n\n가. 의안번호 : 제12호\n나. 제안자 : 한빛시장\n") == ["  1. 회부경위"]


def test_numbered_items_under_a_list_open_no_sections() -> None:
    text = "□ 추진내용\n\nㅇ 개선 방향\n ① 수종 선정\n   - 주민 설계단\n ② 나무심기 주간\n   - 4월 첫째 주\n"

    assert headings(text) == ["  □ 추진내용"]


def test_a_numbering_may_begin_again_under_the_next_part() -> None:
    text = "Ⅰ. 현황\n\n1. 조직\n\nㅇ 3팀\n\n2. 예산\n\nㅇ 5억원\n\nⅡ. 계획\n\n1. 공원\n\nㅇ 조성\n"

    assert headings(text) == ["  Ⅰ. 현황", "    1. 조직", "    2. 예산", "  Ⅱ. 계획", "    1. 공원"]


def test_rows_that_begin_with_a_number_open_no_sections() -> None:
    text = "□ 집행현황\n\n1. 청소년 교류 360 344 95.6\n\n2. 재해 구호 1,000 600 60.0\n"

    assert headings(text) == ["  □ 집행현황"]


def test_a_numbered_title_may_open_with_the_years_it_is_about() -> None:
    text = "1. 2019~2020년에 추진한 사업\n\nㅇ 도서관\n\n2. 2022년에 추진한 사업\n\nㅇ 공원\n"

    assert headings(text) == ["  1. 2019~2020년에 추진한 사업", "  2. 2022년에 추진한 사업"]


def test_a_numbered_date_opens_no_section() -> None:
    text = "□ 추진일정\n\n1. 2022년 3월 12일 공고\n\n2. 2022년 4월 선정\n"

    assert headings(text) == ["  □ 추진일정"]


def test_markdown_headings_nest_by_their_level_and_the_title_is_the_root() -> None:
    text = "# 공원과 업무보고\n\n## 1. 현황\n\n### 예산\n\n- 5억원\n\n## 2. 계획\n\n- 공원 조성\n"

    built = build(text, Metadata(title="공원과 업무보고"))

    assert outline(built).splitlines() == ["공원과 업무보고", "  1. 현황", "    예산", "  2. 계획"]
    assert built.sections[0].heading_span.of(text) == "# 공원과 업무보고"


def test_text_after_a_captioned_box_belongs_to_the_list_around_it() -> None:
    text = "□ 추진내용\n\nㅇ 협약 체결\n\n< 도시 개황 >\n\n▸ 인구 : 30만명\n\nㅇ 후속 협의\n"
    built = build(text)

    assert [built.sections[unit.section].heading for unit in built.units] == [
        "□ 추진내용", "□ 추진내용", "< 도시 개황 >", "< 도시 개황 >", "□ 추진내용",
    ]  # fmt: skip


def test_a_report_without_headings_is_one_section() -> None:
    assert headings("그냥 글입니다. 제목이 없습니다.\n둘째 줄입니다.\n") == []


def test_parts_that_begin_alike_are_no_table_of_contents() -> None:
    items = "ㅇ 늘었다.\nㅇ 줄었다.\nㅇ 그대로다.\n"
    part = f"1. 분기별 동향\n\n{items}\n2. 연도별 동향\n\n{items}\n"
    found = build(f"참고 1 통계\n\n(총액 기준)\n\n{part}(순액 기준)\n\n{part}")

    assert [section.heading for section in found.sections].count("1. 분기별 동향") == 2
    assert found.sections[1].heading == "참고 1 통계"
