"""The arithmetic of the benchmark; its round is measured by `make bench` itself."""

from collections import Counter
from pathlib import Path

import pytest

from evals import bench
from evals.bench import Round, measure, medians, percentiles
from evals.load_client import summary


def test_percentiles_are_interpolated_between_neighbours() -> None:
    assert percentiles([float(value) for value in range(101)]) == (50.0, 95.0)
    assert percentiles([1.0, 2.0]) == (1.5, pytest.approx(1.95))


def test_a_slow_round_does_not_move_the_medians() -> None:
    def of(seconds: float) -> Round:
        return Round(
            ingest_s=seconds,
            start_s=seconds,
            first_answer_ms=seconds,
            ask_p50_ms=seconds,
            ask_p95_ms=seconds,
            peak_memory_mib=seconds,
        )

    assert medians([of(1.0), of(2.0), of(90.0)]) == dict.fromkeys(medians([of(1.0)]), 2.0)


def test_a_command_that_fails_stops_the_round_with_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = tmp_path / "council-qa"
    command.write_text("#!/bin/sh\necho 'no room left' >&2\nexit 3\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setattr(bench, "COMMAND", command)
    with pytest.raises(RuntimeError, match="ended with 3: no room left"):
        measure(["question"])


def test_a_server_that_ends_before_it_is_ready_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = tmp_path / "council-qa"
    command.write_text('#!/bin/sh\n[ "$1" = ingest ] || exit 4\n', encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setattr(bench, "COMMAND", command)
    with pytest.raises(RuntimeError, match="`council-qa serve` ended with 4"):
        measure(["question"])


def test_the_machine_is_described() -> None:
    described = bench.machine()
    assert int(described["cores"]) >= 1
    assert described["torch"].startswith("2.13.0")
    assert all(described.values())


def test_what_was_refused_is_no_error_and_what_broke_is() -> None:
    figures = summary([0.1] * 99 + [0.2], Counter({200: 100, 503: 7, 500: 1, 0: 2}), seconds=10.0)
    assert (figures["answers_per_s"], figures["p50_ms"], figures["p95_ms"]) == (10.0, 100.0, 100.0)
    assert (figures["answered"], figures["refused_503"], figures["errors"]) == (100, 7, 3)
