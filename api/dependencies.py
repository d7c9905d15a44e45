"""Hands the parts that `create_app` was given to the routes."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from api.metrics import Metrics
from index.library import Library
from qa.assistant import Assistant
from qa.settings import Settings


def _assistant(request: Request) -> Assistant:
    return cast(Assistant, request.app.state.assistant)


def _library(request: Request) -> Library:
    return cast(Library, request.app.state.library)


def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


def _metrics(request: Request) -> Metrics:
    return cast(Metrics, request.app.state.metrics)


TheAssistant = Annotated[Assistant, Depends(_assistant)]
TheLibrary = Annotated[Library, Depends(_library)]
TheSettings = Annotated[Settings, Depends(_settings)]
TheMetrics = Annotated[Metrics, Depends(_metrics)]
