"""Whether a draft has the form of answer that was asked for: a figure of the measure, a place, a name, a time …

"서울달 한 번 타는 데 얼마" is not answered by the date of its opening.
"""

from __future__ import annotations

import re

from index.morphemes import Morphemes
from qa.figures import FigureKind, figures_in
from qa.steps.draft import Draft, Statement
from qa.steps.features import NAME, PLACE, REASON, wanted_counters
from qa.steps.persons import ASKS_PERSON, SURNAMES, offices_asked, tells_holder
from qa.steps.understanding import Expects, Understanding

NAMES = (
    "measure_absent", "measure_doubtful",  # no statement has a figure of the measure asked; only bare ones that may be
    "place_absent", "person_absent", "name_absent",  # no statement names a new place, a person, anybody where asked
    "holder_absent",  # no statement names the holder of an office whose name is asked for
    "contact_absent", "clock_absent", "reason_absent", "list_absent",  # a telephone number, a time, a reason, items
)  # fmt: skip
_ENDS = r"(?=[은는이가을를]|\s|$)"
_MONEY = re.compile(
    rf"요금|예산|비용|사업비|금액|돈|값|가격|얼마|[가-힣]액(?![가-힣])|[가-힣][비료]{_ENDS}|금(?=[은이을])"
)
_NO_MONEY = re.compile(
    rf"[가-힣]{{2,}}\s?수{_ENDS}|건수|횟수|면적|점수|인원|인구|나이|규모|시간|기간|얼마나|[률율]{_ENDS}"
)
_OF_MONEY = re.compile(r"원(?![가-힣])|예산|금액|사업비|[가-힣]액")
_TIMES = frozenset({"년", "월", "일", "시간", "분", "년간", "개월"})
_THINGS = frozenset({"곳", "개", "가지"})  # whatever is counted may be asked for so: "몇 곳" by "7가정"
_NO_THINGS = _TIMES | {"km", "m", "㎡", "ha"}
_PEOPLE = ("명", "인")
_SOMEBODY = re.compile(
    r"누구(?!를|나)|누가(?!.*수 있)|(?:업체|회사|기관|단체|시공사)(?:[은는이]|\s*이름|\s*$|\s*\?)"
    r"|어느 (?:회사|업체|기관|대학|학교|보험사)"
)
_REGION = re.compile(r"나라|국가|도시|지역|시·군|어느 (?:구|시|도)|자치구|역[은이]?|소속|회사|기관")
_PLACE_LABEL = re.compile(r"장소|소재|위치|지역|주소")
_CLOCK = re.compile(r"\d{1,2}\s?:\s?\d{2}|\d\s*시(?![가-힣])|24시간")
_NO_MEASURE = re.compile(r"\d{1,2}\s?:\s?\d{2}|\d{2,4}-\d{3,4}-\d{4}")  # times of day, telephone numbers
_ASKS_CLOCK = re.compile(r"몇\s*시(?!간)|시각|(?:운영|이용|관람|개관|개방|영업|상담|진료)\s*시간")
_CONTACT = re.compile(r"\d{3,4}-\d{3,4}|☎|\w@\w")
_ASKS_CONTACT = re.compile(r"전화\s*번호|연락처|이메일|메일\s*주소|팩스")
_ITEMS = re.compile(r"[,·․ㆍ、/;\n]|(?<=[가-힣])\s(?:및|와|과)\s|①|❶")


def form_told(asked: Understanding, draft: Draft) -> dict[str, float]:
    """The features of `NAMES`, each 0 or 1."""
    text = " ".join(s.text for s in draft.statements)
    absent, doubtful = _measure(asked, draft)
    person = ASKS_PERSON.search(asked.text) is not None
    somebody = person or _SOMEBODY.search(asked.text) is not None
    few = len(draft.statements) < 2 and not _ITEMS.search(text)
    nobody = not tells_holder(text) and not _new_names(asked, text) and not _new(NAME, text, asked)
    found = {
        "measure_absent": absent,
        "measure_doubtful": doubtful,
        "place_absent": asked.expects is Expects.PLACE and not _place_named(asked, draft, text),
        "person_absent": person and not _person_named(asked, text),
        "holder_absent": bool(offices_asked(asked)) and not _person_named(asked, text),
        "name_absent": somebody and nobody,
        "contact_absent": _ASKS_CONTACT.search(asked.text) is not None and not _CONTACT.search(text),
        "clock_absent": _ASKS_CLOCK.search(asked.text) is not None and not _CLOCK.search(text),
        "reason_absent": asked.expects is Expects.REASON and not REASON.search(text),
        "list_absent": asked.expects is Expects.LIST and few,
    }
    return {name: float(is_so) for name, is_so in found.items()}


def untold_form(asked: Understanding, draft: Draft) -> str:
    """What no statement has that the question surely asks for, in Korean ("금액"); "" where all is there."""
    told = form_told(asked, draft)
    if told["contact_absent"]:
        return "연락처"
    if told["clock_absent"]:
        return "시각"
    if told["holder_absent"]:
        return "이름"
    if not told["measure_absent"]:
        return ""
    return {Expects.MONEY: "금액", Expects.PERCENT: "비율", Expects.DATE: "날짜"}.get(asked.expects, "수량")


def _measure(asked: Understanding, draft: Draft) -> tuple[bool, bool]:
    """Whether no statement has a figure of the measure asked, and whether only bare figures may be of it."""
    if _ASKS_CLOCK.search(asked.text):  # a time of day is no measure
        return False, False
    said = {f.text for f in figures_in(asked.text)}
    texts = [(_NO_MEASURE.sub(" ", s.text), s) for s in draft.statements]
    figures = [(f, s) for text, s in texts for f in figures_in(text) if f.text not in said]
    bare = [s for f, s in figures if f.kind is FigureKind.NUMBER]
    counters = wanted_counters(asked)
    if counters and asked.expects in (Expects.COUNT, Expects.COMPARISON, Expects.LIST):
        fits = any(f.counter in counters or _same_kind(f.counter, asked.counter) for f, _ in figures)
        fits = fits or (asked.counter == "시" and any(_CLOCK.search(s.text) for s in draft.statements))
        named = any(c in _head(s) for s in bare for c in counters)
    elif asked.expects is Expects.MONEY and _MONEY.search(asked.text) and not _NO_MONEY.search(asked.text):
        fits = any(f.kind is FigureKind.MONEY for f, _ in figures)
        named = any(_OF_MONEY.search(_head(s)) for s in bare)
    elif asked.expects is Expects.PERCENT:
        fits, named = any(f.kind is FigureKind.PERCENT for f, _ in figures), False
    elif asked.expects is Expects.DATE:
        fits, named = any(f.kind is FigureKind.DATE or f.counter in _TIMES for f, _ in figures), False
    else:
        return False, False
    return not fits and not bare, not fits and not named and bool(bare)


def _same_kind(counter: str, wanted: str) -> bool:
    if wanted == "분":  # minutes, or people spoken of politely
        return counter in _PEOPLE
    if wanted == "곳" and counter in _PEOPLE:
        return False
    return wanted in _THINGS and bool(counter) and counter not in _NO_THINGS


def _head(statement: Statement) -> str:
    """The words that say what the bare figures of a statement measure: its own, those of its table's head, its unit."""
    words = [statement.text]
    for quote in statement.quotes:
        words += [*quote.labels, quote.cell.unit if quote.cell else ""]
        words += [t.unit for t in quote.report.tables if t.span.start <= quote.span.start < t.span.end]
    return " ".join(words)


def _new_names(asked: Understanding, text: str) -> set[str]:
    """The proper nouns of a text that the question has not."""
    return {name for name in Morphemes().proper(text) if name not in asked.text.lower()}


def _new(pattern: re.Pattern[str], text: str, asked: Understanding) -> bool:
    return any(m[0] not in asked.text for m in pattern.finditer(text))


def _person_named(asked: Understanding, text: str) -> bool:
    """Whether a text has a name as people have them: a surname and two syllables, or Latin letters."""
    if tells_holder(text):
        return True
    names = _new_names(asked, text)
    return any(name.isascii() or (len(name) in (3, 4) and SURNAMES.match(name)) for name in names)


def _place_named(asked: Understanding, draft: Draft, text: str) -> bool:
    labels = " ".join(label for s in draft.statements for q in s.quotes for label in q.labels)
    if _new(PLACE, text, asked) or _PLACE_LABEL.search(f"{text} {labels}"):
        return True
    return _REGION.search(asked.text) is not None and bool(_new_names(asked, text))
