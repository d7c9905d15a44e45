import random

import numpy as np

from evals.fit_confidence import ALTERED, KEPT, WITHHELD, WRITTEN, Judged, fit_confidence, is_name
from qa.steps import confidence
from qa.steps.confidence import Confidence


def judged(count: int) -> list[Judged]:
    """Questions of which one feature tells whether they are answerable, the others are chance."""
    chance = np.random.default_rng(1)
    rows = chance.normal(size=(count, len(confidence.NAMES))).astype(np.float32)
    kinds = random.Random(1)  # noqa: S311
    made = []
    for row in rows:
        answerable = bool(row[0] > 0)
        made.append(Judged(row, answerable, 1.0 if answerable else kinds.choice((WRITTEN, WITHHELD, ALTERED))))
    return made


def test_what_tells_answerable_questions_apart_is_learnt_and_the_threshold_keeps_most_of_them() -> None:
    questions = judged(600)
    model, figures = fit_confidence(questions)
    kept = [model.probability(q.row) >= 0.5 for q in questions if q.answerable]
    refused = [model.probability(q.row) < 0.5 for q in questions if not q.answerable]
    assert np.mean(kept) >= KEPT - 0.05
    assert np.mean(refused) > 0.8
    assert figures["written_refused"] > 0.7


def test_the_same_questions_give_the_same_model_and_it_survives_being_written_down() -> None:
    questions = judged(120)
    one, _ = fit_confidence(questions)
    other, _ = fit_confidence(questions)
    assert one.as_data() == other.as_data()
    data = one.as_data()
    again = Confidence(*(np.array(data[k], np.float32) for k in ("hidden", "hidden_bias", "output")), data["bias"])
    assert all(abs(again.score(q.row) - one.score(q.row)) < 0.05 for q in questions)


def test_a_name_has_three_letters_and_no_figure() -> None:
    assert is_name("도시외교담당관")
    assert not is_name("과")
    assert not is_name("제5회의")
