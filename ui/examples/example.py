"""An example question, and what the answer to it has to hold."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from corpus.report import Report, Span, overlap
from qa.answer import Answer, AnswerStatus
from ui.examples.wording import bare, is_name

SURE = 0.9  # confidence below which an answer is no example of what the assistant can do

_MOST_SUBJECT = 34  # a longer name does not read well in a question
_LEAST_SUBJECT = 6  # a shorter heading rarely says what it is about by itself
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=년| ?[.)])")
_SHORT_YEAR = re.compile(r"['’‘](\d\d)(?=[년. ])")
_NO_SUBJECT = re.compile(
    r"(개요|목적|내용|실적|계획|현황|방향|성과|과제|의견|사항|개황|결과|추진|배경|효과|사업|이유|경위|보고|안건|총괄|조치)$"
    r"|(적정성|필요성|타당성|검토)$|[「」:]|별 "
)
_OF_A_DOCUMENT = re.compile(r"\s+(\S*(업무보고|보고서?|실적|현황|계획서?))$")


@dataclass(frozen=True, slots=True)
class Example:
    """A question to try, and where its answer stands: "글로벌도시정책관 주요업무보고"."""

    question: str
    source: str
    document_id: str
    places: tuple[Span, ...]  # each is cited by the right answer
    told: tuple[str, ...] = ()  # what the right answer says

    def is_met_by(self, answer: Answer) -> bool:
        """Whether an answer is sure, cites the places meant, and says what stands there."""
        cited = [Span(each.start, each.end) for each in answer.citations if each.document_id == self.document_id]
        said = _squeezed(answer.text)
        return (
            answer.status is AnswerStatus.ANSWERED
            and answer.confidence >= SURE
            and len(cited) == len(answer.citations)
            and all(any(overlap(place, each) for each in cited) for place in self.places)
            and all(_squeezed(text) in said for text in self.told)
        )


def year_of(report: Report, section: int) -> str:
    """The year that a section is about: that of the nearest heading that names one, else the report's; "" if none."""
    for heading in reversed(report.trail(section)):
        if years := _YEAR.findall(heading) or ["20" + short for short in _SHORT_YEAR.findall(heading)]:
            return f"{years[-1]}년" if len(set(years)) == 1 else ""
    return f"{report.metadata.year}년" if report.metadata.year else ""


def subject_of(report: Report, section: int) -> str:
    """What a section is about: the nearest heading above that names something, else what the report is named after."""
    headings = [heading for heading in reversed(report.trail(section)) if heading != report.metadata.title]
    names = (_YEAR.sub("", bare(heading)).removeprefix("년").strip() for heading in headings)
    return next((name for name in names if _names_something(name)), whose(report))


def whose(report: Report) -> str:
    """What a report is named after: "시장비서실 주요업무보고" -> "시장비서실"; "" where that is too long or no name."""
    name = _OF_A_DOCUMENT.sub("", bare(report.metadata.title))
    return name if is_name(name) and len(name) <= _MOST_SUBJECT and not _NO_SUBJECT.search(name) else ""


def _names_something(name: str) -> bool:
    return _LEAST_SUBJECT <= len(name) <= _MOST_SUBJECT and is_name(name) and not _NO_SUBJECT.search(name)


@cache
def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
