"""PDFs made for the tests with ReportLab, in a Korean font that Debian and Ubuntu carry (fonts-nanum)."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

FONT = Path("/usr/share/fonts/truetype/nanum/NanumGothic.ttf")
needs_font = pytest.mark.skipif(not FONT.exists(), reason="the PDFs are set in NanumGothic (fonts-nanum)")
WIDTH, HEIGHT = 595.0, 842.0


def drawn(*pages: Callable[[Any], None], title: str = "", password: str = "") -> bytes:
    """A PDF whose pages are drawn one by one on ReportLab's canvas."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    register_font()
    data = io.BytesIO()
    paper = canvas.Canvas(data, pagesize=(WIDTH, HEIGHT), encrypt=password or None)
    if title:
        paper.setTitle(title)
    for page in pages:
        paper.setFont("Nanum", 11)
        page(paper)
        paper.showPage()
    paper.save()
    return data.getvalue()


def flowed(*parts: Any, on_page: Callable[[Any, Any], None] | None = None) -> bytes:
    """A PDF of ReportLab's flowables; strings become paragraphs."""
    platypus = pytest.importorskip("reportlab.platypus")
    styles = pytest.importorskip("reportlab.lib.styles")
    register_font()
    body = styles.ParagraphStyle("body", fontName="Nanum", fontSize=11, leading=17, wordWrap="CJK")
    data = io.BytesIO()
    nothing = on_page or (lambda canvas, document: None)
    document = platypus.SimpleDocTemplate(data, pagesize=(WIDTH, HEIGHT))
    story = [platypus.Paragraph(part, body) if isinstance(part, str) else part for part in parts]
    document.build(story, onFirstPage=nothing, onLaterPages=nothing)
    return data.getvalue()


def table(rows: Sequence[Sequence[str]], *commands: tuple[Any, ...], **settings: Any) -> Any:
    """A ReportLab table; `commands` as of its TableStyle."""
    platypus = pytest.importorskip("reportlab.platypus")
    register_font()
    return platypus.Table(rows, style=[("FONT", (0, 0), (-1, -1), "Nanum", 10), *commands], **settings)


def register_font() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if "Nanum" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Nanum", str(FONT)))
