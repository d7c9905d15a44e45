import pytest

from index.morphemes import Morphemes
from qa.steps.understanding import Expects, understand

morphemes = Morphemes()


@pytest.mark.parametrize(
    ("question", "expects"),
    [
        ("2025년 체육진흥과 집행률은?", Expects.PERCENT),
        ("청사 보수에 들어간 돈은 모두 얼마인가요?", Expects.MONEY),
        ("도서관 회원은 몇 명이에요?", Expects.COUNT),
        ("물놀이장은 언제 문을 열어요?", Expects.DATE),
        ("간담회는 어디에서 열렸습니까?", Expects.PLACE),
        ("위탁 운영하는 기관 이름이 뭐예요?", Expects.NAME),
        ("공사가 늦어진 이유는 무엇인가요?", Expects.REASON),
        ("2023년과 2024년 민원 건수는 각각 몇 건인가요?", Expects.COMPARISON),
        ("참여한 기관 세 곳을 알려 주세요", Expects.LIST),
        ("노인복지관 정원", Expects.COUNT),
        ("생활임금 조례 제정일", Expects.DATE),
        ("How many libraries were built?", Expects.COUNT),
        ("Why was the bill withdrawn?", Expects.REASON),
    ],
)
def test_the_form_of_the_answer_is_read_from_the_interrogative_or_the_last_word(
    question: str, expects: Expects
) -> None:
    assert understand(question, morphemes).expects is expects


def test_years_counter_and_attribute_are_read() -> None:
    asked = understand("’24년과 2023년 자원봉사센터 상담 인원은 몇 명?", morphemes)
    assert asked.years == {2023, 2024}
    assert asked.counter == "명"
    assert "인원" not in asked.terms or "인원" in asked.asked
    assert "상담" in asked.asked


def test_what_people_say_brings_in_what_reports_print() -> None:
    asked = understand("보수 공사에 쓴 돈이 얼마예요?", morphemes)
    assert "집행액" in asked.expansions


def test_an_english_question_is_searched_with_korean_words() -> None:
    asked = understand("How much budget remains for disaster relief?", morphemes)
    assert asked.english
    assert {"예산", "재해", "구호"} <= set(asked.expansions)
