"""What is drawn on a page of a PDF beside its text: rules, shaded areas, images, and spaces without ink.

A Korean word processor draws the borders of its tables in thousands of dots: the loop over a page's objects makes no
more calls into pdfium than it needs, and no objects but those it gives back.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdf

THIN = 2.5  # points; a stroke or bar no thicker than this is a rule
DASH = 4.0  # points: dots and dashes of one rule lie no further apart
_THINNEST_SHADE = 5.0  # points
_RECTANGLE = 5  # segments
_WHITE = 250  # of 255
_MOST_OBJECTS = 200_000
_DEEPEST = 8  # form objects within form objects

_kind_of, _bounds_of = pdf.FPDFPageObj_GetType, pdf.FPDFPageObj_GetBounds
_PATH, _TEXT = pdf.FPDF_PAGEOBJ_PATH, pdf.FPDF_PAGEOBJ_TEXT

Box = tuple[float, float, float, float]  # left, top, right, bottom
Matrix = tuple[float, float, float, float, float, float]


class PageTooFull(Exception):
    """A page holds more than any page of a report does."""


@dataclass(slots=True)
class Drawing:
    """What is drawn on a page, in points from the upper left corner of the page as it is shown."""

    rules: list[Box] = field(default_factory=list)  # thin ones
    shades: list[Box] = field(default_factory=list)  # areas filled with a colour other than white
    spaces: list[Box] = field(default_factory=list)  # text without ink: pdfium leaves such spaces out of the text
    images: int = 0


def drawn_on(page: pdfium.PdfPage, shown: Matrix) -> Drawing:
    """What is drawn; `shown` takes points of page space to where they are seen. Raises `PageTooFull`."""
    reader = _Reader()
    reader.read(pdf.FPDFPage_CountObjects(page.raw), pdf.FPDFPage_GetObject, page.raw, shown, 0)
    return reader.drawing


class _Reader:
    """Goes through the objects of one page."""

    def __init__(self) -> None:
        self.drawing = Drawing()
        self._budget = _MOST_OBJECTS

    def read(self, count: int, get: Callable[[Any, int], Any], holder: Any, matrix: Matrix, depth: int) -> None:
        """The objects of a page, or of a form object on it."""
        self._budget -= count
        if self._budget < 0:
            raise PageTooFull
        drawing, rules = self.drawing, self.drawing.rules
        left, bottom, right, top = (ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float())
        for at in range(count):
            item = get(holder, at)
            kind = _kind_of(item)
            if kind in (_PATH, _TEXT):
                _bounds_of(item, left, bottom, right, top)
                box = moved_box(left.value, bottom.value, right.value, top.value, matrix)
                if kind == _TEXT:
                    if box[0] == box[2]:
                        drawing.spaces.append(box)
                elif box[2] - box[0] <= THIN or box[3] - box[1] <= THIN:
                    if rules and _goes_on(rules[-1], box):
                        box = (*rules.pop()[:2], *box[2:])
                    rules.append(box)
                else:
                    self._read_area(item, box, matrix)
            elif kind == pdf.FPDF_PAGEOBJ_IMAGE:
                drawing.images += 1
            elif kind == pdf.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inside = pdf.FPDFFormObj_CountObjects(item)
                self.read(inside, pdf.FPDFFormObj_GetObject, item, times(_matrix(item), matrix), depth + 1)

    def _read_area(self, path: Any, box: Box, matrix: Matrix) -> None:
        """A path that is no rule: its stroked sides or the bars it is made of, and its filled area."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdf.FPDFPath_GetDrawMode(path, fill, stroke)
        if stroke.value:  # pdfium's bounds of a stroke are wider than the stroke
            self.drawing.rules += _sides(path, times(_matrix(path), matrix))
        elif pdf.FPDFPath_CountSegments(path) > _RECTANGLE:
            self.drawing.rules += _bars(path, times(_matrix(path), matrix))
        if fill.value and min(box[2] - box[0], box[3] - box[1]) >= _THINNEST_SHADE and not _is_white(path):
            self.drawing.shades.append(box)


def _goes_on(rule: Box, dot: Box) -> bool:
    """Whether a dot or dash is the next one of the same line, to the right or downwards."""
    if rule[1] == dot[1] and rule[3] == dot[3]:
        return rule[0] < dot[0] <= rule[2] + DASH and dot[2] > rule[2] and dot[3] - dot[1] <= THIN
    if rule[0] == dot[0] and rule[2] == dot[2]:
        return rule[1] < dot[1] <= rule[3] + DASH and dot[3] > rule[3] and dot[2] - dot[0] <= THIN
    return False


def _is_white(path: Any) -> bool:
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    pdf.FPDFPageObj_GetFillColor(path, red, green, blue, opacity)
    return min(red.value, green.value, blue.value) >= _WHITE or opacity.value == 0


def _sides(path: Any, matrix: Matrix) -> Iterator[Box]:
    """The straight sides of a stroked path, as boxes without thickness."""
    for points in _outlines(path, matrix):
        for (x0, y0), (x1, y1) in pairwise(points):
            if min(abs(x0 - x1), abs(y0 - y1)) <= THIN < max(abs(x0 - x1), abs(y0 - y1)):
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _bars(path: Any, matrix: Matrix) -> Iterator[Box]:
    """The thin outlines among those of a filled path."""
    for points in _outlines(path, matrix):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= THIN:
            yield min(xs), min(ys), max(xs), max(ys)


def _outlines(path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for at in range(min(pdf.FPDFPath_CountSegments(path), _MOST_OBJECTS)):
        segment = pdf.FPDFPath_GetPathSegment(path, at)
        pdf.FPDFPathSegment_GetPoint(segment, x, y)
        if pdf.FPDFPathSegment_GetType(segment) == pdf.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdf.FPDFPathSegment_GetClose(segment) and points[0] != points[-1]:
            points.append(points[0])
    if points:
        yield points


def _matrix(item: Any) -> Matrix:
    found = pdf.FS_MATRIX()
    if not pdf.FPDFPageObj_GetMatrix(item, found):
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    return found.a, found.b, found.c, found.d, found.e, found.f


def times(first: Matrix, then: Matrix) -> Matrix:
    """One matrix that does what `first` does and `then` the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def moved_box(x0: float, y0: float, x1: float, y1: float, matrix: Matrix) -> Box:
    """The box around two opposite corners, moved by a matrix that keeps axes apart or swaps them."""
    a, b, c, d, e, f = matrix
    left, right = a * x0 + c * y0 + e, a * x1 + c * y1 + e
    top, bottom = b * x0 + d * y0 + f, b * x1 + d * y1 + f
    if left > right:
        left, right = right, left
    return (left, top, right, bottom) if top <= bottom else (left, bottom, right, top)
