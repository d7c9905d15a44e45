"""Runs of figures in lines, and the pieces that rows of a table are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.report import Span
from corpus.table_headers import Layout
from corpus.table_lines import Line, Word, completes, is_aside, is_bullet, is_enumerated, is_value, span_of, width

_MAX_NAME_LINES = 8
_MAX_NAME_WIDTH = 90
NUMBER = re.compile(r"\d{1,3}[.)]?|[①-⑳❶-❿]")  # of a row


class Draft(NamedTuple):
    """A body cell before it is tidied."""

    column: int
    colspan: int
    span: Span


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells left to right, and whether it is just as the layout says."""

    cells: tuple[Draft, ...]
    regular: bool


class Rows(NamedTuple):
    """The rows of a table and the line after the last one."""

    rows: list[Row]
    end: int


class Token(NamedTuple):
    """A word and the line it stands on."""

    line: int
    word: Word


class Run(NamedTuple):
    """Figures in a row; `end` is the token after them."""

    spans: list[Span]
    end: int


def tokens_of(lines: Sequence[Line], start: int, end: int) -> list[Token]:
    """The words of the lines from `start` up to `end`."""
    return [Token(number, word) for number in range(start, end) for word in lines[number].words]


def until_list(lines: Sequence[Line], at: int, end: int) -> int:
    """The first line of a list from `at` on, or `end`; numbered lines may be rows."""
    return next((n for n in range(at, end) if is_bullet(lines[n]) and not is_enumerated(lines[n])), end)


def take(tokens: Sequence[Token], at: int, count: int) -> Run:
    """At most so many figures from a token on, over line ends where the next line starts with a figure."""
    spans: list[Span] = []
    text = ""
    while at < len(tokens):
        word = tokens[at].word
        if spans and completes(text, word):
            spans[-1] = Span(spans[-1].start, word.end)
            text += word.text
        elif len(spans) < count and is_value(word):
            spans.append(Span(word.start, word.end))
            text = word.text
        else:
            break
        at += 1
    return Run(spans, at)


def more_on_line(tokens: Sequence[Token], run: Run) -> bool:
    """Whether yet another figure stands on the line on which a run ended."""
    return run.end < len(tokens) and tokens[run.end].line == tokens[run.end - 1].line and is_value(tokens[run.end].word)


def span_of_tokens(tokens: Sequence[Token]) -> Span:
    """From the first token to the last."""
    return span_of([token.word for token in tokens])


def figure_cells(spans: Sequence[Span], first: int) -> list[Draft]:
    """Cells of a run of figures from a column on. A short run leaves the last columns empty."""
    return [Draft(first + at, 1, span) for at, span in enumerate(spans)]


# ---------------------------------------------------------------------------------------------- names of rows


def may_be_name(tokens: Sequence[Token], layout: Layout) -> bool:
    """Whether words are few enough to name a row, and whether rows have names."""
    if tokens and not layout.names:
        return False
    text = " ".join(token.word.text for token in tokens)
    return len({token.line for token in tokens}) <= _MAX_NAME_LINES and width(text) <= _MAX_NAME_WIDTH


def names_well(name: Sequence[Token], layout: Layout, first: bool) -> bool:
    """Whether words name a row: they do not end in a figure, and only totals on top may have no name."""
    if not name:
        return first or not layout.names
    words = [token.word for token in name]
    if layout.index:
        words = words[1:] if NUMBER.fullmatch(words[0].text) else []
    return bool(words) and (not is_value(words[-1]) or is_aside(words[-1]))


def name_cells(tokens: Sequence[Token], layout: Layout, first: int, lines: Sequence[Line]) -> list[Draft]:
    """The cells that name a row: number, group, name."""
    cells: list[Draft] = []
    if layout.index and tokens and NUMBER.fullmatch(tokens[0].word.text):
        cells.append(Draft(first, 1, span_of_tokens(tokens[:1])))
        tokens = tokens[1:]
    column = first + layout.index
    if layout.names == 2 and tokens:
        cut = _group_end(tokens, lines)
        if cut:
            cells.append(Draft(column, 1, span_of_tokens(tokens[:cut])))
        tokens, column = tokens[cut:], column + 1
    if tokens:
        cells.append(Draft(column, 1, span_of_tokens(tokens)))
    return cells


def _group_end(tokens: Sequence[Token], lines: Sequence[Line]) -> int:
    """How many words of a name belong to the group of rows that starts here."""
    breaks = [at for at in range(1, len(tokens)) if tokens[at].line != tokens[at - 1].line]
    spaced = [at for at in breaks if lines[tokens[at].line].gap]
    if breaks:
        return (spaced or breaks)[-1]
    return 1 if len(tokens) == 2 else 0
