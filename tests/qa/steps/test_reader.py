"""What is told of a report: the statement that holds the answer, and a second only where it says more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.chunker import build_report
from corpus.report import Extract, Metadata
from index.library import Library
from index.models import BUILT_IN
from index.models.loading import load_embedder
from qa.answer import Answer, AnswerStatus, Question
from qa.assistant import Assistant

TEXT = """Ⅰ. 산림 협력

1. 자매숲 조성

□ 하늘군과 자매숲 업무협약
 ㅇ 일시/장소 : ’25. 4. 5.(토) 10:00 / 하늘군청 대회의실
 ㅇ 참석자 : 공원국장, 하늘군수 등 40여 명
 ㅇ 협약 주요내용 : 묘목 무상 제공, 산림학교 공동 운영, 목공 체험장 개방

<식목행사 사진> <묘목 나눔 사진>

2. 목재문화 자문단

□ 목재문화 자문단 운영
 ㅇ 구성 : 대학교수, 목수 등 12명
 ㅇ 주요내용 : 자문단을 위촉하고 해마다 두 번 모임
 ㅇ 자문단 역할 : 목재 축제 기획 자문, 체험 교재 감수

3. 유아숲 체험원

□ 유아숲 체험원 확충
 ㅇ 이용자 나이 : 3~7세 유아
 ㅇ 운영시간 : 10:00~16:00

4. 숲길 조성

□ 숲길 조성 협의회의
 ㅇ (남부권) 여러 기관 대표의 방문으로 숲길 협력 확인
   ▸ 들녘시 부시장(4월), 물빛군 의장(6월), 솔향도 대표단(9월) 등
 ㅇ 회의 내용 : 숲길 안전 강화 방안*
   ※ 숲길 안전 강화 방안 주요내용
     - 길 안내 강화 : 이정표 120개 교체
     - 야간 순찰 확대 : 순찰 인원 보강
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home: Path = tmp_path_factory.mktemp("forest")
    library = Library(home, load_embedder(str(BUILT_IN)))
    metadata = Metadata("산림 협력 주요업무보고", "공원국", "2025-06-01", "업무보고")
    library.store.put(build_report(Extract(TEXT, "text"), source="forest.txt", metadata=metadata), b"")
    library.rebuild()
    yield Assistant(library)
    library.close()


def ask(assistant: Assistant, question: str) -> Answer:
    answer = assistant.ask(Question(question))
    assert answer.status is AnswerStatus.ANSWERED
    return answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("하늘군과 협약하면서 함께 하기로 한 것은 무엇인가요?", "산림학교 공동 운영"),
        ("하늘군과 업무협약을 맺은 장소는 어디인가요?", "하늘군청 대회의실"),
        ("하늘군 업무협약에는 몇 명이 참석했나요?", "40여 명"),
        ("목재문화 자문단은 무슨 일을 하나요?", "체험 교재 감수"),
    ],
)
def test_the_key_that_was_asked_for_is_told_first(assistant: Assistant, question: str, told: str) -> None:
    assert told in ask(assistant, question).text.splitlines()[0]


def test_a_statement_with_the_wanted_figure_stands_alone(assistant: Assistant) -> None:
    answer = ask(assistant, "하늘군과 자매숲 업무협약을 맺은 날은 언제인가요?")
    assert "’25. 4. 5." in answer.text
    assert len(answer.citations) == 1


def test_what_a_statement_introduces_is_told_instead_of_it(assistant: Assistant) -> None:
    assert "물빛군 의장" in ask(assistant, "숲길 협력으로 방문한 남부권 기관 대표는 누가 있나요?").text


def test_the_note_that_an_asterisk_points_to_is_told_with_its_list(assistant: Assistant) -> None:
    text = ask(assistant, "숲길 조성 협의회의에서 다룬 안전 강화 방안은 어떤 것들인가요?").text
    assert "길 안내 강화" in text
    assert "야간 순찰 확대" in text


def test_captions_of_pictures_are_never_told(assistant: Assistant) -> None:
    answer = ask(assistant, "하늘군과 협약하면서 함께 하기로 한 것은 무엇인가요?")
    assert "목공 체험장 개방" in answer.text
    assert "사진" not in answer.text


def test_an_age_is_told_where_the_report_prints_no_word_for_it(assistant: Assistant) -> None:
    assert "3~7세" in ask(assistant, "유아숲 체험원은 몇 살부터 이용할 수 있나요?").text
