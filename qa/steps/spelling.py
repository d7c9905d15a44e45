"""Typing errors in a question: "켐퍼스" is read as "캠퍼스", "됫나요" as "됐나요".

Generate and test, after Norvig ("How to write a spelling corrector", 2007): one letter of one syllable is changed as
fingers and ears change it, and a change is taken where the reports print the word that comes of it. Only words that
neither the analyser's dictionary nor any report knows are touched, and only into words that both know; so another
person's or office's name stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

from index.morphemes import Morphemes
from qa.steps.vocabulary import vocabulary

Knows = Callable[[str], bool]
_LONGEST = 12  # syllables of a word that is looked at: what is longer was not typed by a person who meant a word
_ALONE = 3  # syllables of a word that may be read differently without a neighbour that speaks for it
_INITIALS, _VOWELS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
# Neighbours on the Korean keyboard (두벌식), plain and strong and breathed, and what sounds alike today.
_LIKE_INITIALS = (
    "ㄱㄲㅋ",
    "ㄷㄸㅌ",
    "ㅂㅃㅍ",
    "ㅅㅆ",
    "ㅈㅉㅊ",
    "ㅂㅈ",
    "ㅈㄷ",
    "ㄷㄱ",
    "ㄱㅅ",
    "ㅁㄴ",
    "ㄴㅇ",
    "ㅇㄹ",
    "ㄹㅎ",
    "ㄹㄴ",
    "ㅋㅌ",
    "ㅌㅊ",
    "ㅊㅍ",
)
_LIKE_VOWELS = (
    "ㅐㅔㅒㅖ",
    "ㅚㅙㅞ",
    "ㅓㅏ",
    "ㅓㅗ",
    "ㅏㅣ",
    "ㅕㅑ",
    "ㅛㅕ",
    "ㅠㅜ",
    "ㅜㅡ",
    "ㅏㅑ",
    "ㅓㅕ",
    "ㅗㅛ",
    "ㅡㅢㅣ",
    "ㅟㅣㅢ",
    "ㅘㅏ",
    "ㅝㅓ",
)
_LIKE_FINALS = ("ㄴㅁㅇ", "ㄱㄲㅋ", "ㄷㅅㅆㅈㅊㅌㅎ", "ㅂㅍㅄ", "ㄴㅇㄹ", "ㄹㅎ", "ㄱㅅ", "ㄴㄵㄶ", "ㄹㄺㄻㄼㅀ")


def respelled(text: str, morphemes: Morphemes, knows: Knows, adjoin: Knows) -> str:
    """The question without its typing errors.

    `knows` says whether a term stands in the reports, `adjoin` whether two syllables stand side by side in a compound.
    """
    for pattern, right in _respellings():
        text = pattern.sub(right, text)
    text = _with_rates(text, knows)
    for word, rest in morphemes.unknown_nouns(text):
        if len(word) <= _LONGEST and not knows(word):
            right = _nearest(word, rest, morphemes, knows, adjoin)
            text = text.replace(word, right) if right else text
    return text


def _with_rates(text: str, knows: Knows) -> str:
    """Rates as spelt by rule (제11항: 율 after a vowel or ㄴ, else 률), unless the reports write otherwise."""

    def right(match: re.Match[str]) -> str:
        final = (ord(match[1][-1]) - 0xAC00) % 28
        rate = match[1] + ("율" if final in (0, 4) else "률")
        return match[0] if rate == match[0] or knows(match[0]) or not knows(rate) else rate

    return re.sub(r"([가-힣]{2,})[율률](?=[은는이가을를도의]?(?:[\s?.,]|$))", right, text)


def _nearest(word: str, rest: str, morphemes: Morphemes, knows: Knows, adjoin: Knows) -> str:
    """The compound that was meant by one that nobody knows, or "" where none or several might be.

    `rest` is what follows the word in its compound: "우호" after "칭선".
    """

    def known(part: str) -> bool:
        return knows(part) or morphemes.in_dictionary(part)

    def printed(part: str) -> bool:
        return not part or _is_whole(part, known) or (len(part) > 1 and all(map(adjoin, map("".join, pairwise(part)))))

    if _is_whole(word, known):
        return ""
    for length in range(len(word), 1, -1):
        found = set()
        for start in range(len(word) - length + 1):
            before, part, after = word[:start], word[start : start + length], word[start + length :]
            if known(part) or not (printed(before) and printed(after)):
                continue
            for other in _alike(part):
                neighbours = before[-1:] + other + (after or rest)[:1]
                crossing = {neighbours[:2]} if before else set()
                crossing |= {neighbours[-2:]} if after or rest else set()
                told = len(part) >= _ALONE or (crossing and all(map(adjoin, crossing)))
                if told and knows(other) and not morphemes.unknown_nouns(other):
                    found.add(before + other + after)
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def _is_whole(word: str, known: Knows) -> bool:
    """Whether a compound is made of known words of two syllables or more."""
    return (len(word) > 1 and known(word)) or any(
        known(word[:at]) and _is_whole(word[at:], known) for at in range(2, len(word) - 1)
    )


def _alike(word: str) -> Iterator[str]:
    """The word with one letter of one of its syllables typed otherwise."""
    for at, syllable in enumerate(word):
        yield from (word[:at] + other + word[at + 1 :] for other in _alike_syllables(syllable))


@cache
def _alike_syllables(syllable: str) -> tuple[str, ...]:
    code = ord(syllable) - ord("가")
    if not 0 <= code < len(_INITIALS) * 588:
        return ()
    initial, vowel, final = _INITIALS[code // 588], _VOWELS[code // 28 % 21], _FINALS[code % 28]
    finals = (*_partners(_LIKE_FINALS, final), " ") if final != " " else _FINALS[1:]  # one too many, or one left out
    others = (
        *((other, vowel, final) for other in _partners(_LIKE_INITIALS, initial)),
        *((initial, other, final) for other in _partners(_LIKE_VOWELS, vowel)),
        *((initial, vowel, other) for other in finals),
    )
    return tuple(
        chr(ord("가") + 588 * _INITIALS.index(i) + 28 * _VOWELS.index(v) + _FINALS.index(f)) for i, v, f in others
    )


def _partners(groups: tuple[str, ...], letter: str) -> list[str]:
    """The letters that are easily typed for a letter."""
    return sorted({other for group in groups if letter in group for other in group} - {letter})


@cache
def _respellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    table = vocabulary("spelling.toml")["respell"]
    return tuple((re.compile(wrong), right) for wrong, right in table.items())
