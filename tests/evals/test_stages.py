"""The two stages: their arithmetic by hand, and both over the sample reports with the real assistant."""

from dataclasses import replace

import pytest

from evals import stages
from evals.dataset import Case, QuestionType
from evals.metrics import Excerpt
from evals.stages import AnswerRow, RetrievalRow, answer_figures, retrieval_figures
from index.library import Library
from qa.answer import Answer, AnswerStatus, Question
from qa.assistant import Assistant

RIGHT = AnswerRow(
    id="q-1",
    type="number",
    question="현원은?",
    answerable=True,
    expected=("74명",),
    status=AnswerStatus.ANSWERED,
    answer="74명입니다 [1].",
    quotes=("현원 74명",),
    contains=True,
    within_limit=True,
    citation_recall=1.0,
    citation_precision=0.5,
    broken_quotes=0,
    ms=10.0,
)
REFUSED = replace(RIGHT, answerable=False, status=AnswerStatus.WEAK_EVIDENCE, contains=False, answer="찾지 못했습니다.")
FOUND = RetrievalRow(
    id="q-1",
    type="number",
    question="현원은?",
    recall={1: 0.0, 5: 1.0, 10: 1.0},
    reciprocal_rank=0.5,
    chars=400,
    ms=2.0,
    found=("a.txt > 인력현황",),
)
FUND = Case(
    "f-1",
    QuestionType.NUMBER,
    "대외협력기금 조례 개정조례안의 의안번호는 몇 호인가요?",
    ("제1136호",),
    evidence=(Excerpt("fund-review-2023-08.pdf", "의안번호 : 제1136호"),),
)


def test_a_row_is_right_when_answered_within_the_limit_or_rightly_refused() -> None:
    assert RIGHT.right
    assert REFUSED.right
    assert not replace(RIGHT, contains=False).right
    assert not replace(RIGHT, within_limit=False).right
    assert not replace(REFUSED, status=AnswerStatus.ANSWERED).right


def test_a_search_is_right_when_all_evidence_is_in_the_first_five() -> None:
    assert FOUND.right
    assert not replace(FOUND, recall={1: 0.5, 5: 0.5, 10: 1.0}).right


def test_the_figures_of_answers_by_hand() -> None:
    rows = [
        RIGHT,
        replace(RIGHT, within_limit=False, answer="가" * 300, ms=20.0),
        replace(RIGHT, status=AnswerStatus.NO_EVIDENCE, contains=False, citation_recall=0.0, citation_precision=0.0),
        replace(RIGHT, contains=False, broken_quotes=2, citation_recall=0.0),
        REFUSED,
        replace(REFUSED, status=AnswerStatus.ANSWERED),
    ]
    figures = answer_figures(rows)
    assert figures == {
        "questions": 6,
        "right": pytest.approx(2 / 6),
        "accuracy": 0.25,
        "contains": 0.5,
        "false_refusal": 0.25,
        "cite_recall": 0.5,
        "cite_precision": pytest.approx(1.5 / 4),
        "answer_chars": 8.0,  # "74명입니다 .", without its marker
        "refusal": 0.5,
        "broken_quotes": 2,
        "ms_p50": 10.0,
        "ms_p95": pytest.approx(17.5),
    }


def test_figures_of_a_group_that_is_empty_are_left_out() -> None:
    assert "refusal" not in answer_figures([RIGHT])
    assert "accuracy" not in answer_figures([REFUSED])


def test_the_figures_of_the_search_by_hand() -> None:
    rows = [FOUND, replace(FOUND, recall={1: 0.5, 5: 0.5, 10: 1.0}, reciprocal_rank=1.0, chars=600, ms=4.0)]
    assert retrieval_figures(rows) == {
        "questions": 2,
        "right": 0.5,
        "recall@1": 0.25,
        "recall@5": 0.75,
        "recall@10": 1.0,
        "mrr": 0.75,
        "chars@5": 500.0,
        "ms_p50": 3.0,
        "ms_p95": pytest.approx(3.9),
    }


def test_the_search_finds_evidence_and_says_where(assistant: Assistant) -> None:
    unanswerable = Case("u-1", QuestionType.UNANSWERABLE, "전화번호는요?")
    [row] = stages.retrieval(assistant, [FUND, unanswerable]).rows
    assert isinstance(row, RetrievalRow)
    assert row.right
    assert row.reciprocal_rank > 0
    assert row.found[0].startswith("fund-review-2023-08.pdf")


def test_the_assistant_is_asked_and_its_answer_scored(assistant: Assistant, library: Library) -> None:
    reports = {report.id: report for report in library.store.reports()}
    other = replace(FUND, id="f-2", must_include=("제9999호",))
    result = stages.answers(assistant, [FUND, other], reports)
    right, wrong = result.rows
    assert isinstance(right, AnswerRow)
    assert right.right, right
    assert right.citation_recall == 1.0
    assert not wrong.right
    assert result.right == 0.5
    assert result.figures["broken_quotes"] == 0
    assert result.as_json()["rows"][1]["right"] is False


class Listening:
    """An assistant that writes down what it is asked."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.asked: list[Question] = []

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        return self._assistant.ask(question)


def test_the_turns_before_a_question_are_asked_first(assistant: Assistant, library: Library) -> None:
    reports = {report.id: report for report in library.store.reports()}
    follow_up = replace(FUND, question="그럼 회부일자는요?", before=(FUND.question,))
    listening = Listening(assistant)
    stages.answers(listening, [follow_up], reports)  # type: ignore[arg-type]
    first, second = listening.asked
    assert (first.text, first.conversation) == (FUND.question, ())
    assert second.text == "그럼 회부일자는요?"
    [turn] = second.conversation
    assert turn.question == FUND.question
    assert "1136" in turn.answer


def test_a_quote_that_is_not_the_reports_text_is_counted_as_broken(assistant: Assistant, library: Library) -> None:
    reports = {
        report.id: replace(report, text=report.text.replace("1136", "1137")) for report in library.store.reports()
    }
    result = stages.answers(assistant, [FUND], reports)
    assert result.figures["broken_quotes"] >= 1
