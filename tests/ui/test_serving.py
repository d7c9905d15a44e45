"""`council-qa serve`: it answers where it says, keeps going when things are missing, and stops when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from qa.settings import load_settings
from qa.wiring import open_library
from tests.conftest import ROOT
from tests.serving import free_port, serving
from ui.cli import run
from ui.server import build

START_S = 120


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with one small report."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "소방.txt").write_text("소방 업무보고\n\n1. 인력\n ㅇ 소방 인력은 317명임.\n", encoding="utf-8")
    return folder


def ingest(reports: Path) -> None:
    """Put the reports into this test's home."""
    library = open_library(load_settings())
    assert [outcome.status for outcome in library.ingest([reports])] == ["added"]
    library.close()


def test_serve_answers_where_it_says_and_stops_when_it_is_told_to(reports: Path) -> None:
    ingest(reports)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve", "--port", str(port)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until_ready(server, url)
        passages = httpx.post(f"{url}/v1/search", json={"query": "소방 인력"}, timeout=30).json()["passages"]
        assert passages[0]["source"] == "소방.txt"
        assert httpx.get(url).status_code == 200
    finally:
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=60)
    assert server.returncode == 0, err
    assert out == ""
    assert url in err
    assert "Traceback" not in err


def wait_until_ready(server: subprocess.Popen[str], url: str) -> None:
    """Return once /readyz says 200; fail where the server ends or takes too long."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert server.poll() is None, server.communicate()[1]
        try:
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not become ready")


def test_a_busy_port_is_said_so_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        started = time.monotonic()
        assert run(["serve", "--port", str(port)]) == 1
    assert time.monotonic() - started < 1, "nothing heavy is loaded first"
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"{port}번 포트를 다른 프로그램이 쓰고 있습니다" in printed.err
    assert "--port" in printed.err
    assert len(printed.err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--port", "0"], ["--host", "256.0.0.1"]])
def test_an_address_that_is_none_is_said_so(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(["serve", *arguments]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert arguments[0].removeprefix("--") in line.lower()


def test_an_empty_library_is_served_but_not_ready() -> None:
    with serving(build(load_settings())) as url:
        ready = httpx.get(f"{url}/readyz")
        assert ready.status_code == 503
        assert ready.headers["content-type"] == "application/problem+json"
        assert "council-qa ingest" in ready.json()["detail"]
        answer = httpx.post(f"{url}/v1/ask", json={"question": "정원은 몇 명인가요?"}, timeout=30).json()
        assert answer["status"] == "unanswerable_no_evidence"
        assert "council-qa ingest" in answer["answer"]
        assert httpx.get(url).status_code == 200


def test_reports_ingested_while_the_server_runs_are_found_without_a_restart(reports: Path) -> None:
    with serving(build(load_settings())) as url:
        ingest(reports)
        assert httpx.get(f"{url}/readyz").status_code == 200
        passages = httpx.post(f"{url}/v1/search", json={"query": "소방 인력"}, timeout=30).json()["passages"]
        assert passages[0]["source"] == "소방.txt"


def test_looking_at_the_reports_in_advance_ends_with_the_server(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.server.WARMING_S", 0)
    sections = (f"{number}. 사업 {number}\n" + f" ㅇ 소방서 {number}곳의 안전 점검.\n" * 30 for number in range(1, 601))
    (reports / "소방.txt").write_text("소방 업무보고\n\n" + "\n".join(sections), encoding="utf-8")
    ingest(reports)
    with serving(build(load_settings())):
        assert "warming" in {thread.name for thread in threading.enumerate()}
    assert "warming" not in {thread.name for thread in threading.enumerate()}


def test_a_server_that_was_killed_during_an_upload_tells_of_it_and_goes_on(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    lines = "".join(f" ㅇ 시설 {n}번은 {n}명이 씀\n" for n in range(3000))
    body = [("file", (f"동네{n}.txt", f"동네{n} 업무보고\n\n1. 현황\n{lines}".encode())) for n in range(30)]

    def started() -> subprocess.Popen[str]:
        server = subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "serve", "--port", str(port)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            assert server.poll() is None, server.communicate()[1]
            try:
                httpx.get(f"{url}/healthz", timeout=5)
                return server
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    server = started()
    try:
        job = httpx.post(f"{url}/v1/documents", files=body, timeout=60).headers["location"]
        deadline = time.monotonic() + START_S
        while httpx.get(f"{url}{job}", timeout=30).json()["done"] < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        server.kill()
        server.communicate(timeout=60)
    server = started()
    try:
        told = httpx.get(f"{url}{job}", timeout=30).json()
        assert told["status"] == "interrupted"
        assert 2 <= told["done"] < told["total"]
        answer = httpx.post(f"{url}/v1/ask", json={"question": "동네0 시설 7번은 몇 명이 쓰나요?"}, timeout=120)
        assert answer.status_code == 200
        assert "7명" in answer.json()["answer"], "what was stored before is indexed at the start"
    finally:
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=60)
    assert server.returncode == 0, err
