"""A follow-up question made to stand alone: what it leaves out is taken from the question before it."""

from __future__ import annotations

import re
from collections.abc import Callable

from qa.answer import Question

_POINTS_BACK = re.compile(
    r"^(?:그럼|그러면|그중|그 중|그때|그 때|그건|그거|거기|그곳|이건|이 중|그 |그런데|그리고|또 |다음 해|전년|그 전|원래|지금까지)|은요\??$|는요\??$|[은는](?:\s*\?)?$|요\?$"
)
_MOST_TERMS = 4  # a question with more content terms than this says enough by itself


def stand_alone(question: Question, terms_of: Callable[[str], list[str]]) -> str:
    """The question's text, with the previous questions before it where it cannot be understood alone."""
    text = question.text.strip()
    if not question.conversation:
        return text
    if not (_POINTS_BACK.search(text) or len(terms_of(text)) <= _MOST_TERMS):
        return text
    return " ".join((question.conversation[-1].question, text))
