"""From the records of an HWP5 section to its paragraphs.

Text is UTF-16 with control characters; the n-th extended one stands for the n-th control below the paragraph, which
keeps objects in reading order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.readers.hancom.document import (
    MOST_NESTED,
    BodySection,
    Box,
    LineSegment,
    Note,
    Paragraph,
    Table,
    TableCell,
)
from corpus.readers.hancom.forms import print_form
from corpus.readers.hancom.hwp_records import (
    CTRL_HEADER,
    EQUATION,
    FORM,
    LIST_HEADER,
    PARA_HEADER,
    PARA_LINES,
    PARA_TEXT,
    TABLE,
    TEXT_ART,
    BrokenRecords,
    Record,
    decode,
    read_tree,
)
from corpus.readers.hancom.numbering import FORMS, print_number

_UNIT = 2  # bytes of a UTF-16 unit
_CONTROL_UNITS = 8  # of an extended or inline control character
_EXTENDED = frozenset((1, 2, 3, 11, 12, *range(14, 19), 21, 22, 23))
_INLINE = frozenset((*range(4, 10), 19, 20))
_CHARACTERS = {9: "\t", 10: "\n", 24: "-", 30: "\u00a0", 31: " "}
_PAGE_BREAK = 1 << 2  # of the paragraph's kinds of breaks
_TITLE_CELL = 1 << 18  # of a cell's attributes
_LINE = 36  # bytes of a line's layout
_NOTES = ("fn  ", "en  ")
_FORMS = tuple(FORMS)

Part = str | Table | Box | Note


def read_section(data: bytes) -> BodySection:
    """The paragraphs of a section; raises `BrokenRecords`."""
    reader = _Section()
    paragraphs = tuple(reader.paragraph(record) for record in read_tree(data) if record.tag == PARA_HEADER)
    return BodySection(paragraphs, reader.outline)


class _Section:
    """Reads the records of one section."""

    def __init__(self) -> None:
        self.outline = 0
        self._depth = 0

    def paragraph(self, record: Record) -> Paragraph:
        """A paragraph's header record and what stands below it."""
        text = next(record.of(PARA_TEXT), None)
        controls = list(record.of(CTRL_HEADER))
        parts = tuple(self._parts(text.data, controls)) if text is not None else ()
        lines = tuple(line for layout in record.of(PARA_LINES) for line in _lines(layout))
        breaks = record.data[11] if len(record.data) > 11 else 0
        return Paragraph(parts, record.u16(8), bool(breaks & _PAGE_BREAK), lines)

    def _parts(self, data: bytes, controls: Sequence[Record]) -> Iterator[Part]:
        waiting = iter(controls)
        at = start = 0
        end = len(data) // _UNIT * _UNIT
        while at < end:
            code = data[at] | data[at + 1] << 8
            if code > 31:
                at += _UNIT
                continue
            if start < at:
                yield decode(data[start:at])
            if code in _CHARACTERS:
                yield _CHARACTERS[code]
            if code in _EXTENDED and (control := next(waiting, None)) is not None:
                yield from self._control(control)
            at += _UNIT * (_CONTROL_UNITS if code in _EXTENDED or code in _INLINE else 1)
            start = at
        if start < end:
            yield decode(data[start:end])

    def _control(self, record: Record) -> Iterator[Part]:
        """What a control prints; headers, footers, memos and hidden comments are no part of the text."""
        kind = _kind(record)
        if kind == "tbl ":
            yield self._table(record)
        elif kind == "gso ":
            yield from self._boxes(record)
        elif kind in _NOTES:
            yield Note(tuple(paragraph for _, paragraphs in self._lists(record) for paragraph in paragraphs))
        elif kind == "eqed":
            yield "".join(equation.text(6, equation.u16(4)) for equation in record.of(EQUATION))
        elif kind == "form":
            yield "".join(print_form(_kind(form), form.text(14, form.u16(12))) for form in record.of(FORM))
        elif kind == "atno":
            yield _auto_number(record)
        elif kind == "tcps" or kind == "tdut":
            yield record.text(6, record.u16(4))
        elif kind == "secd":
            self.outline = record.u16(18)

    def _lists(self, record: Record) -> list[tuple[Record, tuple[Paragraph, ...]]]:
        """The lists of paragraphs directly below a record: a list's header, then its paragraphs beside it."""
        self._depth += 1
        if self._depth > MOST_NESTED:
            raise BrokenRecords("tables and boxes nest too deep")
        lists: list[tuple[Record, list[Paragraph]]] = []
        for child in record.children:
            if child.tag == LIST_HEADER:
                lists.append((child, [self.paragraph(inner) for inner in child.of(PARA_HEADER)]))
            elif child.tag == PARA_HEADER and lists:
                lists[-1][1].append(self.paragraph(child))
        self._depth -= 1
        return [(head, tuple(paragraphs)) for head, paragraphs in lists]

    def _table(self, record: Record) -> Table:
        """Lists before the table's own record are its caption, those behind it its cells."""
        at = next((at for at, child in enumerate(record.children) if child.tag == TABLE), len(record.children))
        before = _with(record, record.children[:at])
        after = _with(record, record.children[at:])
        caption = tuple(paragraph for _, paragraphs in self._lists(before) for paragraph in paragraphs)
        cells = tuple(_cell(head, paragraphs) for head, paragraphs in self._lists(after))
        return Table(cells, caption, bool(record.u32(4) & 1))

    def _boxes(self, record: Record) -> Iterator[Box]:
        """The texts below a drawn shape, of grouped shapes too, and its caption."""
        for _, paragraphs in self._lists(record):
            yield Box(paragraphs)
        for child in record.children:
            if child.tag == TEXT_ART:  # letters drawn as a picture (글맵시)
                yield Box((Paragraph((child.text(34, child.u16(32)),)),))
            elif child.tag not in (LIST_HEADER, PARA_HEADER):
                yield from self._boxes(child)


def _kind(record: Record) -> str:
    """The four letters that say what a control or a form object is."""
    return record.data[3::-1].decode("latin-1") if len(record.data) >= 4 else ""


def _with(record: Record, children: list[Record]) -> Record:
    """The record with other children."""
    return replace(record, children=children)


def _cell(head: Record, paragraphs: tuple[Paragraph, ...]) -> TableCell:
    return TableCell(
        row=head.u16(10),
        column=head.u16(8),
        rowspan=max(head.u16(14), 1),
        colspan=max(head.u16(12), 1),
        paragraphs=paragraphs,
        header=bool(head.u32(4) & _TITLE_CELL),
        fill=head.u16(32),
    )


def _lines(record: Record) -> Iterator[LineSegment]:
    for at in range(0, len(record.data) - _LINE + 1, _LINE):
        yield LineSegment(_signed(record.u32(at + 4)), _signed(record.u32(at + 24)))


def _signed(value: int) -> int:
    return value - (1 << 32) if value >> 31 else value


def _auto_number(record: Record) -> str:
    """A number of a note, figure, table or equation with the characters around it; page numbers are furniture."""
    attributes = record.u32(4)
    kind, form = attributes & 0xF, attributes >> 4 & 0xFF
    if kind == 0:
        return ""
    around = [chr(code) if (code := record.u16(at)) >= 32 else "" for at in (12, 14)]
    return around[0] + print_number(record.u16(8), _FORMS[form] if form < len(_FORMS) else "DIGIT") + around[1]
