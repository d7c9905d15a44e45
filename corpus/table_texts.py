"""Rows of tables of words, told apart by what is typed in them: numbers, dates, years, organisations, bullets.

In "1 한빛상담센터 중구 ’13.09.01. 12 (사)한빛인권센터" the typed words are columns of their own, the words between them
share out the other columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from corpus.report import Span
from corpus.table_headers import Layout, text_layouts
from corpus.table_labels import Label
from corpus.table_lines import Line, Word, is_bullet, is_value, split_lines, width
from corpus.table_runs import Draft, Row, Rows, until_list

_NARROW = 34  # columns of print that the lines of a name do not exceed
_MAX_ROW_LINES = 10
_MAX_COLUMNS = 7
_SAMPLE = 24  # lines below a header that are looked at for their types
_MAX_GROUP_LINES = 4

_TYPED = re.compile(
    r"(?P<date>(?<!\S)[’‘'′]?(?:19|20)?\d{2}\.\s?\d{1,2}(?:월|\.(?:\s?\d{1,2}\.?)?)"
    r"(?:\([월화수목금토일]\))?(?:\s\d{1,2}:\d{2})?[가-힣]{0,3}(?!\S))"
    r"|(?P<year>(?<!\S)[’‘'′]?(?:19|20)\d{2}년?(?!\S))"
    r"|(?P<phone>(?<!\S)0\d{1,2}[-–)]\d{3,4}[-–]\d{4}(?!\S))"
    r"|(?P<organisation>(?<!\S)(?:\((?:사|재|사복|주|유|학|의|복|사단|재단)\)|㈜)\s?\S.*)"
    r"|(?P<spaced>(?<!\S)[가-힣](?: +[가-힣](?!\S)){3,})"
)
_NUMBERS = re.compile(r"\d{1,3}|[①-⑳]")
_STRAY = re.compile(r"(?P<cell>[가-힣](?: +[가-힣]){3,})(?:(?P<number>\d{1,3})(?=\s)|$)")
_WEAK = frozenset(("text",))  # says nothing about a row


class Part(NamedTuple):
    """A piece of a row of one type; "text" is what has none."""

    kind: str
    span: Span


# ---------------------------------------------------------------------------------------------- typed words


def typed_rows(
    lines: Sequence[Line], at: int, end: int, labels: Sequence[Sequence[Label]]
) -> Iterator[tuple[Layout, Rows]]:
    """The readings of the lines from `at` up to `end` as rows of the same types in the same order."""
    end = until_list(lines, at, end)
    pattern = _pattern(lines, at, end)
    if pattern is None:
        return
    rows = [line for line in lines[at : min(at + _SAMPLE, end)] if _fits(line, pattern)]
    for columns in range(len(pattern), min(len(pattern) + 2, _MAX_COLUMNS) + 1):
        layout = text_layouts(labels, columns)
        if layout is None or layout.index != (pattern[0] == "number"):
            continue
        extra = columns - len(pattern)
        grouped = bool(extra) and not layout.index and not _fits(lines[at], pattern)
        layout = replace(layout, names=1 + grouped, after=layout.after - grouped)
        yield _read_typed(lines, at, end, layout, pattern, _divided(rows, pattern, extra - grouped))


def _divided(rows: Sequence[Line], pattern: tuple[str, ...], extra: int) -> int | None:
    """The text of a pattern that fills further columns with one word each: it has as many words in every row."""
    for at, kind in enumerate(pattern):
        parts = [(row, _parts(row)[at].span) for row in rows if at < len(_parts(row))]
        if extra and kind == "text" and all(len(_words_in(row, span)) == extra + 1 for row, span in parts):
            return at
    return None


def _words_in(line: Line, span: Span) -> list[Word]:
    return [word for word in line.words if span.start <= word.start and word.end <= span.end]


def _kinds(line: Line) -> tuple[str, ...]:
    return tuple(part.kind for part in _parts(line))


def _fits(line: Line, pattern: tuple[str, ...]) -> bool:
    """Whether a line has the types of a pattern, the last of which may be missing."""
    kinds = _kinds(line)
    return len(kinds) >= 2 and kinds == pattern[: len(kinds)]


def _pattern(lines: Sequence[Line], at: int, end: int) -> tuple[str, ...] | None:
    """The types of most rows below a header: the longest pattern of which the others are beginnings."""
    seen = Counter(_kinds(lines[number]) for number in range(at, min(at + _SAMPLE, end)))
    typed = [kinds for kinds in seen if len(kinds) > 1 and not _WEAK.issuperset(kinds) and "figures" not in kinds]
    if not typed:
        return None

    def covered(kinds: tuple[str, ...]) -> int:
        return sum(count for other, count in seen.items() if len(other) > 1 and other == kinds[: len(other)])

    return max(typed, key=lambda kinds: (covered(kinds), len(kinds)))


def _parts(line: Line) -> list[Part]:
    """The typed pieces of a line and the text between them."""
    words = line.words
    begin = 1 if _NUMBERS.fullmatch(words[0].text) and len(words) > 1 else 0
    parts = [Part("number", Span(words[0].start, words[0].end))] if begin else []
    position = words[begin].start
    for match in _TYPED.finditer(line.text, position - line.start):
        kind = "text" if match.lastgroup == "spaced" else str(match.lastgroup)
        parts += _texts(line, position, line.start + match.start())
        parts.append(Part(kind, Span(line.start + match.start(), line.start + match.end())))
        position = line.start + match.end()
    return parts + _texts(line, position, line.end)


def _texts(line: Line, start: int, end: int) -> list[Part]:
    """The text between two typed pieces, with a figure at its end taken apart."""
    words = _words_in(line, Span(start, end))
    figure = bool(words) and is_value(words[-1]) and words[-1].text not in ("-", "–")
    texts = words[: len(words) - figure]
    kind = "figures" if all(is_value(word) for word in texts) else "text"
    parts = [Part(kind, Span(texts[0].start, texts[-1].end))] if texts else []
    if figure:
        parts.append(Part("figure", Span(words[-1].start, words[-1].end)))
    return parts


def _read_typed(
    lines: Sequence[Line], at: int, end: int, layout: Layout, pattern: tuple[str, ...], divided: int | None
) -> tuple[Layout, Rows]:
    rows: list[Row] = []
    group: list[Line] = []
    stop = at
    for number in range(at, end):
        stray, line = _without_stray(lines[number], len(rows) + 1) if layout.index else (None, lines[number])
        if stray is not None and rows:
            rows[-1] = _with_last(rows[-1], stray, len(pattern) - 1)
        if line is not None and _fits(line, pattern):
            cells = _typed_cells(line, layout.names - 1, divided)
            if group:
                cells.insert(0, Draft(0, 1, Span(group[0].start, group[-1].end)))
            group = []
            rows.append(Row(tuple(cells), True))
        elif line is not None and layout.names == 2 and len(group) < _MAX_GROUP_LINES and width(line.text) <= _NARROW:
            group.append(line)
            continue
        elif line is not None:
            break
        stop = number + 1
    return layout, Rows(rows, stop)


def _without_stray(line: Line, expected: int) -> tuple[Span | None, Line | None]:
    """A letter-spaced cell that the extraction put in front of the next row, and that row: "관 리 과3 도로 대장"."""
    match = _STRAY.match(line.text)
    if match is None or (match["number"] and int(match["number"]) != expected):
        return None, line
    stray = Span(line.start, line.start + match.end("cell"))
    rest = line.text[match.end("cell") :]
    return stray, split_lines(rest, line.start + match.end("cell"))[0] if rest else None


def _with_last(row: Row, span: Span, column: int) -> Row:
    """The row with a text added to its last column."""
    last = row.cells[-1]
    if last.column == column:
        return replace(row, cells=(*row.cells[:-1], last._replace(span=Span(last.span.start, span.end))))
    return replace(row, cells=(*row.cells, Draft(column, 1, span)))


def _typed_cells(line: Line, first: int, divided: int | None) -> list[Draft]:
    """Cells of a row from a column on: one for each typed piece, one for each word of the divided text."""
    spans: list[Span] = []
    for at, part in enumerate(_parts(line)):
        if at == divided:
            spans += [Span(word.start, word.end) for word in _words_in(line, part.span)]
        else:
            spans.append(part.span)
    return [Draft(first + at, 1, span) for at, span in enumerate(spans)]


# ---------------------------------------------------------------------------------------------- bulleted text

_OUTLINE_MARKS = frozenset("ㅇ○◦●□■❍①②③④⑤⑥⑦⑧⑨")
_INLINE = re.compile(r"(?<=\s)([•∘○·▪▸‣])\s?(?=\S)")


class _Head(NamedTuple):
    """The line on which a row starts, and the offset of the bullet in it."""

    line: int
    bullet: int


def bulleted_rows(
    lines: Sequence[Line], at: int, end: int, labels: Sequence[Sequence[Label]]
) -> Iterator[tuple[Layout, Rows]]:
    """The readings of lines as rows of a name and bulleted text: "도시외교담당관 ∙국제교류 업무 총괄"."""
    heads = _row_heads(lines, at, end)
    for columns in (2, 3) if len(heads) > 1 else ():
        layout = text_layouts(labels, columns)
        if layout is not None and not layout.index:
            yield _read_bulleted(lines, at, end, replace(layout, names=columns - 1, after=1), heads)


def _row_heads(lines: Sequence[Line], at: int, end: int) -> list[_Head]:
    """The lines that hold a name and a bullet, the same one, as long as they follow each other closely."""
    heads: list[_Head] = []
    for number in range(at, end):
        if number - (heads[-1].line if heads else at) > _MAX_ROW_LINES:
            break
        line = lines[number]
        found = None if is_bullet(line) else _INLINE.search(line.text)
        if found and width(line.text[: found.start()]) <= _NARROW:
            bullet = line.start + found.start()
            if heads and found[1] != lines[heads[0].line].text[heads[0].bullet - lines[heads[0].line].start]:
                break
            heads.append(_Head(number, bullet))
    return heads


def _read_bulleted(
    lines: Sequence[Line], at: int, end: int, layout: Layout, heads: Sequence[_Head]
) -> tuple[Layout, Rows]:
    rows: list[Row] = []
    marks = {lines[heads[0].line].text[heads[0].bullet - lines[heads[0].line].start]}
    start = at
    for head, following in zip_longest(heads, heads[1:]):
        if any(is_bullet(line) for line in lines[start : head.line]):
            break
        names = _bulleted_names(lines, start, head, layout)
        start = head.line + 1
        while start < (following.line if following else end) and _goes_on(lines, start, marks, following is None):
            marks.update(lines[start].text[0] if is_bullet(lines[start]) else "")
            start += 1
        text = Draft(layout.names, 1, Span(head.bullet, lines[start - 1].end))
        rows.append(Row((*names, text), bool(names)))
    return layout, Rows(rows, start)


def _goes_on(lines: Sequence[Line], number: int, marks: set[str], last: bool) -> bool:
    """Whether a line continues the text of a row: in the last row only marks seen in others do."""
    line, above = lines[number], lines[number - 1]
    if is_bullet(line):
        return line.text[0] in marks or (not last and line.text[0] not in _OUTLINE_MARKS)
    return line.gap == 0 and above.text.endswith((",", "및"))


def _bulleted_names(lines: Sequence[Line], start: int, head: _Head, layout: Layout) -> list[Draft]:
    """Group and name of a row: lines directly above the row's own belong to its name, those further up to its group."""
    name = start
    if layout.names == 2:
        gaps = [number for number in range(start + 1, head.line + 1) if lines[number].gap]
        name = max(gaps, default=start)
    words = [word for word in lines[head.line].words if word.end <= head.bullet]
    cells: list[Draft] = []
    if name > start:
        cells.append(Draft(0, 1, Span(lines[start].start, lines[name - 1].end)))
    cells.append(Draft(layout.names - 1, 1, Span(lines[name].start, words[-1].end)))
    return cells
