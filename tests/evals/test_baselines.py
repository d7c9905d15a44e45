"""The naive means over texts small enough to see through."""

from evals.baselines import baselines, pieces_of
from evals.dataset import Case, QuestionType
from evals.metrics import Excerpt

TEXTS = {
    "zoo.txt": "기린의 목은 길다.\n사자의 먹이는 고기이다.\n코끼리의 무게는 6톤이다.\n",
    "sea.txt": "고래의 무게는 100톤이다.\n" + "상어는 이빨이 많다. " * 60 + "\n",
}


def case(question: str, required: str, source: str, evidence: str) -> Case:
    return Case(question, QuestionType.NUMBER, question, (required,), evidence=(Excerpt(source, evidence),))


def test_the_best_lines_answer_what_stands_in_a_line_with_the_words_of_the_question() -> None:
    asked = [
        case("코끼리 무게", "6톤", "zoo.txt", "코끼리의 무게는 6톤이다."),
        case("상어 이빨", "이빨이 많다", "sea.txt", "상어는 이빨이 많다."),
        case("호랑이 줄무늬", "검다", "zoo.txt", "기린의 목은 길다."),
    ]
    lines, pieces = baselines(asked, TEXTS)
    assert lines.contains == 2 / 3
    assert lines.accuracy == 1 / 3  # the line about sharks is too long for an answer
    assert lines.recall_at_5 == 2 / 3
    assert pieces.contains == 2 / 3


def test_what_cannot_be_answered_is_not_asked() -> None:
    refused = Case("u", QuestionType.UNANSWERABLE, "전화번호는?")
    asked = case("코끼리 무게", "6톤", "zoo.txt", "코끼리의 무게는 6톤이다.")
    assert baselines([asked, refused], TEXTS) == baselines([asked], TEXTS)


def test_pieces_are_cut_at_line_ends_and_together_give_back_the_text() -> None:
    text = "가나다\n라마\n바사아자차카타\n하"
    assert pieces_of(text, 8) == ["가나다\n라마\n", "바사아자차카타\n", "하"]
    assert pieces_of(text, 3) == ["가나다\n", "라마\n", "바사아자차카타\n", "하"]
    assert "".join(pieces_of(text, 5)) == text
    assert pieces_of("", 5) == []
