"""Tables whose cells are kept apart by a character: tabs between them, or the pipes of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.clean import tidy
from corpus.report import Cell, Span, Table
from corpus.table_lines import Word, is_value

_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_BULLET = re.compile(r"\s*(?:[-*•○◦□■ㅇ▶▸※✓√]|\d+\.)\s")


class _Record(NamedTuple):
    """A row as printed: the place of every cell, empty ones too."""

    cells: list[Span]
    header: bool  # above the rule of a Markdown table


def find_delimited(text: str) -> list[Table]:
    """The tables of a text whose cells are kept apart by tabs or pipes, in reading order, without caption and unit."""
    tables: list[Table] = []
    block: list[tuple[int, str]] = []
    offset = 0
    for line in [*text.split("\n"), ""]:
        if block and not _same_kind(block[-1][1], line):
            tables += _tables(text, block)
            block = []
        if _delimiter(line):
            block.append((offset, line))
        offset += len(line) + 1
    return tables


def _delimiter(line: str) -> str:
    if line.lstrip().startswith("|") and len(_PIPE.findall(line)) > 1:
        return "|"
    return "\t" if "\t" in line.strip() and not _BULLET.match(line) else ""


def _same_kind(above: str, line: str) -> bool:
    kind = _delimiter(line)
    return bool(kind) and kind == _delimiter(above)


def _tables(text: str, block: Sequence[tuple[int, str]]) -> Iterator[Table]:
    records = _pipe_records(block) if _delimiter(block[0][1]) == "|" else _tab_records(block)
    columns = max((len(record.cells) for record in records), default=0)
    filled = [sum(len(span) > 0 for span in record.cells) for record in records]
    if len(records) < 2 or columns < 2 or sum(count > 1 for count in filled) < 2:
        return
    headers = sum(record.header for record in records) or _header_rows(text, records)
    cells = [cell for row in range(len(records)) for cell in _cells(text, records, row, headers)]
    if cells:
        span = Span(min(cell.span.start for cell in cells), max(cell.span.end for cell in cells))
        yield Table(span, 0, "", "", len(records), columns, headers, tuple(cells))


def _trimmed(text: str, start: int) -> Span:
    lead = len(text) - len(text.lstrip())
    return Span(start + lead, start + max(lead, len(text.rstrip())))


def _tab_records(block: Sequence[tuple[int, str]]) -> list[_Record]:
    return [_Record(_split(offset, line, re.compile("\t")), False) for offset, line in block]


def _pipe_records(block: Sequence[tuple[int, str]]) -> list[_Record]:
    rule = next((at for at, (_, line) in enumerate(block[:3]) if at and _RULE.fullmatch(line)), 0)
    records: list[_Record] = []
    for at, (offset, line) in enumerate(block):
        if rule and at == rule:
            continue
        cells = _split(offset, line, _PIPE)[1:]  # nothing stands before the first pipe
        records.append(_Record(cells[:-1] if line.rstrip().endswith("|") else cells, at < rule))
    return records


def _split(offset: int, line: str, delimiter: re.Pattern[str]) -> list[Span]:
    cuts = [match.start() for match in delimiter.finditer(line)]
    bounds = zip([-1, *cuts], [*cuts, len(line)], strict=True)
    return [_trimmed(line[start + 1 : end], offset + start + 1) for start, end in bounds]


def _header_rows(text: str, records: Sequence[_Record]) -> int:
    """How many rows on top are a header: the first if it holds no figures, and a second one that starts empty."""

    def is_header(record: _Record) -> bool:
        return not any(is_value(Word(0, 0, span.of(text))) for span in record.cells if span)

    if not is_header(records[0]):
        return 0
    second = len(records) > 2 and not records[1].cells[0] and is_header(records[1])
    return 1 + second


def _cells(text: str, records: Sequence[_Record], row: int, headers: int) -> Iterator[Cell]:
    """The cells of a row. An empty cell of the upper of two header rows belongs to the label on its left."""
    spans = records[row].cells
    for column, span in enumerate(spans):
        if not span:
            continue
        header = row < headers
        below = records[row + 1].cells if row + 1 < headers else []
        colspan = rowspan = 1
        if below and column < len(below) and below[column]:
            while _is_covered(spans, below, column + colspan):
                colspan += 1
        elif below:
            rowspan = headers - row
        elif not header and column == 0:
            rowspan = _rows_below(records, row)
        yield Cell(row, column, rowspan, colspan, tidy(span.of(text)), span, header or column == 0)


def _rows_below(records: Sequence[_Record], row: int) -> int:
    """How many rows a name covers: those below it whose first cell is empty and whose second is not."""
    end = row + 1
    while end < len(records) and not records[end].cells[0] and len(records[end].cells) > 1 and records[end].cells[1]:
        end += 1
    return end - row


def _is_covered(spans: Sequence[Span], below: Sequence[Span], column: int) -> bool:
    return column < len(below) and bool(below[column]) and (column >= len(spans) or not spans[column])
