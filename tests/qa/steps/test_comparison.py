"""A comparison asks for each side by itself; what is found is told side by side."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.chunker import build_report
from corpus.report import Extract, Metadata, Report
from index.library import Library
from index.models import BUILT_IN
from index.models.loading import load_embedder
from index.morphemes import Morphemes
from qa.answer import Answer, AnswerStatus, Question
from qa.assistant import Assistant
from qa.steps.parts import parts
from qa.steps.understanding import understand

LIBRARY = """Ⅰ. 도서관 운영

1. 시립도서관 운영 현황

□ 중앙도서관
 ㅇ 방문자 : 하루 평균 1,240명
 ㅇ 장서 : 320,500권

□ 어린이도서관
 ㅇ 방문자 : 하루 평균 860명
 ㅇ 장서 : 98,700권

2. 야간 개장
 ㅇ 야간 개장 이용자 : 4,300명
 ㅇ 운영요일 : 화요일, 목요일
"""


def report(year: int, text: str) -> Report:
    metadata = Metadata(f"{year}년 도서관 주요업무보고", "도서관정책과", f"{year}-10-01", "업무보고")
    return build_report(Extract(text, "text"), source=f"library-{year}.txt", metadata=metadata)


REPORTS = [
    report(2024, LIBRARY),
    report(2025, LIBRARY.replace("4,300명", "5,150명").replace("1,240명", "1,310명").replace("860명", "905명")),
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home: Path = tmp_path_factory.mktemp("library")
    library = Library(home, load_embedder(str(BUILT_IN)))
    for one in REPORTS:
        library.store.put(one, b"")
    library.rebuild()
    yield Assistant(library)
    library.close()


def asked_apart(question: str) -> list[str]:
    return [part.question for part in parts(understand(question, Morphemes()))]


@pytest.mark.parametrize(
    ("question", "apart"),
    [
        (
            "도서관 방문자는 2024년과 2025년에 각각 몇 명이었나요?",
            ["2024년 도서관 방문자는 몇 명이었나요?", "2025년 도서관 방문자는 몇 명이었나요?"],
        ),
        (
            "야간 개장 이용자가 2024년 9월 보고랑 2025년 10월 보고에서 각각 몇 명으로 나와 있나요?",
            [
                "2024년 9월 보고 야간 개장 이용자가 몇 명으로 나와 있나요?",
                "2025년 10월 보고 야간 개장 이용자가 몇 명으로 나와 있나요?",
            ],
        ),
        (
            "2025년 체육관이랑 수영장 집행률이 각각 얼마고 어디가 더 높은가요?",
            ["2025년 체육관 집행률이 얼마고", "2025년 수영장 집행률이 얼마고"],
        ),
        (
            "공원에서 느티나무 가로수와 은행나무 가로수는 각각 몇 그루이고 어느 쪽이 더 많나요?",
            ["공원에서 느티나무 가로수 몇 그루이고", "공원에서 은행나무 가로수 몇 그루이고"],
        ),
        (
            "예산을 더 많이 받은 쪽은 체육관인가요 수영장인가요? 금액도 알려주세요",
            ["예산을 받은 체육관 금액도 알려주세요", "예산을 받은 수영장 금액도 알려주세요"],
        ),
        ("체육관 예산은 얼마예요?", []),
        ("집행률이 가장 높은 과는 어디인가요?", []),
    ],
)
def test_each_side_is_a_question_of_its_own(question: str, apart: list[str]) -> None:
    assert asked_apart(question) == apart


def ask(assistant: Assistant, question: str) -> Answer:
    answer = assistant.ask(Question(question))
    assert answer.status is AnswerStatus.ANSWERED
    return answer


def test_the_years_are_told_from_the_report_of_each(assistant: Assistant) -> None:
    answer = ask(assistant, "야간 개장 이용자는 2024년과 2025년에 각각 몇 명이고 언제가 더 많았나요?")
    assert "2024년 야간 개장 이용자 : 4,300명" in answer.text
    assert "2025년 야간 개장 이용자 : 5,150명" in answer.text
    assert "더 많은 쪽은 2025년입니다 (5,150명 > 4,300명, 계산한 값)" in answer.text
    assert {c.source for c in answer.citations} == {"library-2024.txt", "library-2025.txt"}


def test_the_smaller_side_is_told_where_less_is_asked_for(assistant: Assistant) -> None:
    answer = ask(assistant, "야간 개장 이용자는 2024년과 2025년 중 언제가 더 적었나요? 각각 몇 명인가요?")
    assert "더 적은 쪽은 2024년입니다" in answer.text


def test_each_thing_named_has_its_own_statement_and_citation(assistant: Assistant) -> None:
    answer = ask(assistant, "2025년 중앙도서관과 어린이도서관 방문자는 각각 하루 평균 몇 명인가요?")
    assert "1,310명" in answer.text
    assert "905명" in answer.text
    assert len({c.quote for c in answer.citations}) == len(answer.citations) == 2


def test_a_side_that_no_report_tells_of_is_named_as_missing(assistant: Assistant) -> None:
    answer = ask(assistant, "2025년 어린이도서관과 천문과학관 방문자는 각각 하루 평균 몇 명인가요?")
    assert "905명" in answer.text
    assert "‘천문과학관’에 관한 내용은 찾지 못했습니다." in answer.text
    assert "1,310명" not in answer.text


def test_figures_of_one_kind_are_given_side_by_side_each_with_its_citation(assistant: Assistant) -> None:
    answer = assistant.ask(Question("야간 개장 이용자는 2024년과 2025년에 각각 몇 명인가요?"))
    assert [(c.name, c.text, c.value, c.unit) for c in answer.compared] == [
        ("2024년", "4,300명", 4300.0, "명"),
        ("2025년", "5,150명", 5150.0, "명"),
    ]
    quotes = {citation.marker: citation.quote for citation in answer.citations}
    assert all(compared.text in quotes[compared.marker] for compared in answer.compared)


def test_a_single_figure_is_no_comparison(assistant: Assistant) -> None:
    assert assistant.ask(Question("2025년 야간 개장 이용자는 몇 명인가요?")).compared == ()


def test_a_question_without_a_year_is_answered_by_the_latest_report_with_its_year(assistant: Assistant) -> None:
    answer = assistant.ask(Question("야간 개장 이용자는 몇 명인가요?"))
    first = answer.text.splitlines()[0]
    assert "2025년" in first
    assert "5,150명" in first
    assert answer.citations[0].source == "library-2025.txt"


def test_a_question_of_an_earlier_year_is_answered_by_its_report(assistant: Assistant) -> None:
    answer = assistant.ask(Question("2024년 야간 개장 이용자는 몇 명인가요?"))
    assert "4,300명" in answer.text
    assert {citation.source for citation in answer.citations} == {"library-2024.txt"}
