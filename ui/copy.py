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
EXAMPLES_WITHIN: Final = "고른 범위에서는 이렇게 물어보세요"
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
COMPARED: Final = "나란히 보기"
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

# scope
SCOPE_OPEN: Final = "범위"
SCOPE_TITLE: Final = "찾을 범위"
SCOPE_HINT: Final = "고른 것 안에서만 찾습니다. 고르지 않으면 모든 보고서에서 찾습니다."
SCOPE_FIELDS: Final = {"years": "연도", "departments": "부서", "kinds": "종류", "document_ids": "보고서"}
SCOPE_FILTER: Final = "이름의 일부를 적어 보세요"
SCOPE_NO_MATCH: Final = "맞는 이름이 없습니다."
SCOPE_CLEAR: Final = "모두 지우기"
SCOPE_DONE: Final = "확인"
CLOSE: Final = "닫기"
SCOPE_CHOSEN: Final = "고른 조건"
SCOPE_UNDERSTOOD: Final = "질문에서 알아들은 조건"
SCOPE_REMOVE: Final = "‘{}’ 조건 빼기"  # the page puts the condition's name in
SCOPE_ADDED: Final = "‘{}’ 조건을 더했습니다."
SCOPE_FULL: Final = "{}개까지 고를 수 있습니다."
SCOPE_REMOVED: Final = "‘{}’ 조건을 뺐습니다."
SCOPE_CLEARED: Final = "조건을 모두 지웠습니다. 모든 보고서에서 찾습니다."
SCOPE_UNREADABLE: Final = "찾을 범위를 읽지 못했습니다. ‘범위’에서 다시 골라 주세요."
REPORT_UNKNOWN: Final = "목록에 없는 보고서"
REPORT_NOT_LISTED: Final = "고른 보고서 가운데 지금 목록에 없는 것은 뺐습니다."
REPORT_NOT_LISTED_SO_ALL: Final = "고른 보고서가 지금 목록에 없습니다. 모든 보고서에서 찾습니다."

# states
OUTCOMES: Final = {  # of files, by index.ingest.FileStatus
    "added": "추가됨",
    "unchanged": "그대로",
    "updated": "바뀜",
    "partial": "일부만 읽음",
    "refused": "읽지 못함",
}
STATUS_TITLES: Final[dict[AnswerStatus, str]] = {
    AnswerStatus.NO_EVIDENCE: "보고서에서 답을 찾지 못했습니다",
    AnswerStatus.WEAK_EVIDENCE: "근거가 충분하지 않습니다",
    AnswerStatus.OUT_OF_SCOPE: "찾는 범위에 없는 내용입니다",
    AnswerStatus.GENERATOR_ERROR: "답변을 작성하지 못했습니다",
}
REFUSALS: Final = frozenset({AnswerStatus.NO_EVIDENCE, AnswerStatus.WEAK_EVIDENCE, AnswerStatus.OUT_OF_SCOPE})
REPHRASE: Final = "사업 이름, 부서, 연도를 함께 적으시면 더 잘 찾을 수 있습니다."
WEAK: Final = "근거가 아주 뚜렷하지는 않습니다. 함께 보이는 근거를 확인한 뒤 쓰세요."
QUESTION_EMPTY: Final = "질문을 적어 주세요."
FAILED_TITLE: Final = "답변하지 못했습니다"
FAILED: Final = "답변하는 중에 문제가 생겼습니다. 질문은 입력란에 그대로 두었으니 잠시 뒤 다시 눌러 주세요."
CONNECTION_LOST: Final = (
    "서버와 연결이 끊겼습니다. 다시 이어지면 지금 화면을 그대로 보여 드립니다. 질문도 남아 있습니다."
)
EMPTY_LIBRARY_TITLE: Final = "아직 등록된 보고서가 없습니다"
EMPTY_LIBRARY: Final = (
    "보고서를 등록하면 바로 질문할 수 있습니다. "
    "보고서 목록 화면에서 파일을 올리거나, 관리자에게 아래 명령을 부탁해 주세요."
)
EMPTY_LIBRARY_UPLOAD: Final = "보고서 올리러 가기"
EMPTY_LIBRARY_COMMAND: Final = "council-qa ingest 보고서폴더"
PROGRESS: Final = "보고서 등록 진행"
READING: Final = "보고서를 읽고 있습니다 ({done}/{total})"
INDEXING: Final = "읽은 보고서를 색인하고 있습니다"
INDEXED: Final = "새 보고서가 등록되었습니다. 이제 그 보고서에서도 답을 찾습니다."
COPIED: Final = "복사했습니다"
COPY_FAILED: Final = "복사하지 못했습니다. 직접 선택해 복사해 주세요."

# what is taken along: copied, downloaded, printed
ASKED: Final = "질의"
SOURCES: Final = "관련 근거"
SHARE: Final = "대화 내려받기"
SHARE_WAYS: Final[dict[str, str]] = {"docx": "문서 파일 (DOCX)", "md": "Markdown 파일", "print": "인쇄"}
SHARE_LATER: Final = "답변이 나오면 내려받을 수 있습니다"
SHARED: Final = "파일을 내려받았습니다"
SHARE_LOST: Final = "내려받지 못했습니다. 서버와 연결되어 있는지 확인하고 다시 눌러 주세요."
FILE_TITLE: Final = "의회 보고서 질의응답"
FILE_NAME: Final = "의회보고서-질의응답"
FILE_NOTE: Final = "보고서에서 찾은 내용이며, 중요한 수치는 원문에서 확인해 주세요."

# what people think of an answer
FEEDBACK: Final = "이 답변이 도움이 됐나요?"
FEEDBACK_UP: Final = "도움이 됐어요"
FEEDBACK_DOWN: Final = "아니에요"
FEEDBACK_WHY: Final = "무엇이 아쉬웠나요?"
FEEDBACK_REASONS: Final = (
    "답이 틀렸어요",
    "근거가 다른 곳이에요",
    "필요한 내용이 빠졌어요",
    "보고서에 있는데 찾지 못했어요",
    "기타",
)
FEEDBACK_COMMENT: Final = "덧붙일 말 (적지 않아도 됩니다)"
FEEDBACK_SEND: Final = "보내기"
FEEDBACK_CANCEL: Final = "취소"
FEEDBACK_THANKS: Final = "고맙습니다"
FEEDBACK_SAVED: Final = "의견을 저장했습니다. 고맙습니다."
FEEDBACK_CHOOSE: Final = "이유를 하나 골라 주세요."
FEEDBACK_LOST: Final = "보내지 못했습니다. 서버와 연결되면 다시 눌러 주세요. 고르고 적으신 것은 그대로 있습니다."
NO_KEY: Final = "열쇠가 없거나 바뀌어 받아들여지지 않았습니다. 화면을 새로 고쳐 열쇠를 다시 적은 뒤 눌러 주세요."


def question_too_long(limit: int, length: int) -> str:
    """What to say when a question is longer than `limit` characters."""
    return f"질문은 {limit:,}자까지 적을 수 있습니다. 지금은 {length:,}자입니다. 줄여서 다시 물어 주세요."


def too_many_lines(limit: int, lines: int) -> str:
    """What to say when a conversation has more lines than a file takes."""
    return f"답변이 모두 {lines:,}줄입니다. 파일 하나에는 {limit:,}줄까지 담습니다. 새 대화로 나누어 받아 주세요."


def library_summary(reports: int, years: Sequence[int]) -> str:
    """How much can be asked about: "보고서 4건 · 2023–2024년"."""
    if not years:
        return f"보고서 {reports:,}건"
    span = f"{min(years)}년" if min(years) == max(years) else f"{min(years)}–{max(years)}년"
    return f"보고서 {reports:,}건 · {span}"


def year(number: int) -> str:
    """A year as it is said."""
    return f"{number}년"


def reports(number: int) -> str:
    """How many reports."""
    return f"{number:,}건"


def scope_filter(field: str) -> str:
    """The name of the box that shortens a list of choices."""
    return f"{field} 목록에서 찾기"


def ask_without(condition: str) -> str:
    """The name of the button that asks again without a condition."""
    return f"‘{condition}’ 조건 빼고 다시 묻기"


def asked_without(conditions: Sequence[str], *, done: bool) -> str:
    """That a question was asked, or is being asked, without conditions; empty where there are none."""
    named = "’, ‘".join(conditions)
    return f"‘{named}’ 조건 없이 다시 찾{'았습니다' if done else '고 있습니다'}." if conditions else ""


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
