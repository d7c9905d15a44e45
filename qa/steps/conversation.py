"""A follow-up question made to stand alone: what it leaves out is taken from the question before it.

Two kinds: one that asks something else of the same subject ("집행률은요?"), and one that asks the same of another
subject ("그럼 도시외교담당관은?"). The first keeps the subject of the question before, the second its request.
"""

from __future__ import annotations

import re
from functools import cache

from index.morphemes import Morphemes
from qa.answer import Question
from qa.figures import years_in
from qa.steps.understanding import function_words
from qa.steps.vocabulary import vocabulary

_LOOK_BACK = 4  # earlier questions of a conversation that may matter
_LONG_NAME = 4  # letters of a compound that names something by itself
_OFFICE_NAME, _OFFICE = 3, re.compile(r"[시도구군과팀실국관]$")  # a shorter one does: "서울시", "도시과"
_FEW_TERMS, _FEW_WITH_YEAR = 3, 2  # a question with no more content terms does not say what it is about
_POINTER = r"(?:그럼|그러면|그중에?서?|그때|그건|그거|그게|거기|그곳|이건|이 ?중에?|그런데|그리고|또 |그 |이 )"
_POINTS_BACK = re.compile(rf"^\s*(?:{_POINTER}|다음 ?해|이듬해|전년|전해|작년|원래|지금까지)")
_ELLIPSIS = re.compile(r"(?:은|는|에는|에서는|의 경우는?)(?:요)?\s*\?*\s*$")
_OPENING = re.compile(rf"^\s*(?:{_POINTER}\s*)+")
_MORE = re.compile(
    r"^\W*(?:좀\s*)?(?:더\s*)?(?:자세|상세|구체)\S*(?:\s*(?:좀\s*)?(?:알려|말해|설명|얘기)\S*(?:\s*\S{1,3})?)?\W*$"
)
_EXPLAIN = "내용을 자세히 설명해 주세요"
_CASE = re.compile(r"\s*(?<=\s)(?:건|쪽|경우)(?:은|는)(?:요)?\W*$")
_INTERROGATIVE = re.compile(
    r"(?:총|모두|전부|다)(?=\s)|몇|얼마|언제|며칠|어디|누구|누가|무엇|뭐|뭘|왜|어느|어떤|알려|말해|궁금"
)
_REQUEST = re.compile(rf"\S*\s*(?:{_INTERROGATIVE.pattern})")
# A follow-up that asks when, where or why, and names nothing of its own, is of the noun that was asked about before.
_OF_THE_SAME = re.compile(r"^(?:(?!\S*[은는도이가]\s)\S+\s+)*(?:왜|이유|까닭|언제|며칠|어디)")
_RELATIVE_YEAR = (
    (re.compile(r"(?:그 )?(?:다음|이듬) ?해"), 1),
    (re.compile(r"전년도?|(?:그 )?(?:전|지난) ?해|작년"), -1),
)
_PARTICLE = re.compile(r"(?<=[^\s])(?:에서는|에는|은|는)$")
_ATTRIBUTE_LAST = re.compile(
    r"(?:률|율|비율|예산|인원|정원|현원|금액|액|규모|현황|실적|기간|장소|이름|번호|이유|목적|내용|대상)$"
)
_ATTRIBUTE = re.compile(
    r"몇|얼마|언제|며칠|어디|누구|누가|무엇|뭐|왜|어느|어떤|[가-힣]{2,}[률율액수](?:[은는도]|$)|날짜|비율|예산|인원|정원|현원|금액|이유|장소|기간|크기|번호|이름"
)


def stand_alone(question: Question, morphemes: Morphemes) -> str:
    """The question's text, completed from the questions before it where it cannot be understood alone."""
    text = subject = wanted = ""
    for asked in (*(turn.question for turn in question.conversation[-_LOOK_BACK:]), question.text):
        said = asked.strip()
        if not text or not _depends(said, morphemes):
            text, (subject, wanted) = said, _parted(said)
            continue
        subject, wanted = _complete(said, text, subject, wanted)
        text = " ".join(f"{subject} {wanted}".split())
    return text


def _complete(follow_up: str, before: str, subject: str, wanted: str) -> tuple[str, str]:
    """Subject and request of a follow-up, with what it leaves out from the question before, whose they are."""
    said = _with_years_named(_OPENING.sub("", follow_up), before)
    if years_in(said):
        subject = re.sub(r"(?:(?:19|20)\d{2}|['’‘]\d{2})\s*년?(?:\s*\d{1,2}\s*월)?\S*", "", subject)
    if _MORE.search(said):
        return f"{subject} {_before_interrogative(wanted)}", _EXPLAIN
    if _OF_THE_SAME.search(said):
        return f"{subject} {_before_interrogative(wanted)}", said
    if _ATTRIBUTE.search(said):
        return subject, said
    case = _CASE.search(said)
    if case:
        return _with_other_case(subject, said[: case.start()], wanted), wanted
    return f"{_without_sibling(subject, said)} {_PARTICLE.sub('', said.rstrip('?요 '))}", wanted


def _with_other_case(subject: str, case: str, wanted: str) -> str:
    """A subject with the words before its last noun replaced: "축제 설명회" is "도서관 설명회" after "도서관 건은?"."""
    words = subject.split()
    kept = [] if _before_interrogative(wanted) else words[-1:]
    before = words[: len(words) - len(kept)]
    while before and not re.search(r"\d|(?:의|에서|에|은|는|이|가|을|를)$", before[-1]):
        before.pop()
    return " ".join((*before, case, *kept))


def _before_interrogative(wanted: str) -> str:
    """The noun with which a request begins ("방문자는" of "방문자는 몇 명인가요?")."""
    asking = _INTERROGATIVE.search(wanted)
    return wanted[: asking.start()].strip() if asking else ""


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


def _depends(text: str, morphemes: Morphemes) -> bool:
    if _POINTS_BACK.search(text) or _MORE.search(text):
        return True
    if _says_all(text, morphemes) or _says_nothing(text, morphemes):
        return False
    if _ELLIPSIS.search(text) and len(text.split()) <= 3:
        return True
    content = {t for t in morphemes.terms(text) if not t.isdigit()} - function_words()
    return len(content) <= (_FEW_WITH_YEAR if years_in(text) else _FEW_TERMS)


def _says_all(text: str, morphemes: Morphemes) -> bool:
    """Whether a question, short as it is, names both something of its own and what it asks of it."""
    names = [
        name
        for compound in morphemes.compounds(text)
        if len(name := re.sub(r"\d+\S", "", compound)) >= (_OFFICE_NAME if _OFFICE.search(name) else _LONG_NAME)
        and not _ATTRIBUTE_LAST.search(name)
        and not _INTERROGATIVE.search(name)
    ]
    return _ATTRIBUTE.search(text) is not None and bool(names or set(morphemes.proper(text)) - function_words())


def _says_nothing(text: str, morphemes: Morphemes) -> bool:
    """Whether somebody only says something ("고마워"): it names nothing and asks nothing."""
    talk = _small_talk().search(text) is not None or not morphemes.nouns(text)
    return talk and _ATTRIBUTE.search(text) is None


def is_small_talk(text: str, morphemes: Morphemes) -> bool:
    """Whether somebody greets or thanks, and asks nothing: "안녕하세요", but not "감사담당관 정원"."""
    asks = _ATTRIBUTE.search(text) or _INTERROGATIVE.search(text)
    talk = _small_talk()
    names = morphemes.nouns(text) - function_words()
    return not asks and talk.search(text) is not None and all(map(talk.match, names))


@cache
def _small_talk() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{'|'.join(vocabulary('forms.toml')['small_talk']['opens'])})", re.IGNORECASE)


def _without_sibling(subject: str, said: str) -> str:
    """The subject without the word that the follow-up replaces: 체육진흥과 by 공원녹지과, 콜택시 by 바우처택시."""
    new = re.sub(r"(?:은|는|에는)?요?\s*\?*$", "", said.split()[-1] if said.split() else "")
    return " ".join(
        w for w in subject.split() if not (len(new) > 2 and re.sub(r"[은는이가을를의와과]$", "", w).endswith(new[-2:]))
    )
