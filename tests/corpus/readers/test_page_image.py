"""Page images: the mark lies on the quoted words, on the right page, and nowhere else."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pytest
from PIL import Image

from corpus.chunker import build_report
from corpus.errors import DamagedFile
from corpus.readers.dispatch import read_bytes
from corpus.readers.page_image import page_image
from corpus.report import Metadata, Report, Span
from tests.corpus.readers.pdf_files import HEIGHT, WIDTH, drawn, flowed, needs_font, table
from tests.corpus.readers.test_pdf import LEFT, RIGHT, in_columns

pytestmark = needs_font
Pixels = npt.NDArray[np.int16]
SCALE = 110 / 72
NAME = "업무보고.pdf"


def report_of(data: bytes) -> Report:
    return build_report(read_bytes(data, NAME), source=NAME, metadata=Metadata())


def quote(report: Report, words: str, nth: int = 0) -> Span:
    """Where the words stand in the report's text."""
    start = -1
    for _ in range(nth + 1):
        start = report.text.index(words, start + 1)
    return Span(start, start + len(words))


def pixels(png: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.int16)


def marked(png: bytes) -> list[tuple[float, float, float, float]]:
    """The boxes of marker colour on a picture, top down: left, top, right, bottom in points."""
    colour = pixels(png)
    yellow = (colour[:, :, 0] > 190) & (colour[:, :, 2] < 130) & (colour[:, :, 0] - colour[:, :, 2] > 90)
    boxes = []
    rows = np.flatnonzero(yellow.any(axis=1))
    for band in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        if len(band):
            columns = np.flatnonzero(yellow[band[0] : band[-1] + 1].any(axis=0))
            for run in np.split(columns, np.flatnonzero(np.diff(columns) > 3) + 1):
                boxes.append((run[0] / SCALE, band[0] / SCALE, (run[-1] + 1) / SCALE, (band[-1] + 1) / SCALE))
    return boxes


def printed_at(data: bytes, number: int, words: str) -> list[tuple[float, float, float, float]]:
    """Where pdfium itself finds words on a page, as boxes from its upper left corner in points."""
    document = pdfium.PdfDocument(data)
    page = document[number - 1]
    textpage = page.get_textpage()
    searcher = textpage.search(words, match_case=True)
    found, height = [], page.get_height()
    while (hit := searcher.get_next()) is not None:
        boxes = [textpage.get_charbox(hit[0] + at) for at in range(hit[1])]
        found.append(
            (
                min(box[0] for box in boxes),
                height - max(box[3] for box in boxes),
                max(box[2] for box in boxes),
                height - min(box[1] for box in boxes),
            )
        )
    for part in (searcher, textpage, page, document):
        part.close()
    return found


def assert_covers(box: tuple[float, ...], words: tuple[float, ...]) -> None:
    """The mark holds the ink of the words and reaches little further."""
    assert box[0] <= words[0] + 1
    assert box[1] <= words[1] + 1
    assert box[2] >= words[2] - 1
    assert box[3] >= words[3] - 1
    assert box[0] >= words[0] - 5
    assert box[2] <= words[2] + 5
    assert box[3] - box[1] <= 20


def line(y: float, text: str) -> Callable[[Any], None]:
    return lambda paper: paper.drawString(70, HEIGHT - y, text)


def lines(*placed: tuple[float, str]) -> Callable[[Any], None]:
    def draw(paper: Any) -> None:
        for y, text in placed:
            paper.drawString(70, HEIGHT - y, text)

    return draw


def test_the_page_is_drawn_at_110_dots_an_inch_without_any_mark() -> None:
    data = drawn(line(100, "다문화가족 지원 예산은 1,234백만원임"))
    picture = pixels(page_image(report_of(data), data, 1))
    assert picture.shape == (round(HEIGHT * SCALE + 0.5), round(WIDTH * SCALE + 0.5), 3)
    assert picture.min() < 60, "something is printed"
    assert marked(page_image(report_of(data), data, 1)) == []


def test_the_quoted_words_are_marked_and_nothing_else() -> None:
    data = drawn(lines((100, "다문화가족 지원 예산은 1,234백만원임"), (200, "청소년 지원 예산은 1,234백만원임")))
    report = report_of(data)
    for nth in (0, 1):
        [box] = marked(page_image(report, data, 1, quote(report, "1,234백만원", nth)))
        assert_covers(box, printed_at(data, 1, "1,234백만원")[nth])


def test_outside_the_mark_the_picture_is_the_page_itself() -> None:
    data = drawn(line(100, "다문화가족 지원 예산은 1,234백만원임"))
    report = report_of(data)
    plain, with_mark = pixels(page_image(report, data, 1)), pixels(page_image(report, data, 1, quote(report, "예산은")))
    [(left, top, right, bottom)] = marked(page_image(report, data, 1, quote(report, "예산은")))
    changed = np.argwhere((plain != with_mark).any(axis=2)) / SCALE
    assert changed[:, 0].min() >= top - 2
    assert changed[:, 0].max() <= bottom + 2
    assert changed[:, 1].min() >= left - 2
    assert changed[:, 1].max() <= right + 2
    assert (with_mark.sum(axis=2) < 200).sum() >= 0.9 * (plain.sum(axis=2) < 200).sum(), "the words stay dark"


def test_a_wrapped_sentence_has_a_box_on_each_of_its_lines() -> None:
    sentence = (
        "도시 외교의 추진 방향은 자매도시와의 교류를 넓히고 국제기구 유치를 늘려 시민이 느끼는 성과를 내는 데 있으며 "
        * 2
    )
    data = flowed("1. 추진 방향", sentence.strip(), "2. 예산")
    report = report_of(data)
    start = report.text.index("도시 외교")
    boxes = marked(page_image(report, data, 1, Span(start, report.text.index("2. 예산"))))
    assert len(boxes) >= 3
    assert [round(box[0]) for box in boxes[1:]] == [round(boxes[1][0])] * (len(boxes) - 1)
    [first, *_] = printed_at(data, 1, "도시 외교의")
    assert abs(boxes[0][0] - first[0]) < 5


ROWS = [["구분", "2023년", "2024년"], ["국내협력", "1,200", "3,400"], ["국제협력", "3,400", "1,200"]]
RULED = ("GRID", (0, 0), (-1, -1), 0.6, "black")


def test_a_table_row_is_marked_cell_by_cell_and_a_cell_alone() -> None:
    data = flowed("1. 예산 현황", table(ROWS, RULED, colWidths=[120, 110, 110]), "2. 그 밖의 사항")
    report = report_of(data)
    row = quote(report, "국제협력 | 3,400 | 1,200")
    found = marked(page_image(report, data, 1, row))
    words = [printed_at(data, 1, "국제협력")[0], printed_at(data, 1, "3,400")[1], printed_at(data, 1, "1,200")[1]]
    assert len(found) == len(words)
    for box, place in zip(found, words, strict=True):
        assert_covers(box, place)
    [alone] = marked(page_image(report, data, 1, Span(row.start + 7, row.start + 12)))
    assert_covers(alone, words[1])


def test_a_quote_over_two_pages_is_marked_on_each_where_it_stands() -> None:
    rows = [["연번", "사업명", "예산"], *([str(at), f"사업 {at}호", f"{at * 37:,}"] for at in range(1, 60))]
    data = flowed("1. 사업 목록", table(rows, RULED, repeatRows=1, colWidths=[60, 200, 100]))
    report = report_of(data)
    assert len(report.page_starts) == 2
    turn = report.page_starts[1]
    last, first = report.text[:turn].rstrip().split("\n")[-1], report.text[turn:].split("\n")[0]
    quoted = Span(report.text.index(last), turn + len(first))
    for number, row in ((1, last), (2, first)):
        found = marked(page_image(report, data, number, quoted))
        name = row.split(" | ")[1]
        assert len(found) == 3, "the three cells of one row"
        assert_covers(found[1], printed_at(data, number, name)[0])


def test_running_heads_that_print_the_same_words_are_not_marked() -> None:
    head = [(40.0, "2024년도 주요 업무보고")]
    pages = [lines(*head, (120, f"2024년도 주요 업무보고 {at}장"), (150, f"ㅇ 내용 {at}")) for at in range(1, 5)]
    data = drawn(*pages)
    report = report_of(data)
    [box] = marked(page_image(report, data, 2, quote(report, "2024년도 주요 업무보고 2장")))
    assert_covers(box, printed_at(data, 2, "2024년도 주요 업무보고 2장")[0])


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_turned_and_cropped_pages_are_marked_as_they_are_shown(turned: int) -> None:
    upright = drawn(lines((300, "다문화가족 지원"), (330, "예산은 1,234백만원임")))
    document = pdfium.PdfDocument(upright)
    page = document[0]
    page.set_cropbox(50, 100, 500, 700)
    page.set_rotation(turned)
    out = io.BytesIO()
    page.close()
    document.save(out)
    document.close()
    data = out.getvalue()
    report = report_of(data)
    plain = pixels(page_image(report, data, 1))
    with_mark = pixels(page_image(report, data, 1, Span(0, len(report.text))))
    changed, inked = (plain != with_mark).any(axis=2), plain.sum(axis=2) < 300
    assert 0 < changed.sum() < 0.1 * changed.size
    near = np.zeros_like(changed)
    for down, right in np.ndindex(9, 9):  # solid ink is as dark under the mark as without it
        near |= np.roll(changed, (down - 4, right - 4), axis=(0, 1))
    assert near[inked].all(), "all that is printed is marked"
    shown = (500 - 50, 700 - 100) if turned == 180 else (700 - 100, 500 - 50)
    assert changed.shape == (round(shown[1] * SCALE + 0.5), round(shown[0] * SCALE + 0.5))


def on_its_side(paper: Any, words: str) -> None:
    """A sheet of text set across it; the words in its last line."""
    for y, text in ((500, "눕혀 놓은 쪽의 첫째 줄이다."), (470, "둘째 줄에는 예산이 적혀 있다.")):
        paper.drawString(60, y, text)
    paper.drawString(230, 440, words)


def upwards(paper: Any, words: str) -> None:
    paper.translate(WIDTH, 0)
    paper.rotate(90)
    on_its_side(paper, words)


def downwards(paper: Any, words: str) -> None:
    paper.translate(0, HEIGHT)
    paper.rotate(-90)
    on_its_side(paper, words)


def upwards_on_a_turned_page(paper: Any, words: str) -> None:
    paper.setPageRotation(90)
    upwards(paper, words)


def downwards_on_a_turned_page(paper: Any, words: str) -> None:
    paper.setPageRotation(270)
    downwards(paper, words)


def label_on_its_side(paper: Any, words: str) -> None:
    for y, left in ((720, 72), (680, 110), (640, 72)):
        paper.line(left, y, 500, y)
    for x in (72, 110, 300, 500):
        paper.line(x, 640, x, 720)
    for x, y, text in ((120, 700, "지방세"), (310, 700, "120"), (120, 660, "세외수입"), (310, 660, "30")):
        paper.drawString(x, y, text)
    paper.translate(95, 650)
    paper.rotate(90)
    paper.drawString(0, 0, words)


@pytest.mark.parametrize(
    "draw", [upwards, downwards, upwards_on_a_turned_page, downwards_on_a_turned_page, label_on_its_side]
)
def test_text_that_lies_on_its_side_is_marked_where_it_lies(draw: Callable[[Any, str], None]) -> None:
    words = "세입 예산"
    data, without = (drawn(lambda paper, words=words: draw(paper, words)) for words in (words, ""))
    report = report_of(data)
    ink = pixels(page_image(report, data, 1)) != pixels(page_image(report, without, 1))
    down, right = (np.flatnonzero(ink.any(axis=(other, 2))) / SCALE for other in (1, 0))
    [mark] = marked(page_image(report, data, 1, quote(report, words)))
    assert_around(mark, (right[0], down[0], right[-1], down[-1]), by=6)


def assert_around(box: tuple[float, ...], ink: tuple[float, ...], by: float) -> None:
    """The mark holds all of the ink and reaches no further than `by` points."""
    assert ink[0] - by < box[0] <= ink[0] + 1
    assert ink[1] - by < box[1] <= ink[1] + 1
    assert ink[2] - 1 <= box[2] < ink[2] + by
    assert ink[3] - 1 <= box[3] < ink[3] + by


def test_a_sentence_of_a_column_is_marked_in_that_column() -> None:
    data = drawn(in_columns(LEFT, RIGHT, shift=4.0))
    report = report_of(data)
    quoted = quote(report, "이어지고 셋째 줄까지 넘어가는 문장이므로 한 문단이 된다.")
    found = marked(page_image(report, data, 1, quoted))
    words = [printed_at(data, 1, part)[0] for part in ("이어지고 셋째 줄까지 넘어가는 문장이므로 한", "문단이 된다.")]
    assert len(found) == len(words)
    for box, place in zip(found, words, strict=True):
        assert_covers(box, place)
    [alone] = marked(page_image(report, data, 1, quote(report, "고 하겠다.")))
    assert_covers(alone, printed_at(data, 1, "고 하겠다.")[0])


def test_a_huge_page_is_drawn_smaller() -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=(14_000, 14_000))
    paper.setFont("Helvetica", 300)
    paper.drawString(500, 7_000, "A council report that is printed on a very large sheet")
    paper.save()
    data = out.getvalue()
    height, width, _ = pixels(page_image(report_of(data), data, 1)).shape
    assert 2_900_000 < height * width < 3_100_000


def test_bytes_that_are_no_pdf_any_more_are_a_clean_error() -> None:
    data = drawn(line(100, "다문화가족 지원 예산은 1,234백만원임"))
    report = report_of(data)
    for broken in (b"%PDF-1.7\nnothing of a document", data[:200], b""):
        with pytest.raises(DamagedFile, match=NAME):
            page_image(report, broken, 1)
    fewer = replace(report, page_starts=(0, 3))
    with pytest.raises(DamagedFile, match="2쪽"):
        page_image(fewer, data, 2)
    with pytest.raises(ValueError, match="no page 3"):
        page_image(fewer, data, 3)
