"""Rows of names and figures, also of two tables side by side."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.table_headers import Layout
from corpus.table_lines import Line, is_aside, is_figures, is_value
from corpus.table_runs import (
    Row,
    Rows,
    Run,
    Token,
    figure_cells,
    may_be_name,
    more_on_line,
    name_cells,
    names_well,
    take,
    tokens_of,
    until_list,
)


def plain_rows(lines: Sequence[Line], at: int, end: int, layout: Layout) -> Rows:
    """The rows from line `at` up to `end` at most, read word by word: a name, its figures, the next name.

    Two halves of a table side by side take turns.
    """
    tokens = tokens_of(lines, at, until_list(lines, at, end))
    rows: list[Row] = []
    name = position = half = 0
    while position < len(tokens) and may_be_name(tokens[name:position], layout):
        run = _row_run(tokens, name, position, layout)
        if run is None:
            position += 1
            continue
        if half and tokens[name].line != tokens[name - 1].line and _has_both(lines[tokens[name].line], layout.figures):
            half = 0  # the other half of the row before was empty
        if position == name and layout.names and rows:
            break
        first = half * layout.width
        cells = name_cells(tokens[name:position], layout, first, lines)
        cells += figure_cells(run.spans, first + layout.index + layout.names)
        whole = len(run.spans) == layout.figures and not _more_below(lines, tokens, run)
        rows.append(Row(tuple(cells), whole and names_well(tokens[name:position], layout, not rows)))
        name = position = run.end
        half = (half + 1) % layout.halves
    return Rows(rows, tokens[name - 1].line + 1 if name else at)


def _row_run(tokens: Sequence[Token], name: int, position: int, layout: Layout) -> Run | None:
    """The figures of a row that start at a token, or None: they fill the row, or leave its last cells empty."""
    if position > name and is_aside(tokens[position].word):
        return None  # it explains the name: "선호도 (608명)"
    run = take(tokens, position, layout.figures)
    if not run.spans or more_on_line(tokens, run):
        return None
    if len(run.spans) == layout.figures:
        return run
    ends_line = run.end == len(tokens) or tokens[run.end].line != tokens[run.end - 1].line
    short = layout.halves == 1 and max(2, 0.7 * layout.figures) <= len(run.spans)
    return run if ends_line and short else None


def _more_below(lines: Sequence[Line], tokens: Sequence[Token], run: Run) -> bool:
    """Whether the line after a run goes on with figures that have no name."""
    return run.end < len(tokens) and is_value(tokens[run.end].word) and is_figures(lines[tokens[run.end].line])


def _has_both(line: Line, figures: int) -> bool:
    """Whether a line holds the names and figures of both halves of a table."""
    tokens = [Token(0, word) for word in line.words]
    runs = at = 0
    while at < len(tokens):
        run = take(tokens, at, figures)
        runs += len(run.spans) == figures
        at = max(run.end, at + 1)
    return runs == 2
