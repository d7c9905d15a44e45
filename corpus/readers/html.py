"""HTML: the text of a page with its tables, as a browser would print it; menus, scripts and what is hidden left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from corpus.errors import DamagedFile, EmptyFile
from corpus.readers.grid import MOST_POSITIONS, Grid, GridCell
from corpus.readers.text import decode
from corpus.readers.writer import Writer
from corpus.report import Extract

# fmt: off
_DROPPED = frozenset((
    "head", "script", "style", "noscript", "template", "nav", "footer", "aside", "select", "button", "textarea",
    "input", "svg", "iframe", "object",
))
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins",
    "kbd", "label", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
))
# fmt: on
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]{1,20})""", re.IGNORECASE
)
_WIDEST = 1_000  # rows or columns that a cell may span


def read_html(data: bytes, name: str) -> Extract:
    """The text and tables of an HTML file; it has no pages.

    Raises `EmptyFile`, `DamagedFile`, or what `corpus.readers.text.decode` raises where the encoding is unknown.
    """
    text, warnings = _decoded(data, name)
    try:
        root = html.document_fromstring(text.encode(), html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.LxmlError, ValueError) as error:
        raise DamagedFile(f"'{name}'은(는) HTML로 읽을 수 없습니다. 브라우저에서 다시 저장해 넣어 주세요.") from error
    writer = Writer("html")
    for warning in warnings:
        writer.warn(warning, partial=True)
    for block in _blocks_of(root):
        if isinstance(block, Grid):
            writer.table(block)
        else:
            writer.paragraph(block)
    if not writer.text.strip():
        raise EmptyFile(f"'{name}'에 글자가 없습니다. 내용이 들어 있는 파일인지 확인해 주세요.")
    return writer.extract(_squeezed(root.findtext(".//title") or ""))


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The file's characters: as it declares itself if that is true, else as any text file."""
    declared = _CHARSET.search(data[:2048])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = declared[1].decode("ascii").lower()
        try:
            return data.decode("cp949" if encoding in ("euc-kr", "ks_c_5601-1987") else encoding), ()
        except (LookupError, ValueError):
            pass  # a declaration that is wrong tells nothing
    return decode(data, name)


@dataclass
class _Blocks:
    """Blocks while they are read, and the line that is not ended yet."""

    done: list[str | Grid] = field(default_factory=list)
    line: str = ""

    def end(self) -> None:
        """End the line."""
        if self.line.strip():
            self.done.append(_squeezed(self.line))
        self.line = ""


def _blocks_of(element: etree._Element) -> list[str | Grid]:
    blocks = _Blocks()
    _read(element, blocks)
    blocks.end()
    return blocks.done


def _read(element: etree._Element, into: _Blocks) -> None:
    """What is printed inside an element."""
    into.line += element.text or ""
    items = 0
    for child in element:
        if isinstance(child.tag, str) and not _is_hidden(child):
            items += child.tag == "li"
            _read_child(child, into, f"{items}. " if element.tag == "ol" else "- ")
        into.line += child.tail or ""


def _read_child(child: etree._Element, into: _Blocks, mark: str) -> None:
    """A child; `mark` stands before it if it is an item of a list."""
    if child.tag in _INLINE:
        _read(child, into)
        return
    into.end()
    if child.tag == "table":
        into.done.append(_grid(child))
        return
    if child.tag in _HEADINGS:
        into.done.append("")
    elif child.tag == "li":
        into.line = mark
    _read(child, into)
    into.end()


def _is_hidden(element: etree._Element) -> bool:
    return element.tag in _DROPPED or "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")) is not None


def _squeezed(text: str) -> str:
    return " ".join(text.split())


# ------------------------------------------------------------------------------------------ tables


def _grid(table: etree._Element) -> Grid:
    cells: list[GridCell] = []
    open_until: dict[int, int] = {}  # column -> the first row that no cell from above covers
    caption = table.find("caption")
    for row, line in enumerate(_rows(table)):
        column = 0
        for cell in line.iterchildren("td", "th"):
            while open_until.get(column, 0) > row:
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            if column + wide > MOST_POSITIONS:
                break
            open_until.update(dict.fromkeys(range(column, column + wide), row + high))
            header = cell.tag == "th" or (line.getparent() is not None and line.getparent().tag == "thead")
            cells.append(GridCell(row, column, high, wide, tuple(_blocks_of(cell)), header))
            column += wide
    return Grid(tuple(cells), "" if caption is None else " ".join(b for b in _blocks_of(caption) if isinstance(b, str)))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr" and not _is_hidden(child):
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iterchildren("tr") if not _is_hidden(row))


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), _WIDEST) if text.isdigit() and len(text) < 10 else 1
