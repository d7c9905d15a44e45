"""The chat's page: one question box, answers with their evidence beside them, in Gradio's blocks and our own markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from api.desk import Desk
from ui import copy, render
from ui.assets import STATIC, joined
from ui.chat import Chat, Told
from ui.theme import council_theme

if TYPE_CHECKING:
    from index.library import Library
    from qa.assistant import Assistant

STYLES = (  # later rules win
    "colours.css", "page.css", "progress.css", "turn.css", "compared.css", "evidence.css", "composer.css",
    "feedback.css", "share.css", "told.css", "narrow.css", "scope.css", "scope-panel.css", "header.css", "print.css",
    "paper.css",
)  # fmt: skip
SCRIPTS = (
    "theme.js", "header.js", "told.js", "chat.js", "progress.js", "scope.js", "feedback.js", "share.js", "paper.js",
)  # fmt: skip
AT_ONCE = 16  # questions answered at the same time; the others wait in the queue
WAITING = 200


def build_chat(assistant: Assistant, library: Library, desk: Desk, told: Told | None = None) -> gr.Blocks:
    """The page. `mount_chat` puts it on the API's application; `told` learns of each answer and who it went to."""
    chat = Chat(assistant, library, desk, told)
    with gr.Blocks(title=copy.PRODUCT, analytics_enabled=False, fill_width=True) as page:
        header = _html("header")
        with gr.Column(elem_id="talk"):
            with gr.Column(elem_id="welcome"):
                welcome, examples = _html("greeting"), _html("examples")
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
        other_scope = gr.Button(visible="hidden", elem_id="other-scope")  # scope.js presses it
        conversation, scope = gr.JSON([], visible="hidden"), gr.JSON({}, visible="hidden")

        # Of Gradio's events only a question goes through its queue: a queued one that ends in the very moment in which
        # another begins closes the connection on which that one's answer would come.
        page.load(
            chat.first_screen,
            outputs=[header, welcome],
            show_progress="hidden",
            queue=False,
            api_visibility="private",
        )
        kept = page.load(None, outputs=[box, conversation], js="() => councilChat.start()")
        offer = {
            "fn": chat.scope,
            "inputs": [scope],
            "outputs": [scope_panel, scope],
            "js": "() => [councilChat.scope.sent()]",
            "show_progress": "hidden",
            "queue": False,
            "api_visibility": "private",
        }
        suggest = {
            "fn": chat.examples,
            "inputs": [scope],
            "outputs": [examples],
            "js": "() => [councilChat.scope.sent()]",
            "show_progress": "hidden",
            "queue": False,
            "api_visibility": "private",
        }
        settle = {"fn": None, "inputs": [scope], "js": "(known) => councilChat.scope.settle(known)"}
        kept.then(**offer).success(**settle).then(None, js="() => councilChat.askLinked()").then(**suggest)
        other_scope.click(**suggest, trigger_mode="always_last")
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
        asked.then(None, inputs=[conversation], js="(turns) => councilChat.answered(turns)")
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
        head=f"<style>{joined(*STYLES)}</style>",
        js=joined(*SCRIPTS),
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
