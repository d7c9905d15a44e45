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
MIN_HEADING = 8  # a shorter one rarely says what it is about by itself

_FIGURE = re.compile(r"△?[\d,.]+\s*(%|명|건|개소|개|백만원|천원|억원|원|회)?")
_NAME = re.compile(r"[가-힣A-Za-z][가-힣A-Za-z·\- ]*[가-힣A-Za-z]")
_NO_NAME = re.compile(r"계$|구분|비고|연번|번호|기타|내용|단위|평균|기준|현원|정원|년도?$")
_KEY_VALUE = re.compile(r"^([가-힣]{2,5}(?: [가-힣]{2,4})?) ?: ?(\S.{3,})$")
_NUMBERING = re.compile(
    r"^(제?\d+(-\d+)*\s*[.장절항)]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]+\s*[.]|[가-하][.)]|[①-⑳❶-❿➀-➓□○ㅇ■◇▶▸◈\-]|\d+(?=\s))\s*"
)
_BRACKETS = re.compile(r"\s*[(〔][^()〔〕]*[)〕]")
_YEAR = re.compile(r"(?<!\d)20\d\d(?=년| ?[.)])")
# A question word for each kind of thing that a column or a "이름 : 값" line names by its last word.
_ASKED = (
    (re.compile(r"([률율액]|예산|사업비|비용)$"), "얼마인가요?"),
    (re.compile(r"(정원|현원|인원)$"), "몇 명인가요?"),
    (re.compile(r"건수$"), "몇 건인가요?"),
    (re.compile(r"(기간|일시|일정|시기|일자)$"), "언제인가요?"),
    (re.compile(r"(장소|위치)$"), "어디인가요?"),
    (re.compile(r"(대상|참석자|수혜자)$"), "누구인가요?"),
    (re.compile(r"(방법|방식|규모)$"), "어떻게 되나요?"),
)
_NO_SUBJECT = re.compile(r"(개요|목적|내용|실적|계획|현황|방향|성과|과제|의견|사항|개황|결과|추진)$|[「」]")


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
    """The questions of one report: one of a line, one of a table, and so on."""
    for question in chain.from_iterable(zip_longest(_of_lines(report), _of_tables(report))):
        if question:
            yield Example(question, report.name)


def _of_tables(report: Report) -> Iterator[str]:
    """One question for each table, from its last telling row and column: "다문화담당관 집행률은 얼마인가요?"."""
    for table in report.tables:
        rows = range(table.rows - 1, table.header_rows - 1, -1) if table.header_rows else ()
        question = next(chain.from_iterable(_of_row(table, row) for row in rows), None)
        if question:
            yield _with_year(report, table.section, question)


def _of_row(table: Table, row: int) -> Iterator[str]:
    label = bare(table.row_label(row))
    if len(label) > MAX_LABEL or not _NAME.fullmatch(label) or _NO_NAME.search(label):
        return
    for column in range(table.columns - 1, 0, -1):
        cell, name = table.at(row, column), bare(table.column_label(column))
        if cell and not cell.header and _FIGURE.fullmatch(cell.text) and _NAME.fullmatch(name):
            asking = _question_word(name)
            if asking and len(name) <= MAX_LABEL:
                yield f"{label} {with_topic_particle(name)} {asking}"


def _of_lines(report: Report) -> Iterator[str]:
    """Questions from lines such as "소요예산 : 4,655백만원": "유학박람회 개최 소요예산은 얼마인가요?"."""
    asked: set[int] = set()
    for unit in report.units:
        match = _KEY_VALUE.match(unit.text) if unit.kind in (UnitKind.BULLET, UnitKind.LINE) else None
        asking = _question_word(match[1]) if match else None
        subject = _subject(report, unit) if asking and unit.section not in asked else None
        if match and subject:
            asked.add(unit.section)
            yield _with_year(report, unit.section, f"{subject} {with_topic_particle(match[1])} {asking}")


def _question_word(name: str) -> str | None:
    return next((word for pattern, word in _ASKED if pattern.search(name)), None)


def _with_year(report: Report, section: int, question: str) -> str:
    """The question with the year it is about: that of the nearest heading that names one, else the report's."""
    if _YEAR.search(question):
        return question
    for heading in reversed(report.trail(section)):
        years = _YEAR.findall(heading)
        if years:
            return f"{years[-1]}년 {question}"
    return f"{report.metadata.year}년 {question}" if report.metadata.year else question


def _subject(report: Report, unit: Unit) -> str | None:
    """The nearest heading above a unit that names something, without its number."""
    headings = (heading for heading in reversed(report.trail(unit.section)) if heading != report.metadata.title)
    names = (bare(heading) for heading in headings)
    return next((n for n in names if MIN_HEADING <= len(n) <= MAX_HEADING and not _NO_SUBJECT.search(n)), None)


def bare(heading: str) -> str:
    """A heading or label without its numbering and brackets: "1. 다문화가족 지원(신규)" -> "다문화가족 지원"."""
    return _BRACKETS.sub("", _NUMBERING.sub("", heading.strip())).strip(" <>[]【】:")


def with_topic_particle(noun: str) -> str:
    """The noun with 은 or 는, as its last syllable asks."""
    last = noun[-1:]
    closed = "가" <= last <= "힣" and (ord(last) - ord("가")) % 28 != 0
    return noun + ("은" if closed else "는")
