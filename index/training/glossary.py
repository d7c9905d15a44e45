"""Pairs from the project's own glossary of city administration: English and Korean, everyday and official Korean."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

GLOSSARY = Path(__file__).parent / "glossary.tsv"
MOST_WORDS = 4


def read_glossary(path: Path = GLOSSARY) -> list[tuple[list[str], list[str]]]:
    """Each entry as two lists of words that mean the same; ValueError where a line has not exactly one tab."""
    entries: list[tuple[list[str], list[str]]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        sides = [side.split(", ") for side in line.split("\t")]
        if len(sides) != 2:
            raise ValueError(f"{path.name}, line {number}: expected two sides with one tab between, got {line!r}")
        entries.append((sides[0], sides[1]))
    return entries


def compose(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """`count` pairs, each of one to four random entries, one word of each side.

    Single words alone would teach little: together they make texts in which each word must find its own counterpart.
    """
    chance = random.Random(seed)  # noqa: S311 - a reproducible sample, not a secret
    entries = read_glossary()
    for _ in range(count):
        chosen = chance.sample(entries, chance.randint(1, MOST_WORDS))
        first, second = zip(*((chance.choice(words), chance.choice(others)) for words, others in chosen), strict=True)
        yield " ".join(first), " ".join(second)
