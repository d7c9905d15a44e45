"""What stands on a page of a PDF: its characters with their boxes, and the rules that are drawn on it.

Read through pypdfium2's raw interface: it keeps up with the thousands of little strokes that a Korean word processor
draws for the borders of one table, and gives each glyph's own advance, so that words can be told apart where the file
holds no spaces. Coordinates are points from the upper left corner of the page as it is shown (rotation undone).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdf

from corpus.readers.pdf_drawn import Box, Matrix, PageTooFull, drawn_on, moved_box, times

_SLANTED = math.radians(10)
_ASCENT, _DESCENT = 0.85, 0.15  # em above and below the baseline
_SMALLEST_FONT = 1.0  # points
_SPACE, _NO_GLYPH = 32, frozenset((0, 10, 13, 0xFFFE, 0xFFFF))  # codes; pdfium makes up spaces and line ends
_SAMPLED, _LYING = 200, 0.6  # glyphs looked at, and the share of them that turns a page
_MOST_CHARS = 50_000  # of one page


class Char(NamedTuple):
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
    rules: tuple[Box, ...]  # thin boxes
    shades: tuple[Box, ...]  # areas filled with a colour other than white
    images: int
    lying: tuple[Box, ...] = ()  # runs of glyphs on their side, each of which is one of `chars`
    turned: Matrix | None = None  # from the page as it is shown to the page as it is read, from its side

    def as_shown(self, box: Box) -> Box:
        """A box of this page where it is seen on the page as it is shown."""
        return moved_box(*box, _inverse(self.turned)) if self.turned else box


def read_page(document: pdfium.PdfDocument, number: int) -> Page:
    """The characters and rules of a page; raises `PageTooFull` or pdfium's own errors."""
    page = document[number]
    try:
        shown = _shown(page)
        width, height = page.get_size()
        textpage = page.get_textpage()
        try:
            turned = _turned(textpage, shown, width, height)
            if turned is not None:
                shown, width, height = times(shown, turned), height, width
            chars, lying = _chars(textpage, shown)
        finally:
            textpage.close()
        drawing = drawn_on(page, shown)
    finally:
        page.close()
    chars += map(_laid, lying)
    usual = median(char.size for char in chars) if chars else _SMALLEST_FONT
    for x0, _, x1, baseline in drawing.spaces:
        chars.append(Char(" ", x0, baseline - _ASCENT * usual, x1, baseline + _DESCENT * usual, usual))
    return Page(
        number,
        width,
        height,
        tuple(chars),
        rules=tuple(drawing.rules),
        shades=tuple(dict.fromkeys(drawing.shades)),
        images=drawing.images,
        lying=tuple(map(_around, lying)),
        turned=turned,
    )


def _shown(page: pdfium.PdfPage) -> Matrix:
    """From page space to points from the upper left corner of the page as it is shown."""
    left, bottom, right, top = page.get_bbox()
    return {
        90: (0.0, 1.0, 1.0, 0.0, -bottom, -left),
        180: (-1.0, 0.0, 0.0, 1.0, right, -bottom),
        270: (0.0, -1.0, -1.0, 0.0, top, right),
    }.get(page.get_rotation(), (1.0, 0.0, 0.0, -1.0, -left, top))


def _turned(textpage: pdfium.PdfTextPage, shown: Matrix, width: float, height: float) -> Matrix | None:
    """From the page as shown to the page read from its side, where most of its text lies so (a wide table)."""
    count = textpage.count_chars()
    a, b, c, d, _, _ = shown
    found, matrix = [0, 0, 0], pdf.FS_MATRIX()  # upright, upwards, downwards
    for index in range(0, count, max(1, count // _SAMPLED)):
        pdf.FPDFText_GetMatrix(textpage.raw, index, matrix)
        across, down = a * matrix.a + c * matrix.b, b * matrix.a + d * matrix.b
        found[0 if abs(across) >= abs(down) else 1 if down < 0 else 2] += 1
    if max(found[1:]) <= _LYING * sum(found):
        return None
    if found[1] > found[2]:
        return 0.0, 1.0, -1.0, 0.0, height, 0.0
    return 0.0, -1.0, 1.0, 0.0, 0.0, width


def _inverse(quarter: Matrix) -> Matrix:
    """The way back of a quarter turn."""
    _, b, c, _, e, f = quarter
    return 0.0, c, b, 0.0, -f * b, -e * c


def _chars(textpage: pdfium.PdfTextPage, shown: Matrix) -> tuple[list[Char], list[list[Char]]]:
    """The glyphs of a page, and in runs those that lie on their side on an upright page.

    Those that pdfium made up are left out, and those of slanted text (watermarks).
    """
    raw, count = textpage.raw, textpage.count_chars()
    if count > _MOST_CHARS:
        raise PageTooFull
    box, matrix = pdf.FS_RECTF(), pdf.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    swapped = abs(shown[1]) > abs(shown[0])
    high = ""
    chars: list[Char] = []
    lying: list[list[Char]] = []
    for index in range(count):
        code = pdf.FPDFText_GetUnicode(raw, index)
        if code in _NO_GLYPH or (code == _SPACE and pdf.FPDFText_IsGenerated(raw, index) == 1):
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
        char = Char(text, *moved_box(left, bottom, right, top, shown), size)
        if (abs(matrix.b) > abs(matrix.a)) == swapped:
            chars.append(char)
        elif lying and abs(char.x0 - lying[-1][-1].x0) < size and abs(char.middle - lying[-1][-1].middle) < 2 * size:
            lying[-1].append(char)
        else:
            lying.append([char])
    return chars, lying


def _laid(run: Sequence[Char]) -> Char:
    """A run of glyphs that lie on their side as one, as high as a line about its middle: no line of its own."""
    x0, top, x1, bottom = _around(run)
    size, middle = run[0].size, (top + bottom) / 2
    text = "".join(char.text for char in run).strip()
    return Char(text or " ", x0, middle - size / 2, x1, middle + size / 2, size)


def _around(run: Sequence[Char]) -> Box:
    return (
        min(char.x0 for char in run),
        min(char.top for char in run),
        max(char.x1 for char in run),
        max(char.bottom for char in run),
    )


def _joined(high: str, code: int) -> str:
    """The character of a code; the two halves of a surrogate pair put together, a lone half replaced."""
    if 0xDC00 <= code < 0xE000:
        return (high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16") if high else "\ufffd"
    return chr(code)


def _slanted(matrix: Any) -> bool:
    return _SLANTED < math.atan2(abs(matrix.b), abs(matrix.a)) < math.pi / 2 - _SLANTED
