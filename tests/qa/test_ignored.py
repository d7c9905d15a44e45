"""What a person says is not meant narrows nothing: neither the search, nor the ranking, nor the answer."""

from __future__ import annotations

from index.hits import Filters
from qa.answer import Answer, AnswerStatus, Question, Turn
from qa.assistant import Assistant

STAFF = "시장비서실 인력은 몇 명인가요?"  # two reports tell of it, one of 2023 and one of 2024


def cited_years(answer: Answer) -> set[str]:
    return {citation.date[:4] for citation in answer.citations}


def test_a_year_that_is_ignored_leaves_what_the_question_says_without_it(assistant: Assistant) -> None:
    asked = f"2023년 {STAFF}"
    narrow = assistant.ask(Question(asked))
    assert narrow.scope.years == (2023,)
    assert cited_years(narrow) == {"2023"}
    wide, bare = assistant.ask(Question(asked, ignored=Filters(years=(2023,)))), assistant.ask(Question(STAFF))
    assert wide.scope == bare.scope
    assert wide.text == bare.text
    assert "2024" in cited_years(wide)
    assert wide.question == asked
    assert wide.rewritten == "", "the question itself is not changed"


def test_a_year_without_reports_is_no_reason_to_refuse_once_it_is_ignored(assistant: Assistant) -> None:
    asked = f"2031년 {STAFF}"
    assert assistant.ask(Question(asked)).status is AnswerStatus.OUT_OF_SCOPE
    assert assistant.ask(Question(asked, ignored=Filters(years=(2031,)))).status is AnswerStatus.ANSWERED


def test_one_of_two_years_is_ignored_and_the_other_still_holds(assistant: Assistant) -> None:
    asked = f"2023년과 2024년 {STAFF}"
    answer = assistant.ask(Question(asked, ignored=Filters(years=(2024,))))
    assert answer.scope.years == (2023,)
    assert cited_years(answer) == {"2023"}


def test_a_department_and_a_kind_that_are_ignored_are_not_read(assistant: Assistant) -> None:
    asked = "시장비서실 업무보고에서 정원은 몇 명인가요?"
    read = assistant.ask(Question(asked)).scope
    assert (read.departments, read.kinds) == (("시장비서실",), ("업무보고",))
    left = assistant.ask(Question(asked, ignored=Filters(departments=("시장비서실",), kinds=("업무보고",)))).scope
    assert (left.departments, left.kinds) == ((), ())


def test_the_persons_own_limit_holds_whatever_is_ignored(assistant: Assistant) -> None:
    limits = Filters(years=(2023,))
    answer = assistant.ask(Question(f"2024년 {STAFF}", limits, ignored=Filters(years=(2024,))))
    assert cited_years(answer) == {"2023"}


def test_what_a_follow_up_takes_from_the_question_before_can_be_ignored_too(assistant: Assistant) -> None:
    before = (Turn(f"2024년 {STAFF}", ""),)
    follow_up = Question("그럼 현원은요?", conversation=before)
    assert assistant.ask(follow_up).scope.years == (2024,)
    left = assistant.ask(Question("그럼 현원은요?", conversation=before, ignored=Filters(years=(2024,))))
    assert left.scope.years == ()
    assert left.rewritten
