import pytest

from index.morphemes import Morphemes
from qa.answer import Question, Turn
from qa.steps.conversation import stand_alone

terms_of = Morphemes().terms


def completed(*questions: str) -> str:
    *earlier, last = questions
    return stand_alone(Question(last, conversation=tuple(Turn(q, "") for q in earlier)), terms_of)


def test_the_first_question_stays_as_it_is() -> None:
    assert completed("2025년 체육진흥과 예산은 얼마인가요?") == "2025년 체육진흥과 예산은 얼마인가요?"


def test_another_attribute_is_asked_of_the_same_subject() -> None:
    text = completed("2025년 체육진흥과 예산현액이 얼마예요?", "집행률은요?")
    assert "체육진흥과" in text
    assert "집행률" in text
    assert "예산현액" not in text


def test_the_same_is_asked_of_another_subject() -> None:
    text = completed("2025년 체육진흥과 집행률은 몇 %예요?", "그럼 공원녹지과는?")
    assert "공원녹지과" in text
    assert "몇 %" in text


def test_another_year_replaces_the_year() -> None:
    text = completed("2023년 도서관 방문자는 몇 명이었나요?", "2024년에는요?")
    assert "2024년" in text
    assert "2023" not in text
    assert "도서관" in text


def test_a_chain_keeps_what_each_step_brought() -> None:
    text = completed("2025년 체육진흥과 예산현액이 얼마예요?", "집행률은요?", "그럼 공원녹지과는?")
    assert "공원녹지과" in text
    assert "집행률" in text


@pytest.mark.parametrize(
    "complete",
    [
        "2024년 시립도서관 야간 개장 이용자는 몇 명인가요?",
        "주민참여예산 공모에 선정된 제안 사업은 어떤 것들이 있나요?",
    ],
)
def test_a_question_that_says_what_it_is_about_takes_nothing_over(complete: str) -> None:
    assert completed("화성 이주 기지 예산은 얼마인가요?", complete) == complete
