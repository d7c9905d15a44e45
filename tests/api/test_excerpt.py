"""The part of a table and of a text that is shown around a quote."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from api.excerpt import CONTEXT_CHARS, lines_around, table_around, view_table
from corpus.report import Cell, Span, Table
from tests.ui.reports import report_of


def grid(rows: int, columns: int, merges: list[tuple[int, int, int, int]], header_rows: int = 1) -> Table:
    """A table whose cells are `merges` (row, column, rowspan, colspan) where they fit, and single cells elsewhere."""
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []

    def place(row: int, column: int, height: int, width: int) -> None:
        area = {(r, c) for r in range(row, row + height) for c in range(column, column + width)}
        if row + height <= rows and column + width <= columns and not area & taken:
            taken.update(area)
            start = 10 * (row * columns + column)
            cells.append(Cell(row, column, height, width, f"r{row}c{column}", Span(start, start + 5)))

    for merge in merges:
        place(*merge)
    for row in range(rows):
        for column in range(columns):
            place(row, column, 1, 1)
    return Table(Span(0, 10 * rows * columns), 0, "", "", rows, columns, header_rows, tuple(cells))


@given(
    rows=st.integers(2, 30),
    columns=st.integers(1, 6),
    merges=st.lists(
        st.tuples(st.integers(0, 29), st.integers(0, 5), st.integers(1, 12), st.integers(1, 4)), max_size=8
    ),
    quoted=st.integers(0, 29),
)
def test_a_drawn_table_is_a_full_grid_however_its_cells_are_merged(
    rows: int, columns: int, merges: list[tuple[int, int, int, int]], quoted: int
) -> None:
    table = grid(rows, columns, merges)
    cell = table.at(min(quoted, rows - 1), 0)
    assert cell is not None
    view = view_table("", table, cell.span)
    covered = [0] * columns  # how many rows more a cell from above reaches down, for each column
    quoted_cells = 0
    for row in view.rows:
        if row is None:
            assert covered == [0] * columns, "no cell is drawn over a gap"
            continue
        free = [column for column in range(columns) if covered[column] == 0]
        covered = [max(0, left - 1) for left in covered]
        for drawn in row:
            for column in free[: drawn.colspan]:
                covered[column] = drawn.rowspan - 1
            free = free[drawn.colspan :]
            quoted_cells += drawn.quoted
        assert not free, "every column of a row is filled"
    assert quoted_cells >= 1
    assert view.whole == (None not in view.rows)


def test_a_table_is_found_only_where_it_holds_the_whole_quote() -> None:
    report = report_of()
    [table] = report.tables
    assert table_around(report, table.cells[5].span) is table
    assert table_around(report, Span(table.span.start - 3, table.span.start + 3)) is None


def test_a_quote_over_two_lines_is_marked_in_both() -> None:
    report = report_of()
    start, end = report.text.index("3명이"), report.text.index("결원은") + 3
    quoted = [line.quote for line in lines_around(report, Span(start, end)) if line.quote]
    assert quoted == ["3명이 부족함 (’24.10.10. 기준)", "ㅇ 결원은"]


def test_long_lines_around_a_quote_are_clipped() -> None:
    report = report_of("1. 현황\n ㅇ " + "가나다 " * 120 + "\n ㅇ 여기를 인용함\n")
    start = report.text.index("여기를")
    first, last = lines_around(report, Span(start, start + 3))
    assert len(first.before) == CONTEXT_CHARS
    assert first.before.endswith("…")
    assert (last.quote, last.after) == ("여기를", " 인용함")


def test_a_quote_outside_every_unit_is_shown_by_itself() -> None:
    report = replace(report_of(), units=())
    start = report.text.index("3명이 부족함")
    assert [line.quote for line in lines_around(report, Span(start, start + 7))] == ["3명이 부족함"]
