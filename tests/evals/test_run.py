"""The `council-qa eval` command, from its arguments to its exit status."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from evals.run import SAMPLES, main

QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "q-1",
        "type": "number",
        "doc": "fund-review-2023-08.pdf",
        "question": "대외협력기금 조례 개정조례안의 의안번호는 몇 호인가요?",
        "must_include": ["제1136호"],
        "evidence": ["의안번호 : 제1136호"],
    },
    {
        "id": "q-2",
        "type": "number",
        "doc": "fund-review-2023-08.pdf",
        "question": "대외협력기금 조례 개정조례안의 제안일자는 언제인가요?",
        "must_include": ["1999년 9월 9일"],
        "evidence": ["제안일자 : 2023년 8월 14일"],
    },
]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with a report, a manifest that knows it, a file that the manifest does not know, and two questions."""
    folder = tmp_path / "office"
    folder.mkdir()
    for name in ("fund-review-2023-08.pdf", "manifest.csv"):
        shutil.copy(SAMPLES / name, folder / name)
    (folder / "notes.bin").write_bytes(b"\x00\x01\x02")
    lines = (json.dumps(row, ensure_ascii=False) for row in QUESTIONS)
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def arguments(office: Path, *further: str) -> list[str]:
    return [
        *("--reports", str(office), "--manifest", str(office / "manifest.csv")),
        *("--questions", str(office / "questions.jsonl"), *further),
    ]


def test_figures_go_to_the_terminal_to_json_and_to_html(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = ("--json", str(office / "out.json"), "--html", str(office / "out.html"), "--baselines")
    assert main(arguments(office, *files)) == 0
    assert "retrieval" in capsys.readouterr().out
    everything = json.loads((office / "out.json").read_text(encoding="utf-8"))
    assert set(everything) == {"questions"}
    written = everything["questions"]
    assert set(written) == {"retrieval", "answers", "baselines"}
    assert written["answers"]["figures"]["questions"] == 2
    assert [row["right"] for row in written["answers"]["rows"]] == [True, False]
    assert written["retrieval"]["by_type"]["number"]["recall@5"] == 1.0
    assert "q-2" in (office / "out.html").read_text(encoding="utf-8")


def test_the_exit_status_says_whether_the_bar_was_reached(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    only = ("--stage", "answers")
    assert main(arguments(office, *only, "--fail-under", "0.5")) == 0
    assert main(arguments(office, *only, "--fail-under", "0.6")) == 1
    assert "questions, answers: 0.500 < 0.6" in capsys.readouterr().out


def test_every_question_file_has_figures_of_its_own(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = office / "other.jsonl"
    other.write_text(json.dumps(QUESTIONS[0] | {"id": "q-3"}, ensure_ascii=False), encoding="utf-8")
    wanted = ("--stage", "answers", "--json", str(office / "out.json"), "--fail-under", "0.6")
    assert main(arguments(office, str(other), *wanted)) == 1
    written = json.loads((office / "out.json").read_text(encoding="utf-8"))
    assert {name: one["answers"]["figures"]["right"] for name, one in written.items()} == {"questions": 0.5, "other": 1}
    out = capsys.readouterr().out
    assert re.search(r"right +│ 0\.500 +│ 1\.000", out)
    assert "other, answers" not in out


def test_no_question_at_all_ends_with_two(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (office / "questions.jsonl").write_text("", encoding="utf-8")
    assert main(arguments(office)) == 2
    assert "질문이 하나도 없습니다" in capsys.readouterr().err


def test_an_office_library_is_neither_read_nor_changed(office: Path, tmp_path: Path) -> None:
    assert main(arguments(office, "--stage", "retrieval")) == 0
    assert not (tmp_path / "home").exists()


def test_bad_questions_end_with_two_and_the_lines_to_mend(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (office / "questions.jsonl").write_text("{\n", encoding="utf-8")
    assert main(arguments(office)) == 2
    assert "questions.jsonl:1" in capsys.readouterr().err


def test_evidence_that_is_in_no_report_ends_with_two(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = QUESTIONS[0] | {"evidence": ["의안번호 : 제7777호"]}
    (office / "questions.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    assert main(arguments(office)) == 2
    assert "제7777호" in capsys.readouterr().err


def test_a_folder_that_is_not_there_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--reports", str(tmp_path / "none")]) == 2
    assert "보고서 폴더를 찾을 수 없습니다" in capsys.readouterr().err


def test_a_manifest_that_knows_no_file_of_the_folder_ends_with_two(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "fund-review-2023-08.pdf").unlink()
    assert main(arguments(office)) == 2
    assert "manifest.csv" in capsys.readouterr().err


def test_a_report_that_cannot_be_read_stops_the_evaluation(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (office / "fund-review-2023-08.pdf").write_bytes(b"")
    assert main(arguments(office)) == 2
    assert "fund-review-2023-08.pdf" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_a_place_that_cannot_be_written_is_told_before_the_work(
    office: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([option, str(office / "none" / "out")]) == 2
    assert main([option, str(office)]) == 2
    assert "결과 파일을 쓸 수 없는 곳입니다" in capsys.readouterr().err
