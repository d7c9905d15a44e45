"""The `council-qa` command: what it prints, what it exits with, and that bad input loses nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.library import Library
from tests.conftest import ROOT, SAMPLES
from tests.corpus.readers.pdf_files import HEIGHT, WIDTH, drawn, needs_font
from ui.cli import run

COMMAND = [sys.executable, "-m", "ui.cli"]
FIRE = "소방 업무보고\n\n1. 인력\n ㅇ 소방 인력은 317명임.\n"
PARKS = "공원 업무보고\n\n1. 시설\n ㅇ 공원 벤치는 42개임.\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(name="cli")
def in_process(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process: exit code, standard output, standard error."""

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with two small reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "소방.txt").write_text(FIRE, encoding="utf-8")
    (folder / "공원.txt").write_text(PARKS, encoding="utf-8")
    return folder


@pytest.fixture
def of_the_session(home: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The command line on the session's library of sample reports."""
    monkeypatch.setenv("COUNCIL_QA_HOME", str(home))
    return library


def process(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """The real command in a process of its own, started outside the repository."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **options,
    )


def lines(printed: str) -> list[dict[str, Any]]:
    """JSON lines; anything else on standard output fails."""
    return [json.loads(line) for line in printed.splitlines()]


def listed(cli: Run) -> dict[str, dict[str, Any]]:
    """The documents by file name."""
    code, out, _ = cli("documents", "list", "--json")
    assert code == 0
    return {document["source"]: document for document in lines(out)}


def assert_one_korean_line(err: str) -> None:
    assert len(err.strip().splitlines()) == 1, err
    assert re.search(r"[가-힣]", err)
    assert "Traceback" not in err


# -------------------------------------------------------------------------------------------------------------- ingest


def test_ingest_tells_what_became_of_each_file_in_json_lines_and_nothing_else(cli: Run, reports: Path) -> None:
    code, out, _ = cli("ingest", reports, "--json")
    assert code == 0
    outcomes = lines(out)
    assert [outcome["file"] for outcome in outcomes] == ["공원.txt", "소방.txt"]
    for outcome in outcomes:
        assert set(outcome) == {"file", "status", "reason", "document_id", "warnings"}
        assert outcome["status"] == "added"
        assert re.fullmatch(r"[0-9a-f]{16}", outcome["document_id"])
    assert {o["file"]: o["document_id"] for o in outcomes} == {s: d["document_id"] for s, d in listed(cli).items()}


def test_the_real_command_writes_nothing_but_json_lines_to_standard_output(reports: Path) -> None:
    done = process("ingest", reports, "--json")
    assert done.returncode == 0, done.stderr
    assert [outcome["status"] for outcome in lines(done.stdout)] == ["added", "added"]


def test_a_second_time_nothing_changes_and_a_changed_file_replaces_its_old_self(cli: Run, reports: Path) -> None:
    cli("ingest", reports)
    before = listed(cli)
    assert [o["status"] for o in lines(cli("ingest", reports, "--json")[1])] == ["unchanged", "unchanged"]
    assert listed(cli) == before
    (reports / "소방.txt").write_text(FIRE.replace("317", "320"), encoding="utf-8")
    assert [o["status"] for o in lines(cli("ingest", reports, "--json")[1])] == ["unchanged", "updated"]
    assert set(listed(cli)) == set(before)


def test_what_a_person_says_of_a_file_is_kept(cli: Run, reports: Path) -> None:
    code, _, _ = cli(
        "ingest", reports / "소방.txt",
        "--title", "소방 현황", "--department", "소방재난본부", "--date", "2024-05", "--kind", "업무보고",
    )  # fmt: skip
    assert code == 0
    document = listed(cli)["소방.txt"]
    assert [document[name] for name in ("title", "department", "date", "kind")] == [
        "소방 현황", "소방재난본부", "2024-05", "업무보고",
    ]  # fmt: skip


def test_a_manifest_names_the_reports(cli: Run, reports: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(
        "file,title,department,date,kind\n소방.txt,소방 현황,소방재난본부,2024-05-01,업무보고\n", encoding="utf-8"
    )
    assert cli("ingest", reports, "--manifest", manifest)[0] == 0
    assert listed(cli)["소방.txt"]["title"] == "소방 현황"


def test_a_manifest_beside_the_reports_is_no_report_and_may_name_files_that_are_not_there(
    cli: Run, reports: Path
) -> None:
    manifest = reports / "manifest.csv"
    manifest.write_text("file,title\n소방.txt,소방 현황\n하천.txt,하천 현황\n", encoding="utf-8")
    code, out, err = cli("ingest", reports, "--manifest", manifest, "--json")
    assert code == 0
    assert [outcome["file"] for outcome in lines(out)] == ["공원.txt", "소방.txt"]
    assert "하천.txt" in err
    assert_one_korean_line(err)


@pytest.mark.parametrize("content", ["이름,제목\n소방.txt,소방\n", "", "\x00\x01"])
def test_a_manifest_that_cannot_be_followed_is_refused_before_anything_is_read(
    cli: Run, reports: Path, tmp_path: Path, content: str
) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(content, encoding="utf-8")
    code, out, err = cli("ingest", reports, "--manifest", manifest, "--json")
    assert code == 1
    assert out == ""
    assert_one_korean_line(err)
    assert listed(cli) == {}


def test_a_file_that_cannot_be_read_is_refused_with_a_reason_and_stops_no_other(cli: Run, reports: Path) -> None:
    cli("ingest", reports)
    before = listed(cli)
    (reports / "빈파일.txt").write_bytes(b"")
    (reports / "그림.bin").write_bytes(bytes(range(256)) * 40)
    (reports / "새보고.txt").write_text("하천 업무보고\n\n1. 시설\n ㅇ 하천 교량은 12개임.\n", encoding="utf-8")
    code, out, _ = cli("ingest", reports, reports / "없는파일.txt", "--json")
    assert code == 1
    by_file = {outcome["file"]: outcome for outcome in lines(out)}
    for name in ("빈파일.txt", "그림.bin", str(reports / "없는파일.txt")):
        assert by_file[name]["status"] == "refused"
        assert re.search(r"[가-힣]", by_file[name]["reason"])
        assert by_file[name]["document_id"] == ""
    assert by_file["새보고.txt"]["status"] == "added"
    assert before.items() <= listed(cli).items(), "what was there before stays"


def test_the_lines_for_people_are_korean_and_say_why(cli: Run, reports: Path) -> None:
    (reports / "빈파일.txt").write_bytes(b"")
    code, out, err = cli("ingest", reports)
    assert code == 1
    assert "추가됨: 소방.txt" in out
    assert "읽지 못함: 빈파일.txt - " in out
    assert "파일 3개" in err


def test_an_empty_folder_is_said_to_be_empty(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, _, err = cli("ingest", tmp_path / "empty")
    assert code == 0
    assert "읽을 파일이 없습니다" in err


def test_a_title_is_for_one_file_only(cli: Run, reports: Path) -> None:
    code, _, err = cli("ingest", reports, "--title", "소방")
    assert code == 2
    assert_one_korean_line(err)


@pytest.mark.parametrize("date", ["언젠가", "2024-13", "작년"])
def test_a_date_that_is_none_is_refused(cli: Run, reports: Path, date: str) -> None:
    code, _, err = cli("ingest", reports / "소방.txt", "--date", date)
    assert code == 2
    assert_one_korean_line(err)


# ---------------------------------------------------------------------------------------------------- home and damage


@pytest.mark.parametrize(
    "arguments", [["ingest", SAMPLES], ["documents", "list"], ["ask", "정원은?"], ["serve", "--port", "0"]]
)
def test_a_home_that_cannot_be_written_is_said_so(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str | Path]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("COUNCIL_QA_HOME", str(tmp_path / "file" / "home"))
    code, out, err = cli(*arguments)
    assert code == 1 if arguments[-1] != "0" else code in (1, 2)
    assert out == ""
    assert_one_korean_line(err)


def test_a_damaged_index_is_found_and_mended_and_no_report_is_lost(cli: Run, reports: Path, tmp_path: Path) -> None:
    cli("ingest", reports)
    before = listed(cli)
    for file in (tmp_path / "home" / "generations").rglob("*"):
        if file.is_file() and file.name not in ("CURRENT", "manifest.json"):
            file.write_bytes(b"damaged")
    code, _, err = cli("index", "verify")
    assert code == 1
    assert "index rebuild" in err
    assert cli("index", "rebuild")[0] == 0
    assert cli("index", "verify")[0] == 0
    assert listed(cli) == before
    assert "317" in cli("search", "소방 인력", "--json")[1]


def test_a_damaged_database_is_said_so_and_left_as_it_is(cli: Run, reports: Path, tmp_path: Path) -> None:
    cli("ingest", reports)
    database = tmp_path / "home" / "reports.sqlite3"
    for beside in database.parent.glob("reports.sqlite3-*"):
        beside.unlink()
    database.write_bytes(b"this is no database" * 100)
    for arguments in (["documents", "list"], ["ask", "정원은?"]):
        code, _, err = cli(*arguments)
        assert code == 1
        assert_one_korean_line(err)
    assert database.read_bytes() == b"this is no database" * 100


def test_the_wiring_and_the_library_mean_the_same_database(of_the_session: Library) -> None:
    from qa.settings import load_settings
    from qa.wiring import open_store

    store = open_store(load_settings())
    assert store.path == of_the_session.store.path
    store.close()


# ------------------------------------------------------------------------------------------------- documents and index


def test_a_removed_report_is_gone(cli: Run, reports: Path) -> None:
    cli("ingest", reports)
    gone = listed(cli)["소방.txt"]["document_id"]
    assert cli("documents", "remove", gone)[0] == 0
    assert set(listed(cli)) == {"공원.txt"}
    assert gone not in cli("search", "소방 인력", "--json")[1]
    code, _, err = cli("documents", "remove", gone)
    assert code == 1
    assert_one_korean_line(err)


def test_an_earlier_generation_can_be_brought_back(cli: Run, reports: Path) -> None:
    code, _, err = cli("index", "rollback")
    assert code == 1
    assert_one_korean_line(err)
    cli("ingest", reports / "소방.txt")
    cli("ingest", reports / "공원.txt")
    assert cli("index", "rollback")[0] == 0
    assert cli("index", "rebuild")[0] == 0
    assert cli("index", "verify")[0] == 0


def test_without_a_terminal_the_list_is_tab_separated(cli: Run, reports: Path) -> None:
    cli("ingest", reports)
    rows = [line.split("\t") for line in cli("documents", "list")[1].splitlines()]
    assert [row[1] for row in rows] == ["공원.txt", "소방.txt"]
    assert {len(row) for row in rows} == {6}


# ------------------------------------------------------------------------------------------------------ ask and search


def test_ask_gives_the_same_answer_as_the_api(
    cli: Run, of_the_session: Library, server_url: str, answered_question: str
) -> None:
    code, out, _ = cli("ask", answered_question, "--json")
    assert code == 0
    [answer] = lines(out)
    over_http = httpx.post(f"{server_url}/v1/ask", json={"question": answered_question}, timeout=30).json()
    for field in answer.keys() - {"id", "timings_ms"}:
        assert answer[field] == over_http[field], field


def test_ask_for_people_shows_the_answer_and_where_each_quote_stands(
    cli: Run, of_the_session: Library, answered_question: str
) -> None:
    [answer] = lines(cli("ask", answered_question, "--json")[1])
    code, out, _ = cli("ask", answered_question)
    assert code == 0
    assert out.startswith(answer["answer"])
    for citation in answer["citations"]:
        assert f"[{citation['marker']}] {citation['title']}" in out
        assert " ".join(citation["quote"].split()) in out


@needs_font
def test_ask_and_search_name_the_number_printed_on_a_page(cli: Run, tmp_path: Path) -> None:
    def page(number: str, text: str) -> Callable[[Any], None]:
        def draw(paper: Any) -> None:
            paper.drawString(60, HEIGHT - 150, text)
            paper.drawCentredString(WIDTH / 2, 30, number)

        return draw

    texts = "소방 업무보고", "1. 소방 인력은 317명임.", "2. 소방 예산은 4,200백만원임.", "3. 구급차는 52대임."
    pages = [page(f"- {number} -", text) for number, text in enumerate(texts, start=5)]
    (tmp_path / "소방.pdf").write_bytes(drawn(*pages))
    assert cli("ingest", tmp_path / "소방.pdf")[0] == 0
    assert ", 3쪽(인쇄된 번호 7)\n" in cli("ask", "소방 예산은 얼마인가요?")[1]
    assert ", 1쪽(인쇄된 번호 5)\n" in cli("search", "소방 예산", "--top-k", "1")[1], "where the passage begins"


def test_search_gives_the_same_passages_as_the_api(cli: Run, of_the_session: Library, server_url: str) -> None:
    code, out, _ = cli("search", "국제교류 협력", "--top-k", "3", "--json")
    assert code == 0
    over_http = httpx.post(f"{server_url}/v1/search", json={"query": "국제교류 협력", "top_k": 3}, timeout=30).json()
    assert lines(out) == [over_http]
    assert len(over_http["passages"]) == 3


def test_an_empty_library_tells_how_to_ingest(cli: Run) -> None:
    [answer] = lines(cli("ask", "정원은 몇 명인가요?", "--json")[1])
    assert answer["status"] == "unanswerable_no_evidence"
    assert "council-qa ingest" in answer["answer"]
    assert "council-qa ingest" in cli("documents", "list")[2]


@pytest.mark.parametrize("question", ["", "  ", "가" * 100_000])
def test_a_question_that_is_none_is_refused(cli: Run, question: str) -> None:
    code, out, err = cli("ask", question)
    assert code == 2
    assert out == ""
    assert_one_korean_line(err)
    assert len(err) < 500


# -------------------------------------------------------------------------------------------------------------- doctor


def test_doctor_knows_versions_home_generation_counts_and_the_model(cli: Run, of_the_session: Library) -> None:
    code, out, _ = cli("doctor", "--json")
    assert code == 0
    [found] = lines(out)
    assert found["home"] == str(of_the_session.home)
    assert found["generation"] == of_the_session.searcher.generation
    assert found["counts"] == of_the_session.store.counts()
    embedder = of_the_session.embedder
    assert found["embedding"]["name"] == embedder.name
    assert found["embedding"]["dimension"] == embedder.dimension
    assert (Path(found["embedding"]["folder"]) / "modules.json").is_file()
    assert found["problems"] == []
    assert str(of_the_session.home) in cli("doctor")[1]


def test_doctor_tells_of_a_model_that_is_not_there_instead_of_failing(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNCIL_QA_INDEX__EMBEDDING_MODEL", str(tmp_path / "no-model"))
    code, out, _ = cli("doctor", "--json")
    assert code == 1
    [found] = lines(out)
    assert found["embedding"] is None
    assert "no-model" in found["problems"][0]


# --------------------------------------------------------------------------------------------------- the command itself


@pytest.mark.parametrize(
    "arguments",
    [["fly"], ["ask"], ["documents"], ["serve", "--port", "x"], ["ask", "가", "나"], ["documents", "list", "--flat"]],
)
def test_a_command_line_that_makes_no_sense_is_answered_in_korean(cli: Run, arguments: list[str]) -> None:
    code, _, err = cli(*arguments)
    assert code == 2
    assert_one_korean_line(err)
    assert "--help" in err
    assert not re.search(r"Missing|No such|Invalid|unexpected", err)


def test_help_shows_every_command_in_korean(cli: Run) -> None:
    code, out, _ = cli("--help")
    assert code == 0
    assert cli()[1] == out
    for name in ("ingest", "serve", "ask", "search", "documents", "eval", "doctor", "index"):
        assert re.search(rf"^  {name} .*[가-힣]", out, re.MULTILINE)
        assert re.search(r"[가-힣]", cli(name, "--help")[1])


def test_a_setting_that_does_not_exist_is_said_by_name(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_QA_SERVER__PROT", "1")
    code, _, err = cli("documents", "list")
    assert code == 1
    assert "COUNCIL_QA_SERVER__PROT" in err
    assert_one_korean_line(err)


def test_an_unforeseen_error_is_one_line_and_with_debug_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (
        "import qa.wiring, ui.cli\ndef fail(_): raise RuntimeError('boom')\nqa.wiring.open_store = fail\nui.cli.main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for flags, traced in (([], False), (["--debug"], True)):
        done = subprocess.run(
            [sys.executable, "-c", broken, *flags, "documents", "list"],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        assert "boom" in done.stderr
        assert ("Traceback" in done.stderr) is traced


@pytest.mark.parametrize("arguments", [["--help"], ["documents", "list"], ["ingest", "--help"]])
def test_what_needs_no_model_loads_none(arguments: list[str]) -> None:
    heavy = {"torch", "gradio", "langchain_core"}
    source = f"import sys; from ui.cli import run; run({arguments!r}); sys.exit(str({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "set()", done.stderr
