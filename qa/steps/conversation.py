"""A follow-up question made to stand alone: what it leaves out is taken from the question before it.

Two kinds: one that asks something else of the same subject ("집행률은요?"), and one that asks the same of another
subject ("그럼 도시외교담당관은?"). The first keeps the subject of the question before, the second its request.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qa.answer import Question
from qa.figures import years_in
from qa.steps.understanding import function_words

_LOOK_BACK = 4  # earlier questions of a conversation that may matter
_FEW_TERMS, _FEW_WITH_YEAR = 3, 2  # a question with no more content terms does not say what it is about
_POINTER = r"(?:그럼|그러면|그중에?서?|그때|그건|그거|그게|거기|그곳|이건|이 ?중에?|그런데|그리고|또 |그 |이 )"
_POINTS_BACK = re.compile(rf"^\s*(?:{_POINTER}|다음 ?해|이듬해|전년|전해|작년|원래|지금까지)")
_ELLIPSIS = re.compile(r"(?:은|는|에는|에서는|의 경우는?)(?:요)?\s*\?*\s*$")
_OPENING = re.compile(rf"^\s*(?:{_POINTER}\s*)+")
_REQUEST = re.compile(
    r"\S*\s*(?:(?:총|모두|전부|다)(?=\s)|몇|얼마|언제|며칠|어디|누구|누가|무엇|뭐|뭘|왜|어느|어떤|알려|말해|궁금)",
    re.IGNORECASE,
)
_RELATIVE_YEAR = (
    (re.compile(r"(?:그 )?(?:다음|이듬) ?해"), 1),
    (re.compile(r"전년도?|(?:그 )?(?:전|지난) ?해|작년"), -1),
)
_ATTRIBUTE = re.compile(
    r"몇|얼마|언제|며칠|어디|누구|누가|무엇|뭐|왜|어느|어떤|[가-힣]{2,}[률율액수](?:[은는도]|$)|날짜|비율|예산|인원|정원|현원|금액|이유|장소|기간|크기|번호|이름"
)


def stand_alone(question: Question, terms_of: Callable[[str], list[str]]) -> str:
    """The question's text, completed from the questions before it where it cannot be understood alone."""
    text = ""
    for asked in (*(turn.question for turn in question.conversation[-_LOOK_BACK:]), question.text):
        text = _complete(asked.strip(), text, terms_of)
    return text


def _complete(follow_up: str, before: str, terms_of: Callable[[str], list[str]]) -> str:
    if not before or not _depends(follow_up, terms_of):
        return follow_up
    said = _with_years_named(_OPENING.sub("", follow_up), before)
    subject, wanted = _parted(before)
    if years_in(said):
        subject = re.sub(r"(?:(?:19|20)\d{2}|['’‘]\d{2})\s*년?(?:\s*\d{1,2}\s*월)?\S*", "", subject)
    if _ATTRIBUTE.search(said):
        return " ".join(f"{subject} {said}".split())
    return " ".join(f"{_without_sibling(subject, said)} {said.rstrip('?요 ')} {wanted}".split())


def _parted(question: str) -> tuple[str, str]:
    """A question's subject and its request: from the word before the interrogative on, or else its last word."""
    request = _REQUEST.search(question)
    if request:
        return question[: request.start()], question[request.start() :]
    subject, _, wanted = question.strip().rpartition(" ")
    return subject, wanted


def _with_years_named(said: str, before: str) -> str:
    """Relative years named: "다음 해" is "2023년" where the question before is about 2022 alone."""
    years = years_in(before)
    if len(years) == 1:
        for relative, distance in _RELATIVE_YEAR:
            said = relative.sub(f"{next(iter(years)) + distance}년", said)
    return said


def _depends(text: str, terms_of: Callable[[str], list[str]]) -> bool:
    if _POINTS_BACK.search(text):
        return True
    if _ELLIPSIS.search(text) and len(text.split()) <= 3:
        return True
    content = {t for t in terms_of(text) if not t.isdigit()} - function_words()
    return len(content) <= (_FEW_WITH_YEAR if years_in(text) else _FEW_TERMS)


def _without_sibling(subject: str, said: str) -> str:
    """The subject without the word that the follow-up replaces: 체육진흥과 by 공원녹지과, 콜택시 by 바우처택시."""
    new = re.sub(r"(?:은|는|에는)?요?\s*\?*$", "", said.split()[-1] if said.split() else "")
    return " ".join(
        w for w in subject.split() if not (len(new) > 2 and re.sub(r"[은는이가을를의와과]$", "", w).endswith(new[-2:]))
    )
