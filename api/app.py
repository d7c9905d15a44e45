"""The HTTP API as one FastAPI app; everything it needs is handed in, nothing is global."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi_offline import FastAPIOffline
from starlette.middleware.cors import CORSMiddleware

from api import errors, mcp
from api.access import Access, Admission
from api.access_described import describe as describe_access
from api.audit import FOLDER as AUDIT
from api.audit import AuditLog
from api.desk import Desk
from api.jobs import Jobs
from api.keys import FILE as KEYS
from api.keys import Keys
from api.mcp_tools import ReportTools
from api.metrics import Metrics
from api.middleware import REQUEST_ID, Gate
from api.page_images import PageImages
from api.routes import (
    ask,
    chat_completions,
    documents,
    feedback,
    health,
    jobs,
    library_state,
    originals,
    passages,
    search,
)
from api.routes import library as library_routes
from index.library import Library
from qa.assistant import Assistant
from qa.feedback import FeedbackStore
from qa.settings import ServerSettings, Settings

DESCRIPTION = (
    "Answers Korean questions about city-council reports with the passages that prove the answer. "
    "Agents reach the same over MCP (streamable HTTP) at `/mcp`. "
    "Errors are `application/problem+json` (RFC 9457) with a stable `type`."
)


def create_app(assistant: Assistant, library: Library, settings: Settings) -> FastAPI:
    """The API over an open library. The caller owns both and closes the library and `state.keys` after the app."""
    metrics = Metrics()
    metrics.watch(library)
    keys = Keys(settings.home / KEYS)
    app = bare_app(settings.server, metrics, Access(keys, settings))
    if settings.access.allowed_origins:
        app.add_middleware(  # outermost: a browser must be able to read the refusals, too
            CORSMiddleware,
            allow_origins=settings.access.allowed_origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=[REQUEST_ID, "Retry-After", "WWW-Authenticate", "ETag", "Mcp-Session-Id"],
        )
    app.state.keys = keys
    app.state.audit = AuditLog(settings.home / AUDIT, settings.audit)
    app.state.assistant = assistant
    app.state.desk = Desk(workers=settings.server.workers, max_waiting=settings.server.max_waiting)
    app.state.library = library
    app.state.settings = settings
    app.state.page_images = PageImages(library.store)
    app.state.jobs = Jobs(library)
    app.state.feedback = FeedbackStore(settings.home)
    app.router.lifespan_context = _working
    tools = ReportTools(assistant, library, app.state.desk, settings.answer, metrics)
    mcp.mount(app, tools, library.store, settings.server.max_body_bytes)
    return app


def bare_app(server: ServerSettings, metrics: Metrics, access: Access | None = None) -> FastAPI:
    """Routes and middleware without the parts behind them: enough to describe the API."""
    app = FastAPIOffline(
        title="council-qa",
        version=version("council-qa"),
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url="/docs",  # its scripts come from the fastapi-offline package, not from a CDN
        redoc_url=None,
        responses=errors.responses(*errors.OF_EVERY_REQUEST),
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.metrics = metrics
    if access:
        app.add_middleware(Admission, access=access)
    app.add_middleware(Gate, server=server, metrics=metrics)
    errors.install(app)
    for part in (
        ask,
        search,
        chat_completions,
        documents,
        library_routes,
        library_state,
        jobs,
        originals,
        passages,
        feedback,
        health,
    ):
        app.include_router(part.router)
    app.include_router(feedback.staff_router)
    app.openapi = partial(describe_access, app.openapi)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _working(app: FastAPI) -> AsyncIterator[None]:
    """Uploads are read while the app runs."""
    app.state.jobs.open()
    yield
    await run_in_threadpool(app.state.jobs.close)
    app.state.feedback.close()
