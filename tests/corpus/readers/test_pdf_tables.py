"""Tables of PDFs: every cell, span and place of ruled, open-sided, merged and continued tables."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.readers.pdf import read_pdf
from corpus.report import Extract, Table
from tests.corpus.readers.pdf_files import HEIGHT, WIDTH, drawn, flowed, needs_font, table

pytestmark = needs_font

GRID = ("GRID", (0, 0), (-1, -1), 0.5, "black")
ROWS = [["구분", "2022년", "2023년"], ["예산액", "1,200", "1,350"], ["집행액", "1,100", "△20"]]


def only_table(extract: Extract) -> Table:
    """The one table of an extract, its spans checked."""
    (found,) = extract.tables
    for cell in found.cells:
        assert cell.span.of(extract.text) == cell.text
        assert found.span.start <= cell.span.start <= cell.span.end <= found.span.end
    return found


def cells(found: Table) -> set[tuple[int, int, int, int, str]]:
    return {(cell.row, cell.column, cell.rowspan, cell.colspan, cell.text) for cell in found.cells}


def plain(rows: list[list[str]]) -> set[tuple[int, int, int, int, str]]:
    return {(at, column, 1, 1, text) for at, row in enumerate(rows) for column, text in enumerate(row)}


def test_a_ruled_table() -> None:
    extract = read_pdf(flowed("예산 현황", table(ROWS, GRID), "이상"), "a.pdf")

    found = only_table(extract)
    assert cells(found) == plain(ROWS)
    assert found.header_rows == 1
    assert [line for line in extract.text.splitlines() if line] == [
        "예산 현황", "구분 | 2022년 | 2023년", "예산액 | 1,200 | 1,350", "집행액 | 1,100 | △20", "이상",
    ]  # fmt: skip


def test_a_table_open_at_its_sides() -> None:
    sides = [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"), ("LINEABOVE", (0, 0), (-1, 0), 1, "black")]
    inner = [("LINEAFTER", (0, 0), (-2, -1), 0.5, "black")]

    assert cells(only_table(read_pdf(flowed(table(ROWS, *sides, *inner)), "a.pdf"))) == plain(ROWS)


def test_double_dashed_and_thick_rules() -> None:
    thick = ("BOX", (0, 0), (-1, -1), 2, "black")
    double = ("LINEBELOW", (0, 0), (-1, 0), 0.5, "black", 0, None, None, 2, 1)
    dashed = ("INNERGRID", (0, 0), (-1, -1), 0.5, "black", 0, (1, 1.5))

    assert cells(only_table(read_pdf(flowed(table(ROWS, thick, double, dashed)), "a.pdf"))) == plain(ROWS)


def test_merged_cells() -> None:
    rows = [
        ["구분", "2023년", "", "비고"],
        ["", "예산", "집행", ""],
        ["교육", "10", "9", "완료"],
        ["", "20", "18", ""],
    ]
    spans = [((0, 0), (0, 1)), ((1, 0), (2, 0)), ((3, 0), (3, 1)), ((0, 2), (0, 3)), ((3, 2), (3, 3))]
    found = only_table(read_pdf(flowed(table(rows, GRID, *[("SPAN", *span) for span in spans])), "a.pdf"))

    assert cells(found) == {
        (0, 0, 2, 1, "구분"), (0, 1, 1, 2, "2023년"), (0, 3, 2, 1, "비고"), (1, 1, 1, 1, "예산"), (1, 2, 1, 1, "집행"),
        (2, 0, 2, 1, "교육"), (2, 1, 1, 1, "10"), (2, 2, 1, 1, "9"), (2, 3, 2, 1, "완료"),
        (3, 1, 1, 1, "20"), (3, 2, 1, 1, "18"),
    }  # fmt: skip


def many_rows(count: int) -> list[list[str]]:
    return [["연번", "사업명", "예산액"], *[[str(at), f"사업 {at}", f"{at * 10:,}"] for at in range(1, count + 1)]]


def continued(extract: Extract, rows: list[list[str]]) -> None:
    found = only_table(extract)
    assert cells(found) == plain(rows)
    assert len(extract.page_starts) == 3
    starts = [extract.text[start:].splitlines()[0].split(" | ")[0] for start in extract.page_starts[1:]]
    assert all(start.isdigit() for start in starts)


def test_a_table_over_three_pages_that_repeats_its_header_is_one() -> None:
    rows = many_rows(90)

    continued(read_pdf(flowed(table(rows, GRID, repeatRows=1)), "a.pdf"), rows)


def test_a_table_over_three_pages_without_a_repeated_header_is_one() -> None:
    rows = many_rows(90)

    continued(read_pdf(flowed(table(rows, GRID)), "a.pdf"), rows)


@pytest.mark.parametrize("count", [60, 160])
def test_a_continued_table_is_one_with_open_sides_merged_cells_and_page_furniture_between(count: int) -> None:
    def furniture(paper: Any, document: Any) -> None:
        paper.setFont("Nanum", 9)
        paper.drawString(72, HEIGHT - 40, "2024년도 주요업무계획")
        paper.drawCentredString(WIDTH / 2, 30, f"- {document.page} -")

    rows = [["구분", "사업", "예산", ""], ["", "", "국비", "시비"]]
    for at in range(1, count + 1):
        rows.append([f"분야 {at}" if at % 2 else "", f"사업 {at}", f"{at * 10:,}", f"{at * 5:,}"])
    groups = [((0, at), (0, at + 1)) for at in range(2, count + 2, 2)]
    spans = [((0, 0), (0, 1)), ((1, 0), (1, 1)), ((2, 0), (3, 0)), *groups]
    ruled = [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"), ("LINEABOVE", (0, 0), (-1, 0), 1, "black")]
    inner = ("LINEAFTER", (0, 0), (-2, -1), 0.5, "black")
    merged = [("SPAN", *span) for span in spans]
    extract = read_pdf(flowed(table(rows, *ruled, inner, *merged, repeatRows=2), on_page=furniture), "a.pdf")

    found = only_table(extract)
    assert (found.rows, found.columns, found.header_rows) == (count + 2, 4, 2)
    anchors = {(row, column): (b[1] - row + 1, b[0] - column + 1) for (column, row), b in spans}
    covered = {(0, 3)} | {(1, 0), (1, 1)} | {(at + 1, 0) for at in range(2, count + 2, 2)}
    assert cells(found) == {
        (at, column, *anchors.get((at, column), (1, 1)), text)
        for at, row in enumerate(rows)
        for column, text in enumerate(row)
        if (at, column) not in covered
    }
    assert len(extract.page_starts) == (2 if count == 60 else 5)
    assert extract.text.count("주요업무계획") == (1 if count == 60 else 0)
    assert "- 2 -" not in extract.text


def lying(paper: Any) -> None:
    """Some lines and a table, drawn as on a page that is wider than high."""
    paper.drawString(60, 500, "눕혀 놓은 쪽의 첫째 줄이다.")
    for y in (400, 370, 340):
        paper.line(60, y, 500, y)
    for x in (60, 200, 500):
        paper.line(x, 340, x, 400)
    for x, y, text in ((70, 380, "구분"), (210, 380, "예산"), (70, 350, "관광과"), (210, 350, "120")):
        paper.drawString(x, y, text)


def upwards(paper: Any) -> None:
    paper.translate(WIDTH, 0)
    paper.rotate(90)
    lying(paper)


def downwards(paper: Any) -> None:
    paper.translate(0, HEIGHT)
    paper.rotate(-90)
    lying(paper)


def marked_as_turned(paper: Any) -> None:
    paper.setPageRotation(90)
    upwards(paper)


@pytest.mark.parametrize("page", [upwards, downwards, marked_as_turned])
def test_a_page_that_lies_on_its_side_is_read_from_there(page: Any) -> None:
    extract = read_pdf(drawn(page), "a.pdf")

    assert extract.text.startswith("눕혀 놓은 쪽의 첫째 줄이다.\n")
    assert cells(only_table(extract)) == plain([["구분", "예산"], ["관광과", "120"]])


def test_a_label_on_its_side_is_the_text_of_its_cell() -> None:
    def page(paper: Any) -> None:
        paper.line(72, 720, 500, 720)
        paper.line(110, 680, 500, 680)
        paper.line(72, 640, 500, 640)
        for x in (72, 110, 300, 500):
            paper.line(x, 640, x, 720)
        for x, y, text in ((120, 700, "지방세"), (310, 700, "120"), (120, 660, "세외수입"), (310, 660, "30")):
            paper.drawString(x, y, text)
        paper.translate(95, 650)
        paper.rotate(90)
        paper.drawString(0, 0, "세입 예산")

    assert (0, 0, 2, 1, "세입 예산") in cells(only_table(read_pdf(drawn(page), "a.pdf")))


def test_two_tables_with_a_line_between_them_stay_two() -> None:
    from reportlab.platypus import PageBreak

    extract = read_pdf(flowed(table(ROWS, GRID), PageBreak(), "다음", table(ROWS, GRID)), "a.pdf")

    assert [found.rows for found in extract.tables] == [3, 3]


def test_a_box_around_a_heading_is_a_heading() -> None:
    extract = read_pdf(flowed(table([["Ⅳ", "주요 업무보고"]], GRID), "본문이다."), "a.pdf")

    assert extract.tables == ()
    assert extract.text.split() == ["Ⅳ", "주요", "업무보고", "본문이다."]


def test_a_shaded_row_is_a_header() -> None:
    rows = [["갑", "을"], ["가나", "다라"], ["마바", "사아"]]
    shade: Any = ("BACKGROUND", (0, 0), (-1, 0), "#dddddd")

    assert only_table(read_pdf(flowed(table(rows, GRID, shade)), "a.pdf")).header_rows == 1
