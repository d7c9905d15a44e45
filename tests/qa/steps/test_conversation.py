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


def test_another_attribute_is_asked_of_the_subject_of_the_question_before() -> None:
    asked = completed("2025년 10월 기준으로 다문화담당관 예산현액이 얼마예요?", "집행률은요?")
    assert "다문화담당관" in asked
    assert "집행률" in asked
    assert "예산현액" not in asked


def test_the_next_year_is_counted_from_the_year_of_the_question_before() -> None:
    asked = completed("2022년 공원 조성 사업에서 심은 나무는 몇 그루야?", "다음 해에는 몇 그루야?")
    assert "2023년" in asked
    assert "2022년" not in asked


def test_a_short_question_with_a_year_of_its_own_keeps_the_subject() -> None:
    asked = completed("2024년에 도서관 회원은 모두 몇 명이야?", "2019년에는 몇이었는데?")
    assert "도서관" in asked
    assert "2019년" in asked
    assert "2024년" not in asked
