"""The two stages of an evaluation: does the search find the evidence, and does the assistant answer rightly.

Each stage turns cases into rows (one a question) and rows into figures. Shares are between 0 and 1, times in
milliseconds, lengths in characters.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, TypeVar

from corpus.report import Report
from evals import metrics
from evals.dataset import Case
from evals.metrics import Excerpt
from index.hits import Filters
from qa.answer import Answer, AnswerStatus, Question, Turn
from qa.assistant import Assistant

DEPTH = 10  # passages looked at per question
CUTOFFS = (1, 5, 10)  # the k of recall@k
SHORT_CHARS = 240  # longest right answer to a question with one answer
LONG_CHARS = 600  # longest right answer to any other question

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class RetrievalRow:
    """What the search found for one question."""

    id: str
    type: str
    question: str
    recall: dict[int, float]  # k to the share of the evidence in the first k passages
    reciprocal_rank: float
    chars: int  # of the first five passages together
    ms: float
    found: tuple[str, ...]  # "file > section > …", best first

    @property
    def right(self) -> bool:
        """Whether all evidence stands in the first five passages."""
        return self.recall[5] == 1


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """How the assistant answered one question."""

    id: str
    type: str
    question: str
    answerable: bool
    expected: tuple[str, ...]
    status: str
    answer: str
    quotes: tuple[str, ...]
    contains: bool  # answered, and what is required stands in the answer
    within_limit: bool
    citation_recall: float
    citation_precision: float
    broken_quotes: int  # quotes that are not the report's text at the place they name
    ms: float

    @property
    def right(self) -> bool:
        """Answered rightly within the limit, or rightly not answered."""
        return self.contains and self.within_limit if self.answerable else self.status != AnswerStatus.ANSWERED


Row = RetrievalRow | AnswerRow
R = TypeVar("R", RetrievalRow, AnswerRow)


@dataclass(frozen=True, slots=True)
class StageResult:
    """The figures of a stage, over all questions and by type of question, and the rows they come from."""

    stage: str
    figures: Figures
    by_type: dict[str, Figures]
    rows: tuple[Row, ...]

    @property
    def right(self) -> float:
        """The share of questions that went right: what `--fail-under` looks at."""
        return self.figures["right"]

    def as_json(self) -> dict[str, Any]:
        """For `json.dump`."""
        rows = [{**asdict(row), "right": row.right} for row in self.rows]
        return {"figures": self.figures, "by_type": self.by_type, "rows": rows}


def retrieval(assistant: Assistant, cases: Iterable[Case]) -> StageResult:
    """Search for every answerable question; earlier turns of a conversation go into the query."""
    rows = [_search(assistant, case) for case in cases if case.answerable]
    return StageResult("retrieval", retrieval_figures(rows), _by_type(rows, retrieval_figures), tuple(rows))


def answers(assistant: Assistant, cases: Iterable[Case], reports: Mapping[str, Report]) -> StageResult:
    """Ask every question, the earlier turns of its conversation first. `reports`: document id to report."""
    rows = [_ask(assistant, case, reports) for case in cases]
    return StageResult("answers", answer_figures(rows), _by_type(rows, answer_figures), tuple(rows))


def _search(assistant: Assistant, case: Case) -> RetrievalRow:
    began = time.perf_counter()
    hits = assistant.search(" ".join((*case.before, case.question)), Filters(), DEPTH)
    ms = (time.perf_counter() - began) * 1000
    found = [Excerpt(hit.report.source, hit.passage.span.of(hit.report.text)) for hit in hits]
    return RetrievalRow(
        id=case.id,
        type=case.type,
        question=case.question,
        recall={k: metrics.recall_at(k, found, case.evidence) for k in CUTOFFS},
        reciprocal_rank=metrics.reciprocal_rank(found, case.evidence),
        chars=sum(len(passage.text) for passage in found[:5]),
        ms=round(ms, 1),
        found=tuple(" > ".join((hit.report.source, *hit.passage.trail)) for hit in hits),
    )


def _ask(assistant: Assistant, case: Case, reports: Mapping[str, Report]) -> AnswerRow:
    conversation: tuple[Turn, ...] = ()
    for earlier in case.before:
        told = assistant.ask(Question(earlier, conversation=conversation))
        conversation += (Turn(earlier, told.text),)
    began = time.perf_counter()
    answer = assistant.ask(Question(case.question, conversation=conversation))
    ms = (time.perf_counter() - began) * 1000
    text = metrics.without_markers(answer.text)
    quotes = [Excerpt(citation.source, citation.quote) for citation in answer.citations]
    accepted = case.answers if case.has_one_answer else ()
    return AnswerRow(
        id=case.id,
        type=case.type,
        question=case.question,
        answerable=case.answerable,
        expected=case.must_include,
        status=answer.status,
        answer=answer.text,
        quotes=tuple(quote.text for quote in quotes),
        contains=answer.status is AnswerStatus.ANSWERED and metrics.answer_matches(text, case.must_include, accepted),
        within_limit=len(text) <= (SHORT_CHARS if case.has_one_answer else LONG_CHARS),
        citation_recall=metrics.citation_recall(quotes, case.evidence),
        citation_precision=metrics.citation_precision(quotes, case.evidence),
        broken_quotes=_broken_quotes(answer, reports),
        ms=round(ms, 1),
    )


def _broken_quotes(answer: Answer, reports: Mapping[str, Report]) -> int:
    """How many quotes are blank or not exactly the report's text between their offsets."""
    return sum(
        not citation.quote.strip()
        or reports[citation.document_id].text[citation.start : citation.end] != citation.quote
        for citation in answer.citations
    )


def retrieval_figures(rows: Sequence[RetrievalRow]) -> Figures:
    """Means over the rows, and the median and 95th percentile of the times."""
    return {
        "questions": len(rows),
        "right": metrics.mean([row.right for row in rows]),
        **{f"recall@{k}": metrics.mean([row.recall[k] for row in rows]) for k in CUTOFFS},
        "mrr": metrics.mean([row.reciprocal_rank for row in rows]),
        "chars@5": metrics.mean([row.chars for row in rows]),
        "ms_p50": metrics.percentile([row.ms for row in rows], 50),
        "ms_p95": metrics.percentile([row.ms for row in rows], 95),
    }


def answer_figures(rows: Sequence[AnswerRow]) -> Figures:
    """Means, medians and counts; those of an empty group (nothing answerable, nothing to refuse) are left out."""
    yes = [row for row in rows if row.answerable]
    no = [row for row in rows if not row.answerable]
    figures: Figures = {"questions": len(rows), "right": metrics.mean([row.right for row in rows])}
    if yes:
        figures |= {
            "accuracy": metrics.mean([row.right for row in yes]),
            "contains": metrics.mean([row.contains for row in yes]),
            "false_refusal": metrics.mean([row.status != AnswerStatus.ANSWERED for row in yes]),
            "cite_recall": metrics.mean([row.citation_recall for row in yes]),
            "cite_precision": metrics.mean([row.citation_precision for row in yes]),
            "answer_chars": median(len(metrics.without_markers(row.answer)) for row in yes),
        }
    if no:
        figures["refusal"] = metrics.mean([row.right for row in no])
    return figures | {
        "broken_quotes": sum(row.broken_quotes for row in rows),
        "ms_p50": metrics.percentile([row.ms for row in rows], 50),
        "ms_p95": metrics.percentile([row.ms for row in rows], 95),
    }


def _by_type(rows: Sequence[R], figures: Callable[[Sequence[R]], Figures]) -> dict[str, Figures]:
    types = sorted({row.type for row in rows})
    return {one: figures([row for row in rows if row.type == one]) for one in types}
