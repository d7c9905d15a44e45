"""What else the words of a question may be called in reports: "헬리콥터" → "헬기", "쓴 돈" → "집행액".

Two kinds of entries stand in qa/vocabulary/*.toml: `[synonyms]` maps a word or short phrase in its dictionary form,
met by its morphemes, English ones by their stems; `[expand]` maps a regular expression over the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index.english import english_stem
from qa.steps.vocabulary import vocabulary, vocabulary_files

_LONGEST_KEY = 4  # terms of a key of [synonyms]

TermsOf = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Alternate:
    """Terms of a question (`covers`; none for a mere turn of phrase) and the phrases that reports print for them.

    `phrases` holds the terms of each phrase of `printed`: a unit says the phrase where it has all of them.
    """

    covers: frozenset[str]
    printed: tuple[str, ...]
    phrases: tuple[frozenset[str], ...]

    def said_by(self, bag: frozenset[str]) -> bool:
        """Whether one of the phrases stands in a bag of terms."""
        return any(phrase <= bag for phrase in self.phrases)


def alternates(
    text: str, content: Sequence[str], terms_of: TermsOf, nouns: frozenset[str] | None = None
) -> tuple[Alternate, ...]:
    """What the vocabulary offers for a question; `content` are its content terms, `nouns` those that are no verbs
    (None: not known).
    """
    return tuple(
        Alternate(covers, printed, tuple(terms for p in printed if (terms := frozenset(terms_of(p)))))
        for covers, printed in _entries(text, frozenset(content), terms_of, nouns)
    )


def _entries(
    text: str, content: frozenset[str], terms_of: TermsOf, nouns: frozenset[str] | None
) -> Iterator[tuple[frozenset[str], tuple[str, ...]]]:
    for pattern, printed in _patterns():
        match = pattern.search(text)
        if match:
            yield content & frozenset(terms_of(match[0])), printed
    said, synonyms = terms_of(text), _synonyms(terms_of)
    stems = [english_stem(term) for term in said]
    for length in range(_LONGEST_KEY, 0, -1):
        for start in range(len(said) - length + 1):
            key, covers = tuple(stems[start : start + length]), frozenset(said[start : start + length])
            kinds = _kinds(key, nouns) if length == 1 else (key,)
            for kind in kinds:
                if kind in synonyms and content & covers:
                    yield covers, synonyms[kind]


def _kinds(key: tuple[str, ...], nouns: frozenset[str] | None) -> tuple[tuple[str, ...], ...]:
    """The keys a single term is looked up by: "낮" as noun and "낮다" as verb are two words."""
    term = key[0]
    verb = (f"{term}다",)
    if nouns is None:
        return key, verb
    return (key,) if term in nouns or not _is_korean(term) else (verb,)


def _is_korean(term: str) -> bool:
    return "가" <= term[0] <= "힣"


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(said, re.IGNORECASE), tuple(printed)) for said, printed in _tables("expand"))


@cache
def _synonyms(terms_of: TermsOf) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The [synonyms] by the terms of their keys; a verb of one syllable ("쓰다") is left to the patterns, it is too
    often something else.
    """
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for said, printed in _tables("synonyms"):
        key = tuple(english_stem(term) for term in terms_of(said))
        ambiguous = len(key) == 1 and len(key[0]) == 1 and key[0] != said
        if key and len(key) <= _LONGEST_KEY and not ambiguous:
            for kind in _said_kinds(said, key):
                found[kind] = tuple(dict.fromkeys((*found.get(kind, ()), *printed)))
    return found


def _said_kinds(said: str, key: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The kinds of `_kinds` under which an entry stands: a noun, a verb in its dictionary form, or else both."""
    if len(key) > 1 or said == key[0]:
        return (key,)
    verb = (f"{key[0]}다",)
    return (verb,) if (said,) == verb else (key, verb)


def _tables(name: str) -> Iterable[tuple[str, list[str]]]:
    for file in vocabulary_files():
        yield from vocabulary(file).get(name, {}).items()
