"""Questions that lines answer: a "이름 : 값" line, and what is planned or why under a heading that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from corpus.report import Report, UnitKind
from ui.examples.example import Example, subject_of, whose
from ui.examples.wording import asks_for_value, bare, topic

_KEY_VALUE = re.compile(r"([가-힣]{2,5}(?: [가-힣]{2,4})?) ?: ?(\S.{3,80})")
_TOLD_UNDER: Final = {  # headings that say what stands below them, as they are said in a question
    "향후계획": "향후 계획", "향후추진계획": "향후 추진 계획", "추진계획": "추진 계획", "추진배경": "추진 배경",
    "추진방향": "추진 방향", "기대효과": "기대 효과", "제안이유": "제안 이유", "개선방안": "개선 방안",
    "문제점": "문제점",
}  # fmt: skip


def facts(report: Report) -> Iterator[Example]:
    """One line of each section: "외국인 가사관리사 시범사업의 이용기간은 언제부터 언제까지인가요?"."""
    asked: set[int] = set()
    for unit in report.units:
        is_line = (
            unit.kind in (UnitKind.BULLET, UnitKind.LINE) and unit.parent is None
        )  # else: of the line it hangs under
        match = _KEY_VALUE.fullmatch(unit.text) if is_line else None
        asking = asks_for_value(match[1], match[2]) if match and unit.section not in asked else ""
        about = subject_of(report, unit.section) if asking else ""
        if match and about and about != whose(report):
            asked.add(unit.section)
            question = f"{about}의 {topic(match[1])} {asking}"
            yield Example(question, report.name, report.id, (unit.span,))


def plans_and_reasons(report: Report) -> Iterator[Example]:
    """What a section tells whose heading says what it tells: "시민 소통 강화의 향후 계획은 무엇인가요?"."""
    asked: set[str] = set()
    for number, section in enumerate(report.sections):
        told = _TOLD_UNDER.get("".join(bare(section.heading).split()))
        about = subject_of(report, number) if told and number else ""
        of_the_whole = about == whose(report)
        if told and about and about not in asked and (section.level == 1 or not of_the_whole):
            asked.add(about)
            yield Example(f"{about}의 {topic(told)} 무엇인가요?", report.name, report.id, (section.span,))
