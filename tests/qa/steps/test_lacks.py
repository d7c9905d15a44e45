"""What a draft lacks of its question: each check on an invented report, against the question that it must let pass."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.library import Library
from index.models import BUILT_IN
from index.models.loading import load_embedder
from index.morphemes import Morphemes
from qa.answer import AnswerStatus, Question
from qa.asking import Drafted
from qa.assistant import Assistant
from qa.steps.confidence import Confidence
from qa.steps.draft import Draft, Statement
from qa.steps.form_told import form_told, untold_form
from qa.steps.lacks import SURELY, absent_offices, lacks
from qa.steps.missing import missing
from qa.steps.understanding import understand
from tests.index.reports import make_report

PARKS = make_report(
    "공원여가과.txt",
    {
        "별빛호 운항": [
            "별빛호 취항식 : 2024. 5. 3.(금) 14:00, 달내공원 선착장에서 개최",
            "운영기간을 조례 개정으로 5년간 연장하여 안정적으로 운영",
        ],
        "숲 체험교실": ["제7회 숲 체험교실에 학생 120명 참여", "숲 해설가 확대 배치로 안전사고 예방"],
    },
    department="공원여가과",
    date="2024-06",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    library = Library(tmp_path_factory.mktemp("parks"), load_embedder(str(BUILT_IN)))
    library.store.put(PARKS, b"")
    yield Assistant(library, confidence=Confidence.undecided())  # so that the checks alone decide
    library.close()


def _draft(assistant: Assistant, question: str) -> Drafted:
    drafted = assistant.draft(Question(question))
    assert drafted.evidence.candidates
    return drafted


def _told(assistant: Assistant, question: str) -> dict[str, float]:
    drafted = _draft(assistant, question)
    return lacks(drafted.asked, drafted.evidence, drafted.draft)


@pytest.mark.parametrize(
    ("check", "lacking", "told"),
    [
        (
            "office_elsewhere",
            "관광담당관이 연 별빛호 취항식은 언제?",
            "공원여가과의 별빛호 취항식은 언제?",
        ),
        ("office_unheard", "인권담당관의 별빛호 취항식은 언제?", "별빛호 취항식은 언제?"),
        ("figure_contradicted", "별빛호 운영기간을 10년 연장한 이유는?", "별빛호 운영기간을 5년 연장한 이유는?"),
        ("ordinal_absent", "제3회 숲 체험교실에 참여한 학생은 몇 명?", "제7회 숲 체험교실에 참여한 학생은 몇 명?"),
        ("month_absent", "2024년 9월 별빛호 취항식은 어디에서?", "2024년 5월 별빛호 취항식은 어디에서?"),
        ("change_reversed", "숲 해설가 배치를 축소한 까닭은?", "숲 해설가 배치를 확대한 까닭은?"),
        ("proper_report", "인천에서 연 숲 체험교실에 참여한 학생은 몇 명?", "숲 체험교실에 참여한 학생은 몇 명?"),
        ("measure_absent", "숲 체험교실 참가비가 얼마예요?", "숲 체험교실에 참여한 학생은 몇 명?"),
        ("contact_absent", "숲 체험교실 연락처 전화번호를 알려 주세요", "숲 체험교실에 참여한 학생은 몇 명?"),
    ],
)
def test_a_check_speaks_up_where_something_is_lacking_and_only_there(
    assistant: Assistant, check: str, lacking: str, told: str
) -> None:
    assert _told(assistant, lacking)[check] == 1.0
    assert _told(assistant, told)[check] == 0.0


@pytest.mark.parametrize("question", ["별빛호 취항식은 언제?", "제7회 숲 체험교실에 참여한 학생은 몇 명?"])
def test_what_is_told_lacks_nothing_that_refuses_outright(assistant: Assistant, question: str) -> None:
    told = _told(assistant, question)
    assert not [name for name in SURELY if told[name]]


def test_an_office_with_a_letter_mistyped_is_the_same_office() -> None:
    report = make_report("상담.txt", {"상담": ["서울청년마음건강상담센터 개소"]})
    asked = understand("서울청년마음건강상댬센터는 언제 문을 열었어?", Morphemes())
    assert absent_offices(asked, report) == []


@pytest.mark.parametrize(
    ("question", "statement", "name"),
    [
        ("별빛호 한 번 타는 요금이 얼마예요?", "별빛호 취항식은 달내공원에서 열립니다.", "금액"),
        ("체험교실에 몇 명이 왔나요?", "체험교실은 달내공원에서 열립니다.", "수량"),
        ("체험교실 참여율은 몇 퍼센트?", "체험교실은 달내공원에서 열립니다.", "비율"),
        ("공원 안내소 운영 시간이 어떻게 돼요?", "안내소는 달내공원에 있습니다.", "시각"),
        ("공원 안내소 전화번호는?", "안내소는 달내공원에 있습니다.", "연락처"),
        ("별빛호 요금은 얼마?", "어른 3,000원, 어린이 1,000원", ""),
        ("안내소는 모두 몇 곳인가요?", "안내소는 7가정입니다.", ""),
        ("체험교실에 몇 분이 오셨나요?", "체험교실에 45명이 참여함", ""),
        ("안내소는 몇 시에 열어요?", "안내소 운영: 09:00~18:00", ""),
    ],
)
def test_a_draft_without_the_measure_asked_is_told_from_one_with_it(question: str, statement: str, name: str) -> None:
    asked = understand(question, Morphemes())
    assert untold_form(asked, Draft((Statement(statement, ()),), 240)) == name


def test_a_person_is_asked_and_only_an_office_named() -> None:
    asked = understand("별빛호 선장 성함이 어떻게 되나요?", Morphemes())
    told = [
        form_told(asked, Draft((Statement(s, ()),), 240))["person_absent"]
        for s in ("별빛호 운항 총괄은 공원여가과", "별빛호 선장 홍길동")
    ]
    assert told == [1.0, 0.0]


def test_a_refusal_says_what_is_missing(assistant: Assistant) -> None:
    answer = assistant.ask(Question("인권담당관의 별빛호 취항식은 언제?"))
    assert answer.status is AnswerStatus.WEAK_EVIDENCE
    assert "‘인권담당관’은 찾은 보고서에 없습니다." in answer.text

    drafted = _draft(assistant, "제3회 숲 체험교실에 참여한 학생은 몇 명?")
    assert missing(drafted.asked, drafted.evidence, drafted.draft, drafted.unheard).things == ("3회",)
    answer = assistant.ask(Question("숲 체험교실 참가비가 얼마예요?"))
    assert "금액을 밝힌 대목이 없습니다." in answer.text
