"""A sample report as PDF, set by ReportLab in NanumGothic (SIL Open Font License 1.1), embedded as a subset."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from corpus.readers.grid import Grid
from corpus.samples.make.source import Line, Source, Style, column_shares

FONTS = {  # where Debian's fonts-nanum puts them
    "NanumGothic": Path("/usr/share/fonts/truetype/nanum/NanumGothic.ttf"),
    "NanumGothicBold": Path("/usr/share/fonts/truetype/nanum/NanumGothicBold.ttf"),
}
_REGULAR, _BOLD = FONTS
_MARGIN = 20 * mm
_GAP = 8  # points
_SHADE = HexColor("#e7e6e6")


def _style(size: float, **more: Any) -> ParagraphStyle:
    return ParagraphStyle("", **{"fontName": _REGULAR, "fontSize": size, "leading": 1.6 * size} | more)


_STYLES = {
    Style.TITLE: _style(17, fontName=_BOLD, alignment=TA_CENTER),
    Style.CHAPTER: _style(14, fontName=_BOLD),
    Style.SECTION: _style(12, fontName=_BOLD),
    Style.BOX: _style(11, fontName=_BOLD),
    Style.CAPTION: _style(10, fontName=_BOLD, alignment=TA_CENTER),
    Style.UNIT: _style(9, alignment=TA_RIGHT),
    Style.ITEM: _style(10, leftIndent=14, firstLineIndent=-10),
    Style.DETAIL: _style(10, leftIndent=24, firstLineIndent=-8),
    Style.TEXT: _style(10),
}
_CELL = _style(9, leading=12)
_HEAD = _style(9, leading=12, alignment=TA_CENTER)


def write_pdf(source: Source) -> bytes:
    """The bytes of the file; the same for the same source, fonts and ReportLab.

    Raises:
        FileNotFoundError: the fonts are not installed.
        ValueError: a character of the source is in neither font.
    """
    _register_fonts(source)
    data = io.BytesIO()
    document = SimpleDocTemplate(
        data, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
        title=source.title, author="council-qa", lang="ko-KR", invariant=1,
    )  # fmt: skip
    story: list[Flowable] = []
    for block in source.blocks:
        story += [_table(block, document.width)] if isinstance(block, Grid) else _line(block)
    document.build(story, onFirstPage=_print_number, onLaterPages=_print_number)
    return data.getvalue()


def _register_fonts(source: Source) -> None:
    texts = [block.text for block in source.blocks if isinstance(block, Line)]
    texts += [cell.text for block in source.blocks if isinstance(block, Grid) for cell in block.cells]
    for name, path in FONTS.items():
        if not path.exists():
            raise FileNotFoundError(f"{path} is not there. Install the fonts that the PDF is set in (fonts-nanum).")
        font = TTFont(name, str(path))
        missing = sorted({char for char in "".join(texts) if ord(char) not in font.face.charToGlyph})
        if missing:
            raise ValueError(f"{source.name}: {name} has no glyph for {''.join(missing)!r}.")
        pdfmetrics.registerFont(font)


def _line(line: Line) -> list[Flowable]:
    if line.style is Style.GAP:
        return [Spacer(0, _GAP)]
    text = Paragraph(escape(line.text), _STYLES[line.style])
    if line.style not in (Style.ITEM, Style.DETAIL, Style.TEXT):
        text.keepWithNext = 1
    return [PageBreak(), text] if line.opens_page else [text]


def _table(grid: Grid, width: float) -> Flowable:
    texts: list[list[Any]] = [[""] * grid.columns for _ in range(grid.rows)]
    commands: list[tuple[Any, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    for cell in grid.cells:
        texts[cell.row][cell.column] = Paragraph(escape(cell.text), _HEAD if cell.header else _CELL)
        end = cell.column + cell.colspan - 1, cell.row + cell.rowspan - 1
        if cell.rowspan > 1 or cell.colspan > 1:
            commands.append(("SPAN", (cell.column, cell.row), end))
        if cell.header:
            commands.append(("BACKGROUND", (cell.column, cell.row), end, _SHADE))
    headers = len({cell.row for cell in grid.cells if cell.header})
    return Table(texts, [share * width for share in column_shares(grid)], repeatRows=headers, style=commands)


def _print_number(canvas: Any, document: Any) -> None:
    canvas.setFont(_REGULAR, 9)
    canvas.drawCentredString(A4[0] / 2, 10 * mm, f"- {document.page} -")
