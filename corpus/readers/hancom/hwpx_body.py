"""From the XML of an HWPX section to its paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.errors import DamagedFile
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
from corpus.readers.hancom.forms import print_caption, print_choice
from corpus.readers.hancom.hwpx_header import child, children, local, number
from corpus.readers.hancom.numbering import print_number

_CHARACTERS = {"tab": "\t", "lineBreak": "\n", "nbSpace": "\u00a0", "fwSpace": " ", "hyphen": "-"}
_NOTES = frozenset(("footNote", "endNote"))
_SHAPES = frozenset(
    ("rect", "ellipse", "arc", "polygon", "curve", "line", "connectLine", "container", "pic", "ole", "textart")
)
_PAGE_NUMBERS = frozenset(("PAGE", "TOTAL_PAGE"))
_ATTRIBUTES = {"compose": "composeText", "comboBox": "selectedValue", "listBox": "selectedValue"}
_HOLDERS = {"equation": "script", "dutmal": "mainText", "edit": "text"}

Part = str | Table | Box | Note


def read_section(root: etree._Element, name: str) -> BodySection:
    """The paragraphs of a section; raises `DamagedFile` where its tables nest without reason."""
    return _Section(name).read(root)


@dataclass
class _Text:
    """The parts of the paragraph being read; text that tracked changes deleted is passed over."""

    parts: list[Part] = field(default_factory=list)
    deleted: int = 0

    def add(self, text: str | None) -> None:
        if text and not self.deleted:
            self.parts.append(text)


class _Section:
    """Walks the elements of one section."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = 0
        self._outline = 0

    def read(self, root: etree._Element) -> BodySection:
        paragraphs = tuple(self._paragraphs(root))
        return BodySection(paragraphs, self._outline)

    def _paragraphs(self, parent: etree._Element | None) -> Iterator[Paragraph]:
        """The paragraphs of a list; other programs set tables into a section without a paragraph around them."""
        self._depth += 1
        if self._depth > MOST_NESTED:
            raise DamagedFile(
                f"'{self._name}'의 표와 글상자가 {MOST_NESTED}겹 넘게 겹쳐 있어 읽지 않았습니다. 원본을 확인해 주세요."
            )
        for element in parent if parent is not None else ():
            name = local(element)
            if name == "p":
                yield self._paragraph(element)
            elif name == "tbl":
                yield Paragraph((self._table(element),))
            elif name == "subList":
                yield from self._paragraphs(element)
        self._depth -= 1

    def _paragraph(self, element: etree._Element) -> Paragraph:
        text = _Text()
        lines: tuple[LineSegment, ...] = ()
        for item in element:
            name = local(item)
            if name == "run":
                for inner in item:
                    self._inline(inner, text)
            elif name == "linesegarray":
                lines = tuple(
                    LineSegment(number(line, "vertpos"), number(line, "horzpos")) for line in children(item, "lineseg")
                )
            else:
                self._inline(item, text)
        breaks = element.get("pageBreak") == "1"
        return Paragraph(tuple(text.parts), number(element, "paraPrIDRef", -1), breaks, lines)

    def _inline(self, element: etree._Element, text: _Text) -> None:
        """One child of a run."""
        name = local(element)
        if name == "t":
            self._characters(element, text)
        elif name == "tbl":
            text.parts.append(self._table(element))
        elif name == "ctrl":
            for control in element:
                self._control(control, text)
        elif name in _SHAPES:
            text.parts += self._boxes(element)
        elif name == "secPr":
            self._outline = number(element, "outlineShapeIDRef", self._outline)
        elif name == "switch":
            chosen = child(element, "default")
            for inner in (chosen if chosen is not None else child(element, "case")) or ():
                self._inline(inner, text)
        else:
            text.add(_printed(element))

    def _characters(self, element: etree._Element, text: _Text) -> None:
        text.add(element.text)
        for mark in element:
            name = local(mark)
            if name == "deleteBegin":
                text.deleted += 1
            elif name == "deleteEnd":
                text.deleted = max(text.deleted - 1, 0)
            else:
                text.add(_CHARACTERS.get(name))
            text.add(mark.tail)

    def _control(self, element: etree._Element, text: _Text) -> None:
        """Headers, footers, memos and hidden comments are no part of the text."""
        name = local(element)
        if name in _NOTES:
            text.parts.append(Note(tuple(self._paragraphs(element))))
        elif name == "autoNum" and element.get("numType") not in _PAGE_NUMBERS:
            form = child(element, "autoNumFormat")
            kind = form.get("type") or "DIGIT" if form is not None else "DIGIT"
            before = form.get("prefixChar") or "" if form is not None else ""
            after = form.get("suffixChar") or "" if form is not None else ""
            text.add(before + print_number(number(element, "num", 1), kind) + after)

    def _boxes(self, element: etree._Element) -> Iterator[Box]:
        """The texts of a drawn shape and of the shapes grouped in it, and its caption."""
        if element.get("text"):  # letters drawn as a picture (글맵시)
            yield Box((Paragraph((str(element.get("text")),)),))
        for item in element:
            name = local(item)
            if name in ("drawText", "caption"):
                yield Box(tuple(self._paragraphs(item)))
            elif name in _SHAPES:
                yield from self._boxes(item)

    def _table(self, element: etree._Element) -> Table:
        position = child(element, "pos")
        cells = [
            self._cell(cell, row, column)
            for row, line in enumerate(children(element, "tr"))
            for column, cell in enumerate(children(line, "tc"))
        ]
        caption = tuple(self._paragraphs(child(element, "caption")))
        return Table(tuple(cells), caption, position is not None and position.get("treatAsChar") == "1")

    def _cell(self, element: etree._Element, row: int, column: int) -> TableCell:
        address, span = child(element, "cellAddr"), child(element, "cellSpan")
        return TableCell(
            row=number(address, "rowAddr", row),
            column=number(address, "colAddr", column),
            rowspan=max(number(span, "rowSpan", 1), 1),
            colspan=max(number(span, "colSpan", 1), 1),
            paragraphs=tuple(self._paragraphs(element)),
            header=element.get("header") == "1",
            fill=number(element, "borderFillIDRef", -1),
        )


def _printed(element: etree._Element) -> str | None:
    """What an equation, characters set over one another, a word with a gloss, or a field of a form prints."""
    name = local(element)
    if name in ("checkBtn", "radioBtn"):
        return print_choice(element.get("caption") or "", element.get("value") == "CHECKED")
    if name == "btn":
        return print_caption(element.get("caption") or "")
    if name in _ATTRIBUTES:
        return str(element.get(_ATTRIBUTES[name]) or "")
    inner = child(element, _HOLDERS[name]) if name in _HOLDERS else None
    return str(inner.text or "") if inner is not None and not element.get("passwordChar") else None
