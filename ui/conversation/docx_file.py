"""A conversation as DOCX, for Word and 한글: one heading a question, its answer, and the sources below it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from qa.answer import Citation
from qa.sources import korean_date
from ui import copy
from ui.blocks import blocks
from ui.conversation.exchange import Exchange, source_lines

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

FONT = "맑은 고딕"
INK, SOFT = RGBColor(0x17, 0x21, 0x2D), RGBColor(0x55, 0x5F, 0x6B)
# style: points of its letters, before and after it
SIZES = {
    "Normal": (11, 0, 4),
    "Title": (20, 0, 4),
    "Heading 1": (14, 22, 6),
    "Heading 2": (11, 12, 4),
    "Footer": (9, 0, 0),
}
HANGING = Mm(8)


def as_docx(exchanges: Sequence[Exchange], day: date) -> bytes:
    """The bytes of the file. Texts must be free of what XML forbids, as `ConversationIn` leaves them."""
    document = Document()
    _set_up(document, day)
    document.add_paragraph(copy.FILE_TITLE, style="Title")
    _soft(document.add_paragraph(korean_date(day.isoformat())))
    for number, exchange in enumerate(exchanges, start=1):
        document.add_heading(f"{number}. {' '.join(exchange.question.split())}", level=1)
        if exchange.rewritten:
            _soft(document.add_paragraph(f"{copy.UNDERSTOOD}: {exchange.rewritten}"))
        _add_answer(document, exchange)
        if exchange.citations:
            document.add_heading(copy.SOURCES, level=2)
        for citation in exchange.citations:
            _add_source(document, citation)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _add_answer(document: DocumentObject, exchange: Exchange) -> None:
    for block in blocks(exchange.answer, {citation.marker for citation in exchange.citations}):
        for pieces in block.lines:
            paragraph = document.add_paragraph(style="List Bullet" if block.is_list else "Normal")
            for piece in pieces:
                run = paragraph.add_run(piece if isinstance(piece, str) else f"[{piece}]")
                run.font.superscript = isinstance(piece, int) or None


def _add_source(document: DocumentObject, citation: Citation) -> None:
    place, *rest = source_lines(citation)
    paragraph = document.add_paragraph(f"[{citation.marker}]\t{place}")
    paragraph.paragraph_format.first_line_indent = -HANGING
    paragraph.paragraph_format.tab_stops.add_tab_stop(HANGING)
    lines = [paragraph, *map(document.add_paragraph, rest)]
    for line in lines:
        line.paragraph_format.left_indent = HANGING
        line.paragraph_format.keep_with_next = line is not lines[-1]
    for line in lines[1:]:
        _soft(line)


def _soft(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.color.rgb, run.font.size = SOFT, Pt(10)


# ---------------------------------------------------------------------------------------------- the sheet


def _set_up(document: DocumentObject, day: date) -> None:
    sheet = document.sections[0]
    sheet.page_width, sheet.page_height = Mm(210), Mm(297)
    sheet.left_margin = sheet.right_margin = sheet.top_margin = sheet.bottom_margin = Mm(22)
    for name, (size, before, after) in SIZES.items():
        style = document.styles[name]
        _set_font(style, size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for border in document.styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    about = document.core_properties
    about.title, about.author, about.language, about.comments = copy.FILE_TITLE, copy.PRODUCT, "ko-KR", ""
    about.created = about.modified = datetime.combine(day, time(), UTC)
    _add_footer(sheet.footer.paragraphs[0])


def _set_font(style: ParagraphStyle, size: int) -> None:
    """The font for Latin and Korean letters; the theme's fonts that the template names would go before it."""
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), FONT)


def _add_footer(footer: Paragraph) -> None:
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run(f"{copy.FILE_NOTE}\n")
    _add_field(footer, "PAGE")
    footer.add_run(" / ")
    _add_field(footer, "NUMPAGES")


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    """A field that the word processor fills in: the number of the page, the number of all pages."""
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), instruction)
    run = paragraph.add_run("1")  # what stands there until it is
    element.append(run._r)
    paragraph._p.append(element)
