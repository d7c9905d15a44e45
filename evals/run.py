"""Scores the assistant on question sets: the `council-qa eval` command.

Without arguments it asks about the sample reports: `evals/questions/samples.jsonl`, which was looked at while the
answers were tuned, and `holdout.jsonl`, which never was. Each question file is a set with figures of its own, shown
side by side. The reports are ingested into a temporary home, so an office's own library is neither read nor changed;
all other settings are those of the process.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from corpus.errors import CorpusError
from corpus.manifest import Manifest
from corpus.report import Report
from evals import stages
from evals.baselines import baselines
from evals.dataset import HELD_OUT_QUESTIONS, SAMPLE_QUESTIONS, Case, check_evidence, load_questions
from evals.errors import DatasetError, EvalsError, OutputError, ReportsError
from evals.report import SetResult, page, shown, side_by_side
from evals.stages import StageResult
from index.errors import IndexingError
from index.library import Library
from qa.assistant import Assistant
from qa.errors import QaError
from qa.settings import load_settings
from qa.wiring import open_assistant, open_library

SAMPLES = Path(str(files("corpus.samples")))
STAGES = ("retrieval", "answers")
_BY_TYPE = {
    "retrieval": ("questions", "recall@1", "recall@5", "mrr"),
    "answers": ("questions", "right", "contains", "cite_recall", "cite_precision"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the evaluation; 0 when all went well, 1 below `--fail-under`, 2 when nothing could be scored."""
    options = _parser().parse_args(argv)
    console = Console()
    try:
        _check_outputs(options)
        sets = _score(options, console)
    except (EvalsError, CorpusError, IndexingError, QaError) as error:
        Console(stderr=True).print(str(error), markup=False, style="red")
        return 2
    _show(console, sets)
    _write(options, sets)
    below = [(one.name, result) for one in sets for result in one.stages if result.right < options.fail_under]
    for name, result in below:
        console.print(f"{name}, {result.stage}: {result.right:.3f} < {options.fail_under} (--fail-under)", style="red")
    return 1 if below else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="council-qa eval", description="질문 세트로 답변의 품질을 잽니다.")
    parser.add_argument(
        "--questions", type=Path, nargs="+", metavar="FILE", help="질문 파일, 파일마다 따로 잽니다 (기본: 예시 질문)"
    )
    parser.add_argument("--reports", type=Path, metavar="DIR", help="보고서 폴더 (기본: 예시 보고서)")
    parser.add_argument("--manifest", type=Path, metavar="CSV", help="보고서의 제목, 부서, 날짜, 종류")
    parser.add_argument("--stage", choices=STAGES, action="append", help="한 단계만 잽니다 (기본: 모두)")
    parser.add_argument("--baselines", action="store_true", help="단순한 방법(BM25)의 점수도 잽니다")
    parser.add_argument("--json", type=Path, metavar="FILE", help="질문별 결과와 점수를 이 파일에 씁니다")
    parser.add_argument("--html", type=Path, metavar="FILE", help="점수와 틀린 질문을 한 HTML 파일로 씁니다")
    parser.add_argument(
        "--fail-under",
        type=float,
        default=0.0,
        metavar="R",
        help="바르게 끝난 비율이 한 곳이라도 R보다 낮으면 1로 끝납니다",
    )
    return parser


def _check_outputs(options: argparse.Namespace) -> None:
    """Find out before minutes of work that a result could not be written after it."""
    for path in (options.json, options.html):
        if path and (path.is_dir() or not path.parent.is_dir()):
            raise OutputError(f"결과 파일을 쓸 수 없는 곳입니다: {path}. 있는 폴더 안의 파일 이름을 지정해 주십시오.")


def reports_to_ask(reports: Path | None, manifest: Path | None) -> tuple[list[Path], Manifest | None]:
    """What to ingest: the files that a manifest describes, without one the whole folder; the samples by default.

    Raises ReportsError where the folder is not there or the manifest knows none of its files.
    """
    folder = reports or SAMPLES
    manifest_file = manifest or (None if reports else SAMPLES / "manifest.csv")
    if not folder.is_dir():
        raise ReportsError(f"보고서 폴더를 찾을 수 없습니다: {folder}. --reports에 폴더를 지정해 주십시오.")
    if manifest_file is None:
        return [folder], None
    described = Manifest.load(manifest_file)
    listed = [path for path in sorted(folder.iterdir()) if described.metadata_for(path.name)]
    if not listed:
        raise ReportsError(
            f"{folder}에 {manifest_file.name}이(가) 말하는 보고서가 없습니다. 파일 이름을 확인해 주십시오."
        )
    return listed, described


@contextmanager
def library_over(paths: Sequence[Path], manifest: Manifest | None) -> Iterator[Library]:
    """The reports in a home of their own, which is gone afterwards; raises ReportsError where one cannot be read."""
    with tempfile.TemporaryDirectory(prefix="council-qa-eval-", ignore_cleanup_errors=True) as home:
        library = open_library(load_settings(home=Path(home)))
        try:
            refused = [one for one in library.ingest(paths, manifest=manifest) if one.status == "refused"]
            if refused:
                reasons = "\n".join(f"{one.file}: {one.reason}" for one in refused)
                raise ReportsError(f"읽지 못한 보고서가 있어 평가를 멈춥니다.\n{reasons}")
            yield library
        finally:
            library.close()


def _score(options: argparse.Namespace, console: Console) -> list[SetResult]:
    """One result a question file, in the order of the files."""
    cases = load_questions(options.questions or (SAMPLE_QUESTIONS, HELD_OUT_QUESTIONS))
    if not cases:
        raise DatasetError(["질문이 하나도 없습니다."])
    with library_over(*reports_to_ask(options.reports, options.manifest)) as library:
        assistant = open_assistant(load_settings(), library)
        reports = {report.id: report for report in library.store.reports()}
        texts = {report.source: report.text for report in reports.values()}
        check_evidence(cases, texts)
        sets = []
        for name in dict.fromkeys(case.set for case in cases):
            asked = [case for case in cases if case.set == name]
            results = tuple(_run(stage, assistant, asked, reports, console) for stage in options.stage or STAGES)
            sets.append(SetResult(name, results, tuple(baselines(asked, texts)) if options.baselines else ()))
    return sets


def _run(
    stage: str, assistant: Assistant, cases: Sequence[Case], reports: dict[str, Report], console: Console
) -> StageResult:
    followed = track(cases, description=stage, console=console, transient=True, disable=not console.is_terminal)
    if stage == "retrieval":
        return stages.retrieval(assistant, followed)
    return stages.answers(assistant, followed, reports)


def _show(console: Console, sets: Sequence[SetResult]) -> None:
    """For each stage the figures that differ by type, a table a set, then all figures of all sets side by side."""
    for results in zip(*(one.stages for one in sets), strict=True):
        stage = results[0].stage
        columns = _BY_TYPE[stage]
        for one, result in zip(sets, results, strict=True):
            by_type = Table("type", *columns, title=f"{stage}: {one.name}")
            for label, figures in result.by_type.items():
                by_type.add_row(label, *(shown(name, figures.get(name)) for name in columns))
            console.print(by_type)
        overall = Table("figure", *(one.name for one in sets), title=f"{stage}, all types")
        for name, values in side_by_side(results).items():
            overall.add_row(name, *(shown(name, value) for value in values))
        console.print(overall)
    naive = Table("set", "baseline", "accuracy", "contains", "recall@5", title="baselines")
    for one in sets:
        for means in one.naive:
            shares = (means.accuracy, means.contains, means.recall_at_5)
            naive.add_row(one.name, means.name, *(shown("", value) for value in shares))
    if naive.row_count:
        console.print(naive)


def _write(options: argparse.Namespace, sets: Sequence[SetResult]) -> None:
    """The files asked for."""
    if options.json:
        value = {one.name: one.as_json() for one in sets}
        options.json.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.html:
        options.html.write_text(page(sets), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
