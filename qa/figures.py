"""Figures in Korean administrative text: amounts, counts, percentages and dates, with their values.

"35억 4천만원", "13.8만명", "3,540백만원", "△1,197", "’24. 8. 6.(화)", "2028년 12월 31일", "11.18.~20.".
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from corpus.report import Span

Period = tuple[int, str, int]  # a year, "quarter" or "month", and which

MULTIPLIERS = {"조": 10**12, "억": 10**8, "만": 10**4, "천": 10**3, "백": 10**2, "십": 10}
APOSTROPHES = "'’‘′`´"


class FigureKind(StrEnum):
    """What a figure measures."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"  # with a counter: 명, 건, 개소 …
    DATE = "date"
    NUMBER = "number"  # bare


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its place. `value` is in won for money, else as printed; None for dates."""

    span: Span
    text: str
    kind: FigureKind
    value: Decimal | None
    counter: str = ""


# What follows keeps a counter from being the beginning of another word: "20주년", "제3세계", "1점검".
_COUNTERS = (
    r"명(?!칭|단|의)|인(?!근|력|원|천)|건(?!물|강|설|축|의)|개소|개교|개국|개월|개사|개반|개역|개팀|개(?!정|최|발|선|인|관|편|폐|방)|곳|군데|"
    r"회원|회(?!의|사|장|계|관|복)|차례|번(?!호)|가구|가정|세대|대(?!회|학|표|상|비|응|책|중)|동(?!안|해|남|북|아|물|문|행|네)|"
    r"종(?!합|교|사|료|목|로)|팀(?!장)|과정|세(?!계|금|입|출|미|부|종)|살|학급|학교|도시|년간|년|월|일(?!반|자|본|정|부|상|괄)|시간|"
    r"분(?!기|야|석|류|과)|주(?!년|민|차|요|택|거|관|최|말|변)|배(?!정|치|부|포|상)|위(?!원|탁|치|촉|해)|호(?!텔|선|우|응)|"
    r"차(?!량|선|로|이|년|관)|기(?!관|준|간|업|금|타|부|본|존|초)|층|면(?!적|접|제|담|허)|점(?!검|포|수|자)|편(?!성|의)|권(?!역|한|리)|"
    r"매(?!월|년|입|출|도)|석(?!사|면)|ha|㎡|㎢|km|㎞|m|톤|kg|kW|MW|쪽|페이지|가지|사업|분야|부서|담당관"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# 조 is also an article of law ("제7조"): a trillion only where an amount goes on.
_SCALE = r"(?:조(?=\s*\d|\s*원)|억|천만|백만|십만|만|천|백)"
_AMOUNT = re.compile(
    rf"(?P<sign>[△▲\-−](?=\d))?"
    rf"(?P<body>(?:{_NUMBER})(?:\s*{_SCALE}(?:\s*(?:{_NUMBER})(?=\s*(?:억|천만|백만|십만|만|천|백|원)))?)*)"
    rf"\s*(?:여\s*)?(?P<unit>%|％|퍼센트|원|{_COUNTERS})?"
)
_YEAR = rf"(?:(?:19|20)\d{{2}}|[{APOSTROPHES}]\s?\d{{2}})"
_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
# "10.18." is a date, "10.5" a number, unless brackets or a range show that it is meant as a date: "(4.10)", "7.10~14".
_MONTH_AND_DAY = (
    rf"(?<![\d.,]){_MONTH}\.\s?{_DAY}(?:\.(?!\d)|(?<=\(\d\.\d\d)(?=\))|(?<=\(\d\.\d)(?=\))|(?=\s*[~∼～]\s*\d))(?!\s*%)"
)
_SHORT_DATE = (
    rf"(?<=\()\d{{2}}\.\s?{_MONTH}\.(?:\s?{_DAY}\.?)?(?=\s*[)~∼～])"  # "(24.1.22.)": brackets show that it is one
)
_DATE = re.compile(
    rf"(?:{_SHORT_DATE}|(?<![\d.,]){_MONTH}\s*[~∼～]\s*{_MONTH}\s*월|{_YEAR}\s*(?:년|\.)?\s*(?:\d{{1,2}}\s*(?:월|\.)\s*(?:\d{{1,2}}\s*(?:일|\.)?)?)?(?:\s*(?:상반기|하반기|상\.|하\.|말|초))?"
    rf"|\d{{1,2}}\s*월(?:\s*\d{{1,2}}\s*일)?(?:\s*(?:말|초))?|{_MONTH_AND_DAY})"
    r"(?:\s*\([월화수목금토일]\))?"
    rf"(?:\s*[~∼～]\s*(?:{_YEAR}\s*[년.]?\s*)?(?:\d{{1,2}}\s*[월.]\s*)?(?:\d{{1,2}}\s*[일.]?)?(?:\s*\([월화수목금토일]\))?)?"
)
_YEAR_MENTION = re.compile(
    rf"(?<!\d)((?:19|20)\d{{2}})(?=\s*(?:년|학년도|[.\-~∼)/’'\s]|[,·]\s*(?:19|20)\d{{2}}(?!\d)|$))(?!\s*(?:명|건|개|원))|[{APOSTROPHES}]\s?(\d{{2}})(?=\s*(?:년|[.\s~∼→)월,:]|$))"
)

_OF_YEAR = rf"(?:(?<!\d)(?P<year>(?:19|20)\d{{2}})|[{APOSTROPHES}]\s?(?P<short>\d{{2}}))\s*(?:년|\.)?\s*"
_QUARTER = re.compile(_OF_YEAR + r"(?P<quarter>[1-4])\s*(?:/\s*4\s*)?(?:분기|Q(?![A-Za-z]))")
_MONTH_OF_YEAR = re.compile(_OF_YEAR + rf"(?P<month>{_MONTH})\s*월(?!\s*\d{{1,2}}\s*일)")
_YEAR_ALONE = re.compile(
    rf"(?:(?<![\d~∼～.\-])(?:19|20)\d{{2}}|[{APOSTROPHES}]\s?\d{{2}})\s*(?:학년도|년도|년)?"
    r"(?:부터|까지|에는|에도|에서|에|의|은|는|과|와|도|이|가|을|를)?(?=[\s,?]|$),?\s*"
)


def years_in(text: str) -> frozenset[int]:
    """Years a text names: 2024년, ’24., '23년; "2019~2021년" names all three."""
    found = {int(m.group(1)) if m.group(1) else 2000 + int(m.group(2)) for m in _YEAR_MENTION.finditer(text)}
    for first, last in re.findall(r"((?:19|20)\d{2})\s*년?\s*[~∼～]\s*((?:19|20)\d{2})", text):
        if 0 < int(last) - int(first) < 20:
            found.update(range(int(first), int(last) + 1))
    return frozenset(found)


def quarters_in(text: str) -> frozenset[Period]:
    """Each quarter a text names with its year: 2024년 4분기, 2024년 4/4분기, ’24.4Q, '24.4분기."""
    return frozenset((_year(m), "quarter", int(m["quarter"])) for m in _QUARTER.finditer(text))


def months_in(text: str) -> frozenset[Period]:
    """Each month a text names with its year and without a day: 2024년 5월, 2024.5월, ’24.5월말."""
    return frozenset((_year(m), "month", int(m["month"])) for m in _MONTH_OF_YEAR.finditer(text))


def _year(match: re.Match[str]) -> int:
    return int(match["year"] or f"20{match['short']}")


def without_years(text: str, years: Collection[int]) -> str:
    """A text without its mentions of these years ("2024년의 예산은?" → "예산은?"); one within a date or range stays."""

    def left(match: re.Match[str]) -> str:
        named = years_in(match[0])
        return "" if named and named.issubset(years) else match[0]

    return _YEAR_ALONE.sub(left, text).strip()


def magnitude(body: str) -> Decimal:
    """Value of "35억 4천만", "13.8만", "3,540백만", "1,200": multipliers below 만 bind inside their group."""
    total = group = Decimal(0)
    pending: Decimal | None = None
    for part in re.findall(rf"{_NUMBER}|[조억만천백십]", body.replace(" ", "")):
        if part[0].isdigit():
            pending = Decimal(part.replace(",", ""))
        elif part in "천백십":
            group += (1 if pending is None else pending) * MULTIPLIERS[part]
            pending = None
        else:
            total += ((group + (pending or 0)) or Decimal(1)) * MULTIPLIERS[part]
            group, pending = Decimal(0), None
    return total + group + (pending or Decimal(0))


@lru_cache(maxsize=8192)
def figures_in(text: str) -> tuple[Figure, ...]:
    """Every figure of a text in reading order, dates first where they overlap."""
    found: list[Figure] = []
    taken: list[tuple[int, int]] = []
    for match in _DATE.finditer(text):
        found.append(Figure(Span(match.start(), match.end()), match.group().strip(), FigureKind.DATE, None))
        taken.append(match.span())
    for match in _AMOUNT.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        found.append(_amount(match))
    return tuple(sorted(found, key=lambda figure: figure.span.start))


def _amount(match: re.Match[str]) -> Figure:
    unit = (match.group("unit") or "").strip()
    value = magnitude(match.group("body"))
    if match.group("sign"):
        value = -value
    kind = FigureKind.NUMBER
    if unit in ("%", "％", "퍼센트"):
        kind, unit = FigureKind.PERCENT, "%"
    elif unit == "원":
        kind = FigureKind.MONEY
    elif unit:
        kind = FigureKind.COUNT
    return Figure(Span(match.start(), match.end()), match.group().strip(), kind, value, unit)
