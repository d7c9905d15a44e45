"""Hands the parts that `create_app` was given to the routes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, cast

from fastapi import Depends, Path, Query, Request

from api.access import caller_of
from api.audit import AuditLog
from api.desk import Desk
from api.errors import FieldError, Kind, Problem
from api.examples import CITATION
from api.jobs import Jobs
from api.metrics import Metrics
from api.page_images import PageImages
from corpus.report import Report, Span
from index.library import Library
from qa.answer import Answer
from qa.assistant import Assistant
from qa.feedback import FeedbackStore
from qa.settings import Settings


# Coroutines: FastAPI would send a plain function to a thread for every request.
async def _assistant(request: Request) -> Assistant:
    return cast(Assistant, request.app.state.assistant)


async def _library(request: Request) -> Library:
    return cast(Library, request.app.state.library)


async def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


async def _metrics(request: Request) -> Metrics:
    return cast(Metrics, request.app.state.metrics)


async def _page_images(request: Request) -> PageImages:
    return cast(PageImages, request.app.state.page_images)


def _jobs(request: Request) -> Jobs:
    return cast(Jobs, request.app.state.jobs)


def _feedback(request: Request) -> FeedbackStore:
    return cast(FeedbackStore, request.app.state.feedback)


async def _desk(request: Request) -> Desk:
    return cast(Desk, request.app.state.desk)


TheAssistant = Annotated[Assistant, Depends(_assistant)]
TheDesk = Annotated[Desk, Depends(_desk)]
TheLibrary = Annotated[Library, Depends(_library)]
TheSettings = Annotated[Settings, Depends(_settings)]
TheMetrics = Annotated[Metrics, Depends(_metrics)]
TheJobs = Annotated[Jobs, Depends(_jobs)]
TheFeedback = Annotated[FeedbackStore, Depends(_feedback)]
ThePageImages = Annotated[PageImages, Depends(_page_images)]


def _recorder(request: Request) -> Recorder:
    audit = cast(AuditLog, request.app.state.audit)
    route, request_id = request.scope["route"].path, request.state.request_id
    return partial(audit.record, caller=caller_of(request), route=route, request_id=request_id)


Recorder = Callable[[Answer], None]
TheRecorder = Annotated[Recorder, Depends(_recorder)]

DocumentId = Annotated[str, Path(max_length=64, examples=["5f0c6d0d9b1e4a27"])]


def no_document(document_id: str) -> Problem:
    """The problem of a report that is not there."""
    return Problem(
        Kind.NO_DOCUMENT,
        f"'{document_id[:100]}'인 보고서가 없습니다. GET /v1/documents 에서 document_id를 확인하세요.",
    )


def _report(document_id: DocumentId, library: TheLibrary) -> Report:
    report = library.store.report(document_id)
    if report is None:
        raise no_document(document_id)
    return report


TheReport = Annotated[Report, Depends(_report)]

QuoteText = Annotated[
    str,
    Query(
        max_length=40,
        description="`start,end` of a citation: code points of the report's text.",
        examples=[f"{CITATION['start']},{CITATION['end']}"],
    ),
]


def span_of(quote: str, report: Report) -> Span:
    """The span that `quote` names in a report's text; raises the problem of one that is not there."""
    start, comma, end = quote.partition(",")
    if comma and all(number.isdecimal() and number.isascii() for number in (start, end)):
        span = Span(int(start), int(end))
        if span.start < span.end <= len(report.text):
            return span
    raise bad_quote(f"start,end 꼴로 0 ≤ start < end ≤ {len(report.text)}인 두 수를 적어 주세요. 받은 값: {quote}")


def bad_quote(message: str) -> Problem:
    """The problem of a quote that is not where it was said to be."""
    return Problem(Kind.INVALID, f"quote: {message}", errors=[FieldError(field="quote", message=message)])
