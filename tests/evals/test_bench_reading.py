"""The files of the benchmark are real ones: every format reads as the same report."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.readers.dispatch import READERS, reader_format
from corpus.reading import make_report
from evals import bench_reading
from evals.bench_files import FORMATS, pages


@pytest.mark.parametrize("ending", FORMATS)
def test_a_made_up_report_is_read_in_every_format(ending: str) -> None:
    data, name = FORMATS[ending](pages(3)), f"report.{ending}"
    report = make_report(data, name, READERS[reader_format(data, name)], {})

    assert [(table.rows, table.columns) for table in report.tables] == [(9, 4)] * 3
    assert [section.heading for section in report.sections if section.heading[0].isdigit()] == [
        f"{number}. {topic} 사업 추진현황" for number, topic in enumerate(("공원녹지", "하천정비", "다문화가족"), 1)
    ]
    assert "ㅇ 추진기간 : 2024년 2월부터 12월까지, 대상 38개소" in report.text
    assert report.warnings == ()


def test_a_command_that_fails_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = tmp_path / "council-qa"
    command.write_text("#!/bin/sh\necho full >&2; exit 3\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setattr(bench_reading, "REPORTS", 2)

    with pytest.raises(RuntimeError, match="of 2 reports ended with 3: full"):
        bench_reading.thousand(command, {"PATH": "/usr/bin:/bin"})
