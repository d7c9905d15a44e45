"""PDF: pages to lines and ruled tables, the same running heads left out, tables put together over pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from corpus.clean import repair_glyphs, vocabulary
from corpus.errors import DamagedFile, EncryptedFile, NoTextLayer
from corpus.readers.grid import Grid, GridCell
from corpus.readers.pdf_drawn import PageTooFull
from corpus.readers.pdf_furniture import without_furniture
from corpus.readers.pdf_joined import with_joined_tables
from corpus.readers.pdf_labels import page_labels
from corpus.readers.pdf_layout import PageLayout, PrintedCell, PrintedTable, all_lines, lay_out
from corpus.readers.pdf_lines import TextLine, Wrapping, keeps_spaces, paragraphs_of
from corpus.readers.pdf_page import read_page
from corpus.readers.writer import MOST_CHARACTERS, Writer
from corpus.report import Extract

MOST_PAGES = 2_000
_SAME_END = 2.0  # points
_FEW = 10  # characters: a page of images with fewer is a scan
_NO_CHARACTER = re.compile("[\ufffd\ue000-\uf8ff]")
_UNREADABLE = 0.3  # of all characters
_NO_TITLE = re.compile(r"(?:무제|제목\s*없음|문서\s?\d*|(?:빈|새)\s?문서\s?\d*|.*\.(?:hwpx?|pdf|docx?|pptx?|xlsx?))\s*")
_PROGRAM = re.compile(r"^Microsoft (?:Word|PowerPoint|Excel) - ")


def read_pdf(data: bytes, name: str) -> Extract:
    """The text and tables of a PDF with its physical pages and the numbers printed on them.

    Raises `EncryptedFile` where a password is needed to open it, `NoTextLayer` where it holds only images or glyphs
    that stand for no characters, `DamagedFile` where it cannot be opened.
    """
    writer = Writer("pdf")
    document = open_pdf(data, name)
    try:
        title = _title(document)
        pages = list(_layouts(document, writer))
        labels = page_labels(pages, [_own_label(document, page.number) for page in pages])
    finally:
        document.close()
    _check_text(pages, name, writer)
    if b"%%EOF" not in data[-2048:]:
        writer.warn("파일의 끝이 잘려 있어 일부 내용이 빠졌을 수 있습니다.", partial=True)
    _write(pages, writer)
    return replace(writer.extract(title), page_labels=labels)


def open_pdf(data: bytes, name: str) -> pdfium.PdfDocument:
    """A document that opens without a password; raises `EncryptedFile` or `DamagedFile`."""
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_raw.FPDF_ERR_PASSWORD:
            raise EncryptedFile(
                f"'{name}'은(는) 암호가 걸린 PDF입니다. 암호를 푼 뒤 다시 저장해 넣어 주세요."
            ) from error
        raise DamagedFile(
            f"'{name}'은(는) PDF로 열리지 않습니다(손상된 파일). 원본에서 PDF로 다시 저장해 넣어 주세요."
        ) from error


def _title(document: pdfium.PdfDocument) -> str:
    """The title of the file's own description, unless a program filled it in."""
    title = _PROGRAM.sub("", document.get_metadata_value("Title")).strip()
    return "" if _NO_TITLE.fullmatch(title) or not re.search("[가-힣]", title) else title


def _own_label(document: pdfium.PdfDocument, number: int) -> str:
    """What the file calls a page (0-based), "" where it says nothing that can be read."""
    try:
        return str(document.get_page_label(number))
    except UnicodeDecodeError:
        return ""


def _layouts(document: pdfium.PdfDocument, writer: Writer) -> Iterator[PageLayout]:
    """The pages, up to the limits; what cannot be read is an empty page and a warning."""
    characters = 0
    for number in range(len(document)):
        if number >= MOST_PAGES or characters > MOST_CHARACTERS:
            writer.warn(f"문서가 너무 길어 처음 {number}쪽만 읽었습니다(전체 {len(document)}쪽).", partial=True)
            return
        try:
            layout = lay_out(read_page(document, number))
        except (PageTooFull, pdfium.PdfiumError):
            writer.warn(f"{number + 1}쪽을 읽지 못했습니다(손상되었거나 내용이 지나치게 많은 쪽).", partial=True)
            layout = PageLayout(number, 0, 0, 0, 0, ())
        characters += layout.characters
        yield layout


def _check_text(pages: Sequence[PageLayout], name: str, writer: Writer) -> None:
    """Refuse scans and glyphs without characters; name the pages that have no text."""
    if not any(page.characters > _FEW or (page.characters and not page.images) for page in pages):
        raise NoTextLayer(
            f"'{name}'에는 글자 정보가 없습니다(스캔한 그림으로 된 PDF). 문자 인식(OCR)을 거친 PDF나 원본 한글 문서를 "
            "넣어 주세요."
        )
    printed = "".join(line.text for page in pages for line in all_lines(page.blocks))
    unknown = len(_NO_CHARACTER.findall(repair_glyphs(printed)))
    if unknown > _UNREADABLE * len(printed):
        raise NoTextLayer(
            f"'{name}'의 글꼴에 글자 정보가 없어 내용을 알 수 없습니다. 원본 문서에서 PDF로 다시 저장하거나 원본 한글 "
            "문서를 넣어 주세요."
        )
    scanned = [str(page.number + 1) for page in pages if page.characters <= _FEW and page.images]
    if scanned:
        shown = ", ".join(scanned[:10]) + (" 등" if len(scanned) > 10 else "")
        writer.warn(f"글자 정보가 없는 쪽이 {len(scanned)}쪽 있어 읽지 못했습니다: {shown}쪽.", partial=True)


# ------------------------------------------------------------------------------------------ writing


def _write(pages: Sequence[PageLayout], writer: Writer) -> None:
    """All pages, text and tables in the order of the page."""
    pages = without_furniture(pages)
    margins = _margins(pages)
    wrapping = _wrapping(pages, margins)
    for page, reach in zip(with_joined_tables(pages), margins, strict=True):
        if not page.begun:
            writer.page()
        for run in _runs(page.blocks):
            if isinstance(run, PrintedTable):
                writer.table(_grid(run, wrapping))
            else:
                for paragraph in paragraphs_of(run, reach, wrapping):
                    writer.paragraph(paragraph)


def _margins(pages: Sequence[PageLayout]) -> list[tuple[float, float]]:
    """How far lines reach on each page, left and right; where too few tell, as far as on the pages of its width."""
    lines = [[block for block in page.blocks if isinstance(block, TextLine)] for page in pages]
    of_width: dict[int, list[TextLine]] = {}
    for page, own in zip(pages, lines, strict=True):
        of_width.setdefault(round(page.width), []).extend(own)
    usual = {
        width: (_shared([line.x0 for line in all_], 1), _shared([line.x1 for line in all_], -1))
        for width, all_ in of_width.items()
    }
    margins = []
    for page, own in zip(pages, lines, strict=True):
        left, right = usual[round(page.width)]
        margins.append(
            (
                _shared([line.x0 for line in own], 1) or left or 0.0,
                _shared([line.x1 for line in own], -1) or right or page.width,
            )
        )
    return margins


def _shared(ends: Sequence[float], order: int) -> float | None:
    """The outermost place where several lines end: the least with `order` 1, the greatest with -1."""
    outwards = sorted(ends, key=lambda end: order * end)
    return next((a for a, b in pairwise(outwards) if abs(a - b) <= _SAME_END), None)


def _wrapping(pages: Sequence[PageLayout], margins: Sequence[tuple[float, float]]) -> Wrapping:
    full = [
        block
        for page, (_, right) in zip(pages, margins, strict=True)
        for block in page.blocks
        if isinstance(block, TextLine) and block.x1 > right - block.size
    ]
    lines = (line.text for page in pages for line in all_lines(page.blocks))
    return Wrapping(vocabulary("\n".join(lines)), keeps_spaces(full))


def _runs(blocks: Iterable[TextLine | PrintedTable]) -> Iterator[list[TextLine] | PrintedTable]:
    """Tables, and the lines between them together."""
    lines: list[TextLine] = []
    for block in blocks:
        if isinstance(block, TextLine):
            lines.append(block)
            continue
        if lines:
            yield lines
        lines = []
        yield block
    if lines:
        yield lines


def _grid(table: PrintedTable, wrapping: Wrapping) -> Grid:
    cells = (
        GridCell(
            cell.row, cell.column, cell.rowspan, cell.colspan, tuple(_cell_blocks(cell, wrapping)), shaded=cell.shaded
        )
        for cell in table.cells
    )
    return Grid(tuple(cells), page_rows=table.page_rows)


def _cell_blocks(cell: PrintedCell, wrapping: Wrapping) -> Iterator[str | Grid]:
    left, _, right, _ = cell.box
    lines = [block for block in cell.blocks if isinstance(block, TextLine)]
    padding = max(0.0, min((min(line.x0 - left, right - line.x1) for line in lines), default=0.0))
    for run in _runs(cell.blocks):
        if isinstance(run, PrintedTable):
            yield _grid(run, wrapping)
        else:
            yield from paragraphs_of(run, (left + padding, right - padding), wrapping)
