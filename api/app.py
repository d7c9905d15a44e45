"""The HTTP API as one FastAPI app; everything it needs is handed in, nothing is global."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from api import errors, mcp
from api.mcp_tools import ReportTools
from api.metrics import Metrics
from api.middleware import Gate
from api.page_images import PageImages
from api.routes import ask, chat_completions, documents, health, originals, search
from index.library import Library
from qa.assistant import Assistant
from qa.settings import ServerSettings, Settings

DESCRIPTION = (
    "Answers Korean questions about city-council reports with the passages that prove the answer. "
    "Agents reach the same over MCP (streamable HTTP) at `/mcp`. "
    "Errors are `application/problem+json` (RFC 9457) with a stable `type`."
)


def create_app(assistant: Assistant, library: Library, settings: Settings) -> FastAPI:
    """The API over an open library. The caller owns both and closes the library after the app."""
    metrics = Metrics()
    metrics.watch(library)
    app = bare_app(settings.server, metrics)
    app.state.assistant = assistant
    app.state.library = library
    app.state.settings = settings
    app.state.page_images = PageImages(library.store)
    tools = ReportTools(assistant, library, settings.answer, metrics)
    mcp.mount(app, tools, library.store, settings.server.max_body_bytes)
    return app


def bare_app(server: ServerSettings, metrics: Metrics) -> FastAPI:
    """Routes and middleware without the parts behind them: enough to describe the API."""
    app = FastAPIOffline(
        title="council-qa",
        version=version("council-qa"),
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url="/docs",  # its scripts come from the fastapi-offline package, not from a CDN
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.metrics = metrics
    app.add_middleware(Gate, server=server, metrics=metrics)
    errors.install(app)
    for part in (ask, search, chat_completions, documents, originals, health):
        app.include_router(part.router)
    return app
