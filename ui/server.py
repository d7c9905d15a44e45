"""Chat and API in one process: the API's own addresses first, the chat at `/` and everything below that is left."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from api.app import create_app
from qa.answer import Question
from qa.settings import Settings
from qa.wiring import open_assistant, open_library
from ui.chat import build_chat, mount_chat

if TYPE_CHECKING:
    from index.library import Library
    from qa.assistant import Assistant

API = "/v1/"


def build(settings: Settings) -> FastAPI:
    """The whole product as one app; the library is open and warm when it returns, and closed when the app stops.

    Raises what opening a library raises.
    """
    library = open_library(settings)
    assistant = open_assistant(settings, library)
    _warm_up(assistant, library)
    app = create_app(assistant, library, settings)
    chat = mount_chat(FastAPI(openapi_url=None), build_chat(assistant, library))
    api_has_none = app.router.default
    api_runs = app.router.lifespan_context

    async def default(scope: Scope, receive: Receive, send: Send) -> None:
        """Where no route of the API fits: mounted as a route, the chat would swallow the API's own 404 and 405."""
        below_api = f"{scope['path']}/".startswith(API)
        await (api_has_none if below_api else chat)(scope, receive, send)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with api_runs(app), chat.router.lifespan_context(chat):  # Gradio's queue starts here
            stopped = threading.Event()
            warming = threading.Thread(target=assistant.warm, args=(stopped,), name="warming", daemon=True)
            warming.start()
            yield
            stopped.set()
            warming.join()
        library.close()

    app.router.default = default
    app.router.lifespan_context = lifespan
    return app


def _warm_up(assistant: Assistant, library: Library) -> None:
    """Ask something that the reports do tell of, so that the first person waits for no index, analyser or cache."""
    reports = library.store.reports()
    subject = (reports[0].metadata.title or reports[0].source) if reports else "보고서"
    assistant.ask(Question(f"{subject}의 주요 내용은 무엇인가요?", mode="extractive"))
