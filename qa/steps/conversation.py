"""A follow-up question made to stand alone: what it leaves out is taken from the question before it.

Two kinds: one that asks something else of the same subject ("집행률은요?"), and one that asks the same of another
subject ("그럼 도시외교담당관은?"). The first keeps the subject of the question before, the second its request.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qa.answer import Question
from qa.figures import years_in

_LOOK_BACK = 4  # earlier questions of a conversation that may matter
_FEW_TERMS = 3  # a question with no more content terms, and no year, does not say what it is about
_POINTS_BACK = re.compile(
    r"^\s*(?:그럼|그러면|그중|그 |그때|그건|그거|그게|거기|그곳|이건|이 ?중|이 |그런데|그리고)"
    r"|^\s*(?:또 |다음 ?해|전년|작년|원래|지금까지)"
)
_ELLIPSIS = re.compile(r"(?:은|는|에는|에서는|의 경우는?)(?:요)?\s*\?*\s*$")
_OPENING = re.compile(r"^\s*(?:그럼|그러면|그런데|그리고|또)\s*")
_REQUEST = re.compile(
    r"\S*\s*(?:총|모두|전부|다|몇|얼마|언제|며칠|어디|누구|누가|무엇|뭐|뭘|왜|어느|어떤|알려|말해|궁금)", re.IGNORECASE
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
    said = _OPENING.sub("", follow_up)
    request = _REQUEST.search(before)
    subject, wanted = (before[: request.start()], before[request.start() :]) if request else (before, "")
    if years_in(said):
        subject = re.sub(r"(?:(?:19|20)\d{2}|['’‘]\d{2})\s*년?(?:\s*\d{1,2}\s*월)?\S*", "", subject)
    if _ATTRIBUTE.search(said):
        return " ".join(f"{subject} {said}".split())
    return " ".join(f"{_without_sibling(subject, said)} {said.rstrip('?요 ')} {wanted}".split())


def _depends(text: str, terms_of: Callable[[str], list[str]]) -> bool:
    if _POINTS_BACK.search(text):
        return True
    if _ELLIPSIS.search(text) and len(text.split()) <= 3:
        return True
    return len(set(terms_of(text))) <= _FEW_TERMS and not years_in(text)


def _without_sibling(subject: str, said: str) -> str:
    """The subject without the word that the follow-up replaces: 체육진흥과 by 공원녹지과, 콜택시 by 바우처택시."""
    new = re.sub(r"(?:은|는|에는)?요?\s*\?*$", "", said.split()[-1] if said.split() else "")
    return " ".join(
        w for w in subject.split() if not (len(new) > 2 and re.sub(r"[은는이가을를의와과]$", "", w).endswith(new[-2:]))
    )
