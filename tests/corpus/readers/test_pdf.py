"""PDF: words, paragraphs, furniture, pages, and what is refused."""

from __future__ import annotations

import random
from typing import Any

import pytest

from corpus.errors import DamagedFile, EncryptedFile, NoTextLayer, ReadError
from corpus.readers.pdf import read_pdf
from corpus.readers.pdf_lines import space_threshold
from tests.corpus.readers.pdf_files import HEIGHT, WIDTH, drawn, flowed, needs_font

pytestmark = needs_font

SENTENCE = "다문화가족 지원 예산은 전년보다 12.5% 늘어난 1,234백만원이다."


def glyph_by_glyph(text: str, *, tracking: float, space: float) -> Any:
    """Draws a text without space characters, each glyph placed on its own."""

    def draw(paper: Any) -> None:
        x = 60.0
        for char in text:
            if char == " ":
                x += space * 11
                continue
            paper.drawString(x, 700, char)
            x += paper.stringWidth(char, "Nanum", 11) + tracking * 11

    return draw


@pytest.mark.parametrize(
    ("tracking", "space"),
    [(0.0, 0.3), (-0.06, 0.22), (0.0, 0.16), (0.12, 0.45)],
    ids=["wide", "tight", "tiny", "loose"],
)
def test_words_are_told_apart_where_the_file_holds_no_spaces(tracking: float, space: float) -> None:
    extract = read_pdf(drawn(glyph_by_glyph(SENTENCE, tracking=tracking, space=space)), "a.pdf")

    assert extract.text == SENTENCE + "\n"


@pytest.mark.parametrize(
    ("gaps", "inside", "between"),
    [([0.0, 0.01, 0.3, 0.0, 0.02, 0.31], 0.02, 0.3), ([0.12, 0.13, 0.55, 0.12], 0.13, 0.55), ([0.0] * 9, 0.1, 0.6)],
)
def test_the_threshold_lies_between_the_two_heaps_of_gaps(gaps: list[float], inside: float, between: float) -> None:
    assert inside < space_threshold(gaps) < between


def test_a_title_line_without_gaps_stays_one_word() -> None:
    assert (
        read_pdf(drawn(glyph_by_glyph("주요업무추진계획", tracking=0.02, space=0)), "a.pdf").text
        == "주요업무추진계획\n"
    )


def test_wrapped_lines_become_paragraphs_and_items_stay_apart() -> None:
    long = (
        "ㅇ 다문화가족 지원센터를 통하여 한국어 교육과 통번역 서비스를 제공하고 가족 상담과 자녀 방문 학습을 늘린다 "
        * 2
    )
    text = read_pdf(flowed("1. 추진 배경", long, "- 사업비 : 3억원", "- 기간 : 연중"), "a.pdf").text

    lines = text.splitlines()
    assert lines[0] == "1. 추진 배경"
    assert lines[1].replace(" ", "") == long.replace(" ", "")
    assert lines[2:] == ["- 사업비 : 3억원", "- 기간 : 연중"]


def head_and_foot(paper: Any, document: Any) -> None:
    paper.setFont("Nanum", 9)
    paper.drawString(60, HEIGHT - 40, "2024년도 주요업무 보고")
    paper.drawCentredString(WIDTH / 2, 30, f"- {document.page} -")


def test_running_heads_and_page_numbers_are_left_out_and_pages_known() -> None:
    from reportlab.platypus import PageBreak

    data = flowed("첫째 쪽이다.", PageBreak(), "둘째 쪽이다.", PageBreak(), "셋째 쪽이다.", on_page=head_and_foot)
    extract = read_pdf(data, "a.pdf")

    assert extract.text == "첫째 쪽이다.\n둘째 쪽이다.\n셋째 쪽이다.\n"
    assert [extract.text[start:][:2] for start in extract.page_starts] == ["첫째", "둘째", "셋째"]


def test_a_gap_between_paragraphs_is_a_blank_line() -> None:
    from reportlab.platypus import Spacer

    extract = read_pdf(flowed("ㅇ 나눔터 조성", "ㅇ 나무 심기", Spacer(0, 10), "담당 조사관 : 김서울"), "a.pdf")

    assert extract.text == "ㅇ 나눔터 조성\nㅇ 나무 심기\n\n담당 조사관 : 김서울\n"


def test_a_page_without_text_keeps_its_number() -> None:
    extract = read_pdf(
        drawn(lambda p: p.drawString(60, 700, "하나"), lambda p: None, lambda p: p.drawString(60, 700, "셋")), "a"
    )

    assert len(extract.page_starts) == 3
    assert extract.text[extract.page_starts[2] :] == "셋\n"


def test_the_title_of_the_description_is_taken_unless_a_program_wrote_it() -> None:
    page = glyph_by_glyph("본문", tracking=0, space=0)

    assert read_pdf(drawn(page, title="시정 업무보고"), "a.pdf").title == "시정 업무보고"
    assert read_pdf(drawn(page, title="무제"), "a.pdf").title == ""
    assert read_pdf(drawn(page, title="보고.hwp"), "a.pdf").title == ""


def test_a_pdf_of_images_is_no_report() -> None:
    with pytest.raises(NoTextLayer, match="글자 정보가 없습니다"):
        read_pdf(drawn(lambda paper: paper.rect(50, 50, 400, 600, fill=1)), "스캔.pdf")


def test_a_password_is_told_from_damage() -> None:
    locked = drawn(lambda paper: paper.drawString(60, 700, "비밀"), password="1234")

    with pytest.raises(EncryptedFile, match="암호"):
        read_pdf(locked, "비밀.pdf")
    with pytest.raises(DamagedFile, match="열리지 않습니다"):
        read_pdf(b"%PDF-1.7\nnothing", "깨진.pdf")


def test_a_cut_file_gives_what_is_left_and_says_so() -> None:
    data = drawn(*[lambda paper: paper.drawString(60, 700, "예산 현황") for _ in range(5)])

    extract = read_pdf(data[: data.rindex(b"xref")], "a.pdf")

    assert extract.text.count("예산 현황") == 5
    assert extract.partial
    assert "잘려" in extract.warnings[0]


@pytest.mark.parametrize("seed", range(20))
def test_flipped_bits_never_end_in_a_traceback_of_another_kind(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    data = bytearray(flowed("1. 추진 배경", SENTENCE))
    for _ in range(20):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)

    try:
        extract = read_pdf(bytes(data), "a.pdf")
    except ReadError:
        return  # any other error fails the test
    assert extract.format == "pdf"


def in_columns(*columns: list[str], shift: float = 0.0) -> Any:
    """A page with a title, two columns of lines (the second `shift` points lower) and a line below both."""

    def draw(paper: Any) -> None:
        paper.drawString(72, 770, "다문화가족 지원 조례안 검토보고 및 관련 조문 대비 설명 자료 전체 폭 제목")
        for at, lines in enumerate(columns):
            for number, line in enumerate(lines):
                paper.drawString(72 + at * 240, 730 - 18 * number - at * shift, line)
        paper.drawString(
            72, 730 - 18 * max(map(len, columns)) - 30, "두 단 아래에 온 폭으로 놓인 마지막 줄이 하나 더 있습니다."
        )

    return draw


LEFT = [
    "□ 왼쪽 단의 첫 문단은 여기에서 시작하며 길게",
    "이어지고 셋째 줄까지 넘어가는 문장이므로 한",
    "문단이 된다.",
    "□ 둘째 문단은 왼쪽 단의 아래쪽에 놓여 있어서",
    "오른쪽 단보다 먼저 읽혀야 하는 것이 당연하다",
    "고 할 수 있다.",
]
RIGHT = [
    "□ 오른쪽 단은 왼쪽을 다 읽은 다음에 비로소",
    "읽기 시작하는 곳이며 줄의 높이가 왼쪽과 다를",
    "수도 있다.",
    "□ 마지막 문단도 오른쪽 단에 놓여 있으므로 맨",
    "뒤에 읽히며 아래의 온 폭 줄보다는 앞에 온다",
    "고 하겠다.",
]


@pytest.mark.parametrize("shift", [0.0, 4.0, 9.0])
def test_two_columns_are_read_one_after_the_other(shift: float) -> None:
    text = read_pdf(drawn(in_columns(LEFT, RIGHT, shift=shift)), "두 단.pdf").text
    lines = [line for line in text.splitlines() if line]
    assert [line[:6] for line in lines] == [
        "다문화가족 ",
        "□ 왼쪽 단",
        "□ 둘째 문",
        "□ 오른쪽 ",
        "□ 마지막 ",
        "두 단 아래",
    ]
    assert lines[1].endswith("문장이므로 한 문단이 된다.")


def test_labels_with_values_far_to_their_right_are_no_columns() -> None:
    labels = ["담당 부서", "담당자", "시행 일자", "사업 기간", "총사업비", "보조율", "수혜 인원"]
    values = ["관광정책과", "홍길동", "2024. 3. 1.", "3년", "120백만원", "50%", "1,200명"]
    text = read_pdf(drawn(in_columns(labels, values)), "a.pdf").text
    in_order = [word for pair in zip(labels, values, strict=True) for word in pair]
    assert "".join(in_order).replace(" ", "") in "".join(text.split())
