import pytest

from index.morphemes import Morphemes
from qa.answer import Question, Turn
from qa.steps.conversation import is_small_talk, stand_alone


def completed(*questions: str) -> str:
    *earlier, last = questions
    return stand_alone(Question(last, conversation=tuple(Turn(q, "") for q in earlier)), Morphemes())


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


def test_an_attribute_asked_in_between_does_not_stay() -> None:
    asked = completed("2025년 숲 해설 요금은 얼마예요?", "나이 조건은 몇 살부터예요?", "운영은 언제부터 했어요?")
    assert "숲 해설" in asked
    assert "운영은 언제부터" in asked
    assert "나이" not in asked


@pytest.mark.parametrize("follow_up", ["왜?", "이유는?", "왜 그런가요?"])
def test_why_is_asked_of_what_was_counted(follow_up: str) -> None:
    asked = completed("2025년 시립도서관 방문자는 몇 명인가요?", follow_up)
    assert "시립도서관 방문자" in asked
    assert "몇" not in asked


@pytest.mark.parametrize("follow_up", ["더 자세히", "더 자세히 알려주세요", "좀 더 구체적으로 설명해 줘"])
def test_more_is_asked_of_the_same(follow_up: str) -> None:
    asked = completed("2025년 시립도서관 야간 개장은 언제 시작했나요?", follow_up)
    assert "시립도서관 야간 개장" in asked
    assert "자세히 설명" in asked
    assert "언제" not in asked


def test_another_case_of_the_same_replaces_what_it_was_about() -> None:
    assert completed("축제 기획 설명회가 며칠이었죠?", "도서관 건은요?") == "도서관 설명회가 며칠이었죠?"
    assert completed("축제 기획 설명회가 며칠이었죠?", "도서관 건은요?", "그건 어디서 했어요?") == (
        "도서관 설명회가 어디서 했어요?"
    )


@pytest.mark.parametrize(
    "said",
    [
        "시장비서실 현원은?",
        "서울시 외국인 수는 몇 명이야?",
        "체육시설관리사업소 예산은 얼마야?",
        "고마워",
        "안녕하세요",
    ],
)
def test_what_says_all_itself_or_nothing_at_all_is_left_as_it_is(said: str) -> None:
    assert completed("2024년 국제협력담당관 집행률은 얼마인가요?", said) == said


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("그럼 도시외교담당관은?", "2024년 도시외교담당관 집행률은 얼마인가요?"),
        ("정원은요?", "2024년 국제협력담당관 정원은요?"),
    ],
)
def test_what_names_only_one_of_the_two_is_completed_in_good_korean(said: str, whole: str) -> None:
    assert completed("2024년 국제협력담당관 집행률은 얼마인가요?", said) == whole


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("안녕하세요", True),
        ("고맙습니다!", True),
        ("네 알겠습니다", True),
        ("수고하셨어요", True),
        ("thank you", True),
        ("안녕하세요, 시장비서실 정원은 몇 명인가요?", False),
        ("감사담당관 정원", False),
        ("감사위원회는 무엇을 하나요?", False),
        ("예산", False),
        ("네 시에 열린 행사", False),
    ],
)
def test_greetings_and_thanks_are_known_from_questions(text: str, talk: bool) -> None:
    assert is_small_talk(text, Morphemes()) is talk
