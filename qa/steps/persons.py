"""Who holds an office: the name that stands beside the office, wherever in the found passages.

"4. 검토의견 (수석전문위원 김한별)" is a heading, and "조사관 김한별" the corner of a form: no unit that is ranked says
either. A name is what people have for one: a surname and one or two syllables that are no word of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.report import Span
from index.morphemes import Morphemes
from qa.steps.draft import Statement
from qa.steps.evidence import Candidate
from qa.steps.quotes import quote_of
from qa.steps.understanding import Understanding
from qa.steps.wording import topic

_OFFICE = re.compile(
    r"(?:위원장|서장|청장|처장|총장|위원|의원|의장|과장|국장|실장|팀장|단장|부장|조사관|주무관|사무관|서기관|비서관|회장|대표|이사장|원장|소장|관장|"
    r"정책관|담당관|센터장|교장|교수|시장|군수|구청장|지사|장관|차관|총리|책임자|담당자|강사|감독|작가)$"
)
NAME_ASKED = re.compile(r"이름|성함|\bname\b", re.IGNORECASE)
ASKS_PERSON = re.compile(
    r"누구(?:예|였|인|세|신|죠|지|야|입|\s*\?|$)|성함|맡고 있|\bwho (?:is|was)\b"
    r"|(?:사람|위원|의원|직원|단장|고문|분)(?:들)?(?:의|\s)*\s*\S*\s*이름",
    re.IGNORECASE,
)
SURNAMES = re.compile(
    "[김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추"
    "도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용]"
)
_BETWEEN = r"\s*(?:성명|이름|연락처)?\s*(?:[:：]|\(|은|는|\|)?\s*"
_TOLD = re.compile(r"[은는] ([가-힣]{2,4})입니다\.$")


def offices_asked(asked: Understanding) -> tuple[str, ...]:
    """The offices of which the question asks the holder's name."""
    if not (ASKS_PERSON.search(asked.text) or NAME_ASKED.search(asked.text)):
        return ()
    return tuple(compound for compound in asked.compounds if _OFFICE.search(compound))


def state_person(asked: Understanding, candidates: Sequence[Candidate]) -> Statement | None:
    """The holder of the office that the question asks a name for, with the line that names both; None without one."""
    offices = offices_asked(asked)
    for view in (candidate.view for candidate in candidates if offices):
        for span in (view.unit.span, view.passage.span):
            for office in offices:
                if (found := _holder(office, view.report.text, span)) is not None:
                    name, place = found
                    return Statement(f"{topic(office)} {name}입니다.", (quote_of(view, place),))
    return None


def tells_holder(text: str) -> bool:
    """Whether a statement is one of those that `state_person` makes."""
    told = _TOLD.search(text)
    return told is not None and is_name(told[1])


def _holder(office: str, text: str, within: Span) -> tuple[str, Span] | None:
    """The name beside an office, and the place that shows both."""
    spaced = r"\s*".join(map(re.escape, office))
    pattern = re.compile(
        rf"{spaced}{_BETWEEN}([가-힣]{{2,4}})(?![가-힣])|(?<![가-힣])([가-힣]{{3}})\s+{spaced}", re.IGNORECASE
    )
    for match in pattern.finditer(text, within.start, within.end):
        name = match[1] or match[2]
        if is_name(name):
            return name, Span(match.start(), match.end())
    return None


def is_name(word: str) -> bool:
    """Whether a word beside an office is its holder's name, and no noun ("위원장 선출", "국장 전결권")."""
    if SURNAMES.match(word) is None:
        return False
    analyser = Morphemes()
    if analyser.proper(word) == [word]:
        return True
    first, *others = analyser.tokens(word)
    known = len(first.form) > 1 and str(first.tag) == "NNG" and analyser.in_dictionary(first.form)
    return len(word) == 3 and not known and all(str(token.tag).startswith("N") for token in others)
