"""What each part of the answering is worth: question sets scored with one part at a time left out.

Every variant is the assistant with one step put in the place of its own; nothing is fitted anew for it, so a figure
says what the part does for the assistant as it is, not how well one built without the part could do.

usage: python -m evals.ablation [--questions FILE …] [--reports DIR] [--manifest CSV]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console

from corpus.errors import CorpusError
from corpus.report import Report, UnitKind
from evals import stages
from evals.dataset import HELD_OUT_QUESTIONS, SAMPLE_QUESTIONS, check_evidence, load_questions
from evals.errors import EvalsError
from evals.run import library_over, reports_to_ask
from evals.stages import Figures
from index.errors import IndexingError
from index.library import Library
from qa.answer import Scope
from qa.asking import Asking, Drafted, Found, Scoped, Understood
from qa.assistant import Assistant
from qa.errors import QaError
from qa.steps import features
from qa.steps.confidence import Confidence
from qa.steps.ranking import LinearRanker

COLUMNS = ("accuracy", "cite_precision", "cite_recall", "refusal", "false_refusal")


class WithoutScope(Assistant):
    """Searches everything that the person's own limits leave, whatever the question names."""

    def _scope(self, asking: Understood) -> Scoped:
        return Scoped(**vars(asking), scope=Scope(), filters=asking.question.filters)


class WithoutVocabulary(Assistant):
    """Knows no other words for what was said, and no labels that a turn of phrase hints at."""

    def _understand(self, asking: Asking) -> Understood:
        understood = super()._understand(asking)
        asked = replace(understood.asked, alternates=(), expansions=(), synonyms=(), cues=())
        return replace(understood, asked=asked)


class WithoutTables(Assistant):
    """Tells a row of a table as it tells a line, and chooses no cell."""

    def _read(self, asking: Found) -> Drafted:
        reports = {candidate.view.report.id: candidate.view.report for candidate in asking.evidence.candidates}
        lines = {id: _rows_as_lines(report) for id, report in reports.items()}
        candidates = tuple(
            replace(candidate, view=replace(candidate.view, report=lines[candidate.view.report.id]))
            for candidate in asking.evidence.candidates
        )
        return super()._read(replace(asking, evidence=replace(asking.evidence, candidates=candidates)))


def _rows_as_lines(report: Report) -> Report:
    units = (replace(unit, kind=UnitKind.LINE) if unit.kind is UnitKind.ROW else unit for unit in report.units)
    return replace(report, units=tuple(units))


def ranking_by(*names: str) -> LinearRanker:
    """A ranker that adds up some features as they are; of equals the first in reading order wins."""
    return LinearRanker(np.array([name in names for name in features.NAMES], dtype=np.float32))


# The confidence knows the fitted ranker's scores, so a ranker is fairly left out together with it. By the undecided one
# an answer is as likely as not, which is just enough: refused is only what shares next to nothing with any report.
VARIANTS: Mapping[str, Callable[[Library], Assistant]] = {
    "all parts": Assistant,
    "no scope": WithoutScope,
    "no vocabulary": WithoutVocabulary,
    "no tables": WithoutTables,
    "no confidence": lambda library: Assistant(library, confidence=Confidence.undecided()),
    "no confidence, units by passage and shared words": lambda library: Assistant(
        library, ranker=ranking_by("fused", "context"), confidence=Confidence.undecided()
    ),
    "no confidence, first unit of the best passage": lambda library: Assistant(
        library, ranker=ranking_by("fused"), confidence=Confidence.undecided()
    ),
    "first unit of the best passage": lambda library: Assistant(library, ranker=ranking_by("fused")),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Print a Markdown table for each question file; 0, or 2 where nothing could be scored."""
    options = _parser().parse_args(argv)
    try:
        cases = load_questions(options.questions)
        with library_over(*reports_to_ask(options.reports, options.manifest)) as library:
            reports = {report.id: report for report in library.store.reports()}
            check_evidence(cases, {report.source: report.text for report in reports.values()})
            for name in dict.fromkeys(case.set for case in cases):
                asked = [case for case in cases if case.set == name]
                figures = {
                    variant: stages.answers(make(library), asked, reports).figures for variant, make in VARIANTS.items()
                }
                lines = (f"\n{name}: {len(asked)} questions\n", *table(figures))
                Console().print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    except (EvalsError, CorpusError, IndexingError, QaError) as error:
        Console(stderr=True).print(str(error), markup=False, style="red")
        return 2
    return 0


def table(figures: Mapping[str, Figures]) -> Iterator[str]:
    """The lines of a Markdown table, a variant a row; a figure that a set has not is a dash."""
    yield "| variant | " + " | ".join(COLUMNS) + " |"
    yield "|---" * (len(COLUMNS) + 1) + "|"
    for variant, values in figures.items():
        cells = (f"{values[column]:.3f}" if column in values else "–" for column in COLUMNS)
        yield f"| {variant} | " + " | ".join(cells) + " |"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals.ablation", description="부분을 하나씩 빼고 답변의 품질을 잽니다."
    )
    parser.add_argument(
        "--questions",
        type=Path,
        nargs="+",
        metavar="FILE",
        default=[SAMPLE_QUESTIONS, HELD_OUT_QUESTIONS],
        help="질문 파일, 파일마다 따로 잽니다 (기본: 예시 질문)",
    )
    parser.add_argument("--reports", type=Path, metavar="DIR", help="보고서 폴더 (기본: 예시 보고서)")
    parser.add_argument("--manifest", type=Path, metavar="CSV", help="보고서의 제목, 부서, 날짜, 종류")
    return parser


if __name__ == "__main__":
    sys.exit(main())
