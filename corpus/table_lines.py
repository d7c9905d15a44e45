"""Lines, words and values: what the search for tables sees of a text.

Every offset is a code point of the text the lines were taken from; blank lines are dropped and only counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.clean import repair_glyphs
from corpus.report import Span


class Word(NamedTuple):
    """A run of characters without white space."""

    start: int
    end: int
    text: str


class Line(NamedTuple):
    """A line that is not blank, without the white space around it."""

    start: int
    end: int
    text: str
    gap: int  # blank lines before it
    words: tuple[Word, ...]


_WORD = re.compile(r"(?<!\S)\d{1,6} / \d{1,6}(?!\S)|\S+")  # "29 / 24" is one value
_PAGE_NUMBER = re.compile(r"\s*[-–—]\s*\d{1,4}\s*[-–—]\s*")
_NUMBER = r"[△▲▽▼+−-]?\d{1,12}(?:,\d{1,3})*(?:\.\d{1,4})?"
_COUNTED = (
    r"(?:%p?|％|명|건|개소|개|회|원|천원|백만원|만원|억원|조원|팀|가구|가정|곳|대|호|점|인|동|권|편|종|면|"
    r"ha|㎡|㎢|km|톤)"
)
_FOOTNOTE = r"(?:\d?\)|\*{1,2})?"
_PAIR = rf"(?:{_NUMBER}{_COUNTED}?|[-–]) ?/ ?(?:{_NUMBER}{_COUNTED}?|[-–])"  # 정원/현원
_VALUE = re.compile(
    rf"(?:{_NUMBER}{_COUNTED}?(?:\([^()\s]{{1,12}}\))?|{_PAIR}|\({_NUMBER}{_COUNTED}?\)"
    rf"|\({_PAIR}\)|[-–—―]){_FOOTNOTE}"
)
_ASIDE = re.compile(rf"\({_NUMBER}{_COUNTED}?\)")  # "(25.0%)" below or behind the value it explains
_CUT_NUMBER = re.compile(r",\d{1,2}$")  # "△2,11", the cell was too narrow for its last digit
_BULLET = re.compile(r"[□■◦○◯●•▪▸‣▶►◆◇❖※✓✔√➡∘·☞❍➢⇒]|ㅇ(?=[\s\[(])|[①-⑳❶-❿➀-➓]|[-–*](?=[^\s\d,.%△])|\*\s")
_DASHES = frozenset("-–—―")
_ENUMERATOR = re.compile(r"[①-⑳❶-❿➀-➓]|\d{1,2}[.)]\s")
# Lines that no table of running text contains: headings, captions, units of the next table.
_BREAK = re.compile(
    r"[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]\s*\.|[□■]|<.*>$|<[^>]*$|【|\[\s*(?:참고|붙임|별첨)|\([^()]*단위\s*[:：/]|제\d+[장절관]\s|[가-하]\.\s"
)


def split_lines(text: str, offset: int = 0) -> list[Line]:
    """The lines of a text that are neither blank nor a page number; damaged glyphs in them are repaired one for one.

    `offset` is where the text begins.
    """
    lines: list[Line] = []
    gap = 0
    for raw in repair_glyphs(text).split("\n"):
        words = tuple(Word(offset + m.start(), offset + m.end(), m[0]) for m in _WORD.finditer(raw))
        blank = not words or _PAGE_NUMBER.fullmatch(raw) is not None
        if not blank:
            start, end = words[0].start, words[-1].end
            lines.append(Line(start, end, raw[start - offset : end - offset], gap, words))
        gap = gap + 1 if blank else 0
        offset += len(raw) + 1
    return lines


def is_value(word: Word) -> bool:
    """Whether a word is what a cell of figures holds: 1,882  94.3%  4/4  (1/1)1)  △3  10명  -."""
    return _VALUE.fullmatch(word.text) is not None


def is_aside(word: Word) -> bool:
    """Whether a word is a figure in parentheses that explains what stands before it: "(608명)"."""
    return _ASIDE.fullmatch(word.text) is not None


def completes(value: str, word: Word) -> bool:
    """Whether a word belongs to the value before it: "(25.0%)", a "%", or the last digit that a narrow cell cut."""
    if word.text in ("%", "％"):
        return value[-1].isdigit()
    if _CUT_NUMBER.search(value):
        return word.text.isdigit() and len(value.rsplit(",", 1)[1]) + len(word.text) == 3
    return is_aside(word) and not value.endswith(")") and value not in ("-", "–")


def is_bullet(line: Line) -> bool:
    """Whether a line starts with a mark of the outline or of a list."""
    if line.words[0].text in _DASHES:
        return len(line.words) > 1 and not is_figures(line)
    return _BULLET.match(line.text) is not None


def is_enumerated(line: Line) -> bool:
    """Whether a line starts with a number of a list: "①", "3."."""
    return _ENUMERATOR.match(line.text) is not None


def is_break(line: Line) -> bool:
    """Whether a line starts something else than a table's body: a heading, a caption, "(단위 : 천원)"."""
    return _BREAK.match(line.text) is not None


def is_figures(line: Line) -> bool:
    """Whether a line holds values only."""
    return all(is_value(word) or word.text == "%" for word in line.words)


def width(text: str) -> int:
    """Columns that a text takes in a printed line; Hangul takes two."""
    return sum(2 if char >= "ᄀ" else 1 for char in text)


def run_at(words: Sequence[Word], at: int) -> int:
    """How many values stand in a row from a word on, those that complete another one not counted."""
    count = 0
    for position in range(at, len(words)):
        if count and completes(words[position - 1].text, words[position]):
            continue
        if not is_value(words[position]):
            break
        count += 1
    return count


def span_of(words: Sequence[Word]) -> Span:
    """From the first word to the last."""
    return Span(words[0].start, words[-1].end)
