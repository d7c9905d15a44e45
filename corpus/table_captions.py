"""The caption over a table and the unit of its figures."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from corpus.clean import tidy
from corpus.table_lines import Line, is_bullet, width

_LOOK_BACK = 5  # lines above the header
_UNIT_NOTE = re.compile(r"[(\[]([^()\[\]]*단위[^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*)[)\]]")
_UNITS_ALONE = re.compile(r"\(([^()]*)\)\s*>?\s*$")  # "< 국가별 동향(억 달러, %) >"
_UNIT = re.compile(
    r"(?:십억|억|백만|천만|만|천|조)?\s?(?:원|달러|불|유로|엔|위안)|(?:만|천)?명|US\$|건|개소|개|회|대|톤|㎡|㎢|ha|km|m|%|천?가구|가정|세대|동|호|팀|인|점|곳|면|시간|일|권|석|mm|℃|GWh|kWh|MW"
)
_AS_OF = re.compile(r"\s*\([^()]*\d[^()]*기준[^()]*\)")  # "(2010.5월 누계 기준/잠정)"
_REMARK = re.compile(r"(?:기준|대비)(?: %)?$")  # beside units: "(억 달러, 전년동기 대비, %)"
_TITLE = re.compile(r"<(?P<angle>[^<>]+)>|【(?P<lens>[^【】]+)】|\[(?P<square>[^\[\]]+)\]")
_MARK = re.compile(r"^(?:#{1,6}(?=\s)|[□■◦○ㅇ●◆▪▸❍※]|[①-⑳❶-❿]{1,2}|\d{1,2}[.)]?(?=\s)|[가-하]\.)\s*")
_NAMES_A_TABLE = re.compile(
    r"(?:현황|내역|계획|실적|개요|일정|연혁|결과|목록|명단|추이|구성|조직|예산|결산|비교|비교표|표|기능|조례|지표|위원회|인력|통계|개황|규모)$"
)
_YEAR = re.compile(r"(?:19|20)\d{2}년(?:도)?")
_COUNTED_TOTAL = re.compile(rf"(?<![\d,.])(?P<total>\d[\d,]*)\s?(?P<unit>{_UNIT.pattern})(?![가-힣])")
_MAX_WIDTH = 80


def unit_of(note: str) -> str:
    """The unit that a note prints: "(기준 / 단위 : ’24.8월 / 천원)" -> "천원", or an empty string.

    A line may also end in brackets that hold nothing but units: "< 국가별 동향(억 달러, %) >" -> "억 달러, %".
    """
    said, alone = _UNIT_NOTE.search(note), _UNITS_ALONE.search(note)
    match = said or alone
    parts = [part.strip() for part in re.split(r"[/,:·]", match[1])] if match else []
    units = [part for part in parts if _UNIT.fullmatch(part)]
    shares = ["%"] * ("%" not in units and any(part.endswith(" %") for part in parts))  # "전년동기 대비 %"
    known = said or all(part in units or _REMARK.search(part) for part in parts)
    return ", ".join([*units, *shares]) if known else ""


def _caption_of(line: Line) -> str:
    """What a line says as a caption, or an empty string if it is none."""
    text = line.text
    title = _TITLE.match(text)
    if title:
        return tidy(title[0])
    note = re.search(r"\s*\(", text)
    bare = tidy(_MARK.sub("", text[: note.start()] if note and note.start() else text))
    bare = re.split(r"\s[-–]\s", bare)[0].strip(" :")
    if bare and width(bare) <= _MAX_WIDTH and (_NAMES_A_TABLE.search(bare) or _YEAR.fullmatch(bare)):
        return f"{bare} {_as_of(text[note.start() :]) if note else ''}".strip()
    return ""


def _as_of(text: str) -> str:
    """The brackets that say of when a table is, where a text begins with them: "(2010.5월 누계 기준/잠정)"."""
    match = _AS_OF.match(text)
    return match[0].strip() if match and not unit_of(match[0]) else ""


def caption_and_unit(lines: Sequence[Line], header: int, claimed: int) -> tuple[str, str]:
    """Caption and unit of the table whose first line is `header`, from the lines above it down to `claimed`."""
    caption = unit = as_of = ""
    for number in range(header - 1, max(claimed, header - _LOOK_BACK) - 1, -1):
        line = lines[number]
        unit = unit or unit_of(line.text)
        as_of = as_of or _as_of(line.text)  # on a line of its own, under the caption
        caption = caption or _caption_of(line)
        if (unit and caption) or (is_bullet(line) and not caption and not unit_of(line.text)):
            break
    return caption if as_of in caption else f"{caption} {as_of}".strip(), unit


def unit_of_total(lines: Sequence[Line], header: int, totals: Container[str]) -> str:
    """The counter that a line above a table gives one of its totals: "총 38,455건" over "38,455", or an empty string.

    Totals of one digit prove nothing: they stand anywhere.
    """
    for line in reversed(lines[max(0, header - _LOOK_BACK) : header]):
        for match in _COUNTED_TOTAL.finditer(line.text):
            if match["total"] in totals and len(match["total"]) > 1:
                return match["unit"]
    return ""
