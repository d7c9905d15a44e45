"""The units: what is one, and what it hangs under."""

from __future__ import annotations

import pytest

from corpus.chunker import build_report
from corpus.readers.grid import Grid, GridCell
from corpus.readers.writer import Writer
from corpus.report import Metadata, Report, Unit, UnitKind
from tests.corpus.reports import build, report


def find(of: Report, words: str) -> Unit:
    found = [unit for unit in of.units if words in unit.text]
    assert len(found) == 1, f"{len(found)} units with {words!r}"
    return found[0]


def chain(of: Report, words: str) -> list[str]:
    """The texts a unit hangs under, the nearest first."""
    texts: list[str] = []
    at = find(of, words).parent
    while at is not None:
        texts.append(of.units[at].text)
        at = of.units[at].parent
    return texts


@pytest.mark.parametrize(
    ("style", "words", "above"),
    [
        (
            "markdownish",
            "천장 마감재",
            ["노후역사 현장점검", "사고 예방 및 신속한 위기 대응을 위한 재난·안전 현장방문 및 점검"],
        ),
        ("markdownish", "시민 중심 일정", ["시장 일정기획 및 시정 메시지 지원"]),
        (
            "markdownish",
            "본관 영상회의실",
            ["소상공인 업무협약식", "현장 중심 시정운영을 위한 분야별 주요 시책 현장 방문 등"],
        ),
        (
            "office",
            "진화장비 48대",
            [
                "솔뫼산 산불 현장방문·지휘",
                "재해현장 산불 등 재난 현장을 방문하여 신속한 대응 및 복구 지원",
                "사고 예방 및 신속한 위기 대응을 위한 안전 현장 방문(총 9회)",
            ],
        ),
        (
            "office",
            "한빛시장 - 누리시장",
            ["한빛시-누리시 교류강화 업무협약", "교류협약 체결 확대로 상호발전 기틀 마련"],
        ),
        ("office", "공약사업 등 시정 핵심과제", ["차질 없는 공약사업 추진을 위한 정책 지원"]),
        ("policy", "동별 15명", ["주민 설계단 운영을 통한 수종 선정", "내용 : 주민이 함께 심고 가꾸는 도시숲 조성"]),
        ("policy", "(국공유지) 7개소", ["사업규모 : 12개소 9.8ha"]),
        ("policy", "기상청", ["여름철 폭염 및 도시열섬 심화로 그늘 수요 증가"]),
    ],
)
def test_a_unit_hangs_under_what_a_reader_would_say(style: str, words: str, above: list[str]) -> None:
    assert chain(report(style), words) == above


def test_a_note_with_items_of_its_own_holds_them() -> None:
    above = chain(report("office"), "매뉴얼 체계 혁신")

    assert above[:2] == ["재난안전시스템 강화방안 주요내용", "주요내용 : 재난안전시스템 강화 방안*"]


def test_wrapped_lines_are_one_unit_also_across_blank_lines() -> None:
    unit = find(report("review"), "동 개정안은")

    assert unit.text == (
        "동 개정안은 마을 활동이 증가하고 있어 기금의 존속 필요성이 있는바, 「지방자치단체 기금관리기본법」 제4조에 "
        "따라 존속기한을 5년간 연장하고자 제출됨."
    )
    assert unit.kind is UnitKind.BULLET
    assert unit.marker == "◦"


def test_a_line_with_a_key_and_a_value_is_one_unit() -> None:
    unit = find(report("review"), "의안번호")

    assert (unit.kind, unit.marker, unit.text) == (UnitKind.BULLET, "가.", "의안번호 : 제712호")


@pytest.mark.parametrize("mark", ["1)", "2)", "3)"])
def test_footnotes_are_notes_that_hang_under_nothing(mark: str) -> None:
    notes = [unit for unit in report("review").units if unit.marker == mark]

    assert [(note.kind, note.parent) for note in notes] == [(UnitKind.NOTE, None)]


def test_running_text_is_split_into_sentences() -> None:
    text = "이 조례는 기금을 정한다. 기한은 5년으로 한다.\n기한이 끝나면 기금은 없어진다.\n"

    assert [(unit.kind, unit.text) for unit in build(text).units] == [
        (UnitKind.SENTENCE, "이 조례는 기금을 정한다."),
        (UnitKind.SENTENCE, "기한은 5년으로 한다."),
        (UnitKind.SENTENCE, "기한이 끝나면 기금은 없어진다."),
    ]


def test_a_row_is_a_unit_that_knows_its_table_and_row() -> None:
    of = report("policy")
    unit = find(of, "공원조성담당관 | 22/21")

    assert unit.kind is UnitKind.ROW
    assert unit.table is not None
    assert unit.row is not None
    assert of.tables[unit.table].row_label(unit.row) == "공원조성담당관"
    assert unit.span.of(of.text) == "공원조성담당관 22/21 2/2 5/5 15/14"


def test_items_in_a_cell_hang_under_their_row() -> None:
    of = report("review")
    item = find(of, "총 9,100명 방문")

    assert chain(of, "총 9,100명 방문")[-1].startswith("마을 축제 지원 (자치행정과) | 1,000 | 950")
    assert item.table is not None
    assert item.row == of.units[item.parent or 0].row


def test_headings_are_units_without_their_marks() -> None:
    unit = find(report("policy"), "동부권 도시숲 12개소")

    assert (unit.kind, unit.marker, unit.text) == (UnitKind.HEADING, "①", "동부권 도시숲 12개소 조성(’25.4.~11.)")


def test_an_item_that_comes_back_out_ends_the_items_below_it() -> None:
    of = build("□ 내용\n\n- 가 사업\n ‣ 첫 행사\n   ∘ 내용 : 개막\n     - 다짐\n- 나 사업\n ‣ 둘째 행사\n")

    assert chain(of, "다짐") == ["내용 : 개막", "첫 행사", "가 사업"]
    assert chain(of, "둘째 행사") == ["나 사업"]


def test_a_very_long_line_is_cut_into_units_that_hang_together() -> None:
    of = build("□ 내용\n\nㅇ " + "아주 긴 설명을 이어 씁니다 " * 200)
    first, *others = [unit for unit in of.units if unit.kind is UnitKind.BULLET]

    assert first.marker == "ㅇ"
    assert others
    assert {unit.parent for unit in others} == {of.units.index(first)}
    assert max(len(unit.span) for unit in of.units) <= 800


def test_a_name_merged_over_rows_leads_each_of_them_and_is_quoted_where_it_is_printed() -> None:
    texts = [
        ["사업명", "연도", "예산액"],
        ["나무 심기", "2019년", "70"],
        ["", "2020년", "80"],
        ["도서관", "2020년", "90"],
    ]
    cells = tuple(
        GridCell(row, column, 2 if text == "나무 심기" else 1, 1, (text,))
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
        if text
    )
    writer = Writer("docx")
    writer.table(Grid(cells))
    built = build_report(writer.extract(), source="a.docx", metadata=Metadata())

    rows = [unit for unit in built.units if unit.kind is UnitKind.ROW]
    assert [unit.text for unit in rows[1:]] == [
        "나무 심기 | 2019년 | 70", "나무 심기 | 2020년 | 80", "도서관 | 2020년 | 90",
    ]  # fmt: skip
    assert rows[2].span.of(built.text) == "2020년 | 80"
