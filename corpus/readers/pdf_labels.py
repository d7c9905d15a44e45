"""The numbers printed on the pages of a PDF, which differ from its count of pages where a cover comes before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.readers.pdf_furniture import edge_lines, page_number
from corpus.readers.pdf_layout import PageLayout

_NEAR = 4  # pages: every second one may be blank or bear no number
_FEWEST = 3  # pages near each other that are numbered in one count
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}

Count = tuple[str, int]


def page_labels(pages: Sequence[PageLayout], own: Sequence[str]) -> tuple[str, ...]:
    """The number of each page as printed at its head or foot ("12", "iv"), "" where none is.

    Where no page bears any, the labels that the file itself gives its pages are taken. Empty where there is nothing at
    all: a number is believed only where it rises by one from page to page, pages without a number counted.
    """
    printed = [[page_number(line.text) for _, line in edge_lines(page)] for page in pages]
    for candidates in (printed, [[page_number(label)] for label in own]):
        labels = tuple(_believed([list(filter(None, numbers)) for numbers in candidates]))
        if any(labels):
            return labels
    return ()


def _believed(candidates: Sequence[Sequence[str]]) -> Iterator[str]:
    """Of each page's numbers the one of the commonest count that pages near it go on with, or ""."""
    counts = [{_count(number, at): number for number in numbers} for at, numbers in enumerate(candidates)]
    common = Counter(count for page in counts for count in page)
    needed = max(2, min(_FEWEST, len(counts) - 1))
    for at, page in enumerate(counts):
        around = Counter(count for other in counts[max(at - _NEAR, 0) : at + _NEAR + 1] for count in other)
        shared = [count for count in page if around[count] >= needed]
        yield page[max(shared, key=lambda count: common[count])] if shared else ""


def _count(number: str, at: int) -> Count:
    """What the numbers of pages counted in one go have in common: their digits, and the number of the first page."""
    if number.isdigit():
        return "1", int(number) - at
    values = [_ROMAN[letter] for letter in number.lower()]
    value = sum(-one if one < after else one for one, after in pairwise([*values, 0]))
    return ("i" if number.islower() else "I"), value - at
