"""What the chat for council members shows and does; `ui.chat_page` lays it out.

The server keeps nothing of a conversation but a line an answer in the audit log. What was asked and answered before
travels with each question from the page itself, so two browsers can never mix, and a restarted server can go on with a
conversation.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from secrets import token_hex
from time import monotonic
from typing import TYPE_CHECKING, Any

import gradio as gr

from api.desk import Desk, DeskClosed, DeskFull
from index.hits import Filters
from qa.answer import Answer, Question, Scope, Turn
from ui import copy, render
from ui.examples.choice import chosen
from ui.examples.example import Example
from ui.scope import choice_from, settled

if TYPE_CHECKING:
    from corpus.report import Report
    from index.library import Library
    from qa.assistant import Assistant

MAX_QUESTION = 2_000  # characters, as in the API
MAX_TURNS = 10  # earlier turns that go with a question
MAX_EARLIER = 4_000  # characters of an earlier question or answer that go with it
SCOPES_KEPT = 64  # that examples are remembered for
REDRAW = 0.1  # seconds between two drawings of an answer whose words are still coming

logger = logging.getLogger(__name__)
Told = Callable[[Answer, gr.Request], None]


class Chat:
    """What the page shows and does, without its layout."""

    def __init__(self, assistant: Assistant, library: Library, desk: Desk, told: Told | None = None) -> None:
        self._assistant = assistant
        self._desk = desk
        self._told = told
        self._library = library
        self._chosen = lru_cache(maxsize=SCOPES_KEPT)(self._sure_examples)
        self._choosing = asyncio.Lock()  # many pages opened at once ask the same: the first one works it out

    def first_screen(self) -> tuple[str, str]:
        """The header and the welcome, from what the library holds now; the examples come after them."""
        reports = self._library.store.reports()
        return render.header(reports), render.welcome(reports)

    async def examples(self, sent: object) -> Any:
        """Questions to try within the page's choice of scope; as they were while too many people ask theirs."""
        choice, reports = choice_from(sent), self._library.store.reports()
        limits = choice.limits if choice else Filters()
        known = hash(tuple((report.id, report.metadata) for report in reports))  # one that is corrected makes others
        try:
            async with self._choosing:
                examples = await asyncio.to_thread(self._chosen, known, limits)
        except (DeskFull, DeskClosed):
            return gr.skip()
        return render.examples(examples, limited=bool(limits))

    def scope(self, sent: object) -> tuple[str, dict[str, Any]]:
        """The panel of what can be chosen now, and the page's choice as it still holds."""
        return render.scope_panel(self._library.store.reports()), settled(sent, self._report)

    def ask(
        self, text: str, earlier: object, sent: object = None, request: gr.Request | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """Answer a question step by step: new values of (question box, notice, answer, evidence, conversation).

        `earlier` is the conversation and `sent` the choice of scope, as the page sends them.
        """
        keep = gr.skip()
        question, choice = text.strip(), choice_from(sent)
        problem = question_problem(question) or (copy.SCOPE_UNREADABLE if choice is None else "")
        if problem or choice is None:
            yield text, render.notice(problem), "", "", keep
            return
        turns, turn = turns_from(earlier), token_hex(4)
        pane = partial(render.answer_pane, turn, question, self._report, choice=choice)
        try:
            yield "", "", pane(), "", keep
            asked = Question(question, choice.limits, turns, ignored=choice.ignored)
            for answer_pane, evidence_pane, answer in self._steps(turn, asked, pane):
                conversation = as_json((*turns, Turn(question, answer.text))) if answer else keep
                if answer and request and self._told:
                    self._told(answer, request)
                yield keep, keep, answer_pane, keep if evidence_pane is None else evidence_pane, conversation
        except (DeskFull, DeskClosed) as busy:
            yield question, "", pane(failure=busy.detail), "", keep
        except Exception:  # the last net: whatever went wrong, the person gets a sentence and keeps the question
            logger.exception("a question could not be answered")
            yield question, "", pane(failure=copy.FAILED), "", keep

    def _steps(
        self, turn: str, question: Question, pane: Callable[..., str]
    ) -> Iterator[tuple[str, str | None, Answer | None]]:
        """The two sides of a turn as the answer comes in, the left one by `pane`; None leaves the evidence as it is."""
        scope, words = Scope(), ""

        def left(**known: Any) -> str:
            return pane(scope=scope, partial=words, **known)

        drawn = monotonic()
        for event, value in self._desk.stream_blocking(self._assistant.stream(question)):
            if event == "scope":
                scope = value
                yield left(), None, None
            elif event == "evidence":
                yield left(), render.evidence_pane(turn, value, self._report), None
            elif event == "token":
                words += value
                if monotonic() - drawn >= REDRAW:  # the words of the built-in reader come all at once
                    drawn = monotonic()
                    yield left(), None, None
            elif event == "answer":
                yield left(answer=value), self._evidence(turn, value), value

    def _evidence(self, turn: str, answer: Answer) -> str:
        if answer.citations:
            return render.evidence_pane(turn, answer.citations, self._report)
        return render.nearest_pane(turn, answer.nearest, self._report)

    def _report(self, document_id: str) -> Report | None:
        return self._library.store.report(document_id)

    def _sure_examples(self, _known: int, limits: Filters) -> list[Example]:
        """Examples that the assistant surely answers; worked out once for each state of the library and scope."""

        def is_answered(example: Example) -> bool:
            question = Question(example.question, limits, mode="extractive")
            return example.is_met_by(self._desk.run_blocking(self._assistant.ask, question))

        return chosen(self._library.store.reports(), limits, is_answered)


def question_problem(question: str) -> str:
    """Why a question cannot be asked, or an empty string."""
    if not question:
        return copy.QUESTION_EMPTY
    if len(question) > MAX_QUESTION:
        return copy.question_too_long(MAX_QUESTION, len(question))
    return ""


def turns_from(earlier: object) -> tuple[Turn, ...]:
    """The earlier turns as the page sent them back; whatever is not a turn is left out."""
    pairs = [
        (turn.get("question"), turn.get("answer"))
        for turn in (earlier if isinstance(earlier, list) else [])
        if isinstance(turn, dict)
    ]
    turns = [
        Turn(question[:MAX_EARLIER], answer[:MAX_EARLIER])
        for question, answer in pairs
        if isinstance(question, str) and isinstance(answer, str)
    ]
    return tuple(turns[-MAX_TURNS:])


def as_json(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """The turns as the page keeps them."""
    return [{"question": turn.question, "answer": turn.answer} for turn in turns[-MAX_TURNS:]]
