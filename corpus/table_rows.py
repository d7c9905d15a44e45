"""Rows of tables whose columns hold figures, told apart by the runs of figures in them.

What stands between two runs belongs to the row before (remarks, results) or names the row after. Three forms: figures behind
the name only; remarks behind the figures; a description between the name and the figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.report import Span
from corpus.table_headers import Layout
from corpus.table_lines import (
    Line,
    Word,
    completes,
    is_aside,
    is_break,
    is_bullet,
    is_enumerated,
    is_figures,
    is_value,
    span_of,
    width,
)

Stops = Callable[[int], bool]


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


_MAX_NAME_LINES = 8
_MAX_NAME_WIDTH = 90
_MAX_ROW_LINES = 60
_NARROW = 34  # columns of print that the lines of a name do not exceed: 17 Hangul letters
_PAGE_BREAK = 3  # blank lines
_ORGANISATION = re.compile(r"\((?:사|재|사복|주|유|학|의|복|사단|재단)\)\S|㈜\S|주식회사")
# Items of a list end in a noun of action, a count, or "등".
_ENDS_ITEM = re.compile(
    r"(?:등|\d[가-힣]{0,3}|운영|추진|개최|지원|체결|실시|수립|선정|제작|배포|참여|진행|완료|예정|구축|확대|개발|홍보|공유|조성|설치|모집|"
    r"활용|중단|감소|절감|감액|증액|시행|수행|방문|견학|연수|교육|계획|변경|게재|보고|공고|요청|신청|현재|함|임|음|됨|[%)\].])$"
)
_DAY = re.compile(r"\d\.\d")
_DATED = re.compile(r"[’‘'′]\d{2}|\(?(?:19|20)\d{2}[.년]")


def read_rows(lines: Sequence[Line], at: int, layout: Layout, stops: Stops) -> Rows:
    """The rows that follow a header, as long as they fit its layout; `stops(i)` says that line i starts another table."""
    if layout.before:
        return _described_rows(lines, at, layout, stops)
    if layout.after:
        return _remarked_rows(lines, at, layout, stops)
    return _plain_rows(lines, at, layout, stops)


# ---------------------------------------------------------------------------------------------- runs of figures


class _Token(NamedTuple):
    line: int
    word: Word


class _Run(NamedTuple):
    """Figures in a row; `end` is the token after them."""

    spans: list[Span]
    end: int


def _take(tokens: Sequence[_Token], at: int, count: int) -> _Run:
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
    return _Run(spans, at)


def _more_on_line(tokens: Sequence[_Token], run: _Run) -> bool:
    """Whether yet another figure stands on the line on which a run ended."""
    return run.end < len(tokens) and tokens[run.end].line == tokens[run.end - 1].line and is_value(tokens[run.end].word)


def _tokens(lines: Sequence[Line], start: int, end: int) -> list[_Token]:
    return [_Token(number, word) for number in range(start, end) for word in lines[number].words]


def _until(lines: Sequence[Line], at: int, ends: Stops) -> int:
    return next((number for number in range(at, len(lines)) if ends(number)), len(lines))


def _figure_cells(spans: Sequence[Span], layout: Layout, first: int) -> list[Draft]:
    """Cells of a run of figures. A short run fills the columns from the left; the rest of the row is empty."""
    return [Draft(first + at, 1, span) for at, span in enumerate(spans)]


def _span(tokens: Sequence[_Token]) -> Span:
    return span_of([token.word for token in tokens])


# ---------------------------------------------------------------------------------------------- names and figures


def _plain_rows(lines: Sequence[Line], at: int, layout: Layout, stops: Stops) -> Rows:
    """Rows of names and figures; two halves of a table side by side follow each other word by word."""
    end = _until(
        lines, at, lambda n: is_break(lines[n]) or stops(n) or (is_bullet(lines[n]) and not is_enumerated(lines[n]))
    )
    tokens = _tokens(lines, at, end)
    rows: list[Row] = []
    name = position = half = 0
    while position < len(tokens):
        if not _may_be_name(tokens[name : position + 1]):
            break
        run = _take(tokens, position, layout.figures)
        explains = position > name and is_aside(tokens[position].word)  # "선호도 (608명)"
        if not run.spans or explains or (layout.halves == 1 and _more_on_line(tokens, run)):
            position += 1
            continue
        complete = len(run.spans) == layout.figures and not _more_on_line(tokens, run)
        if not complete and not _is_short_row(tokens, run, layout):
            position += 1
            continue
        if half and tokens[name].line != tokens[name - 1].line and _has_both(lines[tokens[name].line], layout.figures):
            half = 0
        first = half * layout.width
        named = _name_cells(tokens[name:position], layout, first, lines)
        if not named and layout.names and rows:
            break
        figures = _figure_cells(run.spans, layout, first + layout.index + layout.names)
        regular = complete and _names_well(tokens[name:position], layout, not rows)
        rows.append(Row((*named, *figures), regular))
        name = position = run.end
        half = (half + 1) % layout.halves
    return Rows(rows, tokens[name - 1].line + 1 if name else at)


def _may_be_name(tokens: Sequence[_Token]) -> bool:
    if not tokens:
        return True
    lines = {token.line for token in tokens}
    text = " ".join(token.word.text for token in tokens)
    return len(lines) <= _MAX_NAME_LINES and width(text) <= _MAX_NAME_WIDTH


def _names_well(name: Sequence[_Token], layout: Layout, first: bool) -> bool:
    """Whether words name a row: they do not end in a figure, and only totals on top may have no name."""
    if not name:
        return first or not layout.names
    words = [token.word for token in name]
    if layout.index:
        words = words[1:] if words[0].text.rstrip(".)").isdigit() else []
    return bool(words) and (not is_value(words[-1]) or is_aside(words[-1]))


def _is_short_row(tokens: Sequence[_Token], run: _Run, layout: Layout) -> bool:
    """Whether a run with too few figures is a row whose last cells are empty."""
    ends_line = run.end == len(tokens) or tokens[run.end].line != tokens[run.end - 1].line
    return ends_line and layout.halves == 1 and max(2, 0.7 * layout.figures) <= len(run.spans) < layout.figures


def _has_both(line: Line, figures: int) -> bool:
    """Whether a line holds the names and figures of both halves of a table."""
    tokens = [_Token(0, word) for word in line.words]
    runs = at = 0
    while at < len(tokens):
        run = _take(tokens, at, figures)
        runs += len(run.spans) == figures
        at = max(run.end, at + 1)
    return runs == 2


def _name_cells(tokens: Sequence[_Token], layout: Layout, first: int, lines: Sequence[Line]) -> list[Draft]:
    """The cells that name a row: number, group, name."""
    cells: list[Draft] = []
    tokens = list(tokens)
    if layout.index and tokens and re.fullmatch(r"\d{1,3}[.)]?", tokens[0].word.text):
        cells.append(Draft(first, 1, _span(tokens[:1])))
        tokens = tokens[1:]
    column = first + layout.index
    if layout.names == 2 and tokens:
        cut = _group_end(tokens, lines)
        if cut:
            cells.append(Draft(column, 1, _span(tokens[:cut])))
        tokens, column = tokens[cut:], column + 1
    if tokens:
        cells.append(Draft(column, 1, _span(tokens)))
    return cells


def _group_end(tokens: Sequence[_Token], lines: Sequence[Line]) -> int:
    """How many words of a name belong to the group of rows that starts here."""
    breaks = [at for at in range(1, len(tokens)) if tokens[at].line != tokens[at - 1].line]
    spaced = [at for at in breaks if lines[tokens[at].line].gap]
    if breaks:
        return (spaced or breaks)[-1]
    return 1 if len(tokens) == 2 else 0


# ---------------------------------------------------------------------------------------------- remarks behind


class _Anchor(NamedTuple):
    """The figures of a row: the line and word they start at, and where they end."""

    line: int
    word: int
    spans: list[Span]
    end_line: int
    end_word: int


def _anchor(lines: Sequence[Line], number: int, end: int, figures: int, behind_text: bool) -> _Anchor | None:
    """The figures that start on a line, or None. Behind a description they must end the line."""
    line = lines[number]
    if is_bullet(line) and not behind_text and not is_figures(line):
        return None
    for word in range(len(line.words)):
        if not is_value(line.words[word]) or is_aside(line.words[word]) or (word and is_value(line.words[word - 1])):
            continue
        tokens = [_Token(number, w) for w in line.words[word:]] + _tokens(lines, number + 1, min(end, number + 8))
        run = _take(tokens, 0, figures)
        inside = len(line.words) - word
        while run.end <= inside and len(run.spans) == figures and _more_on_line(tokens, run):
            tokens, word, inside = tokens[1:], word + 1, inside - 1
            run = _take(tokens, 0, figures)
        last = tokens[run.end - 1].line
        end_word = sum(token.line == last for token in tokens[: run.end]) + (word if last == number else 0)
        ends = end_word == len(lines[last].words)
        short = len(run.spans) < figures
        if (short and (behind_text or not word or not ends or len(run.spans) < max(3, 0.7 * figures))) or (
            behind_text and not ends
        ):
            continue
        if figures == 1 and not _is_single(lines, number, word, last, end_word, behind_text):
            continue
        return _Anchor(number, word, run.spans, last, end_word)
    return None


def _is_single(lines: Sequence[Line], number: int, word: int, last: int, end_word: int, behind_text: bool) -> bool:
    """Whether one figure alone can be a row's: on a line of its own, or between a name and an organisation."""
    if behind_text:
        return word == 0 and not is_bullet(lines[number])
    rest = lines[last].words[end_word:]
    return word > 0 and bool(rest) and _ORGANISATION.match(rest[0].text) is not None


def _anchors(lines: Sequence[Line], at: int, end: int, layout: Layout) -> list[_Anchor]:
    found: list[_Anchor] = []
    number = at
    while number < end:
        anchor = _anchor(lines, number, end, layout.figures, bool(layout.before))
        if anchor is None:
            if found and number - found[-1].end_line > _MAX_ROW_LINES:
                break
            number += 1
            continue
        found.append(anchor)
        number = anchor.end_line + 1
    return found


def _remarked_rows(lines: Sequence[Line], at: int, layout: Layout, stops: Stops) -> Rows:
    """Rows with text behind the figures, which may run over many lines."""
    end = _until(lines, at, lambda n: is_break(lines[n]) or stops(n))
    end = _without_heading(lines, at, end)
    anchors = _anchors(lines, at, end, layout)
    if not anchors:
        return Rows([], at)
    full = max((width(line.text) for line in lines[at:end] if is_bullet(line)), default=0)
    rows: list[Row] = []
    name_from = _read_fragment(lines, at, anchors[0], layout, full, rows)
    for position, anchor in enumerate(anchors):
        following = anchors[position + 1] if position + 1 < len(anchors) else None
        text_from = anchor.end_line + 1
        if following is not None:
            has_text = anchor.end_word < len(lines[anchor.end_line].words)
            text_to = _text_end(lines, text_from, following, full, has_text)
        else:
            text_to = _last_text_end(lines, anchor, end, any(is_bullet(line) for line in lines[at:text_from]))
        name = _tokens(lines, name_from, anchor.line) + [
            _Token(anchor.line, w) for w in lines[anchor.line].words[: anchor.word]
        ]
        if not _may_be_name(name):
            break
        cells = _name_cells(name, layout, 0, lines)
        first = layout.index + layout.names
        cells += _figure_cells(anchor.spans, layout, first)
        cells += _text_cells(lines, anchor, text_to, layout, first + layout.figures)
        regular = len(anchor.spans) == layout.figures and _names_well(name, layout, not rows)
        rows.append(Row(tuple(cells), regular))
        name_from = text_to
    return Rows(rows, name_from)


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
    bullet = next((n for n in range(at, anchor.line) if is_bullet(lines[n])), None)
    if bullet is None or layout.names == 2:
        return at
    text_to = _text_end(lines, bullet, anchor, full)
    cells = _name_cells([t for t in _tokens(lines, at, bullet) if t.word.text != "%"], layout, 0, lines)
    text = Draft(layout.width - layout.after, layout.after, Span(lines[bullet].start, lines[text_to - 1].end))
    rows.append(Row((*cells, text), False))
    return text_to


def _text_end(lines: Sequence[Line], start: int, following: _Anchor, full: int, has_text: bool = False) -> int:
    """The line at which the text of a row ends and the name of the next row begins."""
    number = following.line
    if following.word:  # the name, or its end, stands on the line of the figures
        while number > start and lines[number].gap == 0 and _is_name_line(lines[number - 1]):
            number -= 1
        return number if number > start or has_text else following.line
    while number > start and _is_name_line(lines[number - 1]):
        number -= 1
    while start < number < following.line - 1 and _is_cut(lines[number - 1], full):
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
    last = line.words[-1].text
    return width(line.text) >= 0.8 * full and not _ENDS_ITEM.search(last)


def _last_text_end(lines: Sequence[Line], anchor: _Anchor, end: int, bulleted: bool) -> int:
    """Where the text of the last row ends: with its list, or else with the lines that follow at once."""
    number = anchor.end_line + 1
    rest = bool(lines[anchor.end_line].words[anchor.end_word :])
    bulleted = bulleted or any(is_bullet(line) for line in lines[number : min(number + 3, end)])
    if bulleted and not rest:
        while number < end and lines[number].gap < _PAGE_BREAK:
            number += 1
        return number
    while number < end and lines[number].gap == 0 and not is_bullet(lines[number]):
        if rest and not lines[number - 1].text.endswith(","):
            break
        number += 1
    return number


def _text_cells(lines: Sequence[Line], anchor: _Anchor, text_to: int, layout: Layout, first: int) -> list[Draft]:
    words = list(lines[anchor.end_line].words[anchor.end_word :])
    more = range(anchor.end_line + 1, text_to)
    cuts = _text_cuts(words, layout.after)
    cells = [Draft(first + at, span, Span(words[start].start, words[stop - 1].end)) for at, span, start, stop in cuts]
    if not more:
        return cells
    last = lines[more[-1]].end
    if (cells and (layout.after == 1 or cells[-1].column == first + layout.after - 1)) or (cells and not is_bullet(lines[more[0]])):
        cells[-1] = cells[-1]._replace(span=Span(cells[-1].span.start, last))
    else:
        column = first + layout.after - 1 if cells else first
        cells.append(Draft(column, 1 if cells else layout.after, Span(lines[more[0]].start, last)))
    return cells


def _text_cuts(words: Sequence[Word], columns: int) -> list[tuple[int, int, int, int]]:
    """How the words behind the figures fall into text columns: (column, columns covered, first word, end)."""
    if not words:
        return []
    starts = [0] + [at for at in range(1, len(words)) if _starts_text(words[at])]
    if len(starts) == columns:
        ends = [*starts[1:], len(words)]
        return [(at, 1, start, end) for at, (start, end) in enumerate(zip(starts, ends, strict=True))]
    if _ORGANISATION.match(words[0].text):
        return [(0, 1, 0, len(words))]
    if len(words) == columns:
        return [(at, 1, at, at + 1) for at in range(columns)]
    return [(0, columns, 0, len(words))]


def _starts_text(word: Word) -> bool:
    return bool(_DATED.match(word.text) or _ORGANISATION.match(word.text)) or word.text in (
        "-",
        "•",
        "∘",
        "○",
        "·",
        "▸",
        "‣",
    )


# ---------------------------------------------------------------------------------------------- description between


def _described_rows(lines: Sequence[Line], at: int, layout: Layout, stops: Stops) -> Rows:
    """Rows of a name, a description of many lines and figures at its end."""
    end = _until(lines, at, lambda n: is_break(lines[n]) or stops(n))
    rows: list[Row] = []
    start = at
    for anchor in _anchors(lines, at, end, layout):
        cells = _described_cells(lines, start, anchor, layout)
        if cells is None:
            break
        first = layout.index + layout.names + layout.before
        cells += _figure_cells(anchor.spans, layout, first)
        start = anchor.end_line + 1
        if start < end and layout.figures == 1 and lines[start].text.startswith("("):
            cells[-1] = cells[-1]._replace(span=Span(cells[-1].span.start, lines[start].end))
            start += 1
        rows.append(Row(tuple(cells), len(cells) > layout.figures or not rows))
    return Rows(rows, start)


def _described_cells(lines: Sequence[Line], start: int, anchor: _Anchor, layout: Layout) -> list[Draft] | None:
    """Number, name and description of a row; None if the lines before the figures are no row of the table."""
    tokens = _tokens(lines, start, anchor.line) + [
        _Token(anchor.line, w) for w in lines[anchor.line].words[: anchor.word]
    ]
    if not tokens:
        return []  # the totals on top
    if layout.index and not re.fullmatch(r"\d{1,3}[.)]?", tokens[0].word.text):
        return None
    bullet = next((n for n in range(start, anchor.line + 1) if n > start and is_bullet(lines[n])), None)
    name = [token for token in tokens if bullet is None or token.line < bullet]
    if not _may_be_name(name):
        return None
    cells = _name_cells(name, layout, 0, lines)
    if bullet is not None:
        text = [token for token in tokens if token.line >= bullet]
        cells.append(Draft(layout.index + layout.names, layout.before, _span(text)))
    return cells
