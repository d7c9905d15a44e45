"""First step: what a question asks for (an amount, a date, a list …), about what, and of which years."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from index.morphemes import Morphemes
from qa.figures import Period, months_in, quarters_in, years_in
from qa.steps.alternates import Alternate, TermsOf, alternates
from qa.steps.letters import squeezed
from qa.steps.vocabulary import vocabulary


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

    `terms` are the content terms that evidence should share, `nouns` those that are no verbs; `asked` those of them
    that name the attribute wanted ("집행률"), standing next to the interrogative, and `attribute` the last of these
    alone; `compounds` are its noun compounds as written ("활동비"), `wanted` the one nearest before the interrogative,
    `sides` those that it joins ("정원과 현원"); `proper` are its proper nouns ("인천");
    `alternates` are other words for what was said ("쓴 돈" → "집행액"), `expansions` all of them, `synonyms` their
    terms; `counter` is the counter of a wanted count ("명"), `labels` the keys under which reports print such an answer
    ("장소"), `cues` those under which they print what else the question hints at ("누가 … 수 있" → "대상"),
    `wanted_items` how many things a list should name (0: not said); `measures` are its words for something measured
    ("경쟁률"), `ordinals` its ordinals and place names ("제5회", "용산구"), without spaces.
    """

    text: str
    expects: Expects
    terms: tuple[str, ...]
    nouns: frozenset[str]
    asked: tuple[str, ...]
    synonyms: tuple[str, ...]
    alternates: tuple[Alternate, ...]
    expansions: tuple[str, ...]
    attribute: tuple[str, ...]
    compounds: tuple[str, ...]
    wanted: str
    sides: tuple[str, ...]
    proper: tuple[str, ...]
    counter: str
    labels: tuple[str, ...]
    cues: tuple[str, ...]
    measures: tuple[str, ...]
    ordinals: tuple[str, ...]
    wanted_items: int
    years: frozenset[int]
    periods: frozenset[Period]  # quarters and months of a year
    english: bool


_LINK = re.compile(
    r"\s*(와|과|이랑|랑|하고|및|,|·|(?:인가요?|인지|입니까|이야|예요|이에요),?\s*(?:아니면|또는|혹은)?|아니면|또는|혹은)\s*"
)
_NUMERALS = {"두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}


def understand(question: str, morphemes: Morphemes) -> Understanding:
    """Take a question apart into the terms that evidence should share, and the form of answer it wants."""
    terms_of = morphemes.terms
    text = " ".join(question.split())
    said = dict.fromkeys(terms_of(text))
    terms = tuple(t for t in said if t not in function_words() and not _is_year(t) and not _is_plural(t, said))
    compounds = tuple(c for c in dict.fromkeys(morphemes.compounds(text)) if _names_something(c))
    nouns = morphemes.nouns(text)
    others = alternates(text, terms, terms_of, nouns)
    expansions = tuple(dict.fromkeys(p for other in others for p in other.printed))
    expects = _expected(text)
    return Understanding(
        text=text,
        expects=expects,
        terms=terms,
        nouns=nouns & frozenset(terms),
        asked=tuple(t for t in terms_of(_asked_phrase(text)) if t in terms),
        synonyms=tuple(t for t in dict.fromkeys(t for e in expansions for t in terms_of(e)) if t not in terms),
        alternates=others,
        expansions=expansions,
        attribute=_attribute(text, terms, terms_of),
        compounds=compounds,
        wanted=_wanted(morphemes.compounds(_before_interrogative(text)), compounds),
        sides=_sides(text, compounds),
        proper=tuple(p for p in dict.fromkeys(morphemes.proper(text)) if p not in function_words()),
        counter=_counter(text),
        labels=_labels().get(expects, ()),
        cues=_cues(text),
        measures=_measures(text),
        ordinals=_ordinals(text),
        wanted_items=_wanted_items(text),
        years=years_in(text),
        periods=quarters_in(text) | months_in(text),
        english=len(re.findall(r"[A-Za-z]", text)) > 2 * len(re.findall(r"[가-힣]", text)),
    )


def of_another_time(asked: Understanding, told: frozenset[Period]) -> bool:
    """Whether periods told are of the kind that a question asks for, and none of them is one asked."""
    kinds = {kind for _, kind, _ in asked.periods} & {kind for _, kind, _ in told}
    return bool(kinds) and not asked.periods & told


def unheard_terms(asked: Understanding, knows: Callable[[str], bool]) -> tuple[str, ...]:
    """The terms of a question that stand in no report, neither themselves nor another word for them."""

    def heard(term: str) -> bool:
        others = (phrase for a in asked.alternates if term in a.covers for phrase in a.phrases)
        return knows(term) or any(all(map(knows, phrase)) for phrase in others)

    return tuple(term for term in asked.terms if not heard(term))


def _expected(text: str) -> Expects:
    for expects, said, _ in _forms():
        if said.search(text):
            return expects
    bare = text.rstrip(" ?.!")
    for expects, _, last_word in _forms():
        if last_word and last_word.search(bare):
            return expects
    return Expects.EXPLANATION


def _counter(text: str) -> str:
    counters: dict[str, str] = vocabulary("forms.toml")["counters"]
    match = re.search(
        r"몇\s*(?!이(?:나|었|지|야|에|요|냐|고))("
        + "|".join(sorted(counters, key=len, reverse=True))
        + r"|[가-힣]{1,4}?(?=이|인|나|야|을|를|로|\b))",
        text,
    )
    if match:
        return counters.get(match[1], match[1])
    return "세" if re.search(r"나이|연령", text) else ""


def _attribute(text: str, terms: tuple[str, ...], terms_of: TermsOf) -> tuple[str, ...]:
    """Terms of the word nearest before the interrogative that has any: what is asked of the subject."""
    for word in reversed(_asked_phrase(text).split()):
        found = tuple(t for t in terms_of(word) if t in terms)
        if found:
            return found
    return ()


def _sides(text: str, compounds: tuple[str, ...]) -> tuple[str, ...]:
    """Compounds that the question joins: "정원과 현원은", "상담소, 쉼터와 그룹홈이"; empty where it joins none.

    Commas go before the one particle that ends a list: "체육진흥과 정원과 현원" joins the last two.
    """
    joined: list[str] = []
    ended = False
    for one, other in pairwise(compounds):
        between = re.search(rf"{re.escape(one)}(.*?){re.escape(other)}", text, re.IGNORECASE)
        link = _LINK.fullmatch(between[1]) if between else None
        if link is None:
            continue
        if ended or not joined or joined[-1] != one:
            joined = [one]
        joined.append(other)
        ended = link[1] not in ",·"
    return tuple(joined)


def _names_something(compound: str) -> bool:
    """Whether a noun compound is of the question's subject, not of asking ("숫자", "2024", "이유")."""
    return len(compound) > 1 and compound not in function_words() and not compound.isdigit()


def _wanted(before: list[str], compounds: tuple[str, ...]) -> str:
    """The last compound before the interrogative that says what is asked for ("활동비", not "규모")."""
    generic = vocabulary("forms.toml")["interrogatives"]["generic"]
    return next((c for c in reversed(before) if c in compounds and c not in generic), "")


def _before_interrogative(text: str) -> str:
    """Everything before the interrogative; a keyword query whole."""
    said = "|".join(vocabulary("forms.toml")["interrogatives"]["said"])
    matches = list(re.finditer(rf"(?:{said})", text))
    return text[: matches[-1].start()] if matches and matches[-1].start() else text


def _measures(text: str) -> tuple[str, ...]:
    endings = "|".join(sorted(vocabulary("forms.toml")["measures"]["endings"], key=len, reverse=True))
    particles = "은|는|이|가|을|를|도|의|로|으로|와|과|만"
    return tuple(re.findall(rf"[가-힣]*(?:{endings})(?=(?:{particles})?(?:\s|[?.,]|$))", text))


def _ordinals(text: str) -> tuple[str, ...]:
    patterns = vocabulary("forms.toml")["measures"]["ordinals"]
    return tuple(squeezed(ordinal) for pattern in patterns for ordinal in re.findall(pattern, text))


def _cues(text: str) -> tuple[str, ...]:
    found = (cue["labels"] for cue in vocabulary("forms.toml")["cue"] if re.search("|".join(cue["said"]), text))
    return tuple(dict.fromkeys(label for labels in found for label in labels))


@cache
def single_keys() -> tuple[str, ...]:
    """The keys that tell one thing and no other ("일시")."""
    return tuple(vocabulary("forms.toml")["keys"]["single"])


def _wanted_items(text: str) -> int:
    match = re.search(
        r"(두|세|네|다섯|여섯|일곱|여덟|아홉|열|\d{1,2})\s*(?:가지|곳|군데|개|도시|명|단계|갈래|종|분야)", text
    )
    if match is None:
        return 0
    return int(match[1]) if match[1].isdigit() else _NUMERALS[match[1]]


def _asked_phrase(text: str) -> str:
    """The words just before the interrogative, or the last two of a keyword query: where the attribute stands."""
    said = "|".join(vocabulary("forms.toml")["interrogatives"]["said"])
    match = re.search(rf"(?:\S+\s+){{0,2}}\S*(?=\s*(?:{said}))", text)
    return match[0] if match and match[0].strip() else " ".join(text.split()[-2:])


def _is_plural(term: str, said: Container[str]) -> bool:
    """Whether a term is another one with an ending that names nothing: "엄마들", "명씩"."""
    return term[-1] in "들씩쯤" and term[:-1] in said


def _is_year(term: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d{2}", term) is not None


@cache
def function_words() -> frozenset[str]:
    """The words that carry a question and name nothing of its subject (qa/vocabulary/scope.toml)."""
    words = vocabulary("scope.toml")["function_words"]
    return frozenset((*words["korean"], *words["english"]))


@cache
def _forms() -> tuple[tuple[Expects, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (
            Expects(form["expects"]),
            re.compile("|".join(form["said"]), re.IGNORECASE),
            re.compile(form["last_word"]) if "last_word" in form else None,
        )
        for form in vocabulary("forms.toml")["form"]
    )


@cache
def _labels() -> dict[Expects, tuple[str, ...]]:
    forms = vocabulary("forms.toml")["form"]
    return {Expects(form["expects"]): tuple(form["labels"]) for form in forms if "labels" in form}


@cache
def changes() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Words of a change, each with those of its contrary: growing and shrinking, starting and ending."""
    pairs = [("|".join(p["one"]), "|".join(p["other"])) for p in vocabulary("forms.toml")["contrary"]]
    return tuple((re.compile(said), re.compile(not_said)) for a, b in pairs for said, not_said in ((a, b), (b, a)))
