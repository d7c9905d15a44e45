import pytest

from index.morphemes import Morphemes
from qa.steps.alternates import Alternate
from qa.steps.understanding import Understanding, understand, unheard_terms

morphemes = Morphemes()


def asked(question: str) -> Understanding:
    return understand(question, morphemes)


def printed_for(question: str, term: str) -> set[str]:
    return {phrase for other in asked(question).alternates if term in other.covers for phrase in other.printed}


@pytest.mark.parametrize(
    ("question", "term", "printed"),
    [
        ("산불을 끄러 헬리콥터가 몇 대 떴나요?", "헬리콥터", "헬기"),
        ("도서관 운영을 어느 기관에 맡겼나요?", "맡기", "위탁"),
        ("시설에 들어가려면 나이가 몇 살이어야 하나요?", "나이", "연령"),
        ("휠체어를 타는 사람은 어떻게 이용하나요?", "휠체어", "교통약자"),
    ],
)
def test_a_word_in_any_inflection_brings_what_reports_print_for_it(question: str, term: str, printed: str) -> None:
    assert printed in printed_for(question, term)


def test_a_phrase_of_two_words_is_met_as_one() -> None:
    others = [a for a in asked("아기 낳은 사람은 무엇을 받나요?").alternates if {"아기", "낳"} <= a.covers]
    assert any("출산" in a.printed for a in others)


def test_a_verb_of_one_syllable_is_not_met_by_its_homonyms() -> None:
    assert not any(a.covers == {"대"} and "댐" in " ".join(a.printed) for a in asked("버스 두 대가 왔나요?").alternates)


def test_a_phrase_is_said_only_where_all_its_terms_stand() -> None:
    alternate = Alternate(frozenset({"맡기"}), ("민간 위탁",), (frozenset({"민간", "위탁"}),))
    assert alternate.said_by(frozenset({"민간", "위탁", "센터"}))
    assert not alternate.said_by(frozenset({"위탁"}))


def test_a_term_is_heard_where_the_reports_know_another_word_for_it() -> None:
    question = asked("헬리콥터와 잠수함이 있나요?")
    assert unheard_terms(question, {"헬기"}.__contains__) == ("잠수함",)
    assert set(unheard_terms(question, frozenset().__contains__)) == {"헬리콥터", "잠수함"}


def test_the_compound_that_is_asked_for_stands_before_the_interrogative() -> None:
    question = asked("대학생 멘토에게 준 활동비는 한 달에 얼마인가요?")
    assert question.wanted == "활동비"
    assert {"대학생", "멘토", "활동비"} <= set(question.compounds)


def test_words_that_only_ask_are_not_what_is_asked_for() -> None:
    assert asked("교통공사 손실금 규모가 얼마인가요?").wanted == "손실금"


def test_what_the_question_joins_are_its_sides() -> None:
    assert asked("2025년 체육진흥과 정원과 현원은 각각 몇 명인가요?").sides == ("정원", "현원")
    assert asked("상담소, 쉼터와 그룹홈은 각각 몇 곳인가요?").sides == ("상담소", "쉼터", "그룹홈")
    assert asked("도서관 정원은 몇 명인가요?").sides == ()


def test_a_noun_is_not_met_by_a_verb_of_the_same_stem() -> None:
    assert "주간" in printed_for("도서관은 낮에 몇 시까지 여나요?", "낮")
    assert not printed_for("이용률이 낮은 도서관은 어디인가요?", "낮")


def test_names_of_places_are_met_in_english() -> None:
    assert "부에노스아이레스" in printed_for("Who came from Buenos Aires?", "buenos")
    assert "호놀룰루" in printed_for("How many delegates came from Honolulu?", "honolulu")


def test_plural_and_distributive_endings_name_nothing_of_their_own() -> None:
    terms = asked("엄마들은 아이를 몇 명씩 데려왔나요?").terms
    assert "엄마" in terms
    assert not {"엄마들", "명씩"} & set(terms)
