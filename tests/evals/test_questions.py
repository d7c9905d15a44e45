"""The question sets over the sample reports: the two that measure and the one that is fitted on."""

from collections import Counter
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pytest

from corpus.manifest import Manifest
from corpus.readers import read_file
from evals.dataset import HELD_OUT_QUESTIONS, SAMPLE_QUESTIONS, Case, QuestionType, check_evidence, load_questions
from evals.metrics import answer_matches

CASES = load_questions()
HELD_OUT = load_questions([HELD_OUT_QUESTIONS])
FITTING = SAMPLE_QUESTIONS.with_name("fitting.jsonl")
FITTED = load_questions([FITTING])
SAMPLES = Path(str(files("corpus.samples")))
LISTED = Manifest.load(SAMPLES / "manifest.csv")
TEXTS = {path.name: read_file(path).text for path in SAMPLES.iterdir() if LISTED.metadata_for(path.name)}


measuring = pytest.mark.parametrize("cases", [CASES, HELD_OUT], ids=["samples", "holdout"])
all_sets = pytest.mark.parametrize("cases", [CASES, HELD_OUT, FITTED], ids=["samples", "holdout", "fitting"])


@measuring
def test_there_are_enough_questions_of_every_type(cases: tuple[Case, ...]) -> None:
    counted = Counter(case.type for case in cases)
    assert set(counted) == set(QuestionType)
    assert len(cases) >= 80
    assert min(counted.values()) >= 4


@measuring
def test_every_report_is_asked_about(cases: tuple[Case, ...]) -> None:
    asked = Counter(evidence.source for case in cases for evidence in case.evidence)
    assert min(asked[name] for name in TEXTS) >= 10


@all_sets
def test_all_evidence_stands_in_the_reports_and_answers_the_question(cases: tuple[Case, ...]) -> None:
    check_evidence(cases, TEXTS)
    silent = [
        case.id
        for case in cases
        if case.answerable and not answer_matches("\n".join(one.text for one in case.evidence), case.must_include)
    ]
    assert silent == []


@all_sets
def test_no_question_is_asked_twice_in_the_same_conversation(cases: tuple[Case, ...]) -> None:
    asked = Counter((case.before, case.question) for case in cases)
    assert [question for question, times in asked.items() if times > 1] == []


def test_the_sets_share_no_id_and_no_question() -> None:
    together = load_questions([SAMPLE_QUESTIONS, HELD_OUT_QUESTIONS, FITTING])  # raises where an id stands twice
    assert len(together) == len(CASES) + len(HELD_OUT) + len(FITTED)
    for one, other in combinations((CASES, HELD_OUT, FITTED), 2):
        assert {(case.before, case.question) for case in one} & {
            (case.before, case.question) for case in other
        } == set()


def test_a_fifth_of_the_held_out_questions_or_more_are_to_be_refused() -> None:
    refused = [case for case in HELD_OUT if not case.answerable]
    assert len(HELD_OUT) >= 150
    assert len(refused) / len(HELD_OUT) >= 0.2


def test_about_half_of_the_questions_fitted_on_are_to_be_refused() -> None:
    answerable = [case for case in FITTED if case.answerable]
    assert len(FITTED) >= 200
    assert 0.4 <= len(answerable) / len(FITTED) <= 0.6
