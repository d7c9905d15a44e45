"""The best reading of the lines below a header as a table, and rows that go on without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.table_headers import Layout, headers_at, layouts
from corpus.table_labels import Label
from corpus.table_lines import Line, is_aside, is_break, is_bullet, is_value, run_at
from corpus.table_remarks import described_rows, remarked_rows
from corpus.table_rows import plain_rows
from corpus.table_runs import Row, Rows
from corpus.table_texts import bulleted_rows, typed_rows

_BODY_SAMPLE = 30  # lines below a header that are looked at for the number of figures in a row
_LONGEST_RUN = 24  # figures
_MOST_LENGTHS = 6
_MOST_TEXT_LABELS = 14  # words in the header of a table of words
_MOST_LINES = 600  # of one table
_FEWEST_BARE = 3  # rows, and figures in each, that are a table without a header


@dataclass(frozen=True, slots=True)
class Found:
    """A reading of lines as a table."""

    layout: Layout
    rows: list[Row]
    start: int
    end: int  # the line after the table

    @property
    def score(self) -> float:
        """How much of the text the reading explains, less how unusual it is."""
        regular = sum(row.regular for row in self.rows)
        filled = {draft.column + at for row in self.rows for draft in row.cells for at in range(draft.colspan)}
        must = self.layout.index + self.layout.names if self.layout.figures else self.layout.width
        empty = must - len([column for column in filled if column < must])
        return (
            (self.layout.figures or 1) * (2 * regular - len(self.rows))
            - 2 * self.layout.cost
            - 3 * empty
            - self.nameless
        )

    @property
    def is_table(self) -> bool:
        """Whether enough rows are just as the header says."""
        regular = sum(row.regular for row in self.rows)
        if 2 * regular < len(self.rows):
            return False
        single = self.layout.figures >= 3 and not (self.layout.names and self.nameless)
        return regular >= 2 or (regular == 1 and single)

    @property
    def nameless(self) -> bool:
        """Whether the first row has no name: totals on top, or the header took it for a label."""
        first = self.rows[0].cells[0].column if self.rows else 0
        return first >= self.layout.index + self.layout.names


def best_reading(lines: Sequence[Line], number: int, ends: Sequence[int]) -> Found | None:
    """The best reading of the lines from a header candidate on, or None if no rows follow it.

    `ends` says for every line where rows that begin there end at the latest.
    """
    found = [
        Found(layout, read.rows, number, read.end)
        for body, labels in headers_at(lines, number)
        if body < len(lines)
        for layout, read in _readings(lines, body, min(ends[body], body + _MOST_LINES), labels)
    ]
    return max((reading for reading in found if reading.is_table), key=lambda reading: reading.score, default=None)


def _readings(
    lines: Sequence[Line], body: int, end: int, labels: Sequence[Sequence[Label]]
) -> Iterator[tuple[Layout, Rows]]:
    """Every way to read the lines below a header."""
    size = sum(len(line) for line in labels)
    for figures in _run_lengths(lines, body):
        for layout in layouts(labels, figures)[:2] if size >= figures else []:
            if layout.figures > 1 or layout.before or layout.after:  # names and one figure: told by their types
                yield layout, _read_rows(lines, body, end, layout)
    if size <= _MOST_TEXT_LABELS:
        yield from typed_rows(lines, body, end, labels)
        yield from bulleted_rows(lines, body, end, labels)


def _read_rows(lines: Sequence[Line], at: int, end: int, layout: Layout) -> Rows:
    if layout.before:
        return described_rows(lines, at, end, layout)
    if layout.after:
        return remarked_rows(lines, at, end, layout)
    return plain_rows(lines, at, end, layout)


def _run_lengths(lines: Sequence[Line], at: int) -> list[int]:
    """How many figures the rows below a header may have, the most frequent first."""
    lengths: Counter[int] = Counter()
    for number in range(at, min(at + _BODY_SAMPLE, len(lines))):
        words = lines[number].words
        for position, word in enumerate(words):
            if not is_value(word) or is_aside(word) or (position and is_value(words[position - 1])):
                continue
            length = run_at(words, position)
            lengths[length] += 1
            if position == 0:
                lengths[length - 1] += 1  # the first figure may be a name: "2019 1,234 1,111"
            if position + length >= len(words):
                below = [word for line in lines[number + 1 : number + _LONGEST_RUN] for word in line.words]
                lengths[run_at([*words[position:], *below], 0)] += 1
    del lengths[0]
    return [length for length, _ in lengths.most_common(_MOST_LENGTHS) if length <= _LONGEST_RUN]


def bare_rows(lines: Sequence[Line], number: int, ends: Sequence[int]) -> Found | None:
    """Rows without a header: lines in a row, each a name and the same number of figures at its end."""
    figures = _figures_at_end(lines[number])
    if figures < _FEWEST_BARE:
        return None
    end = number
    while end < ends[number] and figures == _figures_at_end(lines[end]):
        end += 1
    if end - number < _FEWEST_BARE:
        return None
    layout = Layout(False, 1, 0, figures, 0, 1, 0, (), 0.0)
    read = plain_rows(lines, number, end, layout)
    found = Found(layout, read.rows, number, read.end)
    return found if all(row.regular for row in read.rows) and len(read.rows) == end - number else None


def _figures_at_end(line: Line) -> int:
    """How many figures end a line behind a name; 0 for a line of another kind."""
    if is_bullet(line) or is_break(line) or not is_value(line.words[-1]):
        return 0
    start = next((at for at in range(len(line.words)) if run_at(line.words, at) >= _FEWEST_BARE), 0)
    length = run_at(line.words, start)
    whole = sum(is_value(word) for word in line.words[start:]) == len(line.words) - start
    return length if start and whole else 0
