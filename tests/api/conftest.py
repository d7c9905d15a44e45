"""A client of the session's server."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    """The whole product over the sample reports, by HTTP."""
    with httpx.Client(base_url=server_url, timeout=30) as opened:
        yield opened
