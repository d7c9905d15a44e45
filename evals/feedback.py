"""Feedback to question files: what people found right becomes a test question, what they found wrong a draft of one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from evals.dataset import QuestionType
from evals.metrics import squeeze, stands_in, without_markers
from qa.answer import AnswerStatus
from qa.feedback import Feedback, KeptFeedback
from qa.figures import figures_in

_SHORT = 240  # characters of an answer to a question with one answer, as scored


def question_file(feedback: Iterable[KeptFeedback]) -> str:
    """A question file (JSONL) that `evals.dataset.load_questions` reads. Of the same question the last word counts.

    A follow-up ("그 다음 해는?") asks nothing by itself: the question is the one that it was completed to.
    """
    last = {squeeze(_alone(kept.feedback)): kept for kept in feedback}
    rows = (_row(kept) for kept in last.values())
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _alone(said: Feedback) -> str:
    return said.rewritten_question or said.question


def _row(kept: KeptFeedback) -> dict[str, Any]:
    said = kept.feedback
    head = {"id": f"feedback-{kept.id}", "question": _alone(said)}
    if said.rating == "up" and said.citations:
        return head | _answered(said)
    if said.rating == "up" and said.status and said.status is not AnswerStatus.ANSWERED:
        return head | {"type": QuestionType.UNANSWERABLE, "why": without_markers(said.answer)}
    draft: dict[str, Any] = {
        "asked": said.question if said.rewritten_question else "",
        "doc": said.citations[0].source if said.citations else "",
        "answer": said.answer,
        "cited": [citation.quote for citation in said.citations],
        "comment": ": ".join(filter(None, (said.reason, said.comment))),
        "todo": "must_include, answers, evidence를 채우고(답이 없어야 하면 type을 unanswerable로) "
        "asked, answer, cited, comment, todo를 지워 주세요.",
    }
    return head | {name: value for name, value in draft.items() if value}


def _answered(said: Feedback) -> dict[str, Any]:
    """The figures that the answer took from its quotes have to be told again; without figures, the whole answer."""
    answer = without_markers(said.answer).strip()
    doc = said.citations[0].source
    quotes = [citation.quote for citation in said.citations]
    figures = dict.fromkeys(
        figure.text for figure in figures_in(answer) if any(stands_in(figure.text, quote) for quote in quotes)
    )
    several = len(figures) > 1 or len(answer) > _SHORT or len(answer.splitlines()) > 1
    plain = QuestionType.NUMBER if figures else QuestionType.NAME
    return {
        "type": QuestionType.LIST if several else plain,
        "doc": doc,
        "must_include": list(figures) or [answer],
        "answers": [answer],
        "evidence": [
            citation.quote if citation.source == doc else {"doc": citation.source, "text": citation.quote}
            for citation in said.citations
        ],
    }
