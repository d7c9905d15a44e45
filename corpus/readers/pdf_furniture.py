"""Running heads, running feet and page numbers: the lines that stand on every page and say nothing of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.readers.pdf_layout import PageLayout
from corpus.readers.pdf_lines import TextLine

_OUTERMOST = 3  # blocks at the top and at the bottom of a page that may be furniture
_SAME_PLACE = 4.0  # points
_PAGE_NUMBER = re.compile(
    r"[-–—·|\s]*(?:(?:[Pp]age|PAGE|페이지)\s*)?(\d{1,4}|[ivxl]{1,6}|[IVXL]{1,6})"
    r"\s*(?:쪽|페이지|(?:/|of)\s*\d{1,4})?[-–—·|\s]*"
)
_EDGE = 0.12  # of the page's height: where furniture stands
_FEWEST = 3  # pages with the same line
_SHARE = 0.4  # of all pages: heads may differ on left and right pages

Key = tuple[str, int]


def without_furniture(pages: Sequence[PageLayout]) -> list[PageLayout]:
    """The pages without the lines that repeat, figures aside, at one place of many pages, and without page numbers.

    Of two pages the first keeps such a line: it may be a title that both bear.
    """
    seen: Counter[Key] = Counter()
    for page in pages:
        seen.update({key for _, line in edge_lines(page) for key in _keys(line)[:1]})
    needed = max(min(_FEWEST, len(pages)), _SHARE * len(pages))
    cleared = []
    for number, page in enumerate(pages):
        kept = number == 0 and len(pages) < _FEWEST
        dropped = {
            at
            for at, line in edge_lines(page)
            if page_number(line.text) or (not kept and sum(seen[key] for key in _keys(line)) >= needed)
        }
        cleared.append(replace(page, blocks=tuple(b for at, b in enumerate(page.blocks) if at not in dropped)))
    return cleared if any(page.blocks for page in cleared) else list(pages)


def page_number(line: str) -> str:
    """The number in a line that is nothing but a page's number ("- 12 -", "12/30", "Page iv"), else ""."""
    found = _PAGE_NUMBER.fullmatch(line.strip())
    return found[1] if found else ""


def edge_lines(page: PageLayout) -> Iterator[tuple[int, TextLine]]:
    """The lines at the head and the foot of a page, with their positions among its blocks."""
    last = len(page.blocks) - _OUTERMOST
    for at, block in enumerate(page.blocks):
        if isinstance(block, TextLine) and (at < _OUTERMOST or at >= last) and _at_edge(block, page):
            yield at, block


def _at_edge(line: TextLine, page: PageLayout) -> bool:
    return line.bottom < _EDGE * page.height or line.top > (1 - _EDGE) * page.height


def _keys(line: TextLine) -> tuple[Key, Key, Key]:
    """A line with its place, its figures made alike; then the same at the places next to it."""
    text = re.sub(r"\d+", "#", "".join(line.text.split()))
    place = round(line.top / _SAME_PLACE)
    return (text, place), (text, place - 1), (text, place + 1)
