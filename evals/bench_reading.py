"""The part of the benchmark that reads: pages a second of each format, and a thousand reports from files to index."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from corpus.readers.dispatch import READERS, reader_format
from corpus.reading import make_report
from evals.bench_files import FORMATS, pages, text

PAGES = 40
REPORTS = 1_000
_SMALL_PAGES = 2


@dataclass(frozen=True, slots=True)
class Thousand:
    """`council-qa ingest` of a folder of a thousand small reports into an empty home."""

    seconds: float
    processor_s: float  # of all its processes, in user mode
    peak_memory_mib: float  # the largest resident set of the command itself


def pages_per_second(rounds: int) -> dict[str, float]:
    """Pages of a report read and taken apart in a second of one processor, by format; the median over the rounds."""
    report = pages(PAGES)
    found: dict[str, float] = {}
    for ending, written in FORMATS.items():
        data, name = written(report), f"report.{ending}"
        reader = READERS[reader_format(data, name)]
        make_report(data, name, reader, {})  # what loads at the first use is no part of the figure
        found[ending] = round(median(PAGES / _processor_seconds(data, name, reader) for _ in range(rounds)), 1)
    return found


def _processor_seconds(data: bytes, name: str, reader: str) -> float:
    began = time.process_time()
    make_report(data, name, reader, {})
    return time.process_time() - began


def thousand(command: Path, environment: Mapping[str, str]) -> Thousand:
    """One run on a fresh home. Raises RuntimeError where the command fails."""
    with tempfile.TemporaryDirectory(prefix="council-qa-bench-") as folder:
        reports, home = Path(folder) / "reports", Path(folder) / "home"
        reports.mkdir()
        for number in range(REPORTS):
            (reports / f"{number:04}.txt").write_bytes(text(pages(_SMALL_PAGES, seed=number)))
        began = time.perf_counter()
        settings = {**environment, "COUNCIL_QA_HOME": str(home)}
        with subprocess.Popen(
            [command, "ingest", reports], env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as running:
            said = running.stderr.read() if running.stderr else ""
            _, status, used = os.wait4(running.pid, 0)
            running.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        if running.returncode:
            raise RuntimeError(
                f"`council-qa ingest` of {REPORTS} reports ended with {running.returncode}: {said.strip()}"
            )
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Thousand(round(seconds, 1), round(used.ru_utime, 1), round(used.ru_maxrss / unit, 1))
