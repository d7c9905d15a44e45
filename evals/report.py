"""What an evaluation found, a question set at a time, and one self-contained HTML page about it.

The page shows the figures of all sets side by side, then for each set its figures by type of question, the naive means
and every question that went wrong.

All text goes through `html.escape`; the page loads nothing and runs no script.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from evals.baselines import Baseline
from evals.stages import AnswerRow, Figures, RetrievalRow, StageResult

_TITLES = {"retrieval": "찾기 (retrieval)", "answers": "답하기 (answers)"}
_COUNTS = frozenset({"questions", "broken_quotes"})
_STYLE = """
body { font: 15px/1.6 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733 }
h1, h2, h3, h4 { line-height: 1.3 } h2 { margin-top: 2.5rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { white-space: nowrap; padding: .3rem .7rem; border-bottom: 1px solid #dfe5ec; text-align: right }
th:first-child, td:first-child { text-align: left } tr.all td { font-weight: 600; border-top: 2px solid #8a99ab }
.scroll { overflow-x: auto } svg { vertical-align: middle; margin-left: .4rem }
details { border: 1px solid #dfe5ec; border-radius: .4rem; margin: .5rem 0; padding: .4rem .8rem }
summary { cursor: pointer } dt { color: #5a6b7e; margin-top: .4rem } dd { margin: 0; white-space: pre-wrap }
"""


@dataclass(frozen=True, slots=True)
class SetResult:
    """What one question set gave."""

    name: str
    stages: tuple[StageResult, ...]
    naive: tuple[Baseline, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For `json.dump`."""
        stages = {result.stage: result.as_json() for result in self.stages}
        return {**stages, "baselines": [asdict(one) for one in self.naive]}


def side_by_side(results: Sequence[StageResult]) -> dict[str, list[float | None]]:
    """The figures of one stage over several sets: name to the value in each set, None where a set has none."""
    names = dict.fromkeys(name for result in results for name in result.figures)
    return {name: [result.figures.get(name) for result in results] for name in names}


def page(sets: Sequence[SetResult]) -> str:
    """The whole page as HTML."""
    stages = zip(*(one.stages for one in sets), strict=True)
    parts = [_side_by_side([one.name for one in sets], results) for results in stages]
    for one in sets:
        parts.append(f"<h2>질문 세트 {escape(one.name)}</h2>")
        parts += [_stage(result) for result in one.stages]
        if one.naive:
            parts.append(_naive(one.naive))
    return (
        '<!doctype html>\n<html lang="ko"><head><meta charset="utf-8"><title>council-qa 평가</title>'
        f"<style>{_STYLE}</style></head><body><h1>council-qa 평가</h1>{''.join(parts)}</body></html>\n"
    )


def shown(name: str, value: float | None) -> str:
    """A figure for people: counts as they are, times and lengths with one digit, shares with three."""
    if value is None:
        return "–"
    if name in _COUNTS:
        return f"{value:.0f}"
    return f"{value:.1f}" if name.startswith("ms_") or "chars" in name else f"{value:.3f}"


def _side_by_side(sets: Sequence[str], results: Sequence[StageResult]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in sets)
    lines = ""
    for name, values in side_by_side(results).items():
        cells = "".join(_cell(name, value) for value in values)
        lines += f"<tr><td>{escape(name)}</td>{cells}</tr>"
    return f"<h2>{escape(_TITLES[results[0].stage])}</h2><table><tr><th>figure</th>{head}</tr>{lines}</table>"


def _stage(result: StageResult) -> str:
    wrong = [row for row in result.rows if not row.right]
    lines = [_figures(name, figures, result.figures) for name, figures in result.by_type.items()]
    lines.append(_figures("all", result.figures, result.figures).replace("<tr>", '<tr class="all">', 1))
    head = "".join(f"<th>{escape(name)}</th>" for name in result.figures)
    return (
        f"<h3>{escape(_TITLES[result.stage])}</h3>"
        f'<div class="scroll"><table><tr><th>type</th>{head}</tr>{"".join(lines)}</table></div>'
        f"<h4>바르게 끝나지 않은 질문 {len(wrong)}개</h4>{''.join(map(_failure, wrong))}"
    )


def _figures(label: str, figures: Figures, columns: Iterable[str]) -> str:
    cells = "".join(_cell(name, figures.get(name)) for name in columns)
    return f"<tr><td>{escape(label)}</td>{cells}</tr>"


def _cell(name: str, value: float | None) -> str:
    bar = _bar(value) if name == "right" and value is not None else ""
    return f"<td>{shown(name, value)}{bar}</td>"


def _bar(share: float) -> str:
    """A share between 0 and 1 as a bar of 60 pixels."""
    return (
        '<svg width="60" height="8" aria-hidden="true"><rect width="60" height="8" fill="#e6ebf1"/>'
        f'<rect width="{60 * share:.1f}" height="8" fill="#2f6fb3"/></svg>'
    )


def _failure(row: AnswerRow | RetrievalRow) -> str:
    told: dict[str, str] = (
        {
            "있어야 할 말": ", ".join(row.expected) or "(답하지 않아야 함)",
            f"답변 ({row.status})": row.answer,
            "인용": "\n".join(row.quotes),
        }
        if isinstance(row, AnswerRow)
        else {"찾은 곳": "\n".join(row.found[:5])}
    )
    entries = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in told.items())
    title = f"{escape(row.id)} · {escape(row.type)} · {escape(row.question)}"
    return f"<details><summary>{title}</summary><dl>{entries}</dl></details>"


def _naive(naive: Sequence[Baseline]) -> str:
    lines = "".join(
        f"<tr><td>{escape(one.name)}</td><td>{one.accuracy:.3f}</td><td>{one.contains:.3f}</td>"
        f"<td>{one.recall_at_5:.3f}</td></tr>"
        for one in naive
    )
    head = "<tr><th>means</th><th>accuracy</th><th>contains</th><th>recall@5</th></tr>"
    return f"<h3>단순한 방법과의 비교</h3><table>{head}{lines}</table>"
