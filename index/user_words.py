"""The words of index/user_words.tsv: administrative nouns that the analyser keeps whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class UserWord:
    """A noun for the analyser's dictionary; `parts` are the words inside it that it should also be found by."""

    form: str
    tag: str
    parts: tuple[str, ...] = ()
    score: float = 0.0


def read_user_words(text: str) -> tuple[UserWord, ...]:
    """Read lines of word, tag, parts (blank-separated) and score, tab-separated; "#" starts a comment.

    Raises ValueError for a line without a tag or with a score that is no number.
    """
    words = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        form, *rest = (field.strip() for field in line.split("\t"))
        if not form or not rest or not rest[0]:
            raise ValueError(
                f"user_words.tsv, line {number}: expected word, tag, parts, score between tabs, saw {line!r}"
            )
        tag, parts, score = (*rest, "", "")[:3]
        words.append(UserWord(form, tag, tuple(parts.split()), float(score or 0)))
    return tuple(words)


@cache
def user_words() -> tuple[UserWord, ...]:
    """The words that come with the package."""
    return read_user_words((resources.files("index") / "user_words.tsv").read_text("utf-8"))


@cache
def parts_of() -> dict[str, tuple[str, ...]]:
    """The words inside each user word that has any."""
    return {word.form: word.parts for word in user_words() if word.parts}
