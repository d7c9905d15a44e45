"""The part of the benchmark that asks many questions at once, also while reports are being ingested."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.bench_files import pages, text

CLIENTS = (8, 32, 128)
INGESTED = 200  # small reports, ingested while the fewest of the clients ask
_WARMING_S = 2.0
_SMALL_PAGES = 2
_LIMIT_S = 600

Figures = dict[str, float]


def under_load(
    url: str, process: int, command: Path, environment: Mapping[str, str], questions: Sequence[str], seconds: float
) -> dict[str, Figures]:
    """What each number of clients sees of a running server, and what is seen while reports are ingested into its home.

    Raises RuntimeError where a command fails.
    """
    asked(url, CLIENTS[0], _WARMING_S, questions)
    found: dict[str, Figures] = {}
    for clients in CLIENTS:
        before = resident_mib(process)
        figures = asked(url, clients, seconds, questions)
        found[f"{clients} clients"] = figures | {"memory_before_mib": before, "memory_after_mib": resident_mib(process)}
    found[f"{CLIENTS[0]} clients, {INGESTED} reports ingested"] = _while_ingesting(
        url, command, environment, questions, seconds
    )
    return found


def asked(url: str, clients: int, seconds: float, questions: Sequence[str]) -> Figures:
    """The figures of `evals.load_client`."""
    with _client(url, clients, seconds) as running:
        said, _ = running.communicate(json.dumps(questions), timeout=seconds + _LIMIT_S)
    return _figures(running, said)


def _while_ingesting(
    url: str, command: Path, environment: Mapping[str, str], questions: Sequence[str], seconds: float
) -> Figures:
    """The same as `asked` with the fewest clients, while `council-qa ingest` works beside the server."""
    with tempfile.TemporaryDirectory(prefix="council-qa-bench-") as folder:
        for number in range(INGESTED):
            (Path(folder) / f"load-{number:04}.txt").write_bytes(text(pages(_SMALL_PAGES, seed=number)))
        with (
            subprocess.Popen(
                [command, "ingest", folder], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as ingesting,
            _client(url, CLIENTS[0], seconds) as running,
        ):
            said, _ = running.communicate(json.dumps(questions), timeout=seconds + _LIMIT_S)
            ingested = ingesting.wait(_LIMIT_S)
    if ingested:
        raise RuntimeError(f"`council-qa ingest` of {INGESTED} reports beside the server ended with {ingested}")
    return _figures(running, said)


def _client(url: str, clients: int, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "evals.load_client", url, str(clients), str(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _figures(running: subprocess.Popen[str], said: str) -> Figures:
    if running.returncode:
        raise RuntimeError(f"`evals.load_client` ended with {running.returncode}")
    figures: Figures = json.loads(said)
    return figures


def resident_mib(process: int) -> float:
    """The resident set of a process now; nan where the system has no /proc."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return round(int(line.split()[1]) / 2**10, 1)
