"""The two question sets over the sample reports: the one that measures and the one that is fitted on."""

from collections import Counter
from importlib.resources import files
from pathlib import Path

from corpus.manifest import Manifest
from corpus.readers import read_file
from evals.dataset import SAMPLE_QUESTIONS, QuestionType, check_evidence, load_questions
from evals.metrics import answer_matches

CASES = load_questions()
FITTING = SAMPLE_QUESTIONS.with_name("fitting.jsonl")
FITTED = load_questions([FITTING])
SAMPLES = Path(str(files("corpus.samples")))
LISTED = Manifest.load(SAMPLES / "manifest.csv")
TEXTS = {path.name: read_file(path).text for path in SAMPLES.iterdir() if LISTED.metadata_for(path.name)}


def test_there_are_enough_questions_of_every_type() -> None:
    counted = Counter(case.type for case in CASES)
    assert set(counted) == set(QuestionType)
    assert len(CASES) >= 80
    assert min(counted.values()) >= 4


def test_every_report_is_asked_about() -> None:
    asked = Counter(evidence.source for case in CASES for evidence in case.evidence)
    assert min(asked[name] for name in TEXTS) >= 10


def test_all_evidence_stands_in_the_reports() -> None:
    check_evidence(CASES, TEXTS)


def test_the_evidence_itself_answers_the_question() -> None:
    silent = [
        case.id
        for case in CASES
        if case.answerable and not answer_matches("\n".join(one.text for one in case.evidence), case.must_include)
    ]
    assert silent == []


def test_no_question_is_asked_twice_in_the_same_conversation() -> None:
    asked = Counter((case.before, case.question) for case in CASES)
    assert [question for question, times in asked.items() if times > 1] == []


def test_the_two_sets_share_no_id_and_no_question() -> None:
    both = load_questions([SAMPLE_QUESTIONS, FITTING])  # raises where an id stands twice
    assert len(both) == len(CASES) + len(FITTED)
    assert {case.question for case in CASES} & {case.question for case in FITTED} == set()


def test_about_half_of_the_questions_fitted_on_are_to_be_refused() -> None:
    answerable = [case for case in FITTED if case.answerable]
    assert len(FITTED) >= 200
    assert 0.4 <= len(answerable) / len(FITTED) <= 0.6


def test_all_evidence_of_the_questions_fitted_on_stands_in_the_reports_and_answers_them() -> None:
    check_evidence(FITTED, TEXTS)
    silent = [
        case.id
        for case in FITTED
        if case.answerable and not answer_matches("\n".join(one.text for one in case.evidence), case.must_include)
    ]
    assert silent == []
