"""The one way from paragraphs and grids to an extract."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.grid import Grid, GridCell, settled
from corpus.readers.grid_headers import count_header_rows
from corpus.readers.writer import Writer


def grid(*rows: str, shaded: str = "", **rest: str) -> Grid:
    """A grid of texts: "구분 | 정원"; rows whose numbers are in `shaded` have a background."""
    cells = [
        GridCell(row, column, blocks=(text.strip(),), shaded=str(row) in shaded)
        for row, line in enumerate(rows)
        for column, text in enumerate(line.split("|"))
    ]
    return Grid(tuple(cells), **rest)


def written(*blocks: str | Grid) -> Writer:
    writer = Writer("hwp")
    for block in blocks:
        if isinstance(block, Grid):
            writer.table(block)
        else:
            writer.paragraph(block)
    return writer


def test_blank_paragraphs_in_a_row_leave_one_blank_line() -> None:
    assert written("", "가", "", " ", "", "나").text == "가\n\n나\n"


def test_a_caption_and_a_unit_above_a_table_are_its_own() -> None:
    extract = written("□ 인력 현황 (단위 : 명)", grid("구분 | 정원", "계 | 12")).extract()

    assert (extract.tables[0].caption, extract.tables[0].unit) == ("인력 현황", "명")


def test_every_cell_has_its_exact_span() -> None:
    extract = written("앞", grid("구분 | 정원 | 비고", "계 | | 없음")).extract()
    (table,) = extract.tables

    assert extract.text == "앞\n\n구분 | 정원 | 비고\n계 | 없음\n\n"
    assert [(cell.row, cell.column, cell.span.of(extract.text)) for cell in table.cells] == [
        (0, 0, "구분"), (0, 1, "정원"), (0, 2, "비고"), (1, 0, "계"), (1, 1, ""), (1, 2, "없음"),
    ]  # fmt: skip


def test_short_paragraphs_of_a_cell_share_a_line_and_items_do_not() -> None:
    cells = (
        GridCell(0, 0, blocks=("추진", "실적")),
        GridCell(0, 1, blocks=("- 상반기 2건", "- 하반기 3건")),
        GridCell(1, 0, blocks=("계",)),
        GridCell(1, 1, blocks=("5건",)),
    )

    assert written(Grid(cells)).text == "추진 실적 | - 상반기 2건\n- 하반기 3건\n계 | 5건\n\n"


def test_pages_begin_with_the_next_text_and_empty_pages_count() -> None:
    writer = Writer("pdf")
    writer.page()
    writer.paragraph("가")
    writer.page()
    writer.page()
    writer.paragraph("")
    writer.paragraph("나")
    writer.page()
    extract = writer.extract()

    assert extract.text == "가\n\n나\n"
    assert extract.page_starts == (0, 3, 3, 5)


def test_a_row_may_begin_a_page() -> None:
    writer = Writer("pdf")
    writer.page()
    writer.table(Grid(grid("구분 | 정원", "계 | 12", "갑 | 3").cells, page_rows=(2,)))
    extract = writer.extract()

    assert extract.text[extract.page_starts[1] :].startswith("갑")


def test_pieces_of_a_character_that_a_file_cut_are_joined_and_control_characters_dropped() -> None:
    assert written("\ud83d\ude00 가\x00\x07\u200b나\udc00").text == "😀 가나\ufffd\n"


@pytest.mark.parametrize(
    ("rows", "shaded", "headers"),
    [
        (["구분 | 정원 | 현원", "계 | 12 | 10"], "", 1),
        (["사업명 | 2023년 | 2024년", "관광 | 12 | 10"], "", 1),
        (["가 | 나 | 다", "라 | 마 | 바", "사 | 아 | 자"], "01", 2),
        (["관광과 | 12 | 10", "체육과 | 3 | 4"], "", 0),
        (["성명 | 홍길동", "직위 | 과장"], "", 0),
        (["(단위 : 명)", "구분 | 정원 | 현원", "계 | 12 | 10"], "", 2),
        (["구분 | 정원 | 현원", "1.5 | 12 | 10", "2.5 | 1 | 2", "3.5 | 4 | 5"], "013", 1),  # stripes
    ],
)
def test_header_rows_are_known_by_backgrounds_or_words(rows: list[str], shaded: str, headers: int) -> None:
    whole = settled(grid(*rows, shaded=shaded))

    assert whole is not None
    assert count_header_rows(whole) == headers


def test_labels_with_backgrounds_at_the_left_of_values_are_no_header() -> None:
    cells = [
        GridCell(row, column, blocks=(text,), shaded=column % 2 == 0)
        for row, line in enumerate((("담당부서", "관광과", "담당자", "과장"), ("주소", "시청로", "전화", "1234")))
        for column, text in enumerate(line)
    ]

    assert count_header_rows(Grid(tuple(cells))) == 0


@given(st.lists(st.tuples(*[st.integers(-2, 12)] * 2, *[st.integers(-2, 2**40)] * 2), max_size=12))
def test_cells_of_a_settled_grid_never_overlap(places: list[tuple[int, int, int, int]]) -> None:
    whole = settled(Grid(tuple(GridCell(*place, blocks=("글",)) for place in places)))
    taken: set[tuple[int, int]] = set()
    for cell in whole.cells if whole is not None else ():
        covered = {(cell.row + r, cell.column + c) for r in range(cell.rowspan) for c in range(cell.colspan)}
        assert not covered & taken
        taken |= covered


def test_a_table_read_as_text_still_begins_its_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.writer.MOST_CELLS", 3)
    writer = Writer("pdf")
    writer.page()
    writer.table(replace(grid("구분 | 정원", "계 | 12"), page_rows=(1,)))
    extract = writer.extract()

    assert extract.tables == ()
    assert [extract.text[start:].split("\n")[0] for start in extract.page_starts] == ["구분", "계"]


def test_tables_beyond_all_reason_are_read_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.writer.MOST_CELLS", 8)
    extract = written(*[grid("구분 | 정원", "계 | 12")] * 3).extract()

    assert [len(table.cells) for table in extract.tables] == [4, 4]
    assert "표 1개" in extract.warnings[0]
    assert extract.text.endswith("구분\n정원\n계\n12\n")
