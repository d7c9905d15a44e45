"""The units of a report: the smallest things that can prove something, each with what it hangs under.

Lines are gathered into blocks (an item with its wrapped lines, a paragraph, a table row), blocks become units, and a
stack of open items gives every unit its parent. The order of marks differs from report to report ("○ > - > ‣ > ∘" in
one, "ㅇ > - > ▸" in another), so the nesting is read from the order in which marks appear, not from the marks.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from corpus.blocks import Block, find_blocks
from corpus.clean import tidy
from corpus.lines import Line, Lines
from corpus.markers import HEADING_NOUN, HEADINGS, NOTE_MARKS, bullet, mark_class
from corpus.report import Section, Span, Table, Unit, UnitKind

LONGEST = 800  # characters of source in one unit; longer blocks are cut between lines or words
_LABEL = 36  # characters of the longest line that can be a label over items
_SENTENCE = re.compile(r"(?<=[다음임함됨요]\.)\s+|(?<=[가-힣]{2}[!?])\s+")
_FULL_STOP = re.compile(r"[가-힣][.!?][)」’”]?$")
_RUNNING = 40  # characters: shorter text that ends without a full stop is a line, not a sentence
_BRACKETS = re.compile(r"\s*[<>〈〉《》【】]")
_FOOTNOTE = re.compile(r"\d{1,2}\)\s")


@dataclass
class _Item:
    """An open item: units that follow may hang under it."""

    unit: int
    mark: str
    indent: int
    note: bool = False
    label: bool = False  # a line without a mark, or a table row
    known: frozenset[str] = frozenset()  # marks seen before a label: where one comes back, the label ends


def find_units(
    text: str, lines: Lines, sections: Sequence[Section], tables: Sequence[Table], words: Container[str]
) -> list[Unit]:
    """All units in reading order; together they cover the text but for white space, and none overlap."""
    units = _Units(text, tables, words)
    blocks = find_blocks(lines, sections, tables)
    for block, following in zip_longest(blocks, blocks[1:]):
        units.add(block, following)
    return units.found


class _Units:
    """Turns blocks into units and keeps the items that are still open."""

    def __init__(self, text: str, tables: Sequence[Table], words: Container[str]) -> None:
        self.found: list[Unit] = []
        self._text = text
        self._tables = tables
        self._words = words
        self._open: list[_Item] = []
        self._marks: set[str] = set()  # seen in the section
        self._previous: Block | None = None

    def add(self, block: Block, following: Block | None) -> None:
        """Add the units of a block."""
        before, self._previous = self._previous, block
        if block.heading or before is None or before.section != block.section or not block.of_row(before):
            self._open = []
            self._marks = set()
        item = bullet(block.lines[0].text)
        if block.heading:
            self._heading(block)
        elif block.row is not None and (item is None or before is None or not block.of_row(before)):
            self._row(block)
        elif item is not None:
            self._item(block, *item)
        elif self._is_label(block, following):
            unit = self._emit(block, UnitKind.LINE)
            self._open = [_Item(unit, "", block.lines[0].indent, label=True, known=frozenset(self._marks))]
        else:
            self._paragraph(block)

    def _heading(self, block: Block) -> None:
        unit = self.found[self._emit(block, UnitKind.HEADING)]
        for family in HEADINGS:
            match = family.pattern.match(unit.text)
            if match is not None and match["title"]:
                title = _BRACKETS.sub("", match["title"]) if family.name == "caption" else match["title"]
                self.found[-1] = replace(unit, marker=match["mark"], text=title.strip())
                break

    def _row(self, block: Block) -> None:
        first = self._emit(block, UnitKind.ROW)
        if not self._open:
            self._open.append(_Item(first, "", 0, label=True))

    def _item(self, block: Block, mark: str, text: str) -> None:
        indent = block.lines[0].indent
        if _FOOTNOTE.match(block.lines[0].text):
            self._emit(block, UnitKind.NOTE, mark, len(block.lines[0].text) - len(text))
            return
        note = NOTE_MARKS.fullmatch(mark) is not None
        self._hang(mark_class(mark), indent, note=note)
        parent = self._open[-1].unit if self._open else None
        kind = UnitKind.NOTE if note else UnitKind.BULLET
        unit = self._emit(block, kind, mark, len(block.lines[0].text) - len(text), parent)
        label = HEADING_NOUN.search(self.found[unit].text) is not None
        self._open.append(_Item(unit, mark_class(mark), indent, note=note and not label))
        self._marks.add(mark_class(mark))

    def _hang(self, mark: str, indent: int, *, note: bool) -> None:
        """Close the items that a new one does not hang under."""
        items = self._open
        while items and items[-1].note and (note or indent <= items[-1].indent):
            items.pop()
        same = [at for at, item in enumerate(items) if item.mark == mark]
        if same:
            at = next((at for at in reversed(same) if items[at].indent <= indent), same[0])
            if not self._nests(items[at], indent, first=at == 0):
                del items[at:]
            return
        fresh = bool(items) and items[0].unit == len(self.found) - 1
        while items and not items[-1].label and mark == mark_class("ㅇ"):
            items.pop()
        if items and mark in items[0].known and not fresh:
            items.clear()

    def _nests(self, same: _Item, indent: int, *, first: bool) -> bool:
        """Whether an item hangs below an open one of its own mark, because it is set further in."""
        top = self._open[-1]
        if top.mark != same.mark:
            return indent > top.indent and indent > same.indent
        return first and same.indent == 0 and indent > 0 and top is same

    def _paragraph(self, block: Block) -> None:
        for piece in _sentences(self._text, block):
            text = tidy(piece.of(self._text), self._words)
            kind = UnitKind.SENTENCE if len(text) >= _RUNNING or _FULL_STOP.search(text) else UnitKind.LINE
            self._emit(replace(block, lines=tuple(_clip(block.lines, piece))), kind)

    def _is_label(self, block: Block, following: Block | None) -> bool:
        text = block.lines[0].text
        if (
            block.lines[0].gap == 0
            or len(block.lines) > 1
            or len(text) > _LABEL
            or _FULL_STOP.search(text)
            or following is None
        ):
            return False
        if following.section != block.section or following.row is not None or following.heading:
            return False
        item = bullet(following.lines[0].text)
        if item is None or NOTE_MARKS.fullmatch(item[0]):
            return False
        around = [open_.mark for open_ in self._open if not self._open[0].label]
        return mark_class(item[0]) not in around[1:]  # else a list goes on around the line

    def _emit(self, block: Block, kind: UnitKind, mark: str = "", skip: int = 0, parent: int | None = None) -> int:
        """Append the unit of a block, in pieces where it is too long; its first position comes back."""
        first = len(self.found)
        for piece in _pieces(self._text, block.span):
            start = piece.start + (skip if piece.start == block.span.start else 0)
            text = tidy(self._text[start : piece.end], self._words)
            if block.table is not None and kind is UnitKind.ROW:
                text = self._row_text(self._tables[block.table], block.row or 0, piece)
            self.found.append(Unit(piece, kind, text, block.section, mark, parent, block.table, block.row))
            mark, parent = "", first
        return first

    def _row_text(self, table: Table, row: int, piece: Span) -> str:
        """The cells of a row, or of a part of it, led by the row's label: "복지과 | 1,799 | 100%".

        A name that is printed once for several rows, in a cell merged over them, leads each of them.
        """
        in_row = [cell for cell in table.cells if cell.row == row]
        over = (cell for cell in table.cells if table.header_rows <= cell.row < row < cell.row + cell.rowspan)
        begun = piece.start > min(cell.span.start for cell in in_row)
        cells = [table.row_label(row)] if begun else [cell.text for cell in over if cell.header]
        for cell in in_row:
            start, end = max(cell.span.start, piece.start), min(cell.span.end, piece.end)
            if start < end:
                whole = (start, end) == (cell.span.start, cell.span.end)
                cells.append(cell.text if whole else tidy(self._text[start:end], self._words))
        return " | ".join(cell for cell in cells if cell) or tidy(piece.of(self._text), self._words)


def _sentences(text: str, block: Block) -> Iterator[Span]:
    span = block.span
    start = span.start
    for match in _SENTENCE.finditer(span.of(text)):
        yield Span(start, span.start + match.start())
        start = span.start + match.end()
    yield Span(start, span.end)


def _clip(lines: Sequence[Line], span: Span) -> Iterator[Line]:
    for line in lines:
        start, end = max(line.start, span.start), min(line.end, span.end)
        if start < end:
            yield replace(line, start=start, end=end, text=line.text[start - line.start : end - line.start])


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """A span in pieces of at most LONGEST characters, cut at line ends, else between words, else anywhere."""
    start = span.start
    while span.end - start > LONGEST:
        window = text[start : start + LONGEST]
        cut = max(window.rfind("\n", LONGEST // 2), window.rfind(" ", LONGEST * 3 // 4))
        end = start + (cut if cut > 0 else LONGEST)
        yield Span(start, start + len(text[start:end].rstrip()))
        start = end + len(text[end : span.end]) - len(text[end : span.end].lstrip())
    yield Span(start, span.end)
