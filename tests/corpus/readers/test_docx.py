"""DOCX: order, merged cells, notes, text boxes, tracked changes, numbers; damaged and hostile files."""

from __future__ import annotations

import io
import random
import zipfile
from typing import Any

import pytest

from corpus.errors import DamagedFile, EmptyFile, FileTooLarge, ReadError
from corpus.readers.docx import read_docx
from tests.corpus.readers.hwpx_files import zipped

docx = pytest.importorskip("docx")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NUMBERING = """<w:numbering xmlns:w="{w}"><w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="ganada"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2-%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0a7"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
</w:numbering>""".replace("{w}", W)


def written(document: Any) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def package(body: str, **parts: str) -> bytes:
    """A DOCX of XML as Word writes it, where python-docx has no words for it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return data.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def text_of(body: str, **parts: str) -> str:
    return read_docx(package(body, **parts), "a.docx").text


def test_paragraphs_and_tables_in_the_order_of_the_body() -> None:
    document = docx.Document()
    document.core_properties.title = "시정 업무보고"
    document.add_paragraph("앞 문단")
    table = document.add_table(2, 2)
    for at, text in enumerate(["구분", "예산액", "교육", "1,200"]):
        table.cell(*divmod(at, 2)).text = text
    document.add_paragraph("뒤 문단")

    extract = read_docx(written(document), "a.docx")

    assert [line for line in extract.text.split("\n") if line] == [
        "앞 문단",
        "구분 | 예산액",
        "교육 | 1,200",
        "뒤 문단",
    ]
    assert (extract.title, extract.page_starts) == ("시정 업무보고", ())


def test_merged_cells_have_exact_spans() -> None:
    document = docx.Document()
    table = document.add_table(4, 4)
    for row in range(4):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}"
    for first, last in (((0, 0), (1, 0)), ((0, 1), (0, 3)), ((2, 1), (3, 2))):
        corner = table.cell(*first).merge(table.cell(*last))
        corner.text = f"{first[0]}{first[1]}"
    extract = read_docx(written(document), "a.docx")

    (found,) = extract.tables
    assert {(c.row, c.column, c.rowspan, c.colspan, c.text) for c in found.cells} == {
        (0, 0, 2, 1, "00"), (0, 1, 1, 3, "01"), (1, 1, 1, 1, "11"), (1, 2, 1, 1, "12"), (1, 3, 1, 1, "13"),
        (2, 0, 1, 1, "20"), (2, 1, 2, 2, "21"), (2, 3, 1, 1, "23"), (3, 0, 1, 1, "30"), (3, 3, 1, 1, "33"),
    }  # fmt: skip
    assert all(cell.span.of(extract.text) == cell.text for cell in found.cells)


def test_a_table_in_a_cell_follows_the_table() -> None:
    document = docx.Document()
    outer = document.add_table(2, 2)
    for at, text in enumerate(["가", "나", "다", "라"]):
        outer.cell(*divmod(at, 2)).text = text
    inner = outer.cell(1, 1).add_table(2, 2)
    for at, text in enumerate(["구분", "금액", "교육", "12"]):
        inner.cell(*divmod(at, 2)).text = text
    extract = read_docx(written(document), "a.docx")

    assert len(extract.tables) == 2
    assert all(word in extract.text for word in ("다 | 라", "구분 | 금액", "교육 | 12"))


def test_what_was_inserted_is_read_and_what_was_deleted_is_not() -> None:
    body = (
        "<w:p><w:r><w:t>예산은 </w:t></w:r><w:del><w:r><w:delText>10</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>옛</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>숨은</w:t></w:r><w:r><w:t>억원</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('서식 상자')}</w:sdtContent></w:sdt>"
    )

    assert text_of(body) == "예산은 12억원\n서식 상자\n"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('글상자')}</w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f'<w:p><w:r><w:t>본문</w:t><mc:AlternateContent xmlns:mc="{mc}">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    assert text_of(body).split() == ["본문", "글상자"]


def test_a_footnote_follows_its_paragraph() -> None:
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{paragraph("추경 포함")}</w:footnote></w:footnotes>'
    body = '<w:p><w:r><w:t>예산 12억원</w:t><w:footnoteReference w:id="2"/></w:r></w:p>' + paragraph("다음")

    assert text_of(body, footnotes=notes) == "예산 12억원\n주1) 추경 포함\n다음\n"


def test_numbers_of_lists_are_part_of_the_text() -> None:
    def item(text: str, level: int, number: int = 1) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')

    levels = {"현황": 0, "예산": 1, "국비": 2, "시비": 2, "인력": 1, "정원": 2, "계획": 0, "안": 1, "점": 3}
    body = "".join(item(text, level) for text, level in levels.items())
    lines = text_of(body + item("별도", 0, 2), numbering=NUMBERING).splitlines()

    assert lines == [
        "Ⅰ. 현황", "가. 예산", "가-1) 국비", "가-2) 시비", "나. 인력", "나-1) 정원", "Ⅱ. 계획", "가. 안", "▪ 점",
        "Ⅶ. 별도",
    ]  # fmt: skip


def test_a_number_may_come_from_the_style() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )

    assert text_of(paragraph("현황", '<w:pStyle w:val="b"/>'), numbering=NUMBERING, styles=styles) == "Ⅰ. 현황\n"


def test_pages_are_those_the_file_breaks_itself() -> None:
    body = paragraph("하나") + '<w:p><w:r><w:br w:type="page"/><w:t>둘</w:t></w:r></w:p>'
    extract = read_docx(package(body + paragraph("셋", "<w:pageBreakBefore/>")), "a.docx")

    assert [extract.text[start:].splitlines()[0] for start in extract.page_starts] == ["하나", "둘", "셋"]


def test_a_document_of_images_is_refused() -> None:
    with pytest.raises(EmptyFile, match="글자가 없습니다"):
        read_docx(package("<w:p/>"), "a.docx")


def test_hostile_xml_is_refused() -> None:
    laughs = '<!DOCTYPE w [<!ENTITY a "하"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'
    with pytest.raises(DamagedFile, match="DOCTYPE"):
        read_docx(zipped({"word/document.xml": laughs}), "a.docx")
    with pytest.raises(DamagedFile, match="손상"):
        read_docx(package("<w:p>" * 20_000 + "</w:p>" * 20_000), "a.docx")


def test_a_damaged_part_beside_the_body_costs_only_itself() -> None:
    extract = read_docx(package(paragraph("글"), numbering="<w:numbering", footnotes="<w:footnotes>"), "a.docx")

    assert extract.text == "글\n"
    assert extract.partial
    assert [warning.split("을")[0] for warning in extract.warnings] == ["자동으로 매긴 번호", "각주"]


def test_of_a_file_cut_off_behind_its_body_the_body_is_read() -> None:
    data = package(paragraph("글"), styles=f'<w:styles xmlns:w="{W}"/>')
    extract = read_docx(data[: data.index(b"word/styles.xml")], "a.docx")

    assert (extract.text, extract.partial) == ("글\n", True)
    assert "끝이 잘려" in extract.warnings[0]


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(FileTooLarge, match="지나치게 커져서"):
        read_docx(package("<!--" + " " * 70_000_000 + "-->"), "a.docx")


def test_a_span_of_two_thousand_million_is_cut() -> None:
    def cell(text: str, span: int) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{paragraph(text)}</w:tc>'

    body = f"<w:tbl><w:tr>{cell('가', 2_000_000_000)}{cell('나', 1)}</w:tr></w:tbl>"

    assert "가" in text_of(body)


@pytest.mark.parametrize("seed", range(20))
def test_damage_ends_in_a_read_error_or_a_text(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    data = bytearray(package(paragraph("예산 현황")))
    for _ in range(3):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    del data[len(data) - dice.choice([0, 0, 50]) :]

    try:
        extract = read_docx(bytes(data), "a.docx")
    except ReadError:
        return  # any other error fails the test
    assert extract.text
