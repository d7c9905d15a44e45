"""Example questions, made from what the ingested reports hold: their tables and their "이름 : 값" lines.

Nothing here knows a report. Every question asks for something that stands in a report, in words a person would use, and
the order is the same at every start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from corpus.report import Report, Table, Unit, UnitKind

MAX_LABEL = 18  # a longer label or heading does not read well in a question
MAX_HEADING = 34

_FIGURE = re.compile(r"[\d,.]+\s*(%|명|건|개소|개|백만원|천원|억원|원|회)?")
_NAME = re.compile(r"[가-힣A-Za-z][가-힣A-Za-z0-9·()\-/ ]*[가-힣A-Za-z)]")
_NO_NAME = re.compile(r"^(합\s*계|총\s*계|소\s*계|계|평균|구분|비고|연번|번호|기타|내용|단위)$|소계|기준")
_KEY_VALUE = re.compile(r"^([가-힣]{2,4}|[가-힣]{2,4} ?[가-힣]{2,4}) ?: ?(\S.{3,})$")
_NUMBERING = re.compile(
    r"^(제?\d+(-\d+)*\s*[.장절항)]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]+\s*[.]|[가-하][.)]|[①-⑳❶-❿➀-➓□○ㅇ■◇▶▸◈\-]|\d+(?=\s))\s*"
)
_ASKED = (
    (re.compile(r"(예산|사업비|소요액|금액|비용)$"), "얼마인가요?"),
    (re.compile(r"(기간|일시|일정|시기|일자)$"), "언제인가요?"),
    (re.compile(r"(장소|위치)$"), "어디인가요?"),
    (re.compile(r"(대상|참석자|수혜자)$"), "누구인가요?"),
    (re.compile(r"(인원|규모)$"), "어떻게 되나요?"),
)
_TOPICS = re.compile(r"개요|목적|내용|실적|계획|현황|방향|성과|과제")


@dataclass(frozen=True, slots=True)
class Example:
    """A question to try, and where its answer stands: "글로벌도시정책관 주요업무보고"."""

    question: str
    source: str


def example_questions(reports: Sequence[Report]) -> Iterator[Example]:
    """Questions worth showing, the best of every report first, newest report first; each at most once."""
    newest = sorted(reports, key=lambda report: (report.metadata.date, report.id), reverse=True)
    seen: set[str] = set()
    for example in chain.from_iterable(zip_longest(*map(_of_report, newest))):
        if example is not None and example.question not in seen:
            seen.add(example.question)
            yield example


def _of_report(report: Report) -> Iterator[Example]:
    """The questions of one report: one of a table, one of a line, and so on."""
    year = f"{report.metadata.year}년 " if report.metadata.year else ""
    source = report.metadata.title or report.source
    for question in chain.from_iterable(zip_longest(_of_lines(report), _of_tables(report))):
        if question:
            yield Example(question if question[:4].isdigit() else year + question, source)


def _of_tables(report: Report) -> Iterator[str]:
    """One question for each table, from its last telling row and column: "다문화담당관 집행률은 얼마인가요?"."""
    for table in report.tables:
        for row in range(table.rows - 1, table.header_rows - 1, -1):
            question = next(_of_row(table, row), None)
            if question:
                yield question
                break


def _of_row(table: Table, row: int) -> Iterator[str]:
    label = table.row_label(row)
    if not table.header_rows or not _is_name(label):
        return
    for column in range(table.columns - 1, 0, -1):
        cell, name = table.at(row, column), table.column_label(column)
        if cell and not cell.header and _FIGURE.fullmatch(cell.text) and _is_name(name) and name != label:
            yield f"{label} {with_topic_particle(name)} 얼마인가요?"


def _of_lines(report: Report) -> Iterator[str]:
    """Questions from lines such as "소요예산 : 4,655백만원": "유학박람회 개최 소요예산은 얼마인가요?"."""
    asked: set[int] = set()
    for unit in report.units:
        match = _KEY_VALUE.match(unit.text) if unit.kind in (UnitKind.BULLET, UnitKind.LINE) else None
        subject = _subject(report, unit)
        if match and subject and unit.section not in asked:
            asking = next((word for pattern, word in _ASKED if pattern.search(match[1])), None)
            if asking:
                asked.add(unit.section)
                yield f"{subject} {with_topic_particle(match[1])} {asking}"


def _subject(report: Report, unit: Unit) -> str:
    """The nearest heading above a unit that names something, without its number."""
    for heading in reversed(report.trail(unit.section)):
        name = bare_heading(heading)
        if len(name) >= 6 and len(name) <= MAX_HEADING and not _TOPICS.search(name[-4:]):
            return name
    return ""


def bare_heading(heading: str) -> str:
    """A heading without its numbering: "1. 다문화가족 지원" -> "다문화가족 지원"."""
    return _NUMBERING.sub("", heading.strip()).strip(" <>[]【】:")


def with_topic_particle(noun: str) -> str:
    """The noun with 은 or 는, as its last syllable asks; "예산(국비)" goes by what stands before the bracket."""
    syllables = re.findall(r"[가-힣]", re.sub(r"\([^)]*\)$", "", noun))
    closed = bool(syllables) and (ord(syllables[-1]) - ord("가")) % 28 != 0
    return noun + ("은" if closed else "는")


def _is_name(label: str) -> bool:
    return 2 <= len(label) <= MAX_LABEL and bool(_NAME.fullmatch(label)) and not _NO_NAME.search(label)
