"""The numbers and marks that the word processor prints in front of paragraphs: they are not in the text of the file."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.readers.hancom.document import Heading, Level, ParagraphShape, Styles

_HANGUL = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"
_JAMO = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_ROMAN = ((10, "Ⅹ"), (9, "Ⅸ"), (8, "Ⅷ"), (7, "Ⅶ"), (6, "Ⅵ"), (5, "Ⅴ"), (4, "Ⅳ"), (3, "Ⅲ"), (2, "Ⅱ"), (1, "Ⅰ"))
_DIGITS_KOREAN = "일이삼사오육칠팔구십"
_DIGITS_CHINESE = "一二三四五六七八九十"
_HIGHEST = 9_999
_PLACE = re.compile(r"\^(?:(\d{1,2})|[nN])")


def _letters(first: str, count: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + (number - 1) % count)


def _of(alphabet: str) -> Callable[[int], str]:
    return lambda number: alphabet[(number - 1) % len(alphabet)]


def _circled(first: str, count: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if number <= count else f"({number})"


def _roman(number: int) -> str:
    if number > 39:
        return str(number)
    text = "Ⅹ" * (number // 10)
    return text + next((letter for value, letter in _ROMAN if value == number % 10), "")


def _small_roman(number: int) -> str:
    return _roman(number).translate({0x2160 + at: chr(0x2170 + at) for at in range(12)})


def _counted(digits: str) -> Callable[[int], str]:
    def write(number: int) -> str:
        tens, ones = divmod(number, 10)
        if tens > 9:
            return str(number)
        head = "" if tens == 0 else (digits[tens - 1] if tens > 1 else "") + digits[9]
        return head + (digits[ones - 1] if ones else "")

    return write


FORMS: dict[str, Callable[[int], str]] = {
    "DIGIT": str,
    "CIRCLED_DIGIT": _circled("①", 20),
    "ROMAN_CAPITAL": _roman,
    "ROMAN_SMALL": _small_roman,
    "LATIN_CAPITAL": _letters("A", 26),
    "LATIN_SMALL": _letters("a", 26),
    "CIRCLED_LATIN_CAPITAL": _circled("Ⓐ", 26),
    "CIRCLED_LATIN_SMALL": _circled("ⓐ", 26),
    "HANGUL_SYLLABLE": _of(_HANGUL),
    "CIRCLED_HANGUL_SYLLABLE": _circled("㉮", 14),
    "HANGUL_JAMO": _of(_JAMO),
    "CIRCLED_HANGUL_JAMO": _circled("㉠", 14),
    "HANGUL_PHONETIC": _counted(_DIGITS_KOREAN),
    "IDEOGRAPH": _counted(_DIGITS_CHINESE),
    "CIRCLED_IDEOGRAPH": _circled("㊀", 10),
}
"""How a number prints, by the name that HWPX gives the form; in the order of HWP5's codes."""


def print_number(number: int, form: str) -> str:
    """A number as its form prints it; an unknown form prints digits."""
    return FORMS.get(form, str)(number) if 0 < number <= _HIGHEST else str(number)


class Numbers:
    """Counts the numbered paragraphs of a document in reading order."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._counts: dict[int, list[int]] = {}

    def mark(self, shape: ParagraphShape, outline: int) -> str:
        """What is printed in front of the next paragraph of a shape, "" where nothing is; `outline`: the section's."""
        if shape.heading is Heading.NONE:
            return ""
        if shape.heading is Heading.BULLET:
            return self._styles.bullets.get(shape.numbering, "")
        numbering = shape.numbering or (outline if shape.heading is Heading.OUTLINE else 0)
        levels = self._styles.numberings.get(numbering, ())
        if shape.level >= len(levels):
            return ""
        counts = self._counts.setdefault(numbering, [level.start - 1 for level in levels])
        counts[shape.level] += 1
        for lower in range(shape.level + 1, len(levels)):
            counts[lower] = levels[lower].start - 1
        return _print(levels, counts, shape.level)


def _print(levels: tuple[Level, ...], counts: list[int], level: int) -> str:
    def place(match: re.Match[str]) -> str:
        if match[1] is None:  # "^n": the whole way down, "1.2.3"
            return ".".join(str(max(count, 1)) for count in counts[: level + 1])
        at = int(match[1]) - 1
        return print_number(max(counts[at], 1), levels[at].form) if 0 <= at < len(levels) else ""

    return _PLACE.sub(place, levels[level].pattern)
