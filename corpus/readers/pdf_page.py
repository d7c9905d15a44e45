"""What stands on a page of a PDF: its characters with their boxes, and the rules that are drawn on it.

Read through pypdfium2's raw interface: it keeps up with the thousands of little strokes that a Korean word processor
draws for the borders of one table, and gives each glyph's own advance, so that words can be told apart where the file
holds no spaces. Coordinates are points from the upper left corner of the page as it is shown (rotation undone).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdf

from corpus.readers.pdf_drawn import Box, Drawn, PageTooFull, Rule, drawn_on, rules_of

_SLANTED = math.radians(10)
_ASCENT, _DESCENT = 0.85, 0.15  # em above and below the baseline
_SMALLEST_FONT = 1.0  # points
_MOST_CHARS = 50_000  # of one page


@dataclass(frozen=True, slots=True)
class Char:
    """A glyph: its text (mostly one character), and the box of its advance width and its em above the baseline."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        """Half its height, from the top of the page."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """One page, 0-based `number`; sizes in points."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    shades: tuple[Box, ...]  # areas filled with a colour other than white
    images: int


def read_page(document: pdfium.PdfDocument, number: int) -> Page:
    """The characters and rules of a page; raises `PageTooFull` or pdfium's own errors."""
    page = document[number]
    try:
        upright = _upright(page)
        width, height = page.get_size()
        chars = list(_chars(page, upright))
        drawn = list(drawn_on(page))
    finally:
        page.close()
    boxes: dict[Drawn, list[Box]] = {kind: [] for kind in Drawn}
    for kind, box in drawn:
        boxes[kind].append(upright(*box))
    usual = median(char.size for char in chars) if chars else _SMALLEST_FONT
    for x0, baseline, x1, _ in boxes[Drawn.SPACE]:
        chars.append(Char(" ", x0, baseline - _ASCENT * usual, x1, baseline + _DESCENT * usual, usual))
    rules = [rules_of(box) for box in boxes[Drawn.RULE]]
    return Page(
        number,
        width,
        height,
        tuple(chars),
        horizontal=tuple(rule for across, _ in rules for rule in across),
        vertical=tuple(rule for _, down in rules for rule in down),
        shades=tuple(dict.fromkeys(boxes[Drawn.SHADE])),
        images=len(boxes[Drawn.IMAGE]),
    )


def _upright(page: pdfium.PdfPage) -> Callable[[float, float, float, float], Box]:
    """From a box of page space (left, bottom, right, top) to one as shown."""
    left, bottom, right, top = page.get_bbox()  # what of the page is shown: its crop box
    turned = page.get_rotation()

    def shown(x0: float, y0: float, x1: float, y1: float) -> Box:
        if turned == 90:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if turned == 180:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        if turned == 270:
            return top - y1, right - x1, top - y0, right - x0
        return x0 - left, top - y1, x1 - left, top - y0

    return shown


def _chars(page: pdfium.PdfPage, upright: Callable[[float, float, float, float], Box]) -> Iterator[Char]:
    """The glyphs of a page but those that pdfium made up and those of slanted text (watermarks)."""
    textpage = page.get_textpage()
    try:
        raw, count = textpage.raw, textpage.count_chars()
        if count > _MOST_CHARS:
            raise PageTooFull
        box, matrix = pdf.FS_RECTF(), pdf.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        high = ""
        for index in range(count):
            code = pdf.FPDFText_GetUnicode(raw, index)
            if pdf.FPDFText_IsGenerated(raw, index) == 1 or code in (0, 0xFFFE, 0xFFFF) or code in (10, 13):
                continue
            if 0xD800 <= code < 0xDC00:
                high = chr(code)
                continue
            text = _joined(high, code)
            high = ""
            pdf.FPDFText_GetMatrix(raw, index, matrix)
            if not pdf.FPDFText_GetLooseCharBox(raw, index, box) or _slanted(matrix):
                continue
            size = pdf.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d) or _SMALLEST_FONT
            pdf.FPDFText_GetCharOrigin(raw, index, x, y)
            if abs(matrix.b) > abs(matrix.a):  # set upwards or downwards
                left, bottom, right, top = box.left, box.bottom, box.right, box.top
            else:
                left, bottom, right, top = box.left, y.value - _DESCENT * size, box.right, y.value + _ASCENT * size
            yield Char(text, *upright(left, bottom, right, top), size)
    finally:
        textpage.close()


def _joined(high: str, code: int) -> str:
    """The character of a code; the two halves of a surrogate pair put together, a lone half replaced."""
    if 0xDC00 <= code < 0xE000:
        return (high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16") if high else "\ufffd"
    return chr(code)


def _slanted(matrix: Any) -> bool:
    return _SLANTED < math.atan2(abs(matrix.b), abs(matrix.a)) < math.pi / 2 - _SLANTED
