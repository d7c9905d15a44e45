"""Measures what people feel on this machine: ingestion, start-up, answers and memory.

It goes the way a person goes: the `council-qa` command in a process of its own, questions over HTTP, every round on a
fresh home. The figures are medians over the rounds. Answers come from the sample reports; how fast files are read is
measured on made-up ones (`evals.bench_reading`).

Under load, many clients ask at once (`evals.bench_load`).

usage: python -m evals.bench [--rounds 3] [--load-seconds 5] [--json FILE]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

from corpus.manifest import Manifest
from evals.bench_load import under_load
from evals.bench_reading import pages_per_second, thousand
from evals.dataset import load_questions

COMMAND = Path(sys.executable).with_name("council-qa")
START_LIMIT_S = 120.0
LIBRARIES = ("torch", "sentence-transformers", "faiss-cpu", "tantivy", "kiwipiepy")


@dataclass(frozen=True, slots=True)
class Round:
    """What one round measured; the field names carry the unit."""

    ingest_s: float  # `council-qa ingest` of the sample reports into an empty home, the command's own start included
    start_s: float  # `council-qa serve` until /readyz says that questions can be answered
    first_answer_ms: float  # the first question of the process
    ask_p50_ms: float  # every further question once, one after the other, over HTTP
    ask_p95_ms: float
    peak_memory_mib: float  # the largest resident set of any process so far


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "python": platform.python_version(),
    } | {name: version(name) for name in LIBRARIES}


def _processor() -> str:
    """The processor's name as Linux knows it, or what the platform says."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def percentiles(values: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile of at least two values, interpolated between neighbours."""
    return median(values), quantiles(values, n=20, method="inclusive")[18]


def measure(questions: Sequence[str]) -> Round:
    """One round on a fresh home.

    Raises:
        RuntimeError: the command failed, did not become ready in time, or a question was not accepted.
    """
    with tempfile.TemporaryDirectory(prefix="council-qa-bench-") as home:
        environment = os.environ | {"COUNCIL_QA_HOME": home}
        ingest_s = _ingest_samples(environment)
        with _server(environment) as (port, _, start_s):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            first, *further = [_ask_ms(connection, question) for question in questions]
            connection.close()
    p50, p95 = percentiles(further)
    return Round(ingest_s, start_s, first, p50, p95, _peak_memory_mib())


def load(questions: Sequence[str], seconds: float) -> dict[str, dict[str, float]]:
    """What many clients see at once, on a fresh home. Raises RuntimeError where a command fails."""
    with tempfile.TemporaryDirectory(prefix="council-qa-bench-") as home:
        environment = os.environ | {"COUNCIL_QA_HOME": home}
        _ingest_samples(environment)
        with _server(environment) as (port, process, _):
            return under_load(f"http://127.0.0.1:{port}", process, COMMAND, environment, questions, seconds)


def _ingest_samples(environment: Mapping[str, str]) -> float:
    """Ingest the sample reports; the seconds that took."""
    samples = Path(str(files("corpus.samples")))
    manifest = samples / "manifest.csv"
    listed = Manifest.load(manifest)
    reports = [path for path in sorted(samples.iterdir()) if listed.metadata_for(path.name)]
    began = time.perf_counter()
    ingest: list[str | Path] = [COMMAND, "ingest", *reports, "--manifest", manifest, "--json"]
    done = subprocess.run(ingest, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`council-qa ingest` ended with {done.returncode}: {done.stderr.strip()}")
    return time.perf_counter() - began


@contextmanager
def _server(environment: Mapping[str, str]) -> Iterator[tuple[int, int, float]]:
    """A running server: its port, its process and the seconds until it was ready. It is gone afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    began = time.perf_counter()
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _ready(port):
            if process.poll() is not None:
                raise RuntimeError(f"`council-qa serve` ended with {process.returncode} before it was ready")
            if time.perf_counter() - began > START_LIMIT_S:
                raise RuntimeError(f"`council-qa serve` was not ready after {START_LIMIT_S:.0f} seconds")
            time.sleep(0.05)
        yield port, process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _ready(port: int) -> bool:
    """Whether the server says that it can answer questions."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _ask_ms(connection: http.client.HTTPConnection, question: str) -> float:
    """Milliseconds from sending a question to having read its whole answer."""
    body = json.dumps({"question": question}).encode()
    began = time.perf_counter()
    connection.request("POST", "/v1/ask", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    if response.status != http.HTTPStatus.OK:
        raise RuntimeError(f"/v1/ask answered {response.status} to {question!r}: {answer.decode(errors='replace')}")
    return (time.perf_counter() - began) * 1000


def _peak_memory_mib() -> float:
    """The largest resident set of any child process that has ended, the server being the largest."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def medians(rounds: Sequence[Round]) -> dict[str, float]:
    """The median of every figure over the rounds."""
    return {field.name: round(median(getattr(one, field.name) for one in rounds), 1) for field in fields(Round)}


def main() -> None:
    """The `make bench` command."""
    parser = argparse.ArgumentParser(description="Measure start-up, ingestion, answers and memory on this machine.")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, each on a fresh home (default: 3)")
    parser.add_argument(
        "--load-seconds", type=float, default=5.0, help="how long each number of clients asks (default: 5)"
    )
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    questions = [case.question for case in load_questions()]
    console = Console()
    rounds = []
    for number in range(options.rounds):
        with console.status(f"round {number + 1} of {options.rounds}"):
            rounds.append(measure(questions))
    with console.status("many clients at once"):
        loaded = load(questions, options.load_seconds)
    with console.status("pages of each format"):
        speeds = pages_per_second(options.rounds)
    with console.status("a thousand reports"):
        many = asdict(thousand(COMMAND, os.environ))
    result = {
        "machine": machine(),
        "questions": len(questions),
        "medians": medians(rounds),
        "load": loaded,
        "pages_per_second": speeds,
        "thousand_reports": many,
        "rounds": [asdict(one) for one in rounds],
    }
    tables = {"machine": machine(), "median": result["medians"], **loaded, "pages/s": speeds, "1,000 reports": many}
    _show(console, tables)
    if options.json:
        options.json.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _show(console: Console, tables: Mapping[str, Any]) -> None:
    """The machine and the figures as small tables, by title."""
    for title, rows in tables.items():
        table = Table(title=title, show_header=False)
        for name, value in rows.items():
            table.add_row(name, str(value))
        console.print(table)


if __name__ == "__main__":
    main()
