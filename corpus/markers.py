"""The marker grammar of administrative Korean, as data: what a line may begin with, and how high that stands.

Two tables: `HEADINGS`, the marks a section may open with, and `BULLETS`, the marks of list items. A mark of the first
table opens a section only where the outline agrees (see `corpus.outline`); otherwise the line is a list item.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of heading mark. Of two families the one with the lower rank stands higher in the outline."""

    name: str
    rank: int
    pattern: re.Pattern[str]  # groups: mark, number (may be missing), title
    numbered: bool = False  # its numbers must follow one another
    listlike: bool = False  # also used for list items: a section only where no list is open
    longest: int = 80  # characters of the longest title


FLEXIBLE = 5  # box, circled and unmarked headings: which of them holds which differs from report to report

_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_LATIN_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_HANGUL = "가나다라마바사아자차카타파하"
_CIRCLED = "①-⑳➀-➉"
_FILLED = "❶-❿➊-➓"
_TITLE = r"(?P<title>\S.*)"


_SPACED = r"\s+" + _TITLE  # the title stands apart from the mark


def _family(name: str, rank: int, mark: str, *, title: str = r"\s*" + _TITLE, **rules: bool | int) -> Family:
    return Family(name, rank, re.compile(rf"(?P<mark>{mark}){title}$"), **rules)  # type: ignore[arg-type]


_HAS_WORD = r"(?=(?:.*?[가-힣A-Za-z]){2})"
_LETTER = r"[^\W_]"  # a letter or a digit: brackets without one are no caption
# The one figure that a numbered title may open with: "1. 2019~2020년에 추진한 사업", but not "1. 2019년 3월".
_YEARS = r"(?:19|20)\d{2}(?:\s?[~∼]\s?(?:(?:19|20)\d{2}|\d{2}))?년(?!\s?\d{1,2}\s?월)"

BOX = _family("box", FLEXIBLE, r"[□■▣▢◻❏❑]")
HEADINGS: tuple[Family, ...] = (
    *(_family(f"markdown-{n}", n - 10, "#" * n, title=_SPACED) for n in range(1, 7)),
    _family("roman", 1, rf"(?P<number>[{_ROMAN}])\s*\.?", numbered=True),
    _family("roman", 1, r"(?P<number>I{1,3}|IV|VI{0,3}|IX|X)\.", title=_SPACED, numbered=True),
    _family(
        "appendix",
        1,
        r"[\[<【〔](?:참고\s*자료|참고|붙임|별첨|별표|별지|부록)\s*(?P<number>\d{0,2})(?:호\s*서식)?[\]>】〕]",
        title=r"\s*(?P<title>.*)",
    ),
    _family(
        "appendix",
        1,
        r"(?:참고(?:\s*자료)?|붙임|별첨)\s?(?P<number>\d{1,2})(?![.)\d])",
        title=r"\s*(?P<title>.*)",
    ),
    _family(
        "decimal",
        2,
        r"(?P<number>\d{1,2})\s?\.",
        title=rf"\s+(?:(?!\d)|(?={_YEARS}))" + _HAS_WORD + _TITLE,
        numbered=True,
    ),
    _family("number", 3, r"(?P<number>\d{1,2})", title=r"\s+(?=[^\d\s].{2})" + _HAS_WORD + _TITLE, numbered=True),
    _family("number", 3, r"(?P<number>\d{1,2})", title=r"(?P<title>)", numbered=True),
    _family("hangul", 4, rf"(?P<number>[{_HANGUL}])\s?\.", title=_SPACED, numbered=True),
    BOX,
    _family("doubled", FLEXIBLE, rf"(?P<number>[{_CIRCLED}])\s?(?P=number)", numbered=True),
    _family("circled", FLEXIBLE, rf"(?P<number>[{_CIRCLED}])", numbered=True, listlike=True, longest=60),
    _family("filled", FLEXIBLE, rf"(?P<number>[{_FILLED}])", numbered=True, listlike=True, longest=60),
    _family("paren", 6, r"(?P<number>\d{1,2})\)", title=_SPACED, numbered=True, listlike=True, longest=40),
    _family("hangul)", 7, rf"(?P<number>[{_HANGUL}])\)", title=_SPACED, numbered=True, listlike=True, longest=40),
    _family("caption", 8, rf"[<〈《](?=[^<>〉》]*{_LETTER})(?=[^<>]*[>〉》]\s*(?:[(※*].*)?$)"),
    _family("caption", 8, rf"【(?=[^【】]*{_LETTER})(?=[^【】]*】\s*(?:[(※*].*)?$)"),
    _family("caption", 8, rf"[❖◆◇◈](?=.*{_LETTER})", longest=40),
)  # fmt: skip
UNMARKED = Family("unmarked", FLEXIBLE, re.compile(r"(?P<mark>)(?P<title>.+)$"), longest=40)
DASH = Family("dash", FLEXIBLE - 1, re.compile(r"(?P<mark>[-–—])\s*(?P<title>\S.*)$"), longest=20)

# A title that needs no mark to be known as one, because it ends in one of these.
HEADING_NOUN = re.compile(
    r"(?:현황|개요|계획|실적|배경|방향|동향|일정|성과|체계|조례|경위|추이|지표|목표|이유|의견|절차|효과|대책|연혁|"
    r"^(?:\S+\s+){0,2}\S*(?:내용|기능))"  # these two also name columns: only where few words stand before them
    r"(?:\s등)?(?:\(안\))?$"
)

BULLET = re.compile(
    r"(?P<dash>[-–—]\s+)?"  # Markdown sets a dash before the report's own mark: "- ▶ 일시"
    r"(?:(?P<mark>[ㅇ○◦∘●◎⚪]|[□■▣▢◻❏❑❖◆◇◈]|[▸‣▶►▹➢➤☞]|[➡⇒⇨→]|[√✓✔☑]|[·•‧▪▫◾]|\*{1,3}(?!\*|\S.*\*\*)|※|"
    rf"[{_CIRCLED}{_FILLED}](?:\s?[{_CIRCLED}{_FILLED}])?|o(?=\s)|[{_HANGUL}]\.(?=\s)|\d{{1,2}}[.)](?=\s))\s*|"
    r"(?P<plain>[-–—])\s*(?=[^\s\d-]|\d+[^\d\s-]|\d.*[가-힣]))"
    r"(?P<text>\S.*)$"
)  # fmt: skip
NOTE_MARKS = re.compile(r"※|\*{1,3}|\d{1,2}\)")
OUTERMOST = frozenset("ㅇ○◦●◎⚪o")
_CLASSES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("ㅇ", "[ㅇ○◦●◎⚪o]"),
        ("-", "[-–—]"),
        ("▸", "[▸‣▶►▹➢➤☞]"),
        ("√", "[√✓✔☑]"),
        ("·", "[·•‧▪▫◾]"),
        ("①", "[①-⑳➀-➉]+"),
        ("❶", "[❶-❿➊-➓]+"),
        ("1.", r"\d{1,2}\."),
        ("가.", "[가-하]\\."),
    )
)


def bullet(text: str) -> tuple[str, str] | None:
    """The mark and the text of a list item, or None where a line is none."""
    match = BULLET.match(text)
    if match is None:
        if re.match(r"[-–—]\s+\S", text) and not re.fullmatch(r"[-–—]\s*\d+\s*[-–—]", text):
            return text[0], text[1:].strip()
        return None
    mark = match["mark"] or match["plain"]
    return mark, match["text"]


def ordinal(number: str | None) -> int | None:
    """The value of a number as printed: "Ⅲ", "iv", "나", "➁" or "12"."""
    if not number:
        return None
    if number.isdecimal():
        return int(number)
    if number in _LATIN_ROMAN:
        return _LATIN_ROMAN[number]
    if number in _HANGUL:
        return _HANGUL.index(number) + 1
    return int(unicodedata.numeric(number))


def mark_class(mark: str) -> str:
    """Marks that are one mark to a reader: all circles, all dashes, all arrows, all numbers of a kind."""
    return next((name for name, pattern in _CLASSES if pattern.fullmatch(mark)), mark)
