"""A document of the Hangul word processor, whichever file format it came in.

Lengths are in HWP units (1/7200 inch). Paragraphs keep what lies in them in reading order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

MOST_NESTED = 24  # tables, boxes and notes one within the other


class Heading(Enum):
    """Where the number or mark in front of a paragraph comes from."""

    NONE = "none"
    OUTLINE = "outline"  # the section's own numbering
    NUMBER = "number"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class ParagraphShape:
    """The part of a paragraph's style that prints something."""

    heading: Heading = Heading.NONE
    level: int = 0  # 0 is the highest
    numbering: int = 0  # id of a numbering or a bullet


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a numbering prints: "^1." with the digits, letters or syllables of `form`."""

    pattern: str
    form: str  # a name of `numbering.FORMS`
    start: int = 1


@dataclass(frozen=True, slots=True)
class Styles:
    """What the whole document defines and paragraphs and cells refer to by id."""

    shapes: dict[int, ParagraphShape] = field(default_factory=dict)
    numberings: dict[int, tuple[Level, ...]] = field(default_factory=dict)
    bullets: dict[int, str] = field(default_factory=dict)
    shaded: frozenset[int] = frozenset()  # border fills with a background that is not white


class LineSegment(NamedTuple):
    """Where the word processor last laid out a line: its top within the page or cell, and its left edge."""

    top: int
    left: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with all that is anchored in it."""

    parts: tuple[str | Table | Box | Note, ...] = ()
    shape: int = 0
    new_page: bool = False  # an explicit page break stands before it
    lines: tuple[LineSegment, ...] = ()

    @property
    def text(self) -> str:
        """Its own text, without what is anchored in it."""
        return "".join(part for part in self.parts if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell at its place; spans as the file gives them."""

    row: int
    column: int
    rowspan: int
    colspan: int
    paragraphs: tuple[Paragraph, ...]
    header: bool = False
    fill: int = 0  # id of a border fill


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption."""

    cells: tuple[TableCell, ...]
    caption: tuple[Paragraph, ...] = ()
    inline: bool = False  # set like a character, in the line


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn shape with text in it, or the caption of a picture."""

    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote."""

    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class BodySection:
    """A section (구역) of the document: it begins on a page of its own."""

    paragraphs: tuple[Paragraph, ...]
    outline: int = 0  # id of the numbering of its outline
