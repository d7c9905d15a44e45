"""What the pages of the library say to people: every Korean sentence of them, those of their scripts too."""

from __future__ import annotations

from typing import Final

from qa.sources import korean_date as korean_date
from qa.sources import page_place as page_place
from ui import copy

TITLE: Final = copy.LIBRARY
SUBTITLE: Final = "부서와 연도별로 모았습니다. 제목을 누르면 목차와 내용을 볼 수 있습니다."
ASK: Final = copy.ASK
SKIP: Final = "본문으로 바로 가기"

# finding
FIND: Final = "제목에서 찾기"
FIND_HINT: Final = "예: 업무보고"
DEPARTMENT: Final = "부서"
YEAR: Final = "연도"
KIND: Final = "종류"
ALL_DEPARTMENTS: Final = "모든 부서"
ALL_YEARS: Final = "모든 연도"
ALL_KINDS: Final = "모든 종류"
SUBMIT: Final = "찾기"
NOTHING_FOUND: Final = "조건에 맞는 보고서가 없습니다"
NOTHING_FOUND_HINT: Final = "낱말을 줄이거나 부서·연도·종류를 ‘모든 …’으로 바꾸어 보세요."
SHOW_ALL: Final = "모든 보고서 보기"
PAGES_OF_LIST: Final = "목록의 쪽"
PAGE_BEFORE: Final = "이전"
PAGE_AFTER: Final = "다음"
NO_DEPARTMENT: Final = "부서가 적히지 않은 보고서"
NO_YEAR: Final = "날짜 없음"
EMPTY: Final = "아직 등록된 보고서가 없습니다"
EMPTY_HINT: Final = (
    "담당자가 이 화면에서 파일을 올리거나, 서버 컴퓨터에서 아래 명령으로 등록하면 바로 읽고 질문할 수 있습니다."
)

# one report
ASK_THIS: Final = "이 보고서에만 질문하기"
ORIGINAL: Final = "원본 파일 받기"
READ_WHOLE: Final = "처음부터 읽기"
OUTLINE: Final = "목차"
NO_OUTLINE: Final = "이 보고서에는 나뉜 절이 없습니다."
UNFOLD: Final = "모두 펼치기"
FOLD: Final = "모두 접기"
DATE: Final = "날짜"
PAGES: Final = "쪽수"
FORMAT: Final = "형식"
FILE: Final = "파일"
PARTIAL: Final = "일부만 읽은 보고서"
WARNINGS: Final = "읽을 때 알게 된 것"
FORMATS: Final = {
    "hwp": "한글(HWP)", "hwpx": "한글(HWPX)", "pdf": "PDF", "docx": "워드(DOCX)", "html": "HTML",
    "markdown": "Markdown", "text": "텍스트(TXT)",
}  # fmt: skip

# one section
FRONT: Final = "머리말"
BELOW: Final = "아래 절"
EMPTY_SECTION: Final = "이 절에는 아래 절 말고 따로 적힌 글이 없습니다."
GO_ON: Final = "이어서 읽기"
TURN: Final = "앞뒤 절"
BEFORE: Final = "이전 절"
AFTER: Final = "다음 절"
PICTURES: Final = "원문 쪽 보기"
ROWS_LEFT_OUT: Final = "표가 길어 앞부분만 보여 드립니다. 전체는 원본 파일에서 볼 수 있습니다."

# not there
MISSING: Final = "찾는 보고서가 없습니다"
MISSING_HINT: Final = "지워졌거나 주소가 바뀌었습니다. 목록에서 다시 찾아 주세요."
MISSING_SECTION: Final = "찾는 절이 없습니다"
MISSING_SECTION_HINT: Final = "보고서가 바뀌어 목차가 달라졌을 수 있습니다. 목차에서 다시 골라 주세요."

# staff
STAFF: Final = "담당자 열쇠 넣기"
STAFF_LEAVE: Final = "담당자 열쇠 지우기"
STAFF_HINT: Final = "보고서를 올리거나 고치려면 담당자(staff) 열쇠가 필요합니다. 열쇠는 이 탭을 닫으면 지워집니다."
KEY: Final = "열쇠"
KEY_ENTER: Final = "확인"
CANCEL: Final = "취소"
UPLOAD: Final = "보고서 올리기"
DROP: Final = "파일을 여기로 끌어다 놓거나"
CHOOSE: Final = "파일 고르기"
TAKEN: Final = "한글(HWP·HWPX), PDF, 워드(DOCX), HTML, TXT, Markdown. 여러 개를 한 번에 올릴 수 있습니다."
ACCEPT: Final = ".hwp,.hwpx,.pdf,.docx,.html,.htm,.txt,.md"
AGAIN: Final = "다시 올리기"
CLEAR: Final = "끝난 항목 감추기"
EDIT: Final = "고치기"
EDIT_TITLE: Final = "보고서 정보 고치기"
EDIT_HINT: Final = "고친 값은 바로 쓰이고, 같은 파일을 다시 올려도 남습니다."
REPORT_TITLE: Final = "제목"
DATE_HINT: Final = "2024, 2024-09, 2024-09-01처럼 적습니다."
SAVE: Final = "저장"
DELETE: Final = "지우기"
DELETE_TITLE: Final = "이 보고서를 지울까요?"
DELETE_HINT: Final = "되돌릴 수 없습니다. 지운 보고서는 더는 찾아지지도 인용되지도 않습니다."

# what the scripts say; {…} is filled in there
WORDS: Final[dict[str, str]] = {
    "enter": STAFF,
    "leave": STAFF_LEAVE,
    "found": "보고서 {count}건",
    "listLost": "목록을 새로 받지 못했습니다. 연결을 확인해 주세요.",
    "network": "서버에 연결하지 못했습니다. 연결을 확인하고 다시 눌러 주세요.",
    "keyRequired": "담당자 열쇠가 필요합니다. ‘담당자 열쇠 넣기’를 눌러 열쇠를 넣어 주세요.",
    "keyForm": "열쇠는 cqa_로 시작하는 영문자와 숫자입니다. 받은 그대로 붙여 넣어 주세요.",
    "role": "이 열쇠로는 읽기만 할 수 있습니다. 관리자에게 담당자(staff) 열쇠를 받아 주세요.",
    "tooMany": "요청이 너무 많습니다. {seconds}초 뒤에 다시 눌러 주세요.",
    "tooLarge": "파일이 너무 큽니다. 한 번에 {most}MB까지 올릴 수 있습니다. 파일을 나누어 올려 주세요.",
    "failed": "서버가 요청을 처리하지 못했습니다. 잠시 뒤 다시 눌러 주세요.",
    "keyTaken": "담당자 열쇠를 확인했습니다. 이제 보고서를 올리고 고칠 수 있습니다.",
    "keyLeft": "담당자 열쇠를 지웠습니다.",
    "saved": "저장했습니다: {title}",
    "deleted": "지웠습니다: {title}",
    "folder": "폴더는 올릴 수 없습니다. 안에 있는 파일을 골라 주세요.",
    "waiting": "차례를 기다립니다",
    "sending": "보내는 중 {percent}%",
    "reading": "읽는 중",
    "indexing": "{outcome} · 색인을 만드는 중",
    "lost": "서버와 연결이 끊겨 다시 잇고 있습니다",
    **copy.OUTCOMES,
    "notDone": "끝나지 않음",
    "uploaded": "파일 {done}개를 등록했습니다. 이제 질문하면 여기에서도 답을 찾습니다.",
    "uploadedPartly": "파일 {done}개를 등록했고, {wrong}개는 살펴보아야 합니다. 목록에서 까닭을 확인해 주세요.",
    "progress": "파일 {total}개 가운데 {done}개 끝남",
}


def count(reports: int) -> str:
    """How many reports: "보고서 12건"."""
    return f"보고서 {reports:,}건"


def shown(first: int, last: int, found: int) -> str:
    """Which reports of all found stand here: "보고서 312건 가운데 101–200번째"."""
    return count(found) if (first, last) == (1, found) else f"{count(found)} 가운데 {first:,}–{last:,}번째"


def page_of_list(number: int) -> str:
    """The accessible name of what leads to a page of the list."""
    return f"목록 {number:,}쪽"


def year(year: int | None) -> str:
    """The heading of a year's reports."""
    return f"{year}년" if year else NO_YEAR


def pages(count: int) -> str:
    """How many pages a report has."""
    return f"{count:,}쪽"


def tables(count: int) -> str:
    """How many tables stand in a section."""
    return f"표 {count}개"


def branch(heading: str, count: int) -> str:
    """The accessible name of what folds and unfolds the sections below one."""
    return f"{heading}: 아래 절 {count}개"


def page_picture(number: int) -> str:
    """What the picture of a page shows, for those who cannot see it."""
    return f"원문 {number}쪽의 그림"


def about(action: str, title: str) -> str:
    """The accessible name of a button that stands beside a report."""
    return f"{action}: {title}"
