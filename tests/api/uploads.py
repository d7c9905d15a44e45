"""Uploading to a real server, for tests."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from api.app import create_app
from qa.settings import load_settings
from qa.wiring import open_assistant, open_library
from tests.serving import serving

WAIT_S = 120


@contextmanager
def api_over(home: Path, **server: Any) -> Iterator[httpx.Client]:
    """The API over a library in `home`, on a port of its own."""
    settings = load_settings(home=home, server=server)
    library = open_library(settings)
    try:
        app = create_app(open_assistant(settings, library), library, settings)
        with serving(app) as url, httpx.Client(base_url=url, timeout=60) as client:
            yield client
    finally:
        library.close()


def upload(client: httpx.Client, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    """The response to an upload."""
    return client.post("/v1/documents", files=[("file", file) for file in files], data=fields)


def ended(client: httpx.Client, response: httpx.Response) -> dict[str, Any]:
    """The job of an upload once it is over."""
    assert response.status_code == 202, response.text
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        job: dict[str, Any] = client.get(response.headers["location"]).json()
        if job["ended"]:
            return job
        time.sleep(0.05)
    raise AssertionError("the upload did not end in time")


def uploaded(client: httpx.Client, *files: tuple[str, bytes], **fields: str) -> list[dict[str, Any]]:
    """The outcomes of an upload that came to its end."""
    job = ended(client, upload(client, *files, **fields))
    assert (job["status"], job["detail"]) == ("done", "")
    assert job["done"] == job["total"] == len(job["files"])
    outcomes: list[dict[str, Any]] = job["files"]
    return outcomes


def asked(client: httpx.Client, question: str) -> dict[str, Any]:
    """The answer to a question."""
    response = client.post("/v1/ask", json={"question": question})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def text_report(subject: str, *lines: str) -> bytes:
    """A small report as a text file."""
    body = "".join(f" ㅇ {line}\n" for line in lines)
    return f"{subject} 업무보고\n\n1. {subject} 현황\n{body}".encode()
