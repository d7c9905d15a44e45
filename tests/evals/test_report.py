"""The HTML page of an evaluation."""

from dataclasses import replace
from html.parser import HTMLParser

from evals.baselines import Baseline
from evals.report import SetResult, page, shown, side_by_side
from evals.stages import StageResult, answer_figures, retrieval_figures
from tests.evals.test_stages import FOUND, REFUSED, RIGHT

HOSTILE = '<script>alert(1)</script> & "따옴표"'


def result(*rows: object) -> StageResult:
    figures = answer_figures(rows)  # type: ignore[arg-type]
    return StageResult("answers", figures, {"number": figures}, rows)  # type: ignore[arg-type]


def a_set(*stages: StageResult, name: str = "samples", naive: tuple[Baseline, ...] = ()) -> SetResult:
    return SetResult(name, stages, naive)


class Reader(HTMLParser):
    """Collects the tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.loaded: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.loaded += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_lists_what_went_wrong_and_nothing_that_went_right() -> None:
    wrong = replace(RIGHT, id="q-wrong", contains=False, answer="모르겠습니다.")
    read = Reader(page([a_set(result(RIGHT, REFUSED, wrong))]))
    assert "바르게 끝나지 않은 질문 1개" in read.text
    assert "q-wrong" in read.text
    assert "모르겠습니다." in read.text
    assert "q-1" not in read.text


def test_text_of_questions_and_answers_never_becomes_markup() -> None:
    wrong = replace(RIGHT, contains=False, question=HOSTILE, answer=HOSTILE, quotes=(HOSTILE,), expected=(HOSTILE,))
    read = Reader(page([a_set(result(wrong), name=HOSTILE)]))
    assert "script" not in read.tags
    assert read.text.count(HOSTILE) == 6


def test_the_page_needs_nothing_beside_itself() -> None:
    search = StageResult("retrieval", retrieval_figures([FOUND]), {}, (replace(FOUND, recall={1: 0, 5: 0, 10: 0}),))
    read = Reader(page([a_set(result(RIGHT), search, naive=(Baseline("best 3 lines", 0.25, 0.5, 0.75),))]))
    assert read.loaded == []
    assert "a.txt > 인력현황" in read.text
    assert "best 3 lines0.2500.5000.750" in read.text


def test_the_sets_stand_side_by_side_and_each_by_itself() -> None:
    wrong = replace(RIGHT, id="q-wrong", contains=False)
    read = Reader(page([a_set(result(RIGHT)), a_set(result(wrong, REFUSED), name="holdout")]))
    assert "figuresamplesholdoutquestions12right1.0000.500" in read.text
    assert read.text.index("질문 세트 samples") < read.text.index("질문 세트 holdout") < read.text.index("q-wrong")


def test_a_figure_that_a_set_lacks_is_none() -> None:
    figures = side_by_side([result(RIGHT), result(RIGHT, REFUSED)])
    assert figures["questions"] == [1, 2]
    assert figures["refusal"] == [None, 1.0]


def test_figures_are_shown_by_what_they_are() -> None:
    assert shown("questions", 118) == "118"
    assert shown("broken_quotes", 0) == "0"
    assert shown("ms_p95", 12.345) == "12.3"
    assert shown("chars@5", 1234.5) == "1234.5"
    assert shown("recall@5", 0.91666) == "0.917"
    assert shown("refusal", None) == "–"
