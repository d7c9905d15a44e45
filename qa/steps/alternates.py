"""What else the words of a question may be called in reports: "헬리콥터" → "헬기", "쓴 돈" → "집행액".

Two kinds of entries stand in qa/vocabulary/*.toml: `[synonyms]` maps a word or short phrase in its dictionary form,
met by its morphemes, English ones by their stems; `[expand]` maps a regular expression over the question.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.english import english_stem

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


def alternates(text: str, content: Sequence[str], terms_of: TermsOf) -> tuple[Alternate, ...]:
    """What the vocabulary offers for a question; `content` are its content terms."""
    return tuple(
        Alternate(covers, printed, tuple(terms for p in printed if (terms := frozenset(terms_of(p)))))
        for covers, printed in _entries(text, frozenset(content), terms_of)
    )


def _entries(text: str, content: frozenset[str], terms_of: TermsOf) -> Iterator[tuple[frozenset[str], tuple[str, ...]]]:
    for pattern, printed in _patterns():
        match = pattern.search(text)
        if match:
            yield content & frozenset(terms_of(match[0])), printed
    said, synonyms = terms_of(text), _synonyms(terms_of)
    stems = [english_stem(term) for term in said]
    for length in range(_LONGEST_KEY, 0, -1):
        for start in range(len(said) - length + 1):
            key, covers = tuple(stems[start : start + length]), frozenset(said[start : start + length])
            if key in synonyms and content & covers:
                yield covers, synonyms[key]


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
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *printed)))
    return found


def _tables(name: str) -> Iterable[tuple[str, list[str]]]:
    for file in sorted(resources.files("qa.vocabulary").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            yield from tomllib.loads(file.read_text("utf-8")).get(name, {}).items()
