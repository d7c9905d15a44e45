"""HWPX: XML in a zip archive, read within limits."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DamagedFile, EncryptedFile, FileTooLarge, ReadError
from corpus.readers.dispatch import read_bytes
from corpus.readers.writer import MOST_CHARACTERS, TOO_LONG
from corpus.report import Extract
from corpus.samples.make.archive import zipped
from tests.corpus.readers.hwpx_files import box, cell, hwpx, note, paragraph, section, styles, table


def read(data: bytes) -> Extract:
    return read_bytes(data, "보고.hwpx")


def text_of(*paragraphs: str) -> str:
    return read(hwpx(section(*paragraphs))).text


def test_sections_are_read_in_the_order_of_their_numbers() -> None:
    data = hwpx(*[section(paragraph(f"{at}번 구역")) for at in range(12)])

    assert read(data).text.split("\n")[:-1] == [f"{at}번 구역" for at in range(12)]


def test_tabs_line_breaks_and_special_spaces() -> None:
    inner = "<hp:t>가<hp:tab/>나<hp:lineBreak/>다<hp:fwSpace/>라</hp:t>"

    assert text_of(paragraph("\1", inner)) == "가\t나\n다 라\n"


def test_text_that_tracked_changes_deleted_is_left_out() -> None:
    inner = "<hp:t>예산 <hp:deleteBegin/>100<hp:deleteEnd/><hp:insertBegin/>200<hp:insertEnd/>백만원</hp:t>"

    assert text_of(paragraph("\1", inner)) == "예산 200백만원\n"


def test_memos_and_hidden_comments_are_no_text() -> None:
    memo = f'<hp:ctrl><hp:fieldBegin type="MEMO"><hp:subList>{paragraph("메모")}</hp:subList></hp:fieldBegin></hp:ctrl>'

    assert text_of(paragraph("본\1문", memo)) == "본문\n"


def test_a_footnote_carries_its_number_and_follows_its_paragraph() -> None:
    number = '<hp:ctrl><hp:autoNum num="3" numType="FOOTNOTE"><hp:autoNumFormat type="DIGIT" suffixChar=")"/>'
    inner = paragraph("\1 기준일", number + "</hp:autoNum></hp:ctrl>")
    mark = f"<hp:ctrl><hp:footNote><hp:subList>{inner}</hp:subList></hp:footNote></hp:ctrl>"

    assert text_of(paragraph("본\1문", mark), paragraph("다음")) == "본문\n3) 기준일\n다음\n"


def test_a_footnote_of_a_cell_stands_below_the_table() -> None:
    cells = cell(0, 0, 1, 1, paragraph("구분")) + cell(0, 1, 1, 1, paragraph("정원\1", note("현재")))
    rows = f"<hp:tr>{cells}</hp:tr><hp:tr>{cell(1, 0, 1, 1, paragraph('계'))}{cell(1, 1, 1, 1, paragraph('5'))}</hp:tr>"

    assert text_of(paragraph("\1", f"<hp:tbl>{rows}</hp:tbl>")) == "구분 | 정원\n계 | 5\n\n현재\n"


def test_equations_composed_characters_and_glosses_are_printed() -> None:
    inline = [
        "<hp:equation><hp:script>a over b</hp:script></hp:equation>",
        '<hp:compose composeText="㉮"/>',
        "<hp:dutmal><hp:mainText>본말</hp:mainText><hp:subText>덧말</hp:subText></hp:dutmal>",
    ]

    assert text_of(paragraph("\1 \1 \1", *inline)) == "a over b ㉮ 본말\n"


def test_check_boxes_and_filled_fields_of_a_form_are_read_with_their_state() -> None:
    fields = [
        '<hp:checkBtn caption="R&amp;&amp;D 연계" value="CHECKED"/>',
        '<hp:radioBtn caption="해당 없음" value="UNCHECKED"/>',
        '<hp:edit passwordChar=""><hp:text>홍길동</hp:text></hp:edit>',
        '<hp:edit passwordChar="*"><hp:text>비밀</hp:text></hp:edit>',
        '<hp:comboBox selectedValue="서울"/>',
    ]
    assert text_of(paragraph("구분: " + "\1" * 5, *fields)) == "구분: ☑ R&D 연계 ☐ 해당 없음 홍길동서울\n"


def test_a_table_without_a_paragraph_around_it_is_read() -> None:
    extract = read(
        hwpx(section(table([(0, 0, 1, 1, "구분"), (0, 1, 1, 1, "수"), (1, 0, 1, 1, "계"), (1, 1, 1, 1, "7")])))
    )

    assert extract.text == "구분 | 수\n계 | 7\n\n"
    assert len(extract.tables) == 1


def test_a_box_around_a_heading_is_a_line_and_no_table() -> None:
    extract = read(hwpx(section(paragraph("\1", table([(0, 0, 1, 1, "Ⅳ"), (0, 1, 1, 1, "주요 업무보고")])))))

    assert (extract.text, extract.tables) == ("Ⅳ 주요 업무보고\n", ())


def test_a_table_nested_in_a_cell_follows_its_table() -> None:
    inner = table([(0, 0, 1, 1, "월"), (0, 1, 1, 1, "건"), (1, 0, 1, 1, "1월"), (1, 1, 1, 1, "4")])
    rows = "".join(
        f"<hp:tr>{cell(row, 0, 1, 1, paragraph(name))}{cell(row, 1, 1, 1, content)}</hp:tr>"
        for row, (name, content) in enumerate([("구분", paragraph("내용")), ("실적", paragraph("월별\1", inner))])
    )
    extract = read(hwpx(section(paragraph("\1", f"<hp:tbl>{rows}</hp:tbl>"))))

    assert extract.text == "구분 | 내용\n실적 | 월별\n\n월 | 건\n1월 | 4\n\n"
    assert [(t.rows, t.columns) for t in extract.tables] == [(2, 2), (2, 2)]


def test_grouped_shapes_keep_their_texts() -> None:
    assert text_of(paragraph("\1", f"<hp:container>{box('가')}{box('나')}</hp:container>")) == "가\n\n나\n"


def test_letters_drawn_as_a_picture_are_read() -> None:
    assert (
        text_of(paragraph("\1", '<hp:textart text="2024년 업무보고"/>'), paragraph("본문")) == "2024년 업무보고\n본문\n"
    )


@pytest.mark.parametrize("span", [2_000_000_000, -1, 0, 10**30])
def test_an_absurd_span_is_cut_to_the_table(span: int) -> None:
    extract = read(
        hwpx(section(table([(0, 0, 1, span, "구분"), (0, 1, 1, 1, "수"), (1, 0, span, 1, "계"), (1, 1, 1, 1, "7")])))
    )
    (found,) = extract.tables

    assert [(c.row, c.column, c.rowspan, c.colspan) for c in found.cells] == [
        (0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1),
    ]  # fmt: skip


def test_cells_too_far_apart_for_a_grid_are_read_as_text() -> None:
    extract = read(hwpx(section(table([(0, 0, 1, 1, "가"), (60_000, 60_000, 1, 1, "나")]))))

    assert (extract.text, extract.tables) == ("가\n나\n", ())
    assert "표 1개" in extract.warnings[0]


def test_a_document_with_a_password_is_refused() -> None:
    with pytest.raises(EncryptedFile, match="암호"):
        read(hwpx(section(paragraph("글")), manifest="<odf:encryption-data/>"))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY x "가"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_document_type_is_refused(head: str) -> None:
    data = hwpx(section(paragraph("글")).replace("?>", f"?>{head}", 1))

    with pytest.raises(DamagedFile, match="DOCTYPE"):
        read(data)


def test_a_part_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(FileTooLarge, match="지나치게"):
        read(hwpx(section(paragraph(" " * 80_000_000))))


def test_an_archive_of_too_many_entries_is_refused() -> None:
    with pytest.raises(FileTooLarge, match="항목"):
        read(zipped({f"Contents/section{at}.xml": "" for at in range(5_001)}))


def test_elements_nested_without_end_are_refused() -> None:
    with pytest.raises(DamagedFile):
        read(hwpx(section("<hp:p>" * 20_000 + "</hp:p>" * 20_000)))


def test_tables_nested_without_reason_are_refused() -> None:
    inner = paragraph("글")
    for _ in range(30):
        row = f"<hp:tr>{cell(0, 0, 1, 1, inner)}</hp:tr>"
        inner = f"<hp:p><hp:run><hp:tbl>{row}</hp:tbl></hp:run></hp:p>"
    with pytest.raises(DamagedFile):
        read(hwpx(section(inner)))


def test_a_damaged_section_is_named_and_the_others_are_read() -> None:
    extract = read(hwpx(section(paragraph("첫째")), "<hs:sec>", section(paragraph("셋째"))))

    assert extract.text == "첫째\n셋째\n"
    assert extract.partial
    assert "2번째 구역" in extract.warnings[0]


def test_the_preview_is_given_where_the_body_is_damaged() -> None:
    extract = read(hwpx("<hs:sec>", preview="업무보고\r\n<Ⅰ><일반현황>"))

    assert (extract.text, extract.partial) == ("업무보고\nⅠ | 일반현황\n", True)


def test_missing_styles_cost_the_numbers_only() -> None:
    extract = read(hwpx(section(paragraph("글", shape=1)), head="<broken"))

    assert extract.text == "글\n"
    assert "번호" in extract.warnings[0]


def test_lists_are_numbered_level_by_level() -> None:
    head = styles([("DIGIT", "^1."), ("HANGUL_SYLLABLE", "^2)"), ("CIRCLED_DIGIT", "^3")])
    shapes = [1, 2, 3, 3, 2, 1, 2]
    extract = read(hwpx(section(*[paragraph("글", shape=shape) for shape in shapes]), head=head))

    assert extract.text.split() == ["1.", "글", "가)", "글", "①", "글", "②", "글", "나)", "글", "2.", "글", "가)", "글"]


@given(st.integers(0, 3_000), st.integers(0, 255))
def test_a_changed_byte_ends_in_text_or_in_a_clear_error(at: int, value: int) -> None:
    data = bytearray(hwpx(section(paragraph("\1", table([(0, 0, 1, 1, "가"), (1, 1, 1, 1, "나")])), paragraph("글"))))
    data[at % len(data)] = value
    try:
        read(bytes(data))
    except ReadError:
        return


def in_parts(data: bytes) -> list[tuple[str, int]]:
    """The parts of an archive and where each begins."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(entry.filename, entry.header_offset) for entry in archive.infolist()]


def cut_before(data: bytes, part: str) -> bytes:
    return data[: dict(in_parts(data))[part]]


@pytest.mark.parametrize("streamed", [False, True])
@given(share=st.floats(0, 1))
def test_a_file_cut_off_anywhere_is_partial_or_refused(share: float, streamed: bool) -> None:
    data = hwpx(section(paragraph("글 " * 50)), preview="글 글")
    data = as_a_stream(data) if streamed else data
    try:
        extract = read(data[: max(4, int(len(data) * share))])  # fewer bytes tell no format
    except ReadError:
        return
    assert extract.partial or share > 0.98
    assert extract.text.startswith("글 글")


def test_a_file_cut_off_before_its_body_is_damaged() -> None:
    data = hwpx(section(paragraph("글 " * 500)))

    for end in (80, len(data) // 4, len(cut_before(data, "Contents/section0.xml"))):
        with pytest.raises(DamagedFile, match="손상"):
            read(data[:end])


def test_of_a_file_cut_off_after_its_preview_the_preview_is_read() -> None:
    data = hwpx(section(paragraph("글 " * 500)), preview="업무보고\r\n예산 1,234백만원")
    extract = read(cut_before(data, "META-INF/manifest.xml"))

    assert extract.text == "업무보고\n예산 1,234백만원\n"
    assert extract.partial
    assert "미리 보기" in extract.warnings[0]


@pytest.mark.parametrize("streamed", [False, True])
def test_of_a_file_cut_off_in_its_body_the_whole_sections_are_read(streamed: bool) -> None:
    head = styles().replace("<hh:head", '<hh:head secCnt="3"', 1)
    data = hwpx(*[section(paragraph(f"{at}번 구역")) for at in range(3)], head=head)
    if streamed:
        data = as_a_stream(data)
    extract = read(cut_before(data, "Contents/section2.xml") + b"PK\x03\x04")

    assert extract.text == "0번 구역\n1번 구역\n"
    assert extract.partial
    assert "3개 구역 가운데 2개 뒤가 빠졌습니다" in extract.warnings[0]


def as_a_stream(data: bytes) -> bytes:
    """The archive as a program writes it that cannot go back: check sums and sizes follow the parts."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.written = b""

        def writable(self) -> bool:
            return True

        def write(self, more: Any) -> int:
            self.written += bytes(more)
            return len(more)

    pipe = Pipe()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as stream:
        for name in archive.namelist():
            stream.writestr(name, archive.read(name))
    return pipe.written


def test_names_that_lead_out_of_an_archive_lead_nowhere() -> None:
    data = hwpx(section(paragraph("글")), **{"../../Contents/section1.xml": "<x/>", "/etc/passwd": "x"})

    assert (read(data).text, read(data).partial) == ("글\n", False)


def test_an_archive_within_an_archive_is_not_taken_for_its_parts() -> None:
    inner = hwpx(section(paragraph("속")))
    data = hwpx(section(paragraph("글")), **{"BinData/ole.bin": inner})

    assert read(data[:-30]).text == "글\n"


def test_more_characters_than_a_report_has_are_cut_with_a_warning() -> None:
    letters = "".join(chr(ord("가") + at * 7919 % 11_172) for at in range(1_000_000))
    extract = read(hwpx(section(*[paragraph(letters)] * 4)))

    assert MOST_CHARACTERS <= len(extract.text) < MOST_CHARACTERS + 10
    assert extract.partial
    assert extract.warnings == (TOO_LONG,)


def test_a_page_may_begin_inside_a_cell() -> None:
    texts = [
        paragraph("첫 쪽의 글", tops=[0, 1600]),
        paragraph("둘째 쪽의 글", tops=[0]),
        paragraph("그 아래", tops=[1600]),
    ]
    rows = "".join(
        f"<hp:tr>{cell(row, 0, 1, 1, paragraph(name, tops=[0]))}{cell(row, 1, 1, 1, content)}</hp:tr>"
        for row, (name, content) in enumerate([("구분", paragraph("내용", tops=[0])), ("개요", "".join(texts))])
    )
    extract = read(
        hwpx(section(paragraph("\1", f"<hp:tbl>{rows}</hp:tbl>", tops=[3200]), paragraph("끝", tops=[1600])))
    )

    assert extract.text == "구분 | 내용\n개요 | 첫 쪽의 글 둘째 쪽의 글 그 아래\n\n끝\n"
    assert [extract.text[start:][:6] for start in extract.page_starts] == ["구분 | 내", "둘째 쪽의 "]


def test_a_number_and_its_title_in_a_decorated_box_are_one_heading() -> None:
    assert (
        text_of(paragraph("\1", table([(0, 0, 3, 1, "Ⅰ"), (1, 1, 1, 1, "사업 개요"), (2, 1, 1, 1, "")])))
        == "Ⅰ 사업 개요\n"
    )
