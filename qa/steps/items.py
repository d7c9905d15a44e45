"""How many things a text lists: parted by commas or middle dots, in brackets or not, or numbered "① … ② …"."""

from __future__ import annotations

import re

_BRACKETS = re.compile(r"\(([^()]*)\)")
_PART = re.compile(r"(?<!\d),|,(?!\d{3})")  # not the comma within 1,234
_NUMBERED = re.compile(r"[①-⑳❶-❿⓵-⓾]")


def item_counts(text: str) -> frozenset[int]:
    """Each number of things that a text may be said to list; a text that lists nothing is one thing.

    "뉴욕(미국 ’23년), 웰링턴(뉴질랜드 ’23년)" lists two, "학교 3개소(드와이트·용산·덜위치)" three.
    """
    pieces = (text, _BRACKETS.sub("", text), *_BRACKETS.findall(text))
    commas = (len(_PART.findall(piece)) for piece in pieces)
    dots = (sum(piece.count(mark) for mark in "·․") for piece in pieces)
    numbered = len(_NUMBERED.findall(text))
    return frozenset(
        {*(n + 1 for n in commas), *(n + 1 for n in dots), *((numbered, numbered + 1) if numbered else ())}
    )
