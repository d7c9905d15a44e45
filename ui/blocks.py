"""The text of an answer taken apart: paragraphs, lists, and the markers that stand for its citations."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_MARKER = re.compile(r"\[(\d{1,3})\]")
_FIGURE_AND_PARTICLE = re.compile(r"(\S*[%℃㎡]\)?[가-힣]\S*)")  # between the two a browser would begin a line
_ITEM = re.compile(r"[-•·○▸]\s+(.*)")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of an answer that belong together: paragraphs, or the items of a list. A piece is text or a marker."""

    lines: tuple[tuple[str | int, ...], ...]
    is_list: bool


def blocks(text: str, markers: Collection[int]) -> list[Block]:
    """The answer's lines as paragraphs and lists; "[3]" becomes a marker where citation 3 exists."""
    found: list[Block] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        item = _ITEM.match(line)
        pieces = _pieces(item[1] if item else line, markers)
        if item and found and found[-1].is_list:
            found[-1] = Block((*found[-1].lines, pieces), is_list=True)
        else:
            found.append(Block((pieces,), is_list=item is not None))
    return found


def _pieces(line: str, markers: Collection[int]) -> tuple[str | int, ...]:
    pieces: list[str | int] = []
    end = 0
    for match in _MARKER.finditer(line):
        if int(match[1]) in markers:
            pieces += [line[end : match.start()], int(match[1])]
            end = match.end()
    return tuple(piece for piece in [*pieces, line[end:]] if piece != "")


def wholes(text: str) -> list[tuple[str, bool]]:
    """A piece of text in parts, each with whether no line may end within it: "94.3%입니다."."""
    parts = _FIGURE_AND_PARTICLE.split(text)
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]
