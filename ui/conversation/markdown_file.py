"""A conversation as Markdown. Questions, answers and quotes stay the plain text they are: nothing of them is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from qa.sources import korean_date
from ui import copy
from ui.blocks import blocks
from ui.conversation.exchange import Exchange, source_lines

# What means something within a line, and what does so at its start (CommonMark 0.31, GFM's bare links as well).
_WITHIN = re.compile(r"[\\`*_\[\]<>&|~$@]|(?<=\w):(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_AT_START = re.compile(r"^(?:(\d+)(?=[.)])|(?=[-+#=:]))")


def as_markdown(exchanges: Sequence[Exchange], day: date) -> str:
    """The whole conversation, one heading a question."""
    return "\n".join(_lines(exchanges, day)) + "\n"


def _lines(exchanges: Sequence[Exchange], day: date) -> Iterator[str]:
    yield from (f"# {copy.FILE_TITLE}", "", plain(korean_date(day.isoformat())))
    for number, exchange in enumerate(exchanges, start=1):
        yield from ("", f"## {number}. {plain(exchange.question)}", "")
        if exchange.rewritten:
            yield from (f"{copy.UNDERSTOOD}: {plain(exchange.rewritten)}", "")
        yield from _answer(exchange.answer)
        if exchange.citations:
            yield from ("", f"### {copy.SOURCES}", "")
        for citation in exchange.citations:
            place, *rest = source_lines(citation)
            yield f"- {plain(f'[{citation.marker}] {place}')}"
            yield from (f"  - {plain(line)}" for line in rest)
    yield from ("", "---", "", copy.FILE_NOTE)


def _answer(text: str) -> Iterator[str]:
    for place, block in enumerate(blocks(text, ())):
        if place:
            yield ""
        bullet = "- " if block.is_list else ""
        yield from (bullet + plain("".join(map(str, pieces))) for pieces in block.lines)


def plain(text: str) -> str:
    """Text on one line that a reader of Markdown shows letter by letter."""
    folded = _WITHIN.sub(r"\\\g<0>", " ".join(text.split()))
    return _AT_START.sub(lambda match: f"{match[1]}\\" if match[1] else "\\", folded)
