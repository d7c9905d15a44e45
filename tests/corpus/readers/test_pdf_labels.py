"""PDF: the numbers printed on pages, kept beside the count of pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corpus.chunker import build_report
from corpus.readers.pdf import read_pdf
from corpus.readers.pdf_furniture import page_number
from corpus.report import Metadata
from tests.corpus.readers.pdf_files import HEIGHT, WIDTH, drawn, flowed, needs_font, table

pytestmark = needs_font


def page(number: str, text: str = "다문화가족 지원 예산", *, top: float = 810.0) -> Callable[[Any], None]:
    """Draws a page with a text and, at its foot, what is printed there."""

    def draw(paper: Any) -> None:
        paper.drawString(60, HEIGHT - 150, text)
        paper.drawCentredString(WIDTH / 2, HEIGHT - top, number)

    return draw


def labels(*numbers: str, top: float = 810.0) -> tuple[str, ...]:
    return read_pdf(drawn(*[page(number, top=top) for number in numbers]), "a.pdf").page_labels


@pytest.mark.parametrize("form", ["{}", "- {} -", "{}/30", "Page {}", "{}쪽", "– {} –", "Page {} of 30", "페이지 {}"])
def test_numbers_that_begin_at_five_are_kept_and_stand_in_no_text(form: str) -> None:
    extract = read_pdf(drawn(*[page(form.format(number)) for number in range(5, 9)]), "a.pdf")

    assert extract.page_labels == ("5", "6", "7", "8")
    assert set(extract.text.split("\n")) == {"다문화가족 지원 예산", ""}


def test_numbers_at_the_head_count_as_those_at_the_foot() -> None:
    assert labels("5", "6", "7", "8", top=30.0) == ("5", "6", "7", "8")


def test_a_cover_and_a_blank_page_have_no_number_and_the_others_keep_theirs() -> None:
    assert labels("", "", "- 1 -", "- 2 -", "", "- 4 -") == ("", "", "1", "2", "", "4")
    assert labels("", "1", "2") == ("", "1", "2")


def test_a_preface_in_roman_numbers_comes_before_the_first_page() -> None:
    assert labels("i", "ii", "iii", "iv", "1", "2", "3") == ("i", "ii", "iii", "iv", "1", "2", "3")


def test_an_annex_that_counts_anew_is_believed() -> None:
    assert labels("1", "2", "3", "4", "1", "2", "3") == ("1", "2", "3", "4", "1", "2", "3")


@pytest.mark.parametrize(
    "numbers", [["12", "3", "7", "41"], ["5", "5", "5", "5"], ["9", "8", "7", "6"], ["7"], ["", ""]]
)
def test_numbers_that_do_not_rise_by_one_are_none_of_pages(numbers: list[str]) -> None:
    assert labels(*numbers) == ()


def test_a_number_that_does_not_fit_the_others_is_left_out() -> None:
    assert labels("5", "6", "77", "8", "9") == ("5", "6", "", "8", "9")


def test_of_two_numbers_on_a_page_the_one_that_the_others_go_on_with_is_taken() -> None:
    def chapter(paper: Any) -> None:
        paper.drawString(60, HEIGHT - 30, "3")
        page("- 7 -")(paper)

    extract = read_pdf(drawn(page("- 5 -"), page("- 6 -"), chapter, page("- 8 -")), "a.pdf")
    assert extract.page_labels == ("5", "6", "7", "8")


def test_the_files_own_labels_are_taken_only_where_no_number_is_printed() -> None:
    def labelled(number: str) -> Callable[[Any], None]:
        def draw(paper: Any) -> None:
            if paper.getPageNumber() == 1:
                paper.addPageLabel(0, style="ROMAN_LOWER", start=1)
                paper.addPageLabel(3, style="ARABIC", start=1)
            page(number)(paper)

        return draw

    assert read_pdf(drawn(*[labelled("")] * 6), "a.pdf").page_labels == ("i", "ii", "iii", "1", "2", "3")
    numbered = [labelled(str(number)) for number in range(5, 11)]
    assert read_pdf(drawn(*numbered), "a.pdf").page_labels == ("5", "6", "7", "8", "9", "10")


def test_own_labels_that_name_no_number_are_no_labels() -> None:
    def named(paper: Any) -> None:
        paper.addPageLabel(paper.getPageNumber() - 1, prefix="<b>표지</b>")
        page("")(paper)

    assert read_pdf(drawn(named, named, named), "a.pdf").page_labels == ()


def test_a_pdf_without_numbers_has_no_labels() -> None:
    report = build_report(read_pdf(drawn(page(""), page("")), "a.pdf"), source="a.pdf", metadata=Metadata())

    assert (report.page_labels, report.page_label(0), report.page(0)) == ((), "", 1)


def test_a_row_of_a_table_that_runs_on_has_the_number_of_its_own_page() -> None:
    def number(paper: Any, document: Any) -> None:
        paper.setFont("Nanum", 9)
        paper.drawCentredString(WIDTH / 2, 30, f"- {document.page + 4} -")

    grid = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
    rows = [["사업", "예산"], *[[f"사업{at:03}", f"{at},000"] for at in range(120)]]
    extract = read_pdf(flowed("현황", table(rows, *grid, repeatRows=1), on_page=number), "a.pdf")
    report = build_report(extract, source="a.pdf", metadata=Metadata())

    assert len(report.tables) == 1
    assert len(report.page_labels) == len(report.page_starts) > 2
    assert report.page_label(report.text.index("사업000")) == "5"
    last = report.text.index("사업119")
    assert report.page_label(last) == str((report.page(last) or 0) + 4)


def test_a_number_that_is_the_place_of_the_page_tells_nothing_more() -> None:
    extract = read_pdf(drawn(*[page(f"- {number} -") for number in (1, 2, 3)]), "a.pdf")
    report = build_report(extract, source="a.pdf", metadata=Metadata())

    assert report.page_labels == ("1", "2", "3")
    assert {report.page_label(start) for start in report.page_starts} == {""}


@pytest.mark.parametrize("line", ["2024. 10. 3.", "12백만원", "제5회", "A-3", "붙임 2", "Pages 3", "12 34"])
def test_other_lines_with_figures_are_no_page_numbers(line: str) -> None:
    assert page_number(line) == ""
