import pytest

from index.morphemes import Morphemes
from qa.steps.spelling import respelled

morphemes = Morphemes()
REPORT = "바다마을 캠퍼스 운영 프로그램, 친선우호 교류, 관광담당관 예산과 집행률, 박지운 의원, 도서관 정원, 노동부 협력"
TERMS = frozenset(morphemes.terms(REPORT))
PAIRS = frozenset(morphemes.bigrams(REPORT))


def read(question: str) -> str:
    return respelled(question, morphemes, TERMS.__contains__, PAIRS.__contains__)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("켐퍼스 운영 언재 하나요?", "캠퍼스 운영 언제 하나요?"),
        ("바다마을켐퍼스 예산", "바다마을캠퍼스 예산"),
        ("칭선우호 교류는 얼마엿죠?", "친선우호 교류는 얼마였죠?"),
        ("가족 프로그렘은 몃 명이 왓나요?", "가족 프로그램은 몇 명이 왔나요?"),
        ("예산 집행율은?", "예산 집행률은?"),
        ("신설됫나요", "신설됐나요"),
    ],
)
def test_a_typing_error_is_read_as_what_the_reports_print(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "관광담당관 예산은 얼마인가요?",
        "경광담당관 정원은 몇 명인가요?",  # another syllable: another office
        "박지훈 의원은 무엇을 물었나요?",  # a person that no report names
        "노동국 예산은 얼마인가요?",
        "고립청년 정책은 무엇인가요?",  # dictionary words that no report holds
        "섬마을을 잇는 다리는 언제 놓았나요?",
        "Where is the campus?",
    ],
)
def test_words_that_are_right_or_other_names_stay(question: str) -> None:
    assert read(question) == question


def test_a_rate_stays_as_the_reports_write_it() -> None:
    known = TERMS | {"참여율", "집행율"}
    assert respelled("집행율은?", morphemes, known.__contains__, PAIRS.__contains__) == "집행율은?"


def test_a_word_too_long_to_be_one_is_left_alone_and_takes_no_time() -> None:
    looked_up: list[str] = []

    def knows(term: str) -> bool:
        looked_up.append(term)
        return False

    endless = "가나" * 500
    assert respelled(endless, morphemes, knows, knows) == endless
    assert len(looked_up) < 100
