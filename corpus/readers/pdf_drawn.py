"""What is drawn on a page of a PDF beside its text: rules, shaded areas, images, and spaces without ink."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdf

_THIN = 2.5  # points; a stroke or bar no thicker than this is a rule
_THINNEST_SHADE = 5.0  # points
_RECTANGLE = 5  # segments
_WHITE = 250  # of 255
_MOST_OBJECTS = 200_000
_DEEPEST = 8  # form objects within form objects

Box = tuple[float, float, float, float]  # left, top, right, bottom
Matrix = tuple[float, float, float, float, float, float]


class PageTooFull(Exception):
    """A page holds more than any page of a report does."""


class Drawn(Enum):
    """What a drawn object is to a reader."""

    SPACE = auto()  # text without ink: pdfium leaves such spaces out of the text, but they tell where a line broke
    RULE = auto()
    SHADE = auto()
    IMAGE = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along an axis: a horizontal one stands at y=`at` from x=`start` to x=`end`."""

    at: float
    start: float
    end: float


def drawn_on(page: pdfium.PdfPage) -> Iterator[tuple[Drawn, Box]]:
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
        for (x0, y0), (x1, y1) in pairwise(points):
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


def rules_of(box: Box) -> tuple[list[Rule], list[Rule]]:
    """A thin box as a horizontal or a vertical rule; a dot of a dotted one may be either."""
    x0, top, x1, bottom = box
    wide, high = x1 - x0, bottom - top
    across = [Rule((top + bottom) / 2, x0, x1)] if high <= _THIN else []
    down = [Rule((x0 + x1) / 2, top, bottom)] if wide <= _THIN else []
    return across, down
