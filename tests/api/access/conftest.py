"""An app of its own for each test of access, over the session's reports, and its keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.keys import FILE, Keys
from index.library import Library
from qa.assistant import Assistant
from qa.settings import load_settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The home of this test's keys and audit log; the reports are the session's."""
    return tmp_path / "home"


@pytest.fixture
def keys(folder: Path) -> Iterator[Keys]:
    with closing(Keys(folder / FILE)) as opened:
        yield opened


@pytest.fixture
def make(assistant: Assistant, library: Library, folder: Path) -> Any:
    """Makes an app over the session's reports with this test's keys; arguments are groups of settings."""

    def app(**groups: Any) -> FastAPI:
        return create_app(assistant, library, load_settings(home=folder, **groups))

    return app
