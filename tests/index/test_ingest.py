"""Files read at the same time: in their order, each on its own, the same as one after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.manifest import Manifest
from corpus.report import Metadata, Report
from index import ingest
from index.ingest import FileOutcome, files_of, read_files
from tests.corpus.readers.hwpx_files import hwpx, paragraph, section

LINES = "\n".join(f" ㅇ 세부 사업 {number}: {number * 37}건을 추진함" for number in range(200))


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A batch large enough for child processes; its smallest files come last."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(8):
        text = f"{number}번 업무보고\n\n1. 현황\n" + LINES * (8 - number)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "3a.hwpx").write_bytes(hwpx(section(*[paragraph(line) for line in LINES.split("\n")])))
    (folder / "5a.txt").write_bytes(b"\x00\x01\x02" * 1000)
    return sorted(folder.iterdir())


def test_outcomes_come_in_the_order_of_the_files(files: list[Path]) -> None:
    read = list(read_files(files, None, Metadata()))

    assert [one.file for one in read] == files
    assert [one.file.name for one in read if isinstance(one.report, FileOutcome)] == ["5a.txt"]
    assert all(one.data == one.file.read_bytes() for one in read if isinstance(one.report, Report))


def test_a_batch_reads_the_same_as_each_file_alone(files: list[Path]) -> None:
    manifest = Manifest("목록.csv", {"1.txt": Metadata(title="하나"), "3a.hwpx": Metadata(department="관광과")})
    given = Metadata(date="2024-05")
    together = [one.report for one in read_files(files, manifest, given)]
    alone = [one.report for file in files for one in read_files([file], manifest, given)]

    assert together == alone
    report = together[1]
    assert isinstance(report, Report)
    assert (report.metadata.title, report.metadata.date) == ("하나", "2024-05")


def test_few_files_are_taken_before_the_first_is_given(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Path] = []

    def load(file: Path) -> bytes:
        taken.append(file)
        return file.read_bytes()

    monkeypatch.setattr(ingest, "load_file", load)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    reading = read_files(files, None, Metadata())
    next(reading)

    assert len(taken) <= 3
    reading.close()
    assert len(taken) <= 3


def test_large_files_do_not_wait_beside_each_other(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Path] = []

    def load(file: Path) -> bytes:
        taken.append(file)
        return file.read_bytes()

    monkeypatch.setattr(ingest, "load_file", load)
    monkeypatch.setattr(ingest, "_MOST_WAITING", 1)
    reading = read_files(files, None, Metadata())
    for number, one in enumerate(reading, 1):
        assert one.file == files[number - 1]
        assert len(taken) <= number + 1


def test_a_child_that_dies_costs_one_file(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    ask = ingest.ask_for_report

    def deadly(data: bytes, name: str, said: Metadata, sandbox: ingest.Sandbox) -> bytes:
        if name == "3.txt":
            return sandbox.run("tests.corpus.readers.hostile:crashing", data, name)
        return ask(data, name, said, sandbox)

    monkeypatch.setattr(ingest, "ask_for_report", deadly)
    read = {one.file.name: one.report for one in read_files(files, None, Metadata())}

    refused = {name: report for name, report in read.items() if isinstance(report, FileOutcome)}
    assert set(refused) == {"3.txt", "5a.txt"}
    assert "중단되었습니다" in refused["3.txt"].reason


def test_what_is_below_a_folder_is_named_once_and_circles_are_not_run_through(tmp_path: Path) -> None:
    def names() -> Iterator[str]:
        return (file.name for file in files_of([tmp_path]))

    (tmp_path / "안").mkdir()
    (tmp_path / "안" / "보고.txt").write_text("글", encoding="utf-8")
    (tmp_path / "안" / "고리").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "끊긴.txt").symlink_to(tmp_path / "없음.txt")

    assert list(names()) == ["끊긴.txt", "보고.txt"]


def test_one_small_text_starts_no_process(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr("subprocess.Popen", none)
    [read] = read_files(files[:1], None, Metadata())

    assert isinstance(read.report, Report)
