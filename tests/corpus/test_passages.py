"""Passages: where the report is cut, and what the indexes see of each piece."""

from __future__ import annotations

import pytest

from corpus.passages import AIM, LIMIT
from corpus.report import Metadata, Passage, Report, UnitKind
from tests.corpus.reports import STYLES, build, report

PARKS = Metadata(title="공원과 주요업무보고", department="공원과", date="2025-03", kind="업무보고")
ROWS = "\n".join(f"제{n}호 공원 {n},100 {n},000 9{n % 10}.0%" for n in range(1, 80))
LONG_TABLE = f"Ⅰ. 예산현황\n\n< 공원별 집행현황 >\n\n(단위 : 백만원)\n\n구    분 본예산 집행액 집행률\n{ROWS}\n"


def holding(of: Report, words: str) -> Passage:
    found = [passage for passage in of.passages if words in passage.span.of(of.text)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("style", STYLES)
def test_passages_are_near_the_size_aimed_at(style: str) -> None:
    sizes = [len(passage.span) for passage in report(style).passages]

    assert max(sizes) <= LIMIT
    assert 0.5 * AIM <= sum(sizes) / len(sizes) <= AIM


@pytest.mark.parametrize("style", STYLES)
def test_no_passage_ends_with_a_heading(style: str) -> None:
    of = report(style)

    assert UnitKind.HEADING not in {of.units[passage.units[-1]].kind for passage in of.passages}


def test_a_table_is_cut_between_rows_and_every_piece_names_the_columns() -> None:
    of = build(LONG_TABLE, PARKS)
    pieces = [passage for passage in of.passages if any(of.units[unit].table == 0 for unit in passage.units)]

    assert len(pieces) > 1
    for piece in pieces:
        assert "본예산" in piece.search_text
        assert "공원별 집행현황" in piece.search_text
        assert {of.units[unit].kind for unit in piece.units} <= {UnitKind.ROW, UnitKind.HEADING, UnitKind.LINE}


def test_search_text_says_whose_report_of_which_year_and_where_it_stands() -> None:
    of = build("Ⅰ. 일반현황\n\n1. 공원 예산\n\nㅇ 목    적 : 나무 심기\n", PARKS)

    assert of.passages[0].search_text.splitlines() == [
        "공원과 주요업무보고 공원과 2025년",
        "Ⅰ. 일반현황 > 1. 공원 예산",
        "일반현황",
        "공원 예산",
        "목적 : 나무 심기",
    ]


def test_a_passage_that_begins_inside_a_list_carries_the_items_above() -> None:
    items = "\n".join(f"  - {n}번 공원에는 느티나무와 은행나무를 골고루 심고 그늘막을 설치함" for n in range(60))
    of = build(f"□ 추진내용\n\nㅇ 도시숲 조성 대상지\n{items}\n", PARKS)
    later = holding(of, "59번 공원")

    assert "도시숲" not in later.span.of(of.text)
    assert "도시숲 조성 대상지" in later.search_text


def test_small_sections_share_a_passage_under_their_common_section() -> None:
    of = build("Ⅰ. 계획\n\n1. 봄\n\nㅇ 나무 심기\n\n2. 여름\n\nㅇ 물 주기\n\n3. 가을\n\nㅇ 낙엽 쓸기\n")

    assert [(passage.trail, len(passage.units)) for passage in of.passages] == [(("Ⅰ. 계획",), 7)]


def test_large_sections_keep_to_themselves() -> None:
    filling = "\n".join(f"ㅇ {n}번째 사업으로 공원의 낡은 의자를 바꾸고 길을 고치며 나무를 심음" for n in range(20))
    of = build(f"1. 봄 사업\n\n{filling}\n\n2. 여름 사업\n\n{filling}\n")

    assert all(len(passage.trail) == 1 for passage in of.passages)


def test_ids_survive_changes_elsewhere_and_tell_equal_passages_apart() -> None:
    filling = "\n".join(f"ㅇ {n}번째 사업으로 공원의 낡은 의자를 바꾸고 길을 고치며 나무를 심음" for n in range(20))
    before = build(f"1. 봄 사업\n\n{filling}\n\n2. 여름 사업\n\nㅇ {'옛 내용 ' * 100}\n")
    after = build(f"1. 봄 사업\n\n{filling}\n\n2. 여름 사업\n\nㅇ {'새 내용 ' * 100}\n")
    shared = {passage.id for passage in before.passages} & {passage.id for passage in after.passages}

    assert before.passages[0].id in shared
    assert before.passages[-1].id not in shared
    assert all(len(passage.id) == 16 for passage in before.passages)
