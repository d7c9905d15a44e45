"""The numbers and bullets printed in front of paragraphs: a DOCX keeps them apart from the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from corpus.clean import repair_glyphs

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 9  # levels of a list; also steps from a style to the one it stands on
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((10, "Ⅹ"), (9, "Ⅸ"), (8, "Ⅷ"), (7, "Ⅶ"), (6, "Ⅵ"), (5, "Ⅴ"), (4, "Ⅳ"), (3, "Ⅲ"), (2, "Ⅱ"), (1, "Ⅰ"))


def _roman(number: int) -> str:
    if number > 39:
        return str(number)
    return "Ⅹ" * (number // 10) + next((letter for value, letter in _ROMAN if value == number % 10), "")


def _of(alphabet: str) -> Callable[[int], str]:
    return lambda number: alphabet[(number - 1) % len(alphabet)]


_FORMS: dict[str, Callable[[int], str]] = {
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).translate({0x2160 + at: chr(0x2170 + at) for at in range(12)}),
    "upperLetter": _of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerLetter": _of("abcdefghijklmnopqrstuvwxyz"),
    "ganada": _of("가나다라마바사아자차카타파하"),
    "chosung": _of("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
    "decimalEnclosedCircle": lambda number: chr(ord("①") + number - 1) if number <= 20 else f"({number})",
    "decimalZero": lambda number: f"{number:02}",
    "koreanDigital": _of("일이삼사오육칠팔구십"),
    "koreanCounting": _of("일이삼사오육칠팔구십"),
    "none": lambda number: "",
}


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str  # "%1.%2"
    start: int


class Numbers:
    """Counts the numbered paragraphs of a document in reading order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._of_number: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._styles = {value(style, "styleId"): style for style in _all(styles, "style")}
        for abstract in _all(numbering, "abstractNum"):
            levels = {number(level, "ilvl"): _level(level) for level in abstract.iterfind(f"{W}lvl")}
            self._abstract[value(abstract, "abstractNumId")] = levels
        for num in _all(numbering, "num"):
            own = value(num, "numId")
            self._of_number[own] = child_value(num, "abstractNumId")
            self._restarts[own] = {
                number(override, "ilvl"): int(start)
                for override in num.iterfind(f"{W}lvlOverride")
                if (start := child_value(override, "startOverride")).isdigit()
            }

    def mark(self, paragraph: etree._Element) -> str:
        """What is printed in front of the next paragraph, "" where nothing is."""
        own, level = self._list_of(paragraph)
        abstract = self._of_number.get(own, "")
        levels = self._abstract.get(abstract, {})
        if level not in levels:
            return ""
        if levels[level].form == "bullet":
            return repair_glyphs(levels[level].text).strip()
        counts = self._counts.setdefault(abstract, [self._before(levels, at) for at in range(_DEEPEST)])
        for at, start in self._restarts.pop(own, {}).items():
            if 0 <= at < _DEEPEST:
                counts[at] = start - 1
        counts[level] += 1
        counts[level + 1 :] = [self._before(levels, at) for at in range(level + 1, _DEEPEST)]

        def place(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = levels[at].form if at in levels else "decimal"
            return _FORMS.get(form, str)(max(counts[at], 1))

        return _PLACE.sub(place, levels[level].text).strip()

    @staticmethod
    def _before(levels: dict[int, _Level], at: int) -> int:
        return levels[at].start - 1 if at in levels else 0

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int]:
        """The list and level of a paragraph: its own, or that of its style or of the styles it stands on."""
        own, level = "", -1
        for properties in self._properties(paragraph):
            listed = properties.find(f"{W}numPr")
            if listed is None:
                continue
            own = own or child_value(listed, "numId")
            depth = child_value(listed, "ilvl")
            level = int(depth) if level < 0 and depth.isdigit() else level
        return own, min(max(level, 0), _DEEPEST - 1)

    def _properties(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return
        yield properties
        name = child_value(properties, "pStyle")
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return
            found = style.find(f"{W}pPr")
            if found is not None:
                yield found
            name = child_value(style, "basedOn")


def _all(root: etree._Element | None, tag: str) -> list[etree._Element]:
    return [] if root is None else list(root.iterfind(f"{W}{tag}"))


def _level(level: etree._Element) -> _Level:
    start = child_value(level, "start")
    return _Level(child_value(level, "numFmt"), child_value(level, "lvlText"), int(start) if start.isdigit() else 1)


def value(element: etree._Element, name: str = "val") -> str:
    """An attribute of WordprocessingML, "" where it is missing."""
    return str(element.get(f"{W}{name}", ""))


def number(element: etree._Element, name: str = "val", otherwise: int = 0) -> int:
    """The same as a whole number of at most nine digits."""
    text = value(element, name)
    return int(text) if text.isdigit() and len(text) < 10 else otherwise


def child_value(element: etree._Element, tag: str) -> str:
    """The `val` of a child element, "" where either is missing."""
    child = element.find(f"{W}{tag}")
    return "" if child is None else value(child)
