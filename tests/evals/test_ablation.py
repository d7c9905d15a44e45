"""Each variant leaves out the part that it names, and that alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.ablation import COLUMNS, VARIANTS, main, ranking_by, table
from evals.dataset import Case, load_questions
from index.library import Library
from qa.answer import Question
from qa.assistant import Assistant
from qa.steps.confidence import Confidence


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    """The plain questions about the sample reports."""
    return tuple(case for case in load_questions() if not case.before)


def test_without_scope_nothing_is_read_from_the_question(library: Library) -> None:
    asked = Question("시장비서실의 2023년 정원은 몇 명입니까?")
    assert VARIANTS["all parts"](library).ask(asked).scope.departments == ("시장비서실",)
    drafted = VARIANTS["no scope"](library).draft(asked)
    assert not drafted.filters
    assert drafted.scope.departments == ()


def test_without_vocabulary_there_are_no_other_words(library: Library) -> None:
    asked = Question("국제 정책고문 운영에 실제로 쓴 돈은 얼마인가요?")
    whole = VARIANTS["all parts"](library).draft(asked).asked
    without = VARIANTS["no vocabulary"](library).draft(asked).asked
    assert "집행액" in whole.expansions
    assert without.expansions == without.synonyms == without.alternates == ()
    assert (without.terms, without.expects) == (whole.terms, whole.expects)


def test_without_tables_no_citation_names_a_cell(library: Library, cases: tuple[Case, ...]) -> None:
    tabular = [Question(case.question) for case in cases if case.type == "table"]
    whole, without = VARIANTS["all parts"](library), VARIANTS["no tables"](library)
    assert any(citation.cell for asked in tabular for citation in whole.ask(asked).citations)
    answers = [without.ask(asked) for asked in tabular]
    assert any(answer.citations for answer in answers)
    assert not any(citation.cell for answer in answers for citation in answer.citations)


def test_without_confidence_only_what_is_about_something_else_is_refused(
    library: Library, cases: tuple[Case, ...]
) -> None:
    refused = [Question(case.question) for case in cases if case.type == "unanswerable"]
    whole, without = VARIANTS["all parts"](library), VARIANTS["no confidence"](library)
    assert sum(without.ask(asked).status == "answered" for asked in refused) > len(refused) / 2
    assert sum(whole.ask(asked).status == "answered" for asked in refused) < len(refused) / 2


def test_by_the_search_alone_the_best_passage_is_first(library: Library, cases: tuple[Case, ...]) -> None:
    assistant = Assistant(library, ranker=ranking_by("fused"), confidence=Confidence.undecided())
    for case in cases[:20]:
        evidence = assistant.draft(Question(case.question)).evidence
        best = evidence.candidates[0].view
        assert best.passage is max(evidence.hits, key=lambda hit: hit.score).passage
        assert best.index == min(c.view.index for c in evidence.candidates if c.view.passage is best.passage)


def test_a_figure_that_a_set_has_not_is_a_dash() -> None:
    [head, _, row] = table({"all parts": {"accuracy": 0.5}})
    assert head.count("|") == row.count("|") == len(COLUMNS) + 2
    assert row == "| all parts | 0.500 | – | – | – | – |"


def test_the_command_prints_a_table_a_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {
        "id": "q-1",
        "type": "number",
        "doc": "fund-review-2023-08.pdf",
        "question": "대외협력기금 조례 개정조례안의 의안번호는 몇 호인가요?",
        "must_include": ["제1136호"],
        "evidence": ["의안번호 : 제1136호"],
    }
    questions = tmp_path / "asked.jsonl"
    questions.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    assert main(["--questions", str(questions)]) == 0
    printed = capsys.readouterr().out
    assert "asked: 1 questions" in printed
    assert "| all parts | 1.000 | 1.000 | 1.000 | – | 0.000 |" in printed
    assert all(f"| {name} | " in printed for name in VARIANTS)
    assert main(["--questions", str(tmp_path / "none.jsonl")]) == 2
