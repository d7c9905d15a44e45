"""The Korean of example questions: names without their numbering, particles, the ending that fits what is asked for."""

from __future__ import annotations

import re
from typing import Final

_FIGURE = re.compile(r"△?([\d,]+(?:\.\d+)?)\s*(%|명|인|건|개소|곳|개국|개|대|회|가구|백만원|천원|억원|만원|원)?")
_NAME = re.compile(r"[가-힣A-Za-z][가-힣A-Za-z·\- ]*[가-힣A-Za-z]")
_NUMBERING = re.compile(
    r"^(제?\d+(-\d+)*\s*[.장절항)]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]+\s*[.]|[가-하][.)]|[①-⑳❶-❿➀-➓□○ㅇ■◇▶▸◈\-]|\d+(?=\s))\s*"
)
_BRACKETS = re.compile(r"\s*[(〔][^()〔〕]*[)〕]")
_UNIT_IN_NAME = re.compile(r"[(〔](명|건|개소|회|대|백만원|천원|억원|원|%)[)〕]")
_CLOSED: Final = frozenset("LMNRlmnr013678")  # letters and digits that are said with a final consonant

_RATE = re.compile(r"([률율]|비율|비중)$")
_MONEY_NAME = re.compile(r"(예산|현액|금액|[가-힣]액|사업비|비용|잔액|기금|전입금|수입)$")
_MONEY_UNIT = re.compile(r"원$")
_COUNTED: Final = {
    "명": "몇 명인가요?", "인": "몇 명인가요?", "건": "몇 건인가요?", "개소": "몇 곳인가요?",
    "곳": "몇 곳인가요?",
    "개국": "몇 개국인가요?", "개": "몇 개인가요?", "대": "몇 대인가요?", "회": "몇 번인가요?",
    "가구": "몇 가구인가요?",
}  # fmt: skip
_PEOPLE = re.compile(r"명|청년|학생|주민|시민|여성|아동|가족|가구|공무원|어르신|장애인|이민자|[가-힣]자(?![가-힣])")
_DATE = re.compile(r"['’‘]?\d{2,4}\s*[.년]\s*\d|\d\s*월")
_ENDINGS: Final = (  # what a line names, what its value must look like, and how it is asked for
    (re.compile(r"(예산|사업비|비용|금액)$"), re.compile(r"\d.*원"), "얼마인가요?"),
    (re.compile(r"(률|율)$"), re.compile(r"\d.*%"), "얼마인가요?"),
    (re.compile(r"(정원|현원|인원)$"), re.compile(r"\d\s*(명|인)"), "몇 명인가요?"),
    (re.compile(r"건수$"), re.compile(r"\d\s*건"), "몇 건인가요?"),
    (re.compile(r"기간$"), re.compile(rf"({_DATE.pattern}).*~"), "언제부터 언제까지인가요?"),
    (re.compile(r"(일시|일자|일정|시기)$"), _DATE, "언제인가요?"),
    (re.compile(r"(장소|위치)$"), re.compile(r"[가-힣]{2}"), "어디인가요?"),
    (re.compile(r"(기관|주체)$"), re.compile(r"[가-힣]{2}"), "어디인가요?"),
    (re.compile(r"(대상|참석자|수혜자)$"), _PEOPLE, "누구인가요?"),
    (re.compile(r"(목적|배경|사유|이유|취지)$"), re.compile(r"[가-힣]{2}"), "무엇인가요?"),
)


def bare(heading: str) -> str:
    """A heading or label without its numbering and brackets: "1. 다문화가족 지원(신규)" -> "다문화가족 지원"."""
    return _BRACKETS.sub("", _NUMBERING.sub("", heading.strip())).strip(" <>[]【】:")


def is_name(text: str) -> bool:
    """Whether words alone, as they may stand within a question."""
    return _NAME.fullmatch(text) is not None


def topic(noun: str) -> str:
    """The noun with 은 or 는, as its last syllable asks."""
    return noun + ("은" if _is_closed(noun) else "는")


def subject(noun: str) -> str:
    """The noun with 이 or 가."""
    return noun + ("이" if _is_closed(noun) else "가")


def together(one: str, other: str) -> str:
    """Two nouns joined by 과 or 와: "2022년과 2023년"."""
    return f"{one}{'과' if _is_closed(one) else '와'} {other}"


def _is_closed(noun: str) -> bool:
    """Whether the last syllable ends in a consonant."""
    last = noun[-1:]
    return last in _CLOSED or ("가" <= last <= "힣" and (ord(last) - ord("가")) % 28 != 0)


def figure(text: str) -> float | None:
    """The figure that a cell is made of; None where it holds anything else."""
    match = _FIGURE.fullmatch(text.strip())
    return float(match[1].replace(",", "")) * (-1 if text.startswith("△") else 1) if match else None


def is_rate(column: str) -> bool:
    """Whether a column holds shares of a whole."""
    return _RATE.search(bare(column)) is not None


def asks_for_figure(column: str, text: str, unit: str) -> str:
    """How a figure of a table is asked for, by the name of its column and its unit; "" where that is not sure.

    `unit` is that of the whole table: of a table of money it says nothing of a column that is not named as money.
    """
    match, within = _FIGURE.fullmatch(text.strip()), _UNIT_IN_NAME.search(column)
    own = (match[2] if match else "") or (within[1] if within else "")
    name = bare(column)
    if is_rate(name) or own == "%":
        return "얼마인가요?" if is_rate(name) else ""
    if _MONEY_UNIT.search(own) or (not own and _MONEY_NAME.search(name) and _MONEY_UNIT.search(unit)):
        return "얼마인가요?"
    return _COUNTED.get(own or unit, "")


def asks_for_value(name: str, value: str) -> str:
    """How the value of a "이름 : 값" line is asked for; "" where its name or value do not tell."""
    return next((ending for named, like, ending in _ENDINGS if named.search(name) and like.search(value)), "")
