"""Who holds an office, where only a heading or the corner of a form says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.chunker import build_report
from corpus.report import Extract, Metadata
from index.library import Library
from index.models import BUILT_IN
from index.models.loading import load_embedder
from qa.answer import AnswerStatus, Question
from qa.assistant import Assistant
from qa.steps.form_told import form_told

REVIEW = """1. 제안이유
□ 도서관 운영 조례의 이용료 규정을 정비하려는 것임
□ 도서관장은 매년 이용 실적을 보고함

2. 검토의견 (전문위원 한서윤)
□ 이용료 감면 대상을 넓히는 것은 타당함
□ 심사위원장 : 오지훈
□ 담당자는 예산 담당 부서와 협의함

담당 조사관 연락처

남궁민 02-000-1234
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    library = Library(tmp_path_factory.mktemp("persons"), load_embedder(str(BUILT_IN)))
    metadata = Metadata("도서관 운영 조례안 검토보고", "행정위원회", "2025-06-01", "검토보고")
    library.store.put(build_report(Extract(REVIEW, "text"), source="review.txt", metadata=metadata), b"")
    yield Assistant(library)
    library.close()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("도서관 운영 조례안을 검토한 전문위원 이름이 뭐예요?", "전문위원은 한서윤입니다."),
        ("도서관 조례안 전문위원은 누구인가요?", "전문위원은 한서윤입니다."),
        ("도서관 조례안 심사위원장 성함은?", "심사위원장은 오지훈입니다."),
        ("도서관 조례안 담당 조사관은 누구인가요?", "조사관은 남궁민입니다."),
    ],
)
def test_the_name_beside_the_office_is_told_with_the_place_that_shows_both(
    assistant: Assistant, question: str, said: str
) -> None:
    drafted = assistant.draft(Question(question)).draft
    assert [statement.text for statement in drafted.statements] == [said]
    name = said.split()[-1].removesuffix("입니다.")
    [quote] = drafted.statements[0].quotes
    assert not form_told(assistant.draft(Question(question)).asked, drafted)["holder_absent"]
    assert name in quote.span.of(quote.report.text)


def test_where_no_name_stands_beside_the_office_none_is_told(assistant: Assistant) -> None:
    answer = assistant.ask(Question("도서관장 이름이 뭐예요?"))
    assert answer.status is not AnswerStatus.ANSWERED
    assert "이름" in answer.text
