"""Chat and API in one process: the API's own addresses first, the chat at `/` and everything below that is left."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import gradio as gr
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from api.access import caller_of
from api.app import create_app
from qa.answer import Answer, Question
from qa.settings import Settings
from qa.wiring import open_assistant, open_library
from ui.chat_page import build_chat, mount_chat
from ui.conversation import routes as conversation_routes
from ui.library import page as library_page

if TYPE_CHECKING:
    from index.library import Library
    from qa.assistant import Assistant

API = "/v1/"
WARMING_S = (
    2  # how long the first question waits for the views of a few reports; those of many follow while it is answered
)


def build(settings: Settings) -> FastAPI:
    """The whole product as one app; the library is open and warm when it returns, and closed when the app stops.

    Raises what opening a library raises.
    """
    library = open_library(settings, rebuild_aside=True)
    assistant = open_assistant(settings, library)
    _warm_up(assistant, library)
    stopped = threading.Event()
    warming = threading.Thread(target=assistant.warm, args=(stopped,), name="warming", daemon=True)
    warming.start()
    app = create_app(assistant, library, settings)
    app.include_router(library_page.router)
    app.include_router(conversation_routes.router)
    page = build_chat(assistant, library, app.state.desk, partial(_record, app))
    chat = mount_chat(FastAPI(openapi_url=None), page)
    api_has_none = app.router.default
    api_runs = app.router.lifespan_context

    async def default(scope: Scope, receive: Receive, send: Send) -> None:
        """Where no route of the API fits: mounted as a route, the chat would swallow the API's own 404 and 405."""
        below_api = f"{scope['path']}/".startswith(API)
        await (api_has_none if below_api else chat)(scope, receive, send)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with api_runs(app), chat.router.lifespan_context(chat):  # Gradio's queue starts here
            warming.join(WARMING_S)
            yield
            stopped.set()
            warming.join()
        app.state.desk.close()
        library.close()
        app.state.keys.close()

    app.router.default = default
    app.router.lifespan_context = lifespan
    return app


def _record(app: FastAPI, answer: Answer, request: gr.Request) -> None:
    """Put an answer of the chat into the audit log."""
    asked = request.request
    app.state.audit.record(answer, caller=caller_of(asked), route="/", request_id=asked.state.request_id)


def _warm_up(assistant: Assistant, library: Library) -> None:
    """Ask something that the reports do tell of, so that the first person waits for no index, analyser or cache."""
    reports = library.store.reports()
    subject = reports[0].name if reports else "보고서"
    assistant.ask(Question(f"{subject}의 주요 내용은 무엇인가요?", mode="extractive"))
