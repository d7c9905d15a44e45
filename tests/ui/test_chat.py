"""What the chat does with a question, without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from api.desk import Desk
from index.hits import Filters
from qa.answer import Answer, Question, Turn
from tests.ui.reports import answered, cite, report_of
from ui import chat, copy
from ui.chat import Chat


class Shelf:
    """A library of given reports."""

    def __init__(self, *reports: Any) -> None:
        self.store = self
        self._reports = list(reports)

    def reports(self) -> list[Any]:
        return self._reports

    def report(self, document_id: str) -> Any:
        return next((report for report in self._reports if report.id == document_id), None)


class Scripted:
    """An assistant that gives one answer, or breaks down in the middle of it, and remembers what it was asked."""

    def __init__(self, answer: Answer, error: Exception | None = None) -> None:
        self.asked: list[Question] = []
        self._answer, self._error = answer, error

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        return self._answer

    def stream(self, question: Question) -> Iterator[tuple[str, Any]]:
        self.asked.append(question)
        yield "scope", self._answer.scope
        yield "evidence", list(self._answer.citations)
        for word in self._answer.text.split():
            yield "token", word + " "
        if self._error:
            raise self._error
        yield "answer", self._answer


REPORT = report_of()
DESK = Desk(workers=1, max_waiting=4)
ANSWER = answered("3명이 부족합니다. [1]", cite(REPORT, "3명이 부족함"))
BOX, NOTICE, LEFT, RIGHT, CONVERSATION = range(5)


def talk(assistant: Scripted, question: str, earlier: object = None, scope: object = None) -> list[tuple[Any, ...]]:
    return list(Chat(assistant, Shelf(REPORT), DESK).ask(question, earlier, scope))  # type: ignore[arg-type]


def test_an_answer_empties_the_box_and_joins_the_conversation() -> None:
    assistant = Scripted(ANSWER)
    earlier = [{"question": "먼저 물은 것", "answer": "먼저 답한 것"}]
    steps = talk(assistant, "  인력은 몇 명인가요?\n", earlier)
    assert assistant.asked == [Question("인력은 몇 명인가요?", conversation=(Turn("먼저 물은 것", "먼저 답한 것"),))]
    assert steps[0][BOX] == ""
    assert all(step[BOX] == chat.gr.skip() for step in steps[1:]), "what is typed meanwhile stays"
    assert copy.SEARCHING in steps[0][LEFT]
    assert 'data-state="done"' in steps[-1][LEFT]
    assert "<mark>3명이 부족함</mark>" in steps[-1][RIGHT]
    assert steps[-1][CONVERSATION] == [*earlier, {"question": "인력은 몇 명인가요?", "answer": ANSWER.text}]


def test_each_question_is_a_turn_of_its_own() -> None:
    turns = {talk(Scripted(ANSWER), "인력은?")[-1][LEFT].split('data-turn="')[1].split('"')[0] for _ in range(20)}
    assert len(turns) == 20


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("", copy.QUESTION_EMPTY),
        (" \n ", copy.QUESTION_EMPTY),
        ("가" * 100_000, copy.question_too_long(2_000, 100_000)),
    ],
)
def test_a_question_that_cannot_be_asked_stays_in_the_box_and_says_why(question: str, sentence: str) -> None:
    assistant = Scripted(ANSWER)
    [(box, notice, left, right, _)] = talk(assistant, question)
    assert (box, left, right) == (question, "", "")
    assert sentence in notice
    assert not assistant.asked


def test_an_error_gives_a_sentence_and_keeps_the_question(caplog: pytest.LogCaptureFixture) -> None:
    steps = talk(Scripted(ANSWER, RuntimeError("disk I/O error at 0x1f")), "인력은 몇 명인가요?")
    box, _, left, right, conversation = steps[-1]
    assert (box, right) == ("인력은 몇 명인가요?", "")
    assert copy.FAILED in left
    assert "disk" not in left
    assert conversation == chat.gr.skip(), "a question without an answer is no turn"
    assert "disk I/O error" in caplog.text


def test_the_choice_of_the_page_limits_the_question_and_is_told_in_the_answer() -> None:
    assistant = Scripted(ANSWER)
    scope = {"filters": {"years": ["2024"], "document_ids": [REPORT.id]}, "ignored": {"departments": ["다문화담당관"]}}
    left = talk(assistant, "인력은?", scope=scope)[-1][LEFT]
    [asked] = assistant.asked
    assert asked.filters == Filters(years=(2024,), document_ids=(REPORT.id,))
    assert asked.ignored == Filters(departments=("다문화담당관",))
    assert copy.ask_without("2024년") in left
    assert copy.asked_without(["다문화담당관"], done=True) in left


@pytest.mark.parametrize(
    "scope",
    [
        *("x", [1], 7, {"other": {}}, {"filters": []}, {"filters": {"owner": ["x"]}}),
        *({"filters": {"years": ["작년"]}}, {"ignored": {"years": [10**30]}}, {"filters": {"kinds": [""]}}),
        {"filters": {"departments": ["가" * 10_000]}},
    ],
)
def test_a_choice_that_cannot_be_read_is_said_so_and_the_question_stays(scope: object) -> None:
    assistant = Scripted(ANSWER)
    [(box, notice, *_)] = talk(assistant, "인력은?", scope=scope)
    assert box == "인력은?"
    assert copy.SCOPE_UNREADABLE in notice
    assert not assistant.asked


def test_the_panel_offers_what_the_library_holds_now() -> None:
    panel, known = Chat(Scripted(ANSWER), Shelf(REPORT), DESK).scope(  # type: ignore[arg-type]
        {"filters": {"years": ["2024"], "document_ids": ["gone"]}}
    )
    assert 'data-label="2024년"' in panel
    assert [condition["label"] for condition in known["chosen"]] == ["2024년"]
    assert known["note"] == copy.REPORT_NOT_LISTED


@pytest.mark.parametrize(
    "earlier", [None, "x", {}, [1, None, {"question": 3, "answer": "a"}, {"answer": "a"}, ["q", "a"]]]
)
def test_a_conversation_that_is_none_is_left_out(earlier: object) -> None:
    assert chat.turns_from(earlier) == ()


def test_only_the_latest_turns_travel_and_each_is_limited() -> None:
    turns = chat.turns_from([{"question": f"질문 {number}", "answer": "답" * 10_000} for number in range(50)])
    assert [turn.question for turn in turns] == [f"질문 {number}" for number in range(40, 50)]
    assert {len(turn.answer) for turn in turns} == {chat.MAX_EARLIER}


def test_the_first_screen_does_not_wait_for_examples() -> None:
    assistant = Scripted(ANSWER)
    header, welcome = Chat(assistant, Shelf(REPORT), DESK).first_screen()  # type: ignore[arg-type]
    assert "보고서 1건" in header
    assert copy.WELCOME in welcome
    assert not assistant.asked


def test_examples_are_asked_once_for_each_scope_and_shown_only_if_they_are_answered() -> None:
    assistant = Scripted(ANSWER)  # which answers something else than what is asked
    page = Chat(assistant, Shelf(REPORT), DESK)  # type: ignore[arg-type]
    scope = {"filters": {"years": ["2024"]}}
    assert "data-ask=" not in asyncio.run(page.examples(scope))
    asked = list(assistant.asked)
    assert asked
    assert {question.mode for question in asked} == {"extractive"}
    assert {question.filters for question in asked} == {Filters(years=(2024,))}
    assert "data-ask=" not in asyncio.run(page.examples(scope))
    assert assistant.asked == asked
    asyncio.run(page.examples({}))
    assert assistant.asked != asked


def test_no_example_is_sought_outside_the_scope() -> None:
    assistant = Scripted(ANSWER)
    page = Chat(assistant, Shelf(REPORT), DESK)  # type: ignore[arg-type]
    asyncio.run(page.examples({"filters": {"departments": ["소방행정과"]}}))
    assert not assistant.asked


def test_an_empty_library_says_how_to_ingest() -> None:
    assistant = Scripted(ANSWER)
    page = Chat(assistant, Shelf(), DESK)  # type: ignore[arg-type]
    assert copy.EMPTY_LIBRARY_COMMAND in page.first_screen()[1]
    assert "data-ask=" not in asyncio.run(page.examples({}))
    assert not assistant.asked
