"""The chat for council members: one page, a question box, answers with their evidence beside them.

The server keeps nothing of a conversation but a line an answer in the audit log. What was asked and answered before
travels with each question from the page itself, so two browsers can never mix, and a restarted server can go on with a
conversation.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from secrets import token_hex
from time import monotonic
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from api.desk import Desk, DeskClosed, DeskFull
from qa.answer import Answer, AnswerStatus, Question, Scope, Turn
from ui import copy, render
from ui.examples import Example, example_questions
from ui.scope import choice_from, settled
from ui.theme import council_theme

if TYPE_CHECKING:
    from corpus.report import Report
    from index.library import Library
    from qa.assistant import Assistant

STATIC = Path(__file__).parent / "static"
STYLES = (  # later rules win
    "colours.css", "page.css", "progress.css", "turn.css", "compared.css", "evidence.css", "composer.css",
    "feedback.css", "share.css", "narrow.css", "scope.css", "scope-panel.css", "print.css",
)  # fmt: skip
SCRIPTS = ("theme.js", "chat.js", "progress.js", "scope.js", "feedback.js", "share.js")
MAX_QUESTION = 2_000  # characters, as in the API
MAX_TURNS = 10  # earlier turns that go with a question
MAX_EARLIER = 4_000  # characters of an earlier question or answer that go with it
EXAMPLES = 6
EXAMPLES_TRIED = 18  # candidates asked before fewer examples are shown
REDRAW = 0.1  # seconds between two drawings of an answer whose words are still coming
AT_ONCE = 16  # questions answered at the same time; the others wait in the queue
WAITING = 200

logger = logging.getLogger(__name__)
Told = Callable[[Answer, gr.Request], None]
Pending = dict[str, str]  # what Gradio takes as "leave this part of the page as it is"


class Chat:
    """What the page shows and does, without its layout."""

    def __init__(self, assistant: Assistant, library: Library, desk: Desk, told: Told | None = None) -> None:
        self._assistant = assistant
        self._desk = desk
        self._told = told
        self._library = library
        self._examples = lru_cache(maxsize=1)(self._answerable_examples)

    def first_screen(self) -> Iterator[tuple[Any, ...]]:
        """The header and the welcome, from what the library holds now; examples follow when they are worked out."""
        reports = self._library.store.reports()
        yield render.header(reports), render.welcome(reports, ())
        try:
            examples = self._examples(tuple(report.id for report in reports))
        except (DeskFull, DeskClosed):  # questions of people come first
            return
        yield gr.skip(), render.welcome(reports, examples)

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

    def _answerable_examples(self, _document_ids: Sequence[str]) -> list[Example]:
        """Examples that the assistant really answers; worked out once for each state of the library."""
        candidates = islice(example_questions(self._library.store.reports()), EXAMPLES_TRIED)
        return list(islice(filter(self._answers, candidates), EXAMPLES))

    def _answers(self, example: Example) -> bool:
        answer = self._desk.run_blocking(self._assistant.ask, Question(example.question, mode="extractive"))
        return answer.status is AnswerStatus.ANSWERED


def build_chat(assistant: Assistant, library: Library, desk: Desk, told: Told | None = None) -> gr.Blocks:
    """The page. `mount_chat` puts it on the API's application; `told` learns of each answer and who it went to."""
    chat = Chat(assistant, library, desk, told)
    with gr.Blocks(title=copy.PRODUCT, analytics_enabled=False, fill_width=True) as page:
        header = _html("header")
        with gr.Column(elem_id="talk"):
            welcome = _html("welcome")
            _html("history")
            with gr.Row(elem_id="live", elem_classes="turn"):
                answer, evidence = _html("live-answer"), _html("live-evidence")
        with gr.Column(elem_id="composer"):
            notice = _html("notice")
            with gr.Row(elem_id="scope-row"):
                scope_open = gr.Button(copy.SCOPE_OPEN, elem_id="scope-open", scale=0)
                _html("scope-bar", render.scope_bar())
            scope_panel = _html("scope-panel")
            with gr.Row(elem_id="ask-row"):
                box = gr.Textbox(
                    label=copy.QUESTION_LABEL,
                    placeholder=copy.QUESTION_PLACEHOLDER,
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    elem_id="question",
                )
                send = gr.Button(copy.ASK, variant="primary", elem_id="send", scale=0)
            _html("footnote", render.footnote())
        conversation, scope = gr.JSON([], visible="hidden"), gr.JSON({}, visible="hidden")

        page.load(
            chat.first_screen,
            outputs=[header, welcome],
            show_progress="hidden",
            concurrency_limit=AT_ONCE,
            api_visibility="private",
        )
        kept = page.load(None, outputs=[box, conversation], js="() => councilChat.start()")
        offer = {
            "fn": chat.scope,
            "inputs": [scope],
            "outputs": [scope_panel, scope],
            "js": "() => [councilChat.scope.sent()]",
            "show_progress": "hidden",
            "concurrency_limit": AT_ONCE,
            "api_visibility": "private",
        }
        settle = {"fn": None, "inputs": [scope], "js": "(known) => councilChat.scope.settle(known)"}
        kept.then(**offer).success(**settle).then(None, js="() => councilChat.askLinked()")
        scope_open.click(**offer).success(**settle).then(None, js="() => councilChat.scope.open()")
        asked = gr.on(
            [box.submit, send.click],
            chat.ask,
            inputs=[box, conversation, scope],
            outputs=[box, notice, answer, evidence, conversation],
            js="(...inputs) => councilChat.scope.along(councilChat.archive(...inputs))",
            show_progress="hidden",
            concurrency_limit=AT_ONCE,
            api_visibility="private",
        )
        asked.then(None, inputs=[conversation], js="(turns) => councilChat.remember(turns)")
        page.unload(_forget(page))
    return page.queue(max_size=WAITING, api_open=False)


def mount_chat(app: FastAPI, page: gr.Blocks) -> FastAPI:
    """Put the chat at `/` of an application whose own routes are already there."""
    for path in ("/gradio_api/upload", "/gradio_api/file={path:path}", "/gradio_api/file/{path:path}"):
        app.add_route(path, _no_files, methods=["GET", "HEAD", "POST"], include_in_schema=False)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=council_theme(),
        # Not as `css`: Gradio would rewrite every rule and break those that hold a comma within brackets.
        head=f"<style>{_static(*STYLES)}</style>",
        js=_static(*SCRIPTS),
        favicon_path=str(STATIC / "favicon.svg"),
        footer_links=[],
        run_history=False,  # a tablet is shared: no question stays in the browser
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
    )
    return app


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


def _static(*names: str) -> str:
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)


def _html(elem_id: str, value: str = "") -> gr.HTML:
    """A part of the page that shows our own markup: Gradio adds neither styles nor scripts to it."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)


def _forget(page: gr.Blocks) -> Any:
    """Gradio keeps the last values of a page until 10,000 others have come; a closed page's go at once."""

    def forget(request: gr.Request) -> None:
        page.state_holder.session_data.pop(request.session_hash, None)

    return forget


async def _no_files(_request: Request) -> PlainTextResponse:
    """Gradio's file routes take uploads from anybody and fetch addresses from outside; the chat needs neither."""
    return PlainTextResponse("Not Found", status_code=404)
