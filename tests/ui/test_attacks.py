"""Damaged and hostile files through the real command, in one batch with good ones: each ends with a clear outcome."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.corpus.readers.attacks import HOSTILE, ODD, lay_out, sound

INGEST = [sys.executable, "-m", "ui.cli", "ingest", "--json"]
SETTINGS = {"PYTHONPATH": str(ROOT)}
NO_FILES = {"관.txt", "장치.txt", "고리.txt", "큰파일.pdf"}

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes and devices among its files")

on_linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="memory and children are looked up in /proc")


@pytest.fixture(scope="module")
def attacks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attacks") / "files"
    lay_out(folder)
    return folder


@pytest.fixture(scope="module")
def outcomes(attacks: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the command says of each file, by the file's name."""
    environment = os.environ | SETTINGS | {"COUNCIL_QA_HOME": str(tmp_path_factory.mktemp("home"))}
    done = subprocess.run(
        [*INGEST, str(attacks)], env=environment, capture_output=True, text=True, check=False, timeout=360
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return {Path(said["file"]).name: said for said in map(json.loads, done.stdout.splitlines())}


def test_every_file_of_the_batch_has_its_outcome(attacks: Path, outcomes: dict[str, dict[str, Any]]) -> None:
    assert list(outcomes) == sorted(path.name for path in attacks.iterdir() if not path.is_dir())


def test_the_good_files_among_them_are_ingested(outcomes: dict[str, dict[str, Any]]) -> None:
    good = [f"좋은보고{number}.txt" for number in range(4)] + [f"온전함.{form}" for form in sound()]

    assert {name: outcomes[name]["status"] for name in good} == dict.fromkeys(good, "added")


def test_what_is_refused_or_read_in_part_says_why_in_korean(outcomes: dict[str, dict[str, Any]]) -> None:
    for name, said in outcomes.items():
        reason = said["reason"] if said["status"] == "refused" else " ".join(said["warnings"])
        assert said["status"] == "added" or re.search(r"[가-힣]{2}.*\.", reason), name


def test_what_is_made_to_harm_is_refused(outcomes: dict[str, dict[str, Any]]) -> None:
    assert {outcomes[name]["status"] for name in HOSTILE.keys() - {"한줄.txt"} | NO_FILES} == {"refused"}
    assert outcomes["한줄.txt"]["status"] == "partial"
    assert {outcomes[name]["status"] for name in ODD} == {"added"}


def test_a_file_cut_off_behind_its_body_is_read_in_part(outcomes: dict[str, dict[str, Any]]) -> None:
    assert [outcomes[f"잘림90.{form}"]["status"] for form in ("hwpx", "docx", "txt")] == ["partial"] * 3


@on_linux
def test_the_memory_of_the_ingesting_program_stays_small(attacks: Path, tmp_path: Path) -> None:
    source = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from ui.cli import main\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    status = Path('/proc/self/status').read_text()\n"
        "    print(int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) // 2**10)"
    )
    done = subprocess.run(
        [sys.executable, "-c", source, "ingest", "--json", str(attacks)],
        env=os.environ | SETTINGS | {"COUNCIL_QA_HOME": str(tmp_path)},
        capture_output=True, text=True, check=True, timeout=360,
    )  # fmt: skip
    *outcomes, mebibytes = done.stdout.splitlines()

    assert len(outcomes) > 60
    assert (tmp_path / "generations" / "CURRENT").exists()
    assert int(mebibytes) < 600


@on_linux
def test_an_interrupted_batch_ends_soon_and_leaves_nothing_running(tmp_path: Path) -> None:
    folder = tmp_path / "많음"
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number:04}.txt").write_text(
            f"보고 {number}\n" + "ㅇ 세부 내용은 다음과 같다.\n" * 40, encoding="utf-8"
        )
    with subprocess.Popen(
        [*INGEST, str(folder)], env=os.environ | SETTINGS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        said = [json.loads(running.stdout.readline()) for _ in range(20)]
        children = _children(running.pid)
        running.send_signal(signal.SIGINT)
        began = time.monotonic()
        rest, error = running.communicate(timeout=30)

    assert [one["file"] for one in said] == [f"{number:04}.txt" for number in range(20)]
    assert all(json.loads(line)["status"] == "added" for line in rest.splitlines())
    assert (running.returncode, error.strip().splitlines()[-1]) == (130, "멈추었습니다.")
    assert time.monotonic() - began < 15
    assert children
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def _children(pid: int) -> list[int]:
    """The processes that a process has started, on Linux."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that has ended meanwhile
            children += map(int, (task / "children").read_text().split())
    return children
