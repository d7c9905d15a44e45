"""A report out of an extract: identity, tables of the file's own, speed."""

from __future__ import annotations

import time

from corpus.chunker import build_report
from corpus.readers import read_file
from corpus.report import Cell, Extract, Metadata, Span, Table
from tests.corpus.reports import DATA, build, report


def test_the_same_text_under_the_same_name_is_the_same_document() -> None:
    one = build_report(Extract("글", "text"), source="a.txt", metadata=Metadata(title="다른 제목"))

    assert one.id == build_report(Extract("글", "text"), source="a.txt", metadata=Metadata()).id
    assert one.id != build_report(Extract("글", "text"), source="b.txt", metadata=Metadata()).id
    assert one.id != build_report(Extract("글월", "text"), source="a.txt", metadata=Metadata()).id
    assert len(one.id) == 16


def test_the_source_is_a_name_never_a_path() -> None:
    assert build_report(Extract("글", "text"), source="/home/park/보고.txt", metadata=Metadata()).source == "보고.txt"


def test_tables_known_from_the_file_are_kept_and_placed_in_their_section() -> None:
    text = "Ⅰ. 현황\n\nㅇ 개요\n\n1. 예산\n\n구분\t금액\n공원\t5\n"
    start = text.index("구분")

    def place(word: str) -> Span:
        return Span(text.index(word, start), text.index(word, start) + len(word))

    cells = tuple(
        Cell(row, column, 1, 1, word, place(word), header=row == 0)
        for row, column, word in ((0, 0, "구분"), (0, 1, "금액"), (1, 0, "공원"), (1, 1, "5"))
    )
    table = Table(Span(start, len(text) - 1), 0, "", "", 2, 2, 1, cells)
    of = build_report(Extract(text, "hwpx", tables=(table,)), source="a.hwpx", metadata=Metadata())

    assert [placed.cells for placed in of.tables] == [cells]
    assert of.sections[of.tables[0].section].heading == "1. 예산"
    assert [unit.text for unit in of.units if unit.table == 0] == ["구분 | 금액", "공원 | 5"]


def test_pages_warnings_and_partial_are_handed_on() -> None:
    extract = Extract("가\n\n나", "pdf", page_starts=(0, 3), page_labels=("5", "6"), warnings=("주의",), partial=True)
    of = build_report(extract, source="a.pdf", metadata=Metadata())

    assert (of.page(0), of.page(3), of.warnings, of.partial) == (1, 2, ("주의",), True)
    assert (of.page_label(0), of.page_label(3)) == ("5", "6")


def test_the_root_is_headed_by_the_best_title_known() -> None:
    def root(extract: Extract, metadata: Metadata) -> str:
        return build_report(extract, source="보고.txt", metadata=metadata).sections[0].heading

    assert root(Extract("글", "text", title="파일 제목"), Metadata(title="목록 제목")) == "목록 제목"
    assert root(Extract("글", "text", title="파일 제목"), Metadata()) == "파일 제목"
    assert root(Extract("글", "text"), Metadata()) == "보고"


def test_an_empty_text_is_a_report_without_passages() -> None:
    assert build(" \n\n ").passages == ()


def test_a_report_of_sixty_thousand_bytes_takes_well_under_seconds() -> None:
    text = read_file(DATA / "policy.txt").text
    text = text * (60_000 // len(text.encode()) + 1)
    started = time.process_time()
    build(text)

    assert time.process_time() - started < 3, "a second on an idle machine; three allow for a busy one"


def test_reading_twice_gives_the_same_report() -> None:
    first = report("policy")
    report.cache_clear()

    assert report("policy") == first


def test_a_heading_gives_its_unit_to_the_tables_below_that_print_none() -> None:
    rows = "구분\t2023년\t2024년\n공원\t12\t34\n도로\t56\t78\n"
    parts = ("참고 1 예산 통계 (단위: 억원, %)\n\n□ 과별", "□ 동별 (단위: 명)", "참고 2 그 밖")
    found = build("\n".join(f"{part}\n\n{rows}" for part in parts))

    assert [table.unit for table in found.tables] == ["억원, %", "명", ""]
