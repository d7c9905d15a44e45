"""Pairs from words that the project wrote down: English and Korean, everyday and official Korean.

The glossary lies beside this file. The product's own files of synonyms can be given as well: what an office says for
what its reports print is what a vector has to know, too.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

GLOSSARY = Path(__file__).parent / "glossary.tsv"
MOST_WORDS = 4

_ALTERNATIVES = re.compile(r"\\b\(\?:([^()\[\]\\.+*{}]+)\)\\b")  # \b(?:fees?|charges?)\b, and nothing less plain

Entry = tuple[list[str], list[str]]  # words that mean the same, on two sides


def read_glossary(path: Path = GLOSSARY) -> list[Entry]:
    """Each entry as two lists of words that mean the same; ValueError where a line has not exactly one tab."""
    entries: list[Entry] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        sides = [side.split(", ") for side in line.split("\t")]
        if len(sides) != 2:
            raise ValueError(f"{path.name}, line {number}: expected two sides with one tab between, got {line!r}")
        entries.append((sides[0], sides[1]))
    return entries


def read_synonyms(path: Path) -> list[Entry]:
    """The entries of a TOML file with a table `synonyms` (word to words) or `expand` (regular expression to words).

    Of the expressions only those are taken that are a plain list of words.
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = [([word], list(words)) for word, words in tables.get("synonyms", {}).items()]
    for expression, words in tables.get("expand", {}).items():
        if listed := _ALTERNATIVES.fullmatch(expression):
            entries.append(([re.sub(r".?\?", "", word) for word in listed[1].split("|")], list(words)))
    return entries


def compose(entries: Sequence[Entry], count: int, seed: int) -> Iterator[tuple[str, str]]:
    """`count` pairs, each of one to four random entries, one word of each side.

    Single words alone would teach little: together they make texts in which each word must find its own counterpart.
    """
    chance = random.Random(seed)  # noqa: S311 - a reproducible sample, not a secret
    for _ in range(count):
        chosen = chance.sample(entries, chance.randint(1, MOST_WORDS))
        first, second = zip(*((chance.choice(words), chance.choice(others)) for words, others in chosen), strict=True)
        yield " ".join(first), " ".join(second)
