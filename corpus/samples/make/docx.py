"""A sample report as DOCX, written with python-docx."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from corpus.readers.grid import Grid
from corpus.samples.make.archive import zipped
from corpus.samples.make.source import HEADINGS, Line, Source, Style, check_pages, column_shares

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

_FONT = "맑은 고딕"
_WIDTH, _HEIGHT, _MARGIN = 210, 297, 20  # mm
_SIZES = {Style.TITLE: 18, Style.CHAPTER: 15, Style.SECTION: 13, Style.BOX: 11}  # points
_GAP = 7  # points
_INDENTS = {Style.ITEM: 4, Style.DETAIL: 8}  # mm
_ALIGNED = {
    Style.TITLE: WD_ALIGN_PARAGRAPH.CENTER,
    Style.CAPTION: WD_ALIGN_PARAGRAPH.CENTER,
    Style.UNIT: WD_ALIGN_PARAGRAPH.RIGHT,
}
_DATE = datetime(2024, 1, 1, tzinfo=UTC)


def write_docx(source: Source) -> bytes:
    """The bytes of the file; the same for the same source and the same python-docx."""
    check_pages(source)
    document = Document()
    _set_up(document, source.title)
    for block in source.blocks:
        if isinstance(block, Grid):
            _add_table(document, block)
        else:
            _add_line(document, block)
    data = io.BytesIO()
    document.save(data)
    with zipfile.ZipFile(data) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})


def _set_up(document: DocumentObject, title: str) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(_WIDTH), Mm(_HEIGHT)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(0)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    about = document.core_properties
    about.title, about.author, about.language = title, "council-qa", "ko-KR"
    about.comments = about.last_modified_by = ""
    about.created = about.modified = _DATE
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_page_number(footer.add_run())


def _add_page_number(run: Run) -> None:
    """The field that prints the number of the page it stands on."""
    for kind in ("begin", "PAGE", "end"):
        element = OxmlElement("w:instrText" if kind == "PAGE" else "w:fldChar")
        if kind == "PAGE":
            element.text = kind
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _add_line(document: DocumentObject, line: Line) -> None:
    paragraph = document.add_paragraph()
    if line.style in HEADINGS[1:]:
        paragraph.style = document.styles[f"Heading {HEADINGS.index(line.style)}"]
    run = paragraph.add_run(line.text)
    if line.style in HEADINGS:
        run.font.size, run.font.bold = Pt(_SIZES[line.style]), True
        run.font.name = _FONT
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    _lay_out(paragraph, line)


def _lay_out(paragraph: Paragraph, line: Line) -> None:
    paragraph.alignment = _ALIGNED.get(line.style, WD_ALIGN_PARAGRAPH.LEFT)
    layout = paragraph.paragraph_format
    layout.left_indent = Mm(_INDENTS.get(line.style, 0))
    layout.space_before = layout.space_after = Pt(0)
    if line.style is Style.GAP:
        layout.line_spacing = Pt(_GAP)
    if line.opens_page:
        layout.page_break_before = True


def _add_table(document: DocumentObject, grid: Grid) -> None:
    table = document.add_table(grid.rows, grid.columns, style="Table Grid")
    table.autofit = False
    widths = [Mm(share * (_WIDTH - 2 * _MARGIN)) for share in column_shares(grid)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for covered in column.cells:
            covered.width = width
    for cell in grid.cells:
        end = table.cell(cell.row + cell.rowspan - 1, cell.column + cell.colspan - 1)
        merged = table.cell(cell.row, cell.column)
        if end is not merged:
            merged = merged.merge(end)
        merged.text = cell.text
        for paragraph in merged.paragraphs:
            paragraph.paragraph_format.space_after = Pt(0)
        if cell.header:
            _shade(merged)
    for row in {cell.row for cell in grid.cells if cell.header}:
        table.rows[row]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _shade(cell: _Cell) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E7E6E6")):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)
