"""Rows with text beside their figures: remarks and results behind them, or a description before them.

The figures are found first. What stands between those of two rows is then given to the row before (its text, which runs
in bullets or in full lines) or to the row after (its name, which runs in short lines).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from corpus.report import Span
from corpus.table_headers import Layout
from corpus.table_lines import Line, Word, is_aside, is_bullet, is_figures, is_value, width
from corpus.table_runs import (
    NUMBER,
    Draft,
    Row,
    Rows,
    Token,
    figure_cells,
    may_be_name,
    more_on_line,
    name_cells,
    names_well,
    span_of_tokens,
    take,
    tokens_of,
)

_MAX_ROW_LINES = 60
_MAX_RUN_LINES = 8  # lines over which the figures of a row may be broken
_NARROW = 34  # columns of print that the lines of a name do not exceed: 17 Hangul letters
_PAGE_BREAK = 3  # blank lines
ORGANISATION = re.compile(r"\((?:사|재|사복|주|유|학|의|복|사단|재단)\)\S|㈜\S|주식회사")
# Items of a list end in a noun of action, a count, or "등".
_ENDS_ITEM = re.compile(
    r"(?:등|\d[가-힣]{0,3}|운영|추진|개최|지원|체결|실시|수립|선정|제작|배포|참여|진행|완료|예정|구축|확대|개발|홍보|공유|"
    r"조성|설치|모집|활용|중단|감소|절감|감액|증액|시행|수행|방문|견학|연수|교육|계획|변경|게재|보고|공고|요청|신청|현재|"
    r"함|임|음|됨|[%)\].])$"
)
_DAY = re.compile(r"\d\.\d")
_DATED = re.compile(r"[’‘'′]\d{2}|\(?(?:19|20)\d{2}[.년]")
_LIST_MARKS = frozenset("-•∘○·▸‣")


class _Anchor(NamedTuple):
    """The figures of a row: the line and word they start at, and where they end."""

    line: int
    word: int
    spans: list[Span]
    end_line: int
    end_word: int


def _anchor(lines: Sequence[Line], number: int, end: int, layout: Layout) -> _Anchor | None:
    """The figures that start on a line, or None."""
    line = lines[number]
    if is_bullet(line) and not layout.before:
        return None
    below = tokens_of(lines, number + 1, min(end, number + _MAX_RUN_LINES))
    for start in range(len(line.words)):
        if not is_value(line.words[start]) or is_aside(line.words[start]):
            continue
        tokens = [Token(number, word) for word in line.words[start:]] + below
        run = take(tokens, 0, layout.figures)
        last = tokens[run.end - 1].line
        end_word = sum(token.line == last for token in tokens[: run.end]) + (start if last == number else 0)
        anchor = _Anchor(number, start, run.spans, last, end_word)
        if not more_on_line(tokens, run) and _is_row(lines, anchor, layout):
            return anchor
    return None


def _is_row(lines: Sequence[Line], anchor: _Anchor, layout: Layout) -> bool:
    """Whether figures are those of a row: as many as the layout has, at a place where they can be."""
    words = lines[anchor.end_line].words
    ends_line = anchor.end_word == len(words)
    if layout.before:  # behind a description they end the line; a lone one has it for itself
        lone = layout.figures > 1 or (anchor.word == 0 and not NUMBER.fullmatch(lines[anchor.line].text))
        return len(anchor.spans) == layout.figures and ends_line and lone
    if layout.figures == 1:  # a lone one stands between a name and an organisation
        return anchor.word > 0 and not ends_line and ORGANISATION.match(words[anchor.end_word].text) is not None
    short = anchor.word > 0 and ends_line and len(anchor.spans) >= max(3, 0.7 * layout.figures)
    return len(anchor.spans) == layout.figures or short


def _anchors(lines: Sequence[Line], at: int, end: int, layout: Layout) -> list[_Anchor]:
    found: list[_Anchor] = []
    number = at
    while number < end and number - (found[-1].end_line if found else at) <= _MAX_ROW_LINES:
        anchor = _anchor(lines, number, end, layout)
        if anchor is not None:
            found.append(anchor)
        number = number + 1 if anchor is None else anchor.end_line + 1
    return found


def _before(lines: Sequence[Line], start: int, anchor: _Anchor) -> list[Token]:
    """The words from a line up to the figures of a row."""
    on_line = [Token(anchor.line, word) for word in lines[anchor.line].words[: anchor.word]]
    return tokens_of(lines, start, anchor.line) + on_line


# ---------------------------------------------------------------------------------------------- remarks behind


def remarked_rows(lines: Sequence[Line], at: int, end: int, layout: Layout) -> Rows:
    """Rows of a name, figures and text, which may run over many lines, from line `at` up to `end` at most."""
    end = _without_heading(lines, at, end)
    anchors = _anchors(lines, at, end, layout)
    if not anchors:
        return Rows([], at)
    full = max((width(line.text) for line in lines[at:end] if is_bullet(line)), default=0)
    rows: list[Row] = []
    start = _read_fragment(lines, at, anchors[0], layout, full, rows)
    for anchor, following in zip_longest(anchors, anchors[1:]):
        name = _before(lines, start, anchor)
        if not may_be_name(name, layout):
            break
        if following is not None:
            start = _text_end(lines, anchor, following, full)
        else:
            start = _last_text_end(lines, anchor, end, any(is_bullet(line) for line in lines[at : anchor.line]))
        first = layout.index + layout.names
        cells = name_cells(name, layout, 0, lines)
        cells += figure_cells(anchor.spans, first)
        cells += _text_cells(lines, anchor, start, layout, first + layout.figures)
        whole = len(anchor.spans) == layout.figures
        rows.append(Row(tuple(cells), whole and names_well(name, layout, not rows)))
    return Rows(rows, start)


def _without_heading(lines: Sequence[Line], at: int, end: int) -> int:
    """Gives the heading of what follows back: short lines after a page break, just before something else starts."""
    for number in range(end - 1, max(at, end - 4), -1):
        if is_bullet(lines[number]) or width(lines[number].text) > _NARROW:
            break
        if lines[number].gap >= _PAGE_BREAK:
            return number
    return end


def _read_fragment(lines: Sequence[Line], at: int, anchor: _Anchor, layout: Layout, full: int, rows: list[Row]) -> int:
    """Reads the end of a row that began on the page before; returns the line at which the next name starts."""
    bullet = next((number for number in range(at, anchor.line) if is_bullet(lines[number])), None)
    if bullet is None or layout.names == 2:
        return at
    text_end = _name_start(lines, bullet, anchor, full)
    cells = name_cells([t for t in tokens_of(lines, at, bullet) if t.word.text != "%"], layout, 0, lines)
    text = Draft(layout.width - layout.after, layout.after, Span(lines[bullet].start, lines[text_end - 1].end))
    rows.append(Row((*cells, text), False))
    return text_end


def _text_end(lines: Sequence[Line], anchor: _Anchor, following: _Anchor, full: int) -> int:
    """The line at which the text of a row ends and the name of the next row begins."""
    start = anchor.end_line + 1
    if not following.word:
        return _name_start(lines, start, following, full)
    number = following.line  # the name, or its end, stands on the line of the figures
    while number > start and lines[number].gap == 0 and _is_name_line(lines[number - 1]):
        if lines[number - 1].text.startswith("("):
            break
        number -= 1
    has_text = anchor.end_word < len(lines[anchor.end_line].words)
    return number if number > start or has_text else following.line


def _name_start(lines: Sequence[Line], start: int, anchor: _Anchor, full: int) -> int:
    """The line at which the name of a row begins that stands above its figures, below a text of full lines."""
    number = anchor.line
    while number > start and _is_name_line(lines[number - 1]):
        number -= 1
    while start < number < anchor.line - 1 and _is_cut(lines[number - 1], full):
        number += 1
    return number


def _is_name_line(line: Line) -> bool:
    text = line.text
    if is_bullet(line) or is_figures(line) or width(text) > _NARROW:
        return False
    return text == ")" or not (text[0] in ":,.)" or _DAY.search(text))


def _is_cut(line: Line, full: int) -> bool:
    """Whether a line of text goes on in the next: it is nearly full and what it says has not come to an end."""
    if line.text.endswith(","):
        return True
    return width(line.text) >= 0.8 * full and not _ENDS_ITEM.search(line.words[-1].text)


def _last_text_end(lines: Sequence[Line], anchor: _Anchor, end: int, bulleted: bool) -> int:
    """Where the text of the last row ends: with its list, or else with the lines that follow at once."""
    number = anchor.end_line + 1
    has_text = anchor.end_word < len(lines[anchor.end_line].words)
    bulleted = bulleted or any(is_bullet(line) for line in lines[number : min(number + 3, end)])
    if bulleted and not has_text:
        while number < end and lines[number].gap < _PAGE_BREAK:
            number += 1
        return number
    while number < end and lines[number].gap == 0 and not is_bullet(lines[number]):
        if has_text and not lines[number - 1].text.endswith(","):
            break
        number += 1
    return number


def _text_cells(lines: Sequence[Line], anchor: _Anchor, end: int, layout: Layout, first: int) -> list[Draft]:
    """The text of a row: what follows the figures on their line, and the lines below."""
    cells = _on_line(lines[anchor.end_line].words[anchor.end_word :], layout.after, first)
    below = range(anchor.end_line + 1, end)
    if not below:
        return cells
    last = lines[below[-1]].end
    if cells and (cells[-1].column == first + layout.after - 1 or not is_bullet(lines[below[0]])):
        return [*cells[:-1], cells[-1]._replace(span=Span(cells[-1].span.start, last))]
    span = Span(lines[below[0]].start, last)
    return [*cells, Draft(first + layout.after - 1, 1, span) if cells else Draft(first, layout.after, span)]


def _on_line(words: Sequence[Word], columns: int, first: int) -> list[Draft]:
    """How the words behind the figures fall into text columns; one cell over all columns if that is not clear."""
    if not words:
        return []
    starts = [0] + [at for at in range(1, len(words)) if _starts_text(words[at])]
    if ORGANISATION.match(words[0].text) and len(starts) != columns:
        return [Draft(first, 1, Span(words[0].start, words[-1].end))]
    if len(starts) != columns:
        starts = list(range(columns)) if len(words) == columns else [0]
    if len(starts) == 1:
        return [Draft(first, columns, Span(words[0].start, words[-1].end))]
    return [
        Draft(first + at, 1, Span(words[start].start, words[stop - 1].end))
        for at, (start, stop) in enumerate(pairwise([*starts, len(words)]))
    ]


def _starts_text(word: Word) -> bool:
    return bool(_DATED.match(word.text) or ORGANISATION.match(word.text)) or word.text in _LIST_MARKS


# ---------------------------------------------------------------------------------------------- description before


def described_rows(lines: Sequence[Line], at: int, end: int, layout: Layout) -> Rows:
    """Rows of a name, a description of many lines and figures at its end, from line `at` up to `end` at most."""
    rows: list[Row] = []
    start = at
    for anchor in _anchors(lines, at, end, layout):
        cells = _described_cells(lines, start, anchor, layout)
        if cells is None:
            break
        cells += figure_cells(anchor.spans, layout.index + layout.names + layout.before)
        start = anchor.end_line + 1
        if start < end and layout.figures == 1 and lines[start].text.startswith("("):
            cells[-1] = cells[-1]._replace(span=Span(cells[-1].span.start, lines[start].end))
            start += 1
        rows.append(Row(tuple(cells), len(cells) > layout.figures or not rows))
    return Rows(rows, start)


def _described_cells(lines: Sequence[Line], start: int, anchor: _Anchor, layout: Layout) -> list[Draft] | None:
    """Number, name and description of a row; None if the lines before the figures are no row of the table."""
    tokens = _before(lines, start, anchor)
    if not tokens:
        return []  # the totals on top
    if layout.index and not NUMBER.fullmatch(tokens[0].word.text):
        return None
    bullet = next((number for number in range(start + 1, anchor.line + 1) if is_bullet(lines[number])), None)
    name = [token for token in tokens if bullet is None or token.line < bullet]
    if not may_be_name(name, layout):
        return None
    cells = name_cells(name, layout, 0, lines)
    if bullet is not None:
        text = [token for token in tokens if token.line >= bullet]
        cells.append(Draft(layout.index + layout.names, layout.before, span_of_tokens(text)))
    return cells
