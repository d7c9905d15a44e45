"""HWP5: records in an OLE container, and the same document as HWPX."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, FileTooLarge, ProtectedFile
from corpus.readers.dispatch import read_bytes
from corpus.readers.hancom.hwp_body import read_section
from corpus.readers.hancom.hwp_records import BrokenRecords, read_tree
from corpus.report import Extract
from tests.corpus.readers import hwp_files as h
from tests.corpus.readers import hwpx_files as x

CELLS = (
    (0, 0, 2, 1, "구분"),
    (0, 1, 1, 2, "정원"),
    (1, 1, 1, 1, "일반직"),
    (1, 2, 1, 1, "별정직"),
    (2, 0, 1, 1, "관광과"),
    (2, 1, 1, 1, "12"),
    (2, 2, 1, 1, "3"),
)


def read(data: bytes) -> Extract:
    return read_bytes(data, "보고.hwp")


def body() -> bytes:
    return (
        h.paragraph("\1일반현황", h.header(1, "머리말"), shape=1, tops=[0])
        + h.paragraph("정원 현황", shape=2, tops=[1600])
        + h.paragraph("\1", h.table(1, CELLS, "< 정원 (단위 : 명) >"), tops=[3200])
        + h.paragraph("늘어난 정원\1은 다음과 같다.", h.note(1, "2024년 기준"), shape=2, tops=[0, 1600])
        + h.paragraph("\1", h.box(1, "Ⅱ. 주요 업무"), tops=[3200])
        + h.paragraph("끝", tops=[0])
    )


NUMBERS = h.doc_info([(2, "^1."), (8, "^2.")])


def test_paragraphs_tables_boxes_and_notes_are_read_in_order_and_furniture_is_left_out() -> None:
    extract = read(h.hwp(body(), info=NUMBERS))

    assert extract.text == (
        "Ⅰ. 일반현황\n가. 정원 현황\n\n< 정원 (단위 : 명) >\n구분 | 정원\n일반직 | 별정직\n관광과 | 12 | 3\n\n"
        "나. 늘어난 정원은 다음과 같다.\n2024년 기준\n\nⅡ. 주요 업무\n끝\n"
    )
    assert (extract.format, extract.partial, extract.warnings) == ("hwp", False, ())


def test_a_table_keeps_its_spans_its_header_its_caption_and_unit() -> None:
    extract = read(h.hwp(body(), info=NUMBERS))
    (table,) = extract.tables

    assert [(c.row, c.column, c.rowspan, c.colspan, c.span.of(extract.text)) for c in table.cells] == list(CELLS)
    assert (table.rows, table.columns, table.header_rows) == (3, 3, 2)
    assert (table.caption, table.unit) == ("< 정원 (단위 : 명) >", "명")
    assert table.column_label(2) == "정원 별정직"


def test_a_line_higher_up_than_the_last_begins_a_page() -> None:
    extract = read(h.hwp(body(), info=NUMBERS))

    assert [extract.text[start:].split("\n")[0] for start in extract.page_starts] == [
        "Ⅰ. 일반현황",
        "나. 늘어난 정원은 다음과 같다.",
        "끝",
    ]


def test_a_file_without_a_layout_has_no_pages() -> None:
    assert read(h.hwp(h.paragraph("글"))).page_starts == ()


def test_the_same_document_reads_the_same_as_hwp_and_as_hwpx() -> None:
    twin = x.section(
        x.paragraph("\1일반현황", x.header("머리말"), shape=1, tops=[0]),
        x.paragraph("정원 현황", shape=2, tops=[1600]),
        x.paragraph("\1", x.table(CELLS, "< 정원 (단위 : 명) >"), tops=[3200]),
        x.paragraph("늘어난 정원\1은 다음과 같다.", x.note("2024년 기준"), shape=2, tops=[0, 1600]),
        x.paragraph("\1", x.box("Ⅱ. 주요 업무"), tops=[3200]),
        x.paragraph("끝", tops=[0]),
    )
    head = x.styles([("ROMAN_CAPITAL", "^1."), ("HANGUL_SYLLABLE", "^2.")])

    one, other = read(h.hwp(body(), info=NUMBERS)), read_bytes(x.hwpx(twin, head=head), "보고.hwpx")

    assert (one.text, one.tables, one.page_starts) == (other.text, other.tables, other.page_starts)


def test_check_boxes_and_filled_fields_of_a_form_are_read_with_their_state() -> None:
    def parameters(group: str, **values: str | int) -> str:
        inner = " ".join(
            f"{name}:wstring:{len(value)}:{value}" if isinstance(value, str) else f"{name}:int:{value}"
            for name, value in values.items()
        )
        common = "Name:wstring:19:Caption:wstring:1:x"  # a name may look like another parameter
        return f"CommonSet:set:{len(common)}:{common} {group}:set:{len(inner)}:{inner} "

    fields = [
        ("+cbt", parameters("ButtonSet", Caption="R&&D 연계", Value=1)),
        ("+rbt", parameters("ButtonSet", Caption="해당 없음", Value=0)),
        ("+edt", parameters("EditSet", Text="홍길동")),
        ("+edt", parameters("EditSet", Text="비밀", PasswordChar="*")),
        ("+cbt", ""),
    ]
    text = read(h.hwp(h.paragraph("구분: " + "\1" * 5, *(h.form(1, *field) for field in fields)))).text
    assert text.split("\n")[0] == "구분: ☑ R&D 연계 ☐ 해당 없음 홍길동☐"


def test_letters_drawn_as_a_picture_are_read() -> None:
    text = read(h.hwp(h.paragraph("\1", h.text_art(1, "2024년 업무보고")), h.paragraph("본문"))).text
    assert text.split("\n") == ["2024년 업무보고", "본문", ""]


def test_a_record_longer_than_its_size_field_can_say() -> None:
    assert len(read(h.hwp(h.paragraph("긴 글 " * 2000))).text) == len("긴 글 " * 2000)


def test_characters_of_the_private_use_area_are_mapped() -> None:
    assert read(h.hwp(h.paragraph("\U000f02b1 관광 \U000f080f \uf06c 과"))).text == "① 관광 ━ ● 과\n"


@pytest.mark.parametrize(
    ("flags", "error", "code"),
    [
        (1 | 1 << 1, EncryptedFile, "encrypted_file"),
        (1 | 1 << 4, ProtectedFile, "drm_file"),
        (1 | 1 << 8, ProtectedFile, "drm_file"),
    ],
)
def test_a_locked_document_is_refused_with_what_to_do(flags: int, error: type[Exception], code: str) -> None:
    with pytest.raises(error, match="넣어 주세요") as caught:
        read(h.hwp(body(), flags=flags))
    assert getattr(caught.value, "code", "") == code


@pytest.mark.parametrize("seed", [0, 7, 0xDEADBEEF])
def test_a_distribution_document_is_read_with_its_own_key_and_its_stub_is_not(seed: int) -> None:
    extract = read(h.distribution(h.paragraph("업무보고") + h.paragraph("관광과"), seed, bytes(range(16))))

    assert extract.text == "업무보고\n관광과\n"


def test_a_section_that_cannot_be_read_is_named() -> None:
    extract = read(h.hwp(h.paragraph("첫째 구역"), b"\xff" * 40, h.paragraph("셋째 구역")))

    assert extract.text == "첫째 구역\n셋째 구역\n"
    assert extract.partial
    assert extract.warnings == ("문서의 3개 구역 가운데 2번째 구역을 읽지 못해 빠졌습니다.",)


def test_the_preview_is_given_where_the_body_is_damaged() -> None:
    extract = read(h.hwp(b"\xff" * 40, preview="업무보고\r\n<구분><정원>\r\n"))

    assert extract.text == "업무보고\n구분 | 정원\n"
    assert extract.partial
    assert "손상" in extract.warnings[0]


def test_a_body_that_lacks_what_the_preview_shows_is_warned_of() -> None:
    preview = "이 문서는 관광과의 2024년 주요 업무를 보고하기 위하여 작성한 것으로 다음 내용을 담고 있습니다."
    extract = read(h.hwp(h.paragraph("다른 글"), preview=preview))

    assert any("미리 보기" in warning for warning in extract.warnings)


def test_a_document_without_text_or_body_is_refused() -> None:
    with pytest.raises(EmptyFile):
        read(h.hwp(h.paragraph(" ")))
    with pytest.raises(DamagedFile):
        read(h.hwp())


@given(st.integers(0, 4095), st.integers(0, 255))
def test_a_changed_byte_ends_in_text_or_in_broken_records(at: int, value: int) -> None:
    data = bytearray(body())
    data[at % len(data)] = value
    try:
        read_section(bytes(data))
    except BrokenRecords:
        return


@given(st.binary(max_size=200))
def test_any_bytes_are_records_or_broken_records(data: bytes) -> None:
    try:
        read_section(data)
    except BrokenRecords:
        return


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_off_is_refused_or_partial(share: float) -> None:
    data = h.hwp(body(), info=NUMBERS)
    try:
        extract = read(data[: int(len(data) * share)])
    except (DamagedFile, EmptyFile):
        return
    assert extract.text


def test_records_nested_without_end_are_broken() -> None:
    deep = b"".join(h.record(66, level) for level in range(300))
    with pytest.raises(BrokenRecords):
        read_tree(deep)


def test_tables_nested_without_reason_damage_their_section() -> None:
    inner = h.paragraph("글", level=120)
    for level in range(118, -1, -2):
        head = struct.pack("<IIHHHHII8xH", 1, 0, 0, 0, 1, 1, 1, 1, 0)
        below = h.record(77, level + 2, struct.pack("<IHH", 0, 1, 1)) + h.record(72, level + 2, head) + inner
        inner = h.paragraph("\1", h.control("tbl ", level + 1, bytes(40), below), level=level)
    with pytest.raises(BrokenRecords):
        read_section(inner)


def test_a_stream_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(FileTooLarge, match="지나치게"):
        read(h.hwp(bytes(70 * 1024 * 1024)))
