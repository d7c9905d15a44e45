"""An answer in the form of the documents it is pasted into: 질의, 답변 and 관련 근거 in the levels □, ○ and -.

A line's level is also the number of spaces before it; `static/chat.js` sets the same lines as HTML by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ui import copy
from ui.blocks import blocks
from ui.conversation.exchange import Exchange, source_lines

BULLETS = ("□", "○", "-")


def answer_with_sources(exchange: Exchange) -> str:
    """The question, the answer with its markers, and each source with its place and the quoted words."""
    return "\n".join(f"{' ' * level}{BULLETS[level]} {' '.join(text.split())}" for level, text in _lines(exchange))


def _lines(exchange: Exchange) -> Iterator[tuple[int, str]]:
    """Each line's level and text."""
    yield 0, copy.ASKED
    yield 1, exchange.question
    if exchange.rewritten:
        yield 2, f"{copy.UNDERSTOOD}: {exchange.rewritten}"
    yield 0, copy.ANSWER
    yield from _answer_lines(exchange.answer)
    if exchange.citations:
        yield 0, copy.SOURCES
    for citation in exchange.citations:
        place, *rest = source_lines(citation)
        yield 1, f"[{citation.marker}] {place}"
        yield from ((2, line) for line in rest)


def _answer_lines(answer: str) -> Iterator[tuple[int, str]]:
    """Items stand below the paragraph before them, or at its level where there is none."""
    below = 1
    for block in blocks(answer, ()):
        yield from ((below if block.is_list else 1, _joined(pieces)) for pieces in block.lines)
        below = below if block.is_list else 2


def _joined(pieces: Sequence[str | int]) -> str:
    return "".join(map(str, pieces))
