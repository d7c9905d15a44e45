"""Cleaned text for people and for matching: what text extraction damaged is put right, the wording is left alone.

Reports printed from a word processor come out of a PDF with symbol-font bullets read in the wrong code page, with names
set letter by letter ("다 문 화 담 당 관") and with words broken over lines. `tidy` undoes that for display and search;
quotes are always taken from the source, never from here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import pairwise

# ---------------------------------------------------------------------------------------------- damaged symbols

# What a byte means in the Wingdings font, which Korean word processors use for bullets. Text extraction shows the byte
# as U+F0xx, or as the cp1252 letter of the same value ("Ÿ" is byte 0x9F, the small bullet).
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x71: "□", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9E: "·", 0x9F: "•", 0xA7: "▪", 0xA8: "□",
    0xD8: "▸", 0xE0: "→", 0xE8: "→", 0xF0: "⇨", 0xFC: "✓",
    **{0x81 + n: chr(ord("①") + n) for n in range(10)},
    **{0x8C + n: chr(ord("❶") + n) for n in range(10)},
}  # fmt: skip
_UNKNOWN_BULLET = "□"

# Letters that are a damaged bullet only where a bullet would stand: alone at the start of a line.
_LONE_LETTERS = {letter: _WINGDINGS[letter.encode("cp1252")[0]] for letter in "lnquvw§Øü‚ƒ„†‡ˆ‰Š"}
_LONE_LETTERS["\ufffd"] = "①"  # 0x81 is the one circled number without a cp1252 letter
_LONE_LETTER = re.compile(rf"^([^\S\n]*)([{''.join(_LONE_LETTERS)}])(?=[^\S\n]+[\[(「<]?[가-힣])", re.MULTILINE)

_BULLET_FONT = re.compile(r"[\uf000-\uf0ff]")
_PRIVATE_AT_START = re.compile(r"^([^\S\n]*)[\ue000-\uf8ff]", re.MULTILINE)
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_ONE_FOR_ONE = str.maketrans(
    {
        "Ÿ": "•", "ž": "·",
        "․": "·", "‧": "·", "∙": "·", "･": "·", "ㆍ": "·", "\u0387": "·",  # one middle dot in many guises
        "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u3000": " ", "\t": " ", "\x0b": " ", "\x0c": " ", "\r": " ",
    }
)  # fmt: skip
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1b\x7f]")
BLANK = "".join(char for char in map(chr, range(0x10000)) if char.isspace() or _INVISIBLE.match(char))
"""All characters that print nothing, for `str.strip`."""


def repair_glyphs(text: str) -> str:
    """Put damaged symbols right, one code point for one, so that every offset stays what it was."""
    text = _BULLET_FONT.sub(lambda match: _WINGDINGS.get(ord(match[0]) & 0xFF, match[0]), text)
    text = _PRIVATE_AT_START.sub(lambda match: match[1] + _UNKNOWN_BULLET, text)
    text = _LONE_LETTER.sub(lambda match: match[1] + _LONE_LETTERS[match[2]], text)
    return _PRIVATE.sub(" ", text).translate(_ONE_FOR_ONE)


# ---------------------------------------------------------------------------------------------- letter-spacing

_SYLLABLE = r"(?<![^\s(\[<「·:/])[가-힣](?![^\s)\]>」·:/])"
_SPACED_RUN = re.compile(rf"{_SYLLABLE}(?:[ ]+{_SYLLABLE})+")
# Two syllables one space apart may be two words; these never are in administrative Korean.
_SPACED_LABELS = re.compile(
    "합계|총계|소계|구분|비고|항목|연번|출처|비중|잔액|성과|대상|기간|내용|일시|장소|위치|규모|목적|임기|특징|인구|과정|개요|"
    "주제|주최|주관|인원|예산|방법|근거|유형|분야|부서|직급|정원|현원|비율|금액|단위|날짜|시간|연도|명칭"
)
# Runs of one-syllable words that are no spaced label.
_REAL_WORDS = re.compile(r"[할될줄볼갈쓸올낼] 수|[그이] [외중때후밖]|(?<= )및(?= )")
_NOTHING = re.compile(r"[ ()]*")
_LABEL_ENDS = re.compile(r" *[:)\]]")
_PADDING = 3  # so many spaces between two syllables only widen a label: "구     분"


def _close_run(match: re.Match[str]) -> str:
    run: str = match[0]
    syllables: list[str] = re.findall(r"[가-힣]", run)
    gaps = [len(gap) for gap in re.findall(r" +", run)]
    if min(gaps) == max(gaps) and _REAL_WORDS.search(run):
        return run
    if len(syllables) == 2:
        line, start, end = match.string, match.start(), match.end()
        alone = _NOTHING.fullmatch(line, 0, start) is not None and _NOTHING.fullmatch(line, end) is not None
        label = _LABEL_ENDS.match(line, end) is not None or _SPACED_LABELS.fullmatch("".join(syllables)) is not None
        return "".join(syllables) if gaps[0] > 1 or alone or label else run
    narrow = min(gaps)
    if max(gaps) >= _PADDING and gaps.count(max(gaps)) == 1 and gaps[0] == max(gaps):
        return syllables[0] + syllables[1] + " " + "".join(syllables[2:])  # "구     분 계"
    # "도 시 외 교  및  국 제 협 력": the wider gaps are the spaces between words
    return "".join(
        syllable + (" " if gap > narrow else "") for syllable, gap in zip(syllables, [*gaps, narrow], strict=True)
    )


def undo_letter_spacing(line: str) -> str:
    """Close words set letter by letter: "다 문 화 담 당 관" -> "다문화담당관", "구     분" -> "구분"."""
    return _SPACED_RUN.sub(_close_run, line)


# ---------------------------------------------------------------------------------------------- broken lines

_ENDING = re.compile(
    r"하(?:는|고|고자|여|며|기|였음)|한다|함|되(?:는|고|어|며|었음)|됨|된|"
    r"으로|로|에|에서|에게|를|을|은|는|의|와|과|까지|부터|이며|이고|임"
)
_STANDALONE = frozenset("및등수것시군구각총내외후전중간이그약매월일년명건회계또할한된못안더첫두세네새본동타제현")
_LAST_WORD = re.compile(r"(?<![\d가-힣])[가-힣]+$")  # after a figure it is a counter ("12조"), and whole
_FIRST_WORD = re.compile(r"[가-힣]+")
_INSIDE_WORDS = re.compile(r"(?<=[^\S\n])[가-힣]{2,}(?=[^\S\n])")


def vocabulary(text: str) -> frozenset[str]:
    """The words that stand inside the lines of a text, where no line break can have cut them."""
    return frozenset(_INSIDE_WORDS.findall(text))


def _join_hangul(left: str, right: str, words: Container[str]) -> str:
    """What stood between two Hangul runs at a line break: nothing or a space."""
    whole = left + right
    if any(whole[:end] in words for end in range(len(whole), len(left) + 1, -1)):
        return ""
    if _ENDING.fullmatch(right):
        return ""
    if left in words and right in words:
        return " "
    cut = (len(left) == 1 and left not in _STANDALONE) or (len(right) == 1 and right not in _STANDALONE)
    return "" if cut else " "


def _between(left: str, right: str, words: Container[str]) -> str:
    """What stood at a line break: Korean typesetting breaks lines inside words too, without a hyphen."""
    if left[-1] in "([<「『‘“·~/" or right[0] in ")]>」』’”,.%·":
        return ""
    if re.search(r"\d,\d{1,2}$", left) and right[0].isdigit():
        return ""  # a number of a narrow cell: "△2,11" / "8"
    tail, head = _LAST_WORD.search(left), _FIRST_WORD.match(right)
    return _join_hangul(tail[0], head[0], words) if tail and head else " "


def join_lines(text: str, words: Container[str] = frozenset()) -> str:
    """One line out of the lines of a text; `words` (see `vocabulary`) tells whether a break stands inside a word.

    A space printed at the end of a line is kept as a space: it is the break's own.
    """
    lines = [line.lstrip() for line in text.splitlines() if line.strip()]
    pieces = lines[:1]
    for before, line in pairwise(lines):
        pieces += ["" if before[-1].isspace() else _between(before, line, words), line]
    return "".join(pieces)


# ---------------------------------------------------------------------------------------------- all together

_DOUBLED_NUMBER = re.compile(r"([①-⑳❶-❿➀-➓])[^\S\n]*\1")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)([^\n]{0,200}?\S)\1")
_SPACES = re.compile(r"\s+")
_FIGURES = re.compile(r"[\d.,%()+:/-]*", re.ASCII)  # most cells of most tables: nothing to put right


def tidy(text: str, words: Container[str] = frozenset()) -> str:
    """Text for people and for matching, on one line.

    NFC, white space folded, damaged symbols repaired, glyph-doubled numbers ("①①") and Markdown emphasis undone,
    letter-spacing closed, broken lines joined (`words`: see `vocabulary`).
    """
    if _FIGURES.fullmatch(text):
        return text
    text = repair_glyphs(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    text = _EMPHASIS.sub(r"\2", _DOUBLED_NUMBER.sub(r"\1", text))
    lines = (undo_letter_spacing(line) for line in text.split("\n"))
    return _SPACES.sub(" ", join_lines("\n".join(lines), words)).strip()
