"""Korean text to terms for the lexical index (형태소), by Kiwi.

The same function serves passages and queries, so a term is whatever makes the two meet: nouns, stems of verbs and
adjectives, numbers, and foreign words in lower case; particles and endings are dropped.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from corpus.clean import tidy
from index.user_words import parts_of, user_words

# Sejong tags that carry meaning: nouns (also bound ones such as 명, 개소), numerals, roots, verbs, adjectives,
# numbers, foreign words, Chinese characters.
MEANINGFUL = frozenset({"NNG", "NNP", "NNB", "NR", "XR", "VV", "VA", "SN", "SL", "SH", "W_SERIAL", "W_URL", "W_EMAIL"})
_SHORT = 500  # characters of a text whose terms are kept: questions, units and headings, no passages
_SUFFIX = "XSN"  # 유학+생, 집행+율: also kept joined to the noun before it
_INSIDE_COMPOUNDS = MEANINGFUL - {"SL"} | {_SUFFIX, "XPN", "MM"}
_COMPOUND = frozenset({"NNG", "NNP", "XR", "XPN", "XSN", "SL", "SH", "SN"})
_LETTER = re.compile(r"[0-9가-힣]")  # pairs of Latin letters say nothing
_HANGUL = re.compile(r"[가-힣]*")
_FIRST_WORD = 90  # Kiwi's ids below are of parts of speech: what it guesses has the id of its tag
_SHORT_YEAR = re.compile(r"['’‘′`](\d{2})(?=\s*(?:년|\.|~|→|\())")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2}) ?\. ?(\d{1,2})(?: ?\. ?(\d{1,2}))?\.?(?![\d%])월?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_ENCLOSED_NUMBER = re.compile(r"[\u2460-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf]")  # ① ⑴ ⓐ ❶ are bullets
_WORD = re.compile(r"[^\W_\u1100-\u11ff\u3130-\u318f]")  # lone letters of syllables are bullets: ㅇ, ㅡ


def normalise(text: str) -> str:
    """Text as both sides of the search see it.

    Tidied, NFKC, "3,201" as "3201", "’13년" as "2013년", "2024.10.10." as "2024년 10월 10일".
    """
    text = unicodedata.normalize("NFKC", _ENCLOSED_NUMBER.sub(" ", tidy(text)))
    text = _SHORT_YEAR.sub(_full_year, _THOUSANDS.sub("", text))
    return _DATE.sub(_date_in_words, text)


def _full_year(match: re.Match[str]) -> str:
    century = "19" if int(match[1]) >= 70 else "20"
    return f"{century}{match[1]}"


def _date_in_words(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{year}년 {int(month)}월" + (f" {int(day)}일" if day else "")


class Morphemes:
    """Kiwi, loaded once at the first use and used by one thread at a time."""

    version = "kiwi-6"  # part of every cache key: change it when the same text gives other terms

    _kiwi: Any = None
    _lock = threading.Lock()

    @classmethod
    def loaded(cls) -> bool:
        """Whether this process has loaded it already."""
        return cls._kiwi is not None

    def terms(self, text: str) -> list[str]:
        """The terms of a text in reading order, repeats included."""
        return list(_kept_terms(text) if len(text) <= _SHORT else _terms(self.tokens(normalise(text))))

    def nouns(self, text: str) -> frozenset[str]:
        """The terms of a text that are nouns, numbers or foreign words, not stems of verbs and adjectives."""
        return frozenset(self.terms(text)) - {
            t.form.lower() for t in self.tokens(normalise(text)) if _tag(t) in ("VV", "VA")
        }

    def compounds(self, text: str) -> list[str]:
        """The noun compounds of a text as written, in reading order: "활동비", "북한이탈주민담당관", "DMC산업센터"."""
        text = normalise(text)
        runs: list[list[int]] = []
        for token in self.tokens(text):
            inside = _tag(token) in _COMPOUND
            if inside and runs and runs[-1][1] == token.start:
                runs[-1][1] = token.end
            elif inside:
                runs.append([token.start, token.end])
        return [text[start:end].lower() for start, end in runs]

    def proper(self, text: str) -> list[str]:
        """The proper nouns of a text, in lower case and reading order: "인천", "네팔", "bts"."""
        tokens = self.tokens(normalise(text))
        return [t.form.lower() for t in tokens if _tag(t) in ("NNP", "SL") and len(t.form) > 1]

    def unknown_nouns(self, text: str) -> list[tuple[str, str]]:
        """The nouns of a text that are in no dictionary, each with what follows it in its compound ("칭선", "우호")."""
        text = normalise(text)
        tokens = self.tokens(text)
        return [
            (token.form, match[0])
            for token in tokens
            if token.id < _FIRST_WORD and _tag(token) in ("NNG", "NNP") and (match := _HANGUL.match(text, token.end))
        ]

    def in_dictionary(self, word: str) -> bool:
        """Whether a word is one noun of the analyser's dictionary."""
        return _is_dictionary_noun(word)

    def bigrams(self, text: str) -> list[str]:
        """Pairs of neighbouring syllables or digits inside compounds, particles and endings left out.

        A compound runs over spaces ("대학 협의체" is "대학협의체"), so that pairs meet where spacing, segmentation or
        a misspelt letter keeps the terms apart.
        """
        text = normalise(text)
        return list(_bigrams(text, self.tokens(text)))

    def terms_and_bigrams(self, text: str) -> tuple[list[str], list[str]]:
        """What `terms` and `bigrams` give, for one analysis."""
        text = normalise(text)
        tokens = self.tokens(text)
        return list(_terms(tokens)), list(_bigrams(text, tokens))

    @classmethod
    def load_aside(cls) -> None:
        """Begin to load Kiwi, which takes seconds, while the caller goes on with something else."""
        threading.Thread(target=cls.tokens, args=("",), name="kiwi", daemon=True).start()

    @classmethod
    def tokens(cls, text: str) -> list[Any]:
        """Kiwi's own tokens of a text: form, tag, start and end."""
        with cls._lock:
            if cls._kiwi is None:
                from kiwipiepy import Kiwi

                # Its dictionary of names of several words takes a second to load and changed no answer.
                kiwi = Kiwi(num_workers=1, load_multi_dict=False)
                for word in user_words():
                    kiwi.add_user_word(word.form, word.tag, word.score)
                cls._kiwi = kiwi
            return list(cls._kiwi.tokenize(text))


@lru_cache(maxsize=16_384)
def _kept_terms(text: str) -> tuple[str, ...]:
    return tuple(_terms(Morphemes.tokens(normalise(text))))


@lru_cache(maxsize=16_384)
def _is_dictionary_noun(word: str) -> bool:
    tokens = Morphemes.tokens(word)
    return len(tokens) == 1 and _tag(tokens[0]) in ("NNG", "NNP", "NNB", "NR") and tokens[0].id >= _FIRST_WORD


def _terms(tokens: Sequence[Any]) -> Iterator[str]:
    noun, noun_ends_at = "", -1
    for token in tokens:
        tag, form = _tag(token), token.form.lower()
        if tag == _SUFFIX and noun_ends_at == token.start:
            yield noun + form
        elif tag in MEANINGFUL and _WORD.search(form):
            yield from (*parts_of().get(form, ()), form)
        noun, noun_ends_at = (form, token.end) if tag.startswith("N") else ("", -1)


def _bigrams(text: str, tokens: Sequence[Any]) -> Iterator[str]:
    compound = ""
    for token in [*tokens, None]:
        if token is not None and _tag(token) in _INSIDE_COMPOUNDS:
            compound += "".join(_LETTER.findall(text[token.start : token.end]))
        else:
            if not compound.isdigit():  # a number that stands alone is a term, its pairs are chance
                yield from (compound[at : at + 2] for at in range(len(compound) - 1))
            compound = ""


def _tag(token: Any) -> str:
    return str(token.tag).split("-")[0]  # "VV-I" (irregular) is a verb
