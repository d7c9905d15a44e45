"""Which reports are searched: what the question says may be loosened, what the person said holds."""

from __future__ import annotations

import pytest

from corpus.chunker import build_report
from corpus.report import Extract, Metadata, Report
from index.hits import Filters
from qa.steps.scope import filters_for, read_scope


def report(department: str, year: int, kind: str) -> Report:
    extract = Extract(f"□ {department}의 {year}년 업무를 보고함", "text")
    metadata = Metadata(f"{department} {kind}", department, f"{year}-05-01", kind)
    return build_report(extract, source=f"{department}-{year}.txt", metadata=metadata)


REPORTS = [report("공원과", 2023, "업무보고"), report("공원과", 2024, "업무보고"), report("하천과", 2024, "검토보고")]


def admitted(question: str, limits: Filters = Filters(), years: frozenset[int] = frozenset()) -> set[str]:  # noqa: B008
    filters = filters_for(read_scope(question, years, REPORTS, limits), REPORTS, limits)
    return {r.source for r in REPORTS if filters.admits(r)}


def test_what_the_question_names_narrows_the_search_as_far_as_reports_remain() -> None:
    assert admitted("공원과 예산은?", years=frozenset({2024})) == {"공원과-2024.txt"}
    assert admitted("공원과 예산은?", years=frozenset({2019})) == {"공원과-2023.txt", "공원과-2024.txt"}
    assert len(admitted("예산은?")) == 3


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        (Filters(departments=("없는 부서",)), set()),
        (Filters(years=(2023,)), {"공원과-2023.txt"}),
        (Filters(years=(1999,)), set()),
        (Filters(kinds=("검토보고",)), {"하천과-2024.txt"}),
        (Filters(departments=("하천과",), years=(2023,)), set()),
    ],
)
def test_limits_of_the_person_hold_whatever_the_question_names(limits: Filters, found: set[str]) -> None:
    assert admitted("공원과의 2024년 업무보고 예산은?", limits, frozenset({2024})) <= found
    assert admitted("예산은 얼마인가요?", limits) == found


def test_what_is_ignored_is_not_read_from_the_question() -> None:
    question = "공원과의 검토보고와 업무보고"
    assert read_scope(question, frozenset(), REPORTS, Filters()).kinds == ("업무보고", "검토보고")
    read = read_scope(question, frozenset(), REPORTS, Filters(), Filters(departments=("공원과",), kinds=("검토보고",)))
    assert (read.departments, read.kinds) == ((), ("업무보고",))
    chosen = Filters(departments=("공원과",))
    assert read_scope(question, frozenset(), REPORTS, chosen, chosen).departments == ("공원과",), "a limit always holds"
