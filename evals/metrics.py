"""The figures of the evaluation as pure functions: text in, numbers out.

A string "stands in" an answer when it is there after both are squeezed: white space, commas and letter case do not
count, but a figure must stand there whole, not as part of a longer one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from statistics import quantiles

MIN_OVERLAP_CHARS = 6  # squeezed characters a quote and its evidence must share at least
EVIDENCE_HEAD_CHARS = 60  # a passage that holds so much of an evidence's beginning holds the evidence

_SAME_AS = str.maketrans({"′": "'", "’": "'", "‘": "'"} | dict.fromkeys("‧∙・", "·"))  # after NFKC
_BETWEEN_FIGURES = re.compile(r"(?<=\d)\s+(?=\d)")
_NOT_COUNTED = re.compile(r"[\s,]+")
_MARKER = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]")
_DATE = re.compile(r"\d{1,4}\.\d{1,2}\b")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of text and the name of the file it stands in."""

    source: str
    text: str


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Text reduced to what two writings of the same thing share; "12 34" stays two figures."""
    text = unicodedata.normalize("NFKC", text).lower().replace("퍼센트", "%").translate(_SAME_AS)
    return _NOT_COUNTED.sub("", _BETWEEN_FIGURES.sub("|", text))


def stands_in(needle: str, text: str) -> bool:
    """Whether `needle` stands in `text` as a whole: "74" does not stand in "174" nor in "7.74".

    A date may follow a dot ("8.14" stands in "2023.8.14"), any other figure may not: there it would be a decimal.
    """
    wanted = squeeze(needle)
    if not wanted:
        return False
    before = after = ""
    if wanted[0].isdigit():
        is_date = _DATE.match(wanted) and "%" not in wanted
        before = r"(?<!\d)" if is_date else r"(?<![\d.])"
    if wanted[-1].isdigit():
        after = r"(?!\d)"
    return re.search(before + re.escape(wanted) + after, squeeze(text)) is not None


def without_markers(answer: str) -> str:
    """An answer's text without its citation markers "[1]", "[2, 3]"."""
    return _MARKER.sub("", answer)


def answer_matches(answer: str, must_include: Sequence[str], accepted: Sequence[str] = ()) -> bool:
    """Whether every required string, or else any accepted wording of more than one character, stands in the answer."""
    return all(stands_in(required, answer) for required in must_include) or any(
        len(squeeze(wording)) > 1 and stands_in(wording, answer) for wording in accepted
    )


def holds(passage: Excerpt, evidence: Excerpt) -> bool:
    """Whether a passage of the same file holds the evidence, or the beginning of a long one."""
    return passage.source == evidence.source and squeeze(evidence.text)[:EVIDENCE_HEAD_CHARS] in squeeze(passage.text)


def overlaps(quote: Excerpt, evidence: Excerpt) -> bool:
    """Whether a quote of the same file shows the evidence.

    One lies within the other, or they share a stretch of at least half of the shorter one.
    """
    one, other = squeeze(quote.text), squeeze(evidence.text)
    if quote.source != evidence.source or not one or not other:
        return False
    if one in other or other in one:
        return True
    shared = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    return shared >= max(MIN_OVERLAP_CHARS, 0.5 * min(len(one), len(other)))


def recall_at(k: int, found: Sequence[Excerpt], evidence: Sequence[Excerpt]) -> float:
    """The share of the evidence that the first `k` passages hold; `evidence` must not be empty."""
    return mean([any(holds(passage, wanted) for passage in found[:k]) for wanted in evidence])


def reciprocal_rank(found: Sequence[Excerpt], evidence: Sequence[Excerpt]) -> float:
    """1 / rank of the first passage that holds any of the evidence, 0 where none does."""
    ranks = (rank for rank, passage in enumerate(found, start=1) if any(holds(passage, wanted) for wanted in evidence))
    return 1 / next(ranks, float("inf"))


def citation_recall(quotes: Sequence[Excerpt], evidence: Sequence[Excerpt]) -> float:
    """The share of the evidence that a quote shows; `evidence` must not be empty."""
    return mean([any(overlaps(quote, wanted) for quote in quotes) for wanted in evidence])


def citation_precision(quotes: Sequence[Excerpt], evidence: Sequence[Excerpt]) -> float:
    """The share of the quotes that show evidence; 0 where nothing is quoted."""
    return mean([any(overlaps(quote, wanted) for wanted in evidence) for quote in quotes]) if quotes else 0.0


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; 0 of nothing, so that an empty group reads as 0 of 0."""
    return sum(values) / len(values) if values else 0.0


def percentile(values: Sequence[float], percent: int) -> float:
    """The `percent`-th percentile (1 to 99), interpolated between neighbours; 0 of nothing."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return quantiles(values, n=100, method="inclusive")[percent - 1]
