"""The commands that change or look at the library: ingest, documents, index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.terminal import ERR, note, say, say_json, say_table
from ui.copy import OUTCOMES

if TYPE_CHECKING:
    from index.ingest import FileOutcome
    from index.library import Library

documents = typer.Typer(help="등록된 보고서를 보거나 지웁니다.")
index = typer.Typer(help="색인을 다시 만들거나, 되돌리거나, 검사합니다.")

SHOWN = 5  # names of missing files that a line shows
JsonOption = Annotated[bool, typer.Option("--json", help="프로그램이 읽기 쉽게 JSON으로 씁니다.")]


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="보고서 파일이나 폴더", show_default=False)],
    manifest: Annotated[
        Path | None, typer.Option(metavar="FILE", help="제목·부서·날짜·종류를 적은 CSV, JSON 또는 TOML")
    ] = None,
    title: Annotated[str, typer.Option(help="보고서 제목 (파일이 하나일 때)", show_default=False)] = "",
    department: Annotated[str, typer.Option(help="부서", show_default=False)] = "",
    date: Annotated[str, typer.Option(help="날짜: 2024, 2024-09 또는 2024-09-01", show_default=False)] = "",
    kind: Annotated[str, typer.Option(help="종류: 업무보고, 검토보고 …", show_default=False)] = "",
    json: JsonOption = False,
) -> None:
    """보고서를 읽어 색인에 넣습니다. 이미 넣은 파일은 내용이 바뀌었을 때만 다시 읽습니다."""
    if title and (len(paths) > 1 or paths[0].is_dir()):
        raise typer.BadParameter("제목은 파일 하나를 넣을 때만 정할 수 있습니다. 여러 파일은 --manifest를 쓰세요.")

    from corpus.manifest import Manifest
    from corpus.metadata import iso_date
    from corpus.report import Metadata
    from index.ingest import files_of

    if date and not iso_date(date):
        raise typer.BadParameter(f"날짜는 2024, 2024-09, 2024-09-01처럼 씁니다: {date}")
    said = Metadata(title, department, iso_date(date), kind)
    listed = Manifest.load(manifest) if manifest else None
    total = sum(1 for _ in files_of(paths, listed))
    with _library() as library, _each_file(total, as_json=json) as on_file:
        outcomes = library.ingest(paths, manifest=listed, metadata=said, on_file=on_file)
    if listed and (missing := listed.missing(outcome.file for outcome in outcomes)):
        note(f"목록에 적힌 파일 {len(missing)}개는 넣은 파일 가운데 없습니다: {', '.join(missing[:SHOWN])}")
    if not json:
        _summary(outcomes)
    raise typer.Exit(any(outcome.status == "refused" for outcome in outcomes))


@documents.command("list")
def list_documents(json: JsonOption = False) -> None:
    """등록된 보고서를 보여 줍니다."""
    from api.schemas import DocumentOut
    from qa.settings import load_settings
    from qa.wiring import open_store

    described = [DocumentOut.of(report) for report in open_store(load_settings()).reports()]
    if json:
        for document in described:
            say_json(document.model_dump())
        return
    if not described:
        note("아직 보고서가 없습니다. council-qa ingest 로 보고서 파일이나 폴더를 넣으세요.")
    rows = [[d.document_id, d.source, d.title, d.department, d.date, d.kind] for d in described]
    say_table(["번호", "파일", "제목", "부서", "날짜", "종류"], rows)


@documents.command("remove")
def remove_document(
    document_id: Annotated[str, typer.Argument(metavar="ID", help="documents list가 보여 주는 번호")],
) -> None:
    """보고서를 지웁니다. 지운 뒤에는 찾거나 인용하지 않습니다."""
    with _library() as library:
        gone = library.remove(document_id)
    if not gone:
        note(f"번호가 {document_id}인 보고서가 없습니다. council-qa documents list 로 번호를 확인하세요.")
        raise typer.Exit(1)
    say(f"지웠습니다: {document_id}")


@index.command()
def rebuild() -> None:
    """저장된 보고서에서 색인을 처음부터 다시 만듭니다."""
    with _library() as library:
        say(f"색인을 다시 만들었습니다: {library.rebuild()}")


@index.command()
def rollback() -> None:
    """바로 앞의 색인 세대로 되돌립니다."""
    with _library() as library:
        say(f"되돌렸습니다. 지금 쓰는 색인 세대: {library.rollback()}")


@index.command()
def verify() -> None:
    """색인 파일이 온전한지, 저장된 보고서와 맞는지 검사합니다."""
    with _library() as library:
        problems = library.verify()
    for problem in problems:
        note(problem)
    if problems:
        raise typer.Exit(1)
    say("색인이 온전합니다.")


@contextmanager
def _library() -> Iterator[Library]:
    """The library of the home folder, closed afterwards."""
    from qa.settings import load_settings
    from qa.wiring import open_library

    with closing(open_library(load_settings())) as library:
        yield library


@contextmanager
def _each_file(total: int, *, as_json: bool) -> Iterator[Callable[[FileOutcome], None]]:
    """What to do with each outcome as it comes: a JSON line, or a line of text, below it a bar on a terminal."""
    if as_json:
        yield lambda outcome: say_json(asdict(outcome))
        return
    if not ERR.is_terminal:
        yield _tell
        return
    from rich.progress import Progress

    with Progress(console=ERR, transient=True) as progress:
        task = progress.add_task("보고서를 읽는 중", total=total)

        def show(outcome: FileOutcome) -> None:
            _tell(outcome)
            progress.advance(task)
            if progress.finished:
                progress.update(task, description="색인을 만드는 중")

        yield show


def _tell(outcome: FileOutcome) -> None:
    line = f"{OUTCOMES[outcome.status]}: {outcome.file}"
    say(f"{line} - {outcome.reason}" if outcome.reason else line)
    for warning in outcome.warnings:
        say(f"    {warning}")


def _summary(outcomes: list[FileOutcome]) -> None:
    if not outcomes:
        note("읽을 파일이 없습니다. 폴더에 보고서 파일이 있는지 확인하세요.")
        return
    counts = [(label, sum(outcome.status == status for outcome in outcomes)) for status, label in OUTCOMES.items()]
    note(f"파일 {len(outcomes)}개: " + ", ".join(f"{label} {count}" for label, count in counts if count))
