"""What the chat says to people: every Korean sentence of the pages, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from qa.answer import AnswerStatus, Nearest
from qa.sources import korean_date as korean_date
from qa.sources import page_place as page_place

PRODUCT: Final = "의회 보고서 도우미"
TAGLINE: Final = "업무보고와 검토보고서에서 근거를 찾아 답합니다"

# asking
WELCOME: Final = "무엇을 찾아 드릴까요?"
WELCOME_HINT: Final = "보고서에 적힌 사실·수치·계획을 물어보세요. 답변마다 근거가 된 문장과 표를 함께 보여 드립니다."
EXAMPLES: Final = "이렇게 물어보세요"
QUESTION_LABEL: Final = "질문"
QUESTION_PLACEHOLDER: Final = "보고서에 대해 궁금한 것을 적어 주세요"
FOLLOW_UP_PLACEHOLDER: Final = "이어서 물어보세요"
ASK: Final = "질문하기"
LIBRARY_OF, LIBRARY_LIST = "보고서", "목록"  # on a phone there is room for the second word alone
LIBRARY: Final = f"{LIBRARY_OF} {LIBRARY_LIST}"
NEW_CONVERSATION: Final = "새 대화"
THEME: Final = "화면 밝기 바꾸기"
FOOTNOTE: Final = "답변은 보고서에서 찾은 내용입니다. 중요한 수치는 함께 보이는 근거로 확인해 주세요."
SKIP_TO_QUESTION: Final = "질문 입력란으로 바로 가기"

# one turn
SEARCHING: Final = "보고서에서 근거를 찾고 있습니다"
ANSWER: Final = "답변"
EVIDENCE: Final = "근거"
NEAREST: Final = "가장 가까운 부분"
UNDERSTOOD: Final = "이렇게 알아들었습니다"
SCOPE: Final = "찾은 범위"
LOOSENED: Final = "말씀하신 범위에서는 찾지 못해 범위를 넓혀 찾았습니다."
ANSWER_COPY: Final = "답변과 출처 복사"
LINK_COPY: Final = "질문 링크 복사"
BACK_TO_ANSWER: Final = "답변으로 돌아가기"
TABLE_WHOLE: Final = "표 전체 보기"
PAGE_PICTURE: Final = "원문 쪽 보기"
PAGE_PICTURE_ALONE: Final = "새 창에서 크게 보기"
SHOW_SECTION: Final = "내용 보기"
ASK_ABOUT: Final = "이 부분에 대해 질문하기"
READ_BY_RULE: Final = "보고서 원문에서 발췌"
REPORT_GONE: Final = "이 보고서는 지금 목록에 없어 인용한 문장만 보여 드립니다."

# states
STATUS_TITLES: Final[dict[AnswerStatus, str]] = {
    AnswerStatus.NO_EVIDENCE: "보고서에서 답을 찾지 못했습니다",
    AnswerStatus.WEAK_EVIDENCE: "근거가 충분하지 않습니다",
    AnswerStatus.OUT_OF_SCOPE: "등록된 보고서의 범위를 벗어난 질문입니다",
    AnswerStatus.GENERATOR_ERROR: "답변을 작성하지 못했습니다",
}
REFUSALS: Final = frozenset({AnswerStatus.NO_EVIDENCE, AnswerStatus.WEAK_EVIDENCE, AnswerStatus.OUT_OF_SCOPE})
REPHRASE: Final = "사업 이름, 부서, 연도를 함께 적으시면 더 잘 찾을 수 있습니다."
QUESTION_EMPTY: Final = "질문을 적어 주세요."
FAILED_TITLE: Final = "답변하지 못했습니다"
FAILED: Final = "답변하는 중에 문제가 생겼습니다. 질문은 입력란에 그대로 두었으니 잠시 뒤 다시 눌러 주세요."
CONNECTION_LOST: Final = (
    "서버와 연결이 끊겼습니다. 다시 이어지면 지금 화면을 그대로 보여 드립니다. 질문도 남아 있습니다."
)
EMPTY_LIBRARY_TITLE: Final = "아직 등록된 보고서가 없습니다"
EMPTY_LIBRARY: Final = "보고서를 등록하면 바로 질문할 수 있습니다. 관리자에게 아래 명령으로 등록을 부탁해 주세요."
EMPTY_LIBRARY_COMMAND: Final = "council-qa ingest 보고서폴더"
COPIED: Final = "복사했습니다"
COPY_FAILED: Final = "복사하지 못했습니다. 직접 선택해 복사해 주세요."


def question_too_long(limit: int, length: int) -> str:
    """What to say when a question is longer than `limit` characters."""
    return f"질문은 {limit:,}자까지 적을 수 있습니다. 지금은 {length:,}자입니다. 줄여서 다시 물어 주세요."


def library_summary(reports: int, years: Sequence[int]) -> str:
    """How much can be asked about: "보고서 4건 · 2023–2024년"."""
    if not years:
        return f"보고서 {reports:,}건"
    span = f"{min(years)}년" if min(years) == max(years) else f"{min(years)}–{max(years)}년"
    return f"보고서 {reports:,}건 · {span}"


def about_section(near: Nearest) -> str:
    """A question about a section that came close."""
    year = f"{near.date[:4]}년" if near.date else ""
    return " ".join(filter(None, [year, near.title, *near.section[-1:]])) + "의 주요 내용은 무엇인가요?"


def evidence_label(marker: int) -> str:
    """The accessible name of an evidence card and of the markers that lead to it."""
    return f"근거 {marker}"


def page_picture(title: str, page: int) -> str:
    """What the picture of a page shows, for those who cannot see it."""
    return f"「{title}」 {page}쪽의 그림. 인용한 부분에 색을 칠했습니다."


def unit_label(unit: str) -> str:
    """The unit of a table as printed above it."""
    return f"(단위: {unit})"


def written_by(model: str) -> str:
    """Who put the answer into words."""
    return f"{model} 모델이 근거를 바탕으로 정리"


def seconds(milliseconds: float) -> str:
    """How long an answer took."""
    return f"{max(milliseconds, 10.0) / 1000:.2f}초"
