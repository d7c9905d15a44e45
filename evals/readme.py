"""Writes the figures of an evaluation into the two READMEs: `make figures`.

    council-qa eval --json FILE
    python -m evals.readme FILE

The figures stand between two comments; nothing else of a README is touched. They are those of the two sets over the
sample reports: the one that was looked at while tuning, and the one that never was.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from evals.dataset import HELD_OUT_QUESTIONS, SAMPLE_QUESTIONS

ROOT = Path(__file__).parent.parent
SETS = (SAMPLE_QUESTIONS.stem, HELD_OUT_QUESTIONS.stem)
FIGURES = (
    ("retrieval", "recall@5", "{:.2f}"),
    ("answers", "accuracy", "{:.2f}"),
    ("answers", "refusal", "{:.2f}"),
    ("answers", "false_refusal", "{:.2f}"),
    ("answers", "cite_precision", "{:.2f}"),
    ("answers", "broken_quotes", "{:.0f}"),
)
BEGIN, END = "<!-- evaluation figures: begin -->\n", "<!-- evaluation figures: end -->\n"


@dataclass(frozen=True, slots=True)
class Wording:
    """How one README words the block."""

    intro: str
    head: tuple[str, str, str]
    names: tuple[str, ...]  # one for each of `FIGURES`


WORDINGS = {
    "README.md": Wording(
        "예시 보고서 6건에 대한 두 질문 세트({day}, 내장 모델, 대화 모델 없음).\n"
        "답하는 방식을 다듬을 때는 앞의 세트만 보았습니다.",
        ("무엇", "다듬을 때 본 질문 {0}개", "따로 남겨 둔 질문 {1}개"),
        (
            "근거가 상위 5개 조각 안에 있음 (recall@5)",
            "맞는 답 (길이 제한 안에서)",
            "답할 수 없는 질문을 거절",
            "답할 수 있는데 거절",
            "인용이 실제 근거임 (citation precision)",
            "원문과 다른 인용",
        ),
    ),
    "README.en.md": Wording(
        "Two question sets over the six sample reports ({day}, built-in model, no chat model).\n"
        "Only the first was looked at while the answers were tuned.",
        ("what", "{0} questions seen while tuning", "{1} held-out questions"),
        (
            "evidence among the first five passages (recall@5)",
            "right answers (within the length limit)",
            "unanswerable questions refused",
            "answerable questions refused",
            "citations that are the evidence (precision)",
            "quotes that differ from the source",
        ),
    ),
}


def block(wording: Wording, result: Mapping[str, Any], day: date) -> str:
    """The Markdown between the two comments. `result`: what `council-qa eval --json` wrote.

    Raises:
        KeyError: a set, a stage or a figure is missing.
    """
    counts = [result[name]["answers"]["figures"]["questions"] for name in SETS]
    lines = [[head.format(*counts) for head in wording.head], ["---"] * 3]
    for (stage, figure, form), name in zip(FIGURES, wording.names, strict=True):
        lines.append([name, *(form.format(result[one][stage]["figures"][figure]) for one in SETS)])
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"{wording.intro.format(day=day)}\n\n{table}\n"


def main(argv: Sequence[str]) -> int:
    """Write the figures of the one file named; 2 when there is no such file or its figures are not all there."""
    try:
        [file] = argv
        result = json.loads(Path(file).read_text(encoding="utf-8"))
        blocks = {name: block(wording, result, date.today()) for name, wording in WORDINGS.items()}
    except (ValueError, KeyError, OSError) as error:
        message = f"`council-qa eval --json FILE`이 쓴 파일 하나를 지정해 주십시오: {error}"
        Console(stderr=True).print(message, markup=False, style="red")
        return 2
    for name, text in blocks.items():
        readme = ROOT / name
        before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
        readme.write_text(before + BEGIN + text + END + rest.partition(END)[2], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
