"""First step: what a question asks for (an amount, a date, a list …), about what, and of which years."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from qa.figures import years_in


class Expects(StrEnum):
    """The form of answer a question asks for."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    DATE = "date"
    PLACE = "place"
    NAME = "name"
    LIST = "list"
    REASON = "reason"
    COMPARISON = "comparison"
    EXPLANATION = "explanation"


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question taken apart.

    `terms` are the content terms that evidence should share; `asked` are those of them that name the attribute wanted
    ("집행률"), standing next to the interrogative; `expansions` are the administrative words for what was said ("쓴 돈" →
    "집행액"), `synonyms` their terms; `counter` is the counter of a wanted count ("명").
    """

    text: str
    expects: Expects
    terms: tuple[str, ...]
    asked: tuple[str, ...]
    synonyms: tuple[str, ...]
    expansions: tuple[str, ...]
    counter: str
    years: frozenset[int]
    english: bool


_COUNTERS = {
    "명": "명", "사람": "명", "인원": "명", "건": "건", "회": "회", "번": "회", "차례": "회", "곳": "곳", "군데": "곳", "개소": "곳", "개국": "개국", "나라": "개국",
    "가구": "가구", "가정": "가정", "대": "대", "세": "세", "살": "세", "팀": "팀", "동": "동", "종": "종", "개월": "개월", "과정": "과정", "도시": "도시", "개": "개", "학교": "개교",
    "개교": "개교", "호": "호", "층": "층", "시간": "시간", "년": "년", "배": "배", "가지": "개",
}  # fmt: skip
_RULES: tuple[tuple[Expects, str], ...] = (
    (Expects.COMPARISON, r"각각|비교|견주|나란히|차이|늘었|줄었|증가했|감소했|더 (?:많|높|적|낮|큰|크)|가운데 (?:가장|제일)|몇\s*\S+에서\s*몇"),
    (Expects.REASON, r"왜|이유|까닭|때문|계기|배경(?:이|은|을)|어째서|원인|\bwhy\b"),
    (Expects.LIST, r"(?:두|세|네|다섯|여섯|일곱|여덟|아홉|\d+)\s*(?:가지|곳|군데|개 기관|도시|개국|개)(?:는|은|이|가|를|을| 이름|\s*\?|$| 알| 적| 대)|나열|전부 (?:알|말|적|대)"
     r"|모두 (?:알|말|적|대)|다 (?:알|말|적|대|불러)|어디어디|무엇무엇|뭐뭐|누구누구|어떤 것들|것들|곳들|(?:어떤|무슨) \S{1,6}들|\S{2,6}들(?:은|을|이)?\s*(?:\?|알|무엇|뭐|뭘)|어떤 (?:언어|업종|분야|도시|기관|국가|나라|혜택)"),
    (Expects.PERCENT, r"몇\s*(?:퍼센트|프로|%)|비율|비중|[가-힣]률|[가-힣]율(?!적)|percent|rate|share"),
    (Expects.DATE, r"언제|며칠|몇\s*(?:월|일)\b|날짜|일자|일정|시기|몇 년도|몇 년에|연도|기한|기간은|\bwhen\b|what (?:date|year|day|month)|which year|in what year"),
    (Expects.MONEY, r"금액|얼마|예산(?:은|이|액)|비용(?:은|이)|사업비|집행액|예산액|지출액|잔액|요금|지원금|단가|돈|how much|budget"),
    (Expects.COUNT, r"몇|인원|정원|현원|개수|건수|횟수|명수|how many|number of"),
    (Expects.PLACE, r"어디|장소|위치|소재지|어느 (?:구|도시|나라|역|동|시|도)|\bwhere\b|which (?:city|country|station|place|district)"),
    (Expects.NAME, r"누구|누가|이름|명칭|직함|뭐라고|어느|수탁기관|운영기관|운영주체|담당자|\bwho\b|which|name"),
)  # fmt: skip
_TAIL = {  # keyword queries have no interrogative: the last word tells
    Expects.PERCENT: r"(?:률|율|비율|비중)$",
    Expects.MONEY: r"(?:액|예산|비용|사업비|요금|단가|지원금)$",
    Expects.COUNT: r"(?:수|인원|정원|현원|명수|개수|건수|횟수|규모)$",
    Expects.DATE: r"(?:일|일자|날짜|일정|시기|기간|연도|기한)$",
    Expects.PLACE: r"(?:장소|위치|소재지)$",
    Expects.NAME: r"(?:기관|업체|주체|이름|명칭|담당자)$",
}


def understand(question: str, terms_of: Callable[[str], list[str]]) -> Understanding:
    """Take a question apart; `terms_of` turns text into morpheme terms."""
    text = " ".join(question.split())
    english = len(re.findall(r"[A-Za-z]", text)) > 2 * len(re.findall(r"[가-힣]", text))
    expects = _expected(text)
    function_words = _function_words()
    terms = tuple(dict.fromkeys(t for t in terms_of(text) if t not in function_words and not _is_year(t)))
    asked = tuple(t for t in terms_of(_asked_phrase(text)) if t in terms)
    expansions = tuple(dict.fromkeys(_expansions(text)))
    synonyms = tuple(dict.fromkeys(t for phrase in expansions for t in terms_of(phrase) if t not in terms))
    return Understanding(text, expects, terms, asked, synonyms, expansions, _counter(text), years_in(text), english)


def _expected(text: str) -> Expects:
    for expects, pattern in _RULES:
        if re.search(pattern, text, re.IGNORECASE):
            return expects
    bare = text.rstrip(" ?.!")
    for expects, pattern in _TAIL.items():
        if re.search(pattern, bare):
            return expects
    return Expects.EXPLANATION


def _counter(text: str) -> str:
    match = re.search(r"몇\s*(" + "|".join(sorted(_COUNTERS, key=len, reverse=True)) + ")", text)
    return _COUNTERS[match.group(1)] if match else ""


def _asked_phrase(text: str) -> str:
    """The words just before the interrogative, or the last two of a keyword query: where the attribute stands."""
    match = re.search(
        r"(?:\S+\s+){0,2}\S*(?=\s*(?:몇|얼마|언제|며칠|어디|누구|무엇|뭐|뭘|왜|어느|어떤|알려|말해))", text
    )
    if match and match.group().strip():
        return match.group()
    return " ".join(text.split()[-2:])


def _is_year(term: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d{2}", term) is not None


@cache
def _function_words() -> frozenset[str]:
    data = tomllib.loads((resources.files("qa.vocabulary") / "scope.toml").read_text("utf-8"))
    return frozenset(data["function_words"]["korean"]) | frozenset(data["function_words"]["english"])


@cache
def _vocabulary() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Every entry of qa/vocabulary/*.toml's [expand] tables: what people say → what reports print."""
    entries: list[tuple[re.Pattern[str], tuple[str, ...]]] = []
    for file in sorted(resources.files("qa.vocabulary").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            table = tomllib.loads(file.read_text("utf-8")).get("expand", {})
            entries += [(re.compile(said, re.IGNORECASE), tuple(printed)) for said, printed in table.items()]
    return tuple(entries)


def _expansions(text: str) -> list[str]:
    return [phrase for pattern, printed in _vocabulary() if pattern.search(text) for phrase in printed]
