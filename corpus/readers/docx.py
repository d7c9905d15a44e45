"""DOCX: the body in its order, with tables, notes, text boxes and the numbers of its lists.

What a reviewer inserted is read, what was deleted or is hidden is not. A DOCX is laid out anew whenever it is opened:
pages are known only where the file itself breaks them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.errors import DamagedFile, EmptyFile, ReadError
from corpus.readers.archive import Archive
from corpus.readers.docx_numbers import Numbers, W, child_value, number, value
from corpus.readers.grid import MOST_POSITIONS, Grid, GridCell
from corpus.readers.writer import Writer
from corpus.report import Extract

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_DROPPED = frozenset(
    f"{W}{tag}" for tag in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText", "rt", "tblPr")
) | {f"{_MC}Fallback"}
_PLAIN = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}br": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_PARTS = {
    "numbering": "자동으로 매긴 번호",
    "styles": "모양에 딸린 번호",
    "footnotes": "각주",
    "endnotes": "미주",
}
_DEEPEST = 200  # elements within elements


class _PageBreak:
    """Stands between blocks where a page ends."""


_Block = str | Grid | _PageBreak
_PAGE = _PageBreak()


def read_docx(data: bytes, name: str) -> Extract:
    """The text and tables of a DOCX.

    Raises `DamagedFile`, `EncryptedFile`, `FileTooLarge`; `EmptyFile` where it holds no text.
    """
    archive = Archive(data, name)
    root = archive.xml("word/document.xml")
    writer = Writer("docx")
    body = root.find(f"{W}body")
    blocks = [] if body is None else list(_Body(archive, writer).blocks(body))
    if archive.cut_off:
        writer.warn("파일의 끝이 잘려 있습니다. 각주와 자동으로 매긴 번호가 빠졌을 수 있습니다.", partial=True)
    if any(isinstance(block, _PageBreak) for block in blocks):
        writer.page()
    for block in blocks:
        if isinstance(block, _PageBreak):
            writer.page()
        elif isinstance(block, Grid):
            writer.table(block)
        else:
            writer.paragraph(block)
    if not writer.text.strip():
        raise EmptyFile(f"'{name}'에는 글자가 없습니다(그림만 있는 문서). 글자가 든 원본을 넣어 주세요.")
    return writer.extract(_title(archive))


def _title(archive: Archive) -> str:
    try:
        found = archive.xml("docProps/core.xml").find(_TITLE)
    except ReadError:  # there is none, or it is damaged: a title is not worth an error
        return ""
    return "" if found is None else found.text or ""


@dataclass
class _Paragraph:
    """A paragraph while it is read: lines between page breaks, and what hangs on it."""

    pieces: list[str | _PageBreak] = field(default_factory=list)
    boxes: list[Grid] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        if self.pieces and isinstance(self.pieces[-1], str):
            self.pieces[-1] += text
        else:
            self.pieces.append(text)


class _Body:
    """Turns the elements of a document into blocks in reading order, counting lists and notes."""

    def __init__(self, archive: Archive, writer: Writer) -> None:
        def part(name: str) -> etree._Element | None:
            try:
                return archive.xml(f"word/{name}.xml") if f"word/{name}.xml" in archive else None
            except DamagedFile:
                writer.warn(f"{_PARTS[name]}을(를) 읽지 못해 빠졌습니다(손상된 부분).", partial=True)
                return None

        self._numbers = Numbers(part("numbering"), part("styles"))
        self._notes = {
            (kind, value(note, "id")): note
            for kind in ("footnote", "endnote")
            if (notes := part(f"{kind}s")) is not None
            for note in notes.iterfind(f"{W}{kind}")
        }
        self._note_count = 0

    def blocks(self, parent: etree._Element, depth: int = 0) -> Iterator[_Block]:
        """The blocks below an element, containers (content controls, insertions, custom XML) opened."""
        for child in parent:
            if child.tag in _DROPPED or depth > _DEEPEST:
                continue
            if child.tag == f"{W}p":
                yield from self._paragraph(child, depth)
            elif child.tag == f"{W}tbl":
                yield self._table(child, depth)
            elif len(child):
                yield from self.blocks(child, depth + 1)

    # -------------------------------------------------------------------------------------- paragraphs

    def _paragraph(self, element: etree._Element, depth: int) -> Iterator[_Block]:
        properties = element.find(f"{W}pPr")
        if properties is not None and _is_on(properties, "pageBreakBefore"):
            yield _PAGE
        found = _Paragraph()
        self._read(element, found, depth + 1)
        texts = [piece for piece in found.pieces if isinstance(piece, str)]
        mark = self._numbers.mark(element) if "".join(texts).strip() else ""
        for piece in found.pieces or [""]:
            if isinstance(piece, str) and mark and piece.strip():
                yield f"{mark} {piece.lstrip()}"
                mark = ""
            else:
                yield piece
        yield from found.boxes
        yield from found.notes
        section = None if properties is None else properties.find(f"{W}sectPr")
        if section is not None and child_value(section, "type") != "continuous":
            yield _PAGE

    def _read(self, element: etree._Element, into: _Paragraph, depth: int) -> None:
        """Everything printed below an element of a paragraph."""
        if depth > _DEEPEST or (element.tag == f"{W}r" and _is_hidden(element)):
            return
        for child in element:
            tag = child.tag
            if tag == f"{W}br" and value(child, "type") == "page":
                into.pieces.append(_PAGE)
            elif (text := _printed(child)) is not None:
                into.say(text)
            elif tag in _NOTES:
                self._note(_NOTES[tag], child, into, depth)
            elif tag == f"{W}txbxContent":
                into.boxes.append(Grid((GridCell(0, 0, blocks=tuple(self._inside(child, depth))),)))
            elif tag not in _DROPPED:
                self._read(child, into, depth + 1)

    def _note(self, kind: str, reference: etree._Element, into: _Paragraph, depth: int) -> None:
        note = self._notes.pop((kind, value(reference, "id")), None)
        if note is None:
            return
        self._note_count += 1
        text = " ".join(block for block in self._inside(note, depth) if isinstance(block, str)).strip()
        if text:
            into.notes.append(f"주{self._note_count}) {text}")

    def _inside(self, element: etree._Element, depth: int) -> list[str | Grid]:
        return [block for block in self.blocks(element, depth + 1) if not isinstance(block, _PageBreak)]

    # -------------------------------------------------------------------------------------- tables

    def _table(self, element: etree._Element, depth: int) -> Grid:
        cells: list[GridCell] = []
        open_cells: dict[int, int] = {}  # column -> position in `cells` of the merged cell that may go on below
        for row, line in enumerate(_rows(element)):
            properties = line.find(f"{W}trPr")
            header = properties is not None and _is_on(properties, "tblHeader")
            column = 0 if properties is None else _count(properties, "gridBefore", 0)
            for cell in _below(line, f"{W}tc"):
                width, merge, shaded = _cell_properties(cell)
                blocks = tuple(self._inside(cell, depth))
                if merge == "continue" and column in open_cells:
                    cells[open_cells[column]] = _longer(cells[open_cells[column]], row, blocks)
                else:
                    open_cells[column] = len(cells)
                    cells.append(GridCell(row, column, 1, width, blocks, header, shaded))
                column += width
        return Grid(tuple(cells))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _below(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is None or properties.find(f"{W}del") is None:
            yield row


def _below(element: etree._Element, tag: str, depth: int = 0) -> Iterator[etree._Element]:
    """The children with a tag, those in content controls, insertions and custom XML included."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _DROPPED and depth < _DEEPEST and len(child) and child.tag != f"{W}trPr":
            yield from _below(child, tag, depth + 1)


def _cell_properties(cell: etree._Element) -> tuple[int, str, bool]:
    """Columns, vertical merge ("", "restart", "continue") and whether it has a background of its own."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return 1, "", False
    merge = properties.find(f"{W}vMerge")
    shading = properties.find(f"{W}shd")
    fill = "" if shading is None else value(shading, "fill").upper()
    merged = "" if merge is None else value(merge) or "continue"
    return max(1, _count(properties, "gridSpan", 1)), merged, fill not in ("", "AUTO", "FFFFFF")


def _longer(cell: GridCell, row: int, blocks: tuple[str | Grid, ...]) -> GridCell:
    """A merged cell that goes on to a row; what stands in its covered part is not lost."""
    filled = tuple(block for block in blocks if isinstance(block, Grid) or block.strip())
    return GridCell(
        cell.row, cell.column, row - cell.row + 1, cell.colspan, cell.blocks + filled, cell.header, cell.shaded
    )


def _count(properties: etree._Element, tag: str, otherwise: int) -> int:
    child = properties.find(f"{W}{tag}")
    return otherwise if child is None else min(number(child, otherwise=otherwise), MOST_POSITIONS)


def _is_on(properties: etree._Element, tag: str) -> bool:
    switch = properties.find(f"{W}{tag}")
    return switch is not None and value(switch) not in ("0", "false", "off")


def _is_hidden(run: etree._Element) -> bool:
    properties = run.find(f"{W}rPr")
    return properties is not None and _is_on(properties, "vanish")


def _printed(element: etree._Element) -> str | None:
    """What an element of a run prints, or None where it prints nothing of its own."""
    if element.tag in (f"{W}t", _MATH_TEXT):
        return element.text or ""
    if element.tag == f"{W}sym":
        return _symbol(element)
    return _PLAIN.get(element.tag)


def _symbol(element: etree._Element) -> str:
    try:
        return chr(int(value(element, "char"), 16))
    except (ValueError, OverflowError):
        return "\ufffd"
