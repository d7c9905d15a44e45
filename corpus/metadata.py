"""What a report says about itself: title, department, date and kind, read from its first lines and its file name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from itertools import takewhile
from pathlib import PurePath

from corpus.clean import repair_glyphs, tidy
from corpus.lines import Line, Lines
from corpus.markers import HEADINGS, bullet
from corpus.report import Extract, Metadata

_FRONT = 8  # lines of a title page
_LONGEST_LINE = 80  # characters of a line that may belong to a title
_LONGEST_TITLE = 200  # characters: every passage is indexed with the title
# Kinds of reports, most telling first; what is searched for -> how the kind is named.
_KINDS = (
    ("검토보고", "검토보고"), ("심사보고", "심사보고"), ("업무보고", "업무보고"), ("업무계획", "업무계획"),
    ("행정사무감사", "행정사무감사"), ("현안보고", "현안보고"), ("결과보고", "결과보고"), ("추진계획", "추진계획"),
    ("결산", "결산"), ("예산안", "예산안"), ("동의안", "동의안"), ("조례안", "조례안"), ("회의록", "회의록"),
    ("업무현황", "업무보고"), ("보도자료", "보도자료"),
)  # fmt: skip
_OFFICE = re.compile(
    r"[가-힣·0-9]{1,20}(?:정책관|기획관|담당관|비서실|본부|사업소|위원회|사무처|사무국|관리소|보건소|소방서|"
    r"[가-힣]과|[가-힣]국|[가-힣]실|[가-힣]단|[가-힣]관|센터|연구원|공사|공단|재단)(?:\s[가-힣]{0,4}전문위원)?"
)
_OFFICE_SAID = re.compile(r"(?:소관|담당|주관|보고)\s*부서\s*[:：]\s*(?P<office>[가-힣·\s]{2,20})")
_DATE = re.compile(
    r"(?<![\d.])(?:(?P<year>(?:19|20)\d\d)|['’‘′](?P<short>\d\d))\s*[.\-/년]\s*"
    r"(?:(?P<month>1[0-2]|0?[1-9])(?!\d|\s*분기)\s*(?:[.\-/월]\s*(?:(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)\s*[.일]?)?)?)?"
)
_DATE_SAID = re.compile(r"(?:회부|보고|작성|제출)\s*(?:일자|일)\s*[:：](?P<said>.{4,30})")
_ABOUT_RELEASE = re.compile(
    r"^\S?\s?보도자료$|보도\s?[시일][점시]|배포|[조석]간|^\(지\s*면\)| \| "
)  # around a press release's title
_AS_OF = re.compile(r"\([^()]{0,40}기준[^()]{0,40}\)")


def guess_metadata(extract: Extract, file_name: str) -> Metadata:
    """What can be told of a report without a manifest; what cannot is an empty string."""
    stem = unicodedata.normalize("NFC", PurePath(file_name).stem).replace("_", " ")
    lines = Lines.of(extract.text)
    front = [tidy(line.text) for line in _front(lines.all)]
    text = repair_glyphs(extract.text)
    kind = _kind([extract.title, *front]) or _kind([stem]) or _kind(_headings(lines.all))
    department = _department(front, f"{stem} {extract.title}", text)
    return Metadata(
        title=_title(extract.title, front, stem, department, kind)[:_LONGEST_TITLE].strip(),
        department=department,
        date=_date(front, stem, text),
        kind=kind,
    )


def iso_date(written: str) -> str:
    """A date as ISO 8601, as exact as it is written: "2024. 9." -> "2024-09"; "" where the text is no date."""
    year = re.fullmatch(r"(?:19|20)\d\d", written.strip())
    match = _DATE.fullmatch(written.strip())
    return year[0] if year else _iso(match) if match else ""


def _first_date(text: str) -> str:
    """The first date in a text as ISO 8601, or ""."""
    return next((found for match in _DATE.finditer(text) if (found := _iso(match))), "")


def _iso(match: re.Match[str]) -> str:
    year = int(match["year"] or f"20{match['short']}")
    month, day = int(match["month"] or 0), int(match["day"] or 0)
    if match["short"] and not month:
        return ""
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return ""
    return f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def _front(lines: Iterable[Line]) -> Iterable[Line]:
    """The lines of the title page: those before the first heading or list item."""
    for number, line in enumerate(lines):
        marked = any(family.pattern.match(line.text) for family in HEADINGS if not family.name.startswith("markdown"))
        if number >= _FRONT or marked or bullet(line.text) is not None:
            return
        yield line


def _headings(lines: Iterable[Line]) -> list[str]:
    return [tidy(line.text) for line in lines if any(f.pattern.match(line.text) for f in HEADINGS if f.rank <= 1)]


def _kind(texts: Iterable[str]) -> str:
    squeezed = ["".join(text.split()) for text in texts]
    return next((name for sign, name in _KINDS for text in squeezed if sign in text), "")


def _department(front: list[str], names: str, text: str) -> str:
    for line in front:
        office = _OFFICE.fullmatch(re.sub(r"^(?:서울특별시|서울시)\s+", "", line))
        if office:
            return office[0]
    for word in names.split():
        if _OFFICE.fullmatch(word):
            return word
    said = _OFFICE_SAID.search(text)
    return said["office"].split()[0] if said else ""


def _date(front: list[str], stem: str, text: str) -> str:
    said = _DATE_SAID.findall(text)
    as_of = _AS_OF.findall(text)
    return next((found for place in (*front, stem, *reversed(said), *as_of) if (found := _first_date(place))), "")


def _title(given: str, front: list[str], stem: str, department: str, kind: str) -> str:
    if given:
        return tidy(given)
    above = takewhile(lambda line: not _is_text(line), (line.lstrip("# ") for line in front))
    lines = [line for line in above if line != department and not _is_date(line) and not _ABOUT_RELEASE.search(line)]
    title = " ".join(lines)
    if not title:
        title = f"주요{kind}" if department and kind == "업무보고" else kind if department else stem
    bare = "".join(title.split()).removeprefix("주요") in {name for _, name in _KINDS}
    return f"{department} {title}".strip() if bare else title


def _is_text(line: str) -> bool:
    """Whether a line of a title page is a paragraph: the title stands above it."""
    return len(line) > _LONGEST_LINE or line.endswith(("다.", "음.", "함."))


def _is_date(line: str) -> bool:
    return _DATE.sub("", line).strip(" .일") == ""
