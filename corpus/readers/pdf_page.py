"""What stands on a page of a PDF: its characters with their boxes, and the rules that are drawn on it.

Read through pypdfium2's raw interface: it keeps up with the thousands of little strokes that a Korean word processor
draws for the borders of one table, and gives each glyph's own advance, so that words can be told apart where the file
holds no spaces. Coordinates are points from the upper left corner of the page as it is shown (rotation undone).
"""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from statistics import median
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdf

_THIN = 2.5  # points; a stroke or bar no thicker than this is a rule
_THINNEST_SHADE = 5.0  # points
_SLANTED = math.radians(10)
_ASCENT, _DESCENT = 0.85, 0.15  # em above and below the baseline
_SMALLEST_FONT = 1.0  # points
_RECTANGLE = 5  # segments
_WHITE = 250  # of 255
_MOST_CHARS = 50_000  # of one page
_MOST_OBJECTS = 200_000
_DEEPEST = 8  # form objects within form objects

Box = tuple[float, float, float, float]  # left, top, right, bottom


Matrix = tuple[float, float, float, float, float, float]


class Drawn(Enum):
    """What a drawn object is to a reader."""

    SPACE = auto()  # text without ink: pdfium leaves such spaces out of the text, but they tell where a line broke
    RULE = auto()
    SHADE = auto()
    IMAGE = auto()


class PageTooFull(Exception):
    """A page holds more than any page of a report does."""


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
class Rule:
    """A straight line along an axis: a horizontal one stands at y=`at` from x=`start` to x=`end`."""

    at: float
    start: float
    end: float


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
        drawn = list(_drawn(page))
    finally:
        page.close()
    boxes: dict[Drawn, list[Box]] = {kind: [] for kind in Drawn}
    for kind, box in drawn:
        boxes[kind].append(upright(*box))
    usual = median(char.size for char in chars) if chars else _SMALLEST_FONT
    for x0, baseline, x1, _ in boxes[Drawn.SPACE]:
        chars.append(Char(" ", x0, baseline - _ASCENT * usual, x1, baseline + _DESCENT * usual, usual))
    rules = [_rules_of(box) for box in boxes[Drawn.RULE]]
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
    left, bottom, right, top = page.get_mediabox()
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


def _drawn(page: pdfium.PdfPage) -> Iterator[tuple[Drawn, Box]]:
    """Kind and box (left, bottom, right, top) of what is drawn."""
    budget = [_MOST_OBJECTS]
    top = (pdf.FPDFPage_CountObjects(page.raw), lambda at: pdf.FPDFPage_GetObject(page.raw, at))
    yield from _objects(*top, _identity(), 0, budget)


def _identity() -> Matrix:
    return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0


def _objects(
    count: int, get: Callable[[int], Any], matrix: Matrix, depth: int, budget: list[int]
) -> Iterator[tuple[Drawn, Box]]:
    budget[0] -= count
    if budget[0] < 0:
        raise PageTooFull
    for at in range(count):
        item = get(at)
        kind = pdf.FPDFPageObj_GetType(item)
        if kind == pdf.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inside = pdf.FPDFFormObj_CountObjects(item)
            within = _times(_matrix(item), matrix)

            def child(index: int, form: Any = item) -> Any:
                return pdf.FPDFFormObj_GetObject(form, index)

            yield from _objects(inside, child, within, depth + 1, budget)
        elif kind == pdf.FPDF_PAGEOBJ_IMAGE:
            yield Drawn.IMAGE, _bounds(item, matrix)
        elif kind == pdf.FPDF_PAGEOBJ_TEXT:
            left, bottom, right, top = _bounds(item, matrix)
            if right == left:
                yield Drawn.SPACE, (left, bottom, right, top)
        elif kind == pdf.FPDF_PAGEOBJ_PATH:
            yield from _painted(item, matrix)


def _painted(path: Any, matrix: Matrix) -> Iterator[tuple[Drawn, Box]]:
    """What a path leaves on the page: itself as a rule where it is thin, else its stroked sides and its filled area."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdf.FPDFPath_GetDrawMode(path, fill, stroke)
    if not (fill.value or stroke.value):
        return
    box = _bounds(path, matrix)
    thickness = min(box[2] - box[0], box[3] - box[1])
    if thickness <= _THIN:
        yield Drawn.RULE, box
        return
    if stroke.value:  # pdfium's bounds of a stroke are wider than the stroke
        yield from ((Drawn.RULE, side) for side in _sides(path, _times(_matrix(path), matrix)))
    elif not stroke.value and pdf.FPDFPath_CountSegments(path) > _RECTANGLE:
        yield from ((Drawn.RULE, bar) for bar in _bars(path, _times(_matrix(path), matrix)))
    if fill.value and thickness >= _THINNEST_SHADE and not _is_white(path):
        yield Drawn.SHADE, box


def _is_white(path: Any) -> bool:
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    pdf.FPDFPageObj_GetFillColor(path, red, green, blue, opacity)
    return min(red.value, green.value, blue.value) >= _WHITE or opacity.value == 0


def _sides(path: Any, matrix: Matrix) -> Iterator[Box]:
    """The straight sides of a stroked path, as boxes without thickness."""
    for points in _outlines(path, matrix):
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            if min(abs(x0 - x1), abs(y0 - y1)) <= _THIN < max(abs(x0 - x1), abs(y0 - y1)):
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _bars(path: Any, matrix: Matrix) -> Iterator[Box]:
    """The thin outlines among those of a filled path."""
    for points in _outlines(path, matrix):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            yield min(xs), min(ys), max(xs), max(ys)


def _outlines(path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for at in range(min(pdf.FPDFPath_CountSegments(path), _MOST_OBJECTS)):
        segment = pdf.FPDFPath_GetPathSegment(path, at)
        pdf.FPDFPathSegment_GetPoint(segment, x, y)
        if pdf.FPDFPathSegment_GetType(segment) == pdf.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append(_moved(x.value, y.value, matrix))
        if pdf.FPDFPathSegment_GetClose(segment) and points[0] != points[-1]:
            points.append(points[0])
    if points:
        yield points


def _bounds(item: Any, matrix: Matrix) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdf.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    x0, y0 = _moved(left.value, bottom.value, matrix)
    x1, y1 = _moved(right.value, top.value, matrix)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _matrix(item: Any) -> Matrix:
    found = pdf.FS_MATRIX()
    if not pdf.FPDFPageObj_GetMatrix(item, found):
        return _identity()
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _rules_of(box: Box) -> tuple[list[Rule], list[Rule]]:
    """A thin box as a horizontal or a vertical rule; a dot of a dotted one may be either."""
    x0, top, x1, bottom = box
    wide, high = x1 - x0, bottom - top
    across = [Rule((top + bottom) / 2, x0, x1)] if high <= _THIN else []
    down = [Rule((x0 + x1) / 2, top, bottom)] if wide <= _THIN else []
    return across, down
