"""A page of a PDF as a picture, with a quote marked on it. Runs in a child process, see `corpus.readers.sandbox`."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from corpus.errors import DamagedFile
from corpus.readers.pdf import open_pdf
from corpus.readers.pdf_drawn import Box, PageTooFull
from corpus.readers.pdf_layout import all_lines, lay_out
from corpus.readers.pdf_page import Page, read_page
from corpus.readers.pdf_places import boxes_of

_SCALE = 110 / 72  # pixels a point
_MOST_PIXELS = 3_000_000  # an A3 page has 2.2 million
_MARK, _EDGE = (255, 232, 92), (217, 154, 0)
_AROUND = 1.0  # points of colour around the characters
_ROUNDING = 0.1  # points: edges are kept in single precision


def draw_page(data: bytes, name: str, *, number: int, text: str, start: int, end: int) -> bytes:
    """A PNG of a page (0-based `number`) on which `text[start:end]` is marked; `text` as in `boxes_of`.

    Raises `DamagedFile` where the page cannot be drawn, and as `open_pdf` does.
    """
    document = open_pdf(data, name)
    try:
        boxes = _boxes(read_page(document, number), text, start, end) if text else []
        picture, scale = _picture(document, number)
    except (PageTooFull, pdfium.PdfiumError, IndexError) as error:
        raise DamagedFile(
            f"'{name}'의 {number + 1}쪽을 그릴 수 없습니다(손상되었거나 내용이 지나치게 많은 쪽). "
            "원본 파일을 내려받아 확인해 주세요."
        ) from error
    finally:
        document.close()
    png = io.BytesIO()
    _marked(picture, boxes, scale).save(png, "PNG")
    return png.getvalue()


def _boxes(page: Page, text: str, start: int, end: int) -> list[Box]:
    """As `boxes_of`, on the page as it is shown; a word that lies on its side is marked over its whole length."""
    boxes = boxes_of(list(all_lines(lay_out(page).blocks)), text, start, end)
    return [page.as_shown(next((run for run in page.lying if _within(box, run)), box)) for box in boxes]


def _within(box: Box, run: Box) -> bool:
    left, right = run[0] - _ROUNDING, run[2] + _ROUNDING
    return left <= box[0] and box[2] <= right and run[1] <= (box[1] + box[3]) / 2 <= run[3]


def _picture(document: pdfium.PdfDocument, number: int) -> tuple[Image.Image, float]:
    """The page as it is shown, and how many pixels a point has."""
    page = document[number]
    try:
        width, height = page.get_size()
        scale = min(_SCALE, math.sqrt(_MOST_PIXELS / max(width * height, 1.0)))
        bitmap = page.render(scale=scale)
        try:
            return bitmap.to_pil().convert("RGB"), scale
        finally:
            bitmap.close()
    finally:
        page.close()


def _marked(picture: Image.Image, boxes: Sequence[Box], scale: float) -> Image.Image:
    """The picture with the boxes coloured as with a marker pen: what is printed stays as dark as it was."""
    if not boxes:
        return picture
    pen = Image.new("RGB", picture.size, (255, 255, 255))
    draw = ImageDraw.Draw(pen)
    around = [
        ((left - _AROUND) * scale, (top - _AROUND) * scale, (right + _AROUND) * scale, (bottom + _AROUND) * scale)
        for left, top, right, bottom in boxes
    ]
    for box in around:
        draw.rectangle(box, fill=_MARK)
    marked = ImageChops.multiply(picture, pen)
    outline = ImageDraw.Draw(marked)
    for box in around:  # on a dark ground the colour alone would not be seen
        outline.rectangle(box, outline=_EDGE)
    return marked
