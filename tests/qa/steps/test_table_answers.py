"""What is stated of tables: one of paired figures, rows of a list, sums, ranks and sides, each with its place."""

from collections.abc import Iterator

import pytest

from corpus.chunker import build_report
from corpus.report import Extract, Metadata
from index.library import Library
from index.models import BUILT_IN
from index.models.loading import load_embedder
from qa.answer import Question
from qa.assistant import Assistant
from qa.steps.draft import Draft

STAFF = """Ⅰ. 일반현황

1. 인력현황 - 정원 63명 / 현원 60명 (△3)

구     분 계
일반직

임기제 관리
운영계 5급 6급 7급이하

계 63/60 51/52 12/11 30/30 9/11 12/8 -

녹 지 관 리 과 40/37 30/31 (8/7)1) 18/20 4/4 10/6 -

하천정비과 23/23 21/21 4/4 12/10 5/7 2/2 -

1) 개방형 직위

2. 공원 시설

가. 직영 시설

구분\t시설명\t수용인원\t개장\t위치
수영장(3)\t해오름풀\t310\t2019\t동구
수영장(3)\t물결풀\t250\t2021\t서구
수영장(3)\t한빛풀\t180\t2019\t남구
캠핑장(2)\t솔숲캠핑장\t90\t2019\t서구
캠핑장(2)\t별빛캠핑장\t75\t2022\t동구

나. 이용 현황

 ㅇ 이용 실적 : 총 52,410건 (’25.9월말 기준)

총계\t수영장\t캠핑장\t산책로
52,410\t31,200\t8,110\t13,100

< 하천계정 집행 현황 >

(단위 : 백만원)

구분\t예산액\t집행액\t집행률(%)
합계\t2,000\t1,100\t55.0
제방 보강\t1,200\t900\t75.0
수문 정비\t800\t200\t25.0

< 산림계정 집행 현황 >

(단위 : 백만원)

구분\t예산액\t집행액\t집행률(%)
합계\t1,500\t1,200\t80.0
숲길 조성\t700\t650\t92.9
산불 예방\t800\t550\t68.8
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    metadata = Metadata("푸른도시국 업무보고", "푸른도시국", "2025-10-01", "업무보고")
    library = Library(tmp_path_factory.mktemp("tables"), load_embedder(str(BUILT_IN)))
    library.store.put(build_report(Extract(STAFF, "text"), source="green.txt", metadata=metadata), b"")
    yield Assistant(library)
    library.close()


def told(assistant: Assistant, question: str) -> Draft:
    return assistant.draft(Question(question)).draft


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("녹지관리과 임기제 정원은 몇 명인가요?", "임기제 정원은 10명"),
        ("녹지관리과 임기제 현원은 몇 명인가요?", "임기제 현원은 6명"),
        ("녹지관리과 5급 정원은 몇 명?", "5급 정원은 8명"),
        ("하천정비과에 실제 근무하는 직원은 몇 명입니까?", "계 현원은 23명"),
        ("푸른도시국 전체에서 6급 현원은 몇 명이에요?", "6급 현원은 30명"),
        ("녹지관리과 6급 정원과 현원은 각각 몇 명?", "정원 18명, 현원 20명"),
        ("녹지관리과 5급 인원은 몇 명인가요?", "정원 8명, 현원"),
    ],
)
def test_of_two_figures_in_a_cell_the_one_asked_for_is_told(assistant: Assistant, question: str, value: str) -> None:
    assert value in told(assistant, question).statements[0].text


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("수영장 세 곳 이름을 알려 주세요", "해오름풀, 물결풀, 한빛풀"),
        ("2019년에 개장한 시설 세 곳은 어디인가요?", "해오름풀, 한빛풀, 솔숲캠핑장"),
        ("서구에 있는 시설 두 곳은?", "물결풀, 솔숲캠핑장"),
    ],
)
def test_all_rows_that_fit_are_listed_in_order(assistant: Assistant, question: str, names: str) -> None:
    (statement,) = told(assistant, question).statements
    assert statement.text.endswith(names)
    assert all(any(name in quote.text for quote in statement.quotes) for name in names.split(", "))


def test_a_list_of_another_length_than_asked_for_is_not_made(assistant: Assistant) -> None:
    texts = [s.text for s in told(assistant, "수영장 다섯 곳 이름을 알려 주세요").statements]
    assert not any("해오름풀, 물결풀, 한빛풀" in text for text in texts)


def test_rows_are_counted_where_no_row_counts_them(assistant: Assistant) -> None:
    (statement,) = told(assistant, "2019년에 개장한 시설은 몇 곳인가요?").statements
    assert "3곳(표의 행을 센 값)" in statement.text
    assert statement.computed == ("3곳",)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (
            "하천계정과 산림계정의 집행률은 각각 얼마이고 어디가 더 높은가요?",
            ["하천계정 합계 집행률(%)은 55.0%", "산림계정 합계 집행률(%)은 80.0%", "산림계정 쪽이 25.0%p 더 높습니다"],
        ),
        (
            "수영장과 캠핑장 이용 실적은 각각 몇 건이고 어느 쪽이 더 많나요?",
            ["수영장은 31,200건", "캠핑장은 8,110건", "수영장 쪽이 23,090건 더 많습니다"],
        ),
        (
            "녹지관리과와 하천정비과 현원을 합하면 몇 명인가요?",
            ["녹지관리과 계 현원은 37명", "하천정비과 계 현원은 23명", "합치면 60명입니다 (37명 + 23명, 계산한 값)"],
        ),
    ],
)
def test_sides_are_told_apart_and_what_follows_as_computed(
    assistant: Assistant, question: str, texts: list[str]
) -> None:
    statements = told(assistant, question).statements
    assert [text in statement.text for text, statement in zip(texts, statements, strict=True)] == [True] * len(texts)
    assert statements[-1].computed
    assert statements[-1].quotes == tuple(quote for s in statements[:-1] for quote in s.quotes)


def test_a_dash_is_told_as_none_and_not_as_a_value(assistant: Assistant) -> None:
    assert "없습니다" in told(assistant, "하천정비과 관리운영계는 몇 명인가요?").statements[0].text
