"""Questions that a table answers: one figure, two side by side, the three highest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from corpus.report import Cell, Report, Table
from ui.examples.example import Example, subject_of, year_of
from ui.examples.wording import asks_for_figure, bare, figure, is_name, is_rate, subject, together, topic

_MOST_LABEL = 22  # a longer label does not read well in a question
_MOST_ROWS = 60  # of a longer table only the first are looked at
_RANKED = 3
_NO_NAME = re.compile(
    r"계$|^(평균|소속|전체)|구분|비고|연번|번호|기타|내용|단위|기준|경비|추진비|운영비|인건비|년도?$|증감"
)
_YEAR_ROW = re.compile(r"(20\d\d)년?")
_OFFICE = re.compile(r"(담당관|과|국|실|단|센터|본부|부서)$")


@dataclass(frozen=True)
class _Figures:
    """A table's telling rows and columns."""

    report: Report
    table: Table

    @cached_property
    def rows(self) -> list[int]:
        """The rows whose label is a name that no other row has."""
        body = (
            list(islice(range(self.table.header_rows, self.table.rows), _MOST_ROWS)) if self.table.header_rows else []
        )
        count = Counter(self.label(row) for row in body)
        return [row for row in body if _is_label(self.label(row)) and count[self.label(row)] == 1]

    @cached_property
    def years(self) -> list[int]:
        """The rows that are each named by a year."""
        body = islice(range(self.table.header_rows, self.table.rows), _MOST_ROWS) if self.table.header_rows else ()
        return [row for row in body if _YEAR_ROW.fullmatch(self.table.row_label(row))]

    @cached_property
    def columns(self) -> list[int]:
        """The columns with a name, the last one first: there the sums and shares stand."""
        names = [bare(self.table.column_label(column)) for column in range(self.table.columns)]
        return [column for column in range(len(names) - 1, 0, -1) if _is_label(names[column])]

    def label(self, row: int) -> str:
        return bare(self.table.row_label(row))

    def column(self, column: int) -> str:
        name = bare(self.table.column_label(column))
        of_budget = name.startswith("집행") and "예산" in " ".join(self.report.trail(self.table.section)[-2:])
        return f"예산 {name}" if of_budget else name

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell, where it holds a figure worth asking for."""
        cell = self.table.at(row, column)
        return cell if cell and not cell.header and figure(cell.text) else None

    def asking(self, cell: Cell) -> str:
        return asks_for_figure(self.table.column_label(cell.column), cell.text, self.table.unit)

    def example(self, question: str, *cells: Cell, year: bool = True) -> Example:
        dated = f"{year_of(self.report, self.table.section)} {question}".strip() if year else question
        told = tuple(cell.text for cell in cells)
        return Example(dated, self.report.name, self.report.id, tuple(cell.span for cell in cells), told)


def figures(report: Report) -> Iterator[Example]:
    """One figure of each table, of another row in turn: "2024년 다문화담당관의 집행률은 얼마인가요?"."""
    for turn, shown in enumerate(_all(report), 1):
        for column in shown.columns:
            cells = [cell for row in shown.rows if (cell := shown.cell(row, column)) and shown.asking(cell)]
            if len(cells) > 1:
                cell = cells[turn % len(cells)]
                words = f"{shown.label(cell.row)}의 {topic(shown.column(column))} {shown.asking(cell)}"
                yield shown.example(words, cell)
                break


def side_by_side(report: Report) -> Iterator[Example]:
    """Two figures of a column: of the two latest years, or of two rows."""
    for shown in _all(report):
        yield from islice(_two_years(shown), 1)
        yield from islice(_two_rows(shown), 1)


def _two_years(shown: _Figures) -> Iterator[Example]:
    about = subject_of(shown.report, shown.table.section)
    for column in shown.columns if about and len(shown.years) > 1 else ():
        cells = [cell for row in shown.years[-3:] if (cell := shown.cell(row, column))][-2:]
        if len(cells) == 2 and (asking := shown.asking(cells[1])):
            first, second = (f"{shown.table.row_label(cell.row).removesuffix('년')}년" for cell in cells)
            words = f"{about}의 {topic(shown.column(column))} {together(first, second)}에 각각 {asking}"
            yield shown.example(words, *cells, year=False)


def _two_rows(shown: _Figures) -> Iterator[Example]:
    for column in shown.columns:
        cells = [cell for row in shown.rows if len(shown.label(row)) < 14 and (cell := shown.cell(row, column))][:2]
        if len(cells) == 2 and (asking := shown.asking(cells[0])):
            both = together(*(shown.label(cell.row) for cell in cells))
            yield shown.example(f"{both}의 {topic(shown.column(column))} 각각 {asking}", *cells)


def highest(report: Report) -> Iterator[Example]:
    """The rows with the highest shares or amounts: "2024년 예산 집행률이 가장 높은 부서 세 곳은 어디인가요?"."""
    for shown in _all(report):
        offices = sum(1 for row in shown.rows if _OFFICE.search(shown.label(row))) > len(shown.rows) / 2
        for column in shown.columns if len(shown.rows) > _RANKED and (offices or "사업" in shown.column(0)) else ():
            cells = [cell for row in shown.rows if (cell := shown.cell(row, column))]
            ranked = sorted(cells, key=lambda cell: figure(cell.text) or 0, reverse=True)
            told = {cell.text: shown.label(cell.row) for cell in ranked[: _RANKED + 1]}
            if len(cells) < len(shown.rows) or not shown.asking(cells[0]) or len(told) <= _RANKED:  # of a tie
                continue
            most = "높은" if is_rate(shown.column(column)) else "많은"
            what = "부서 세 곳은 어디인가요?" if offices else "사업 세 가지는 무엇인가요?"
            example = shown.example(f"{subject(shown.column(column))} 가장 {most} {what}", *ranked[:_RANKED])
            yield replace(example, told=tuple(told.values())[:_RANKED])
            break


def _all(report: Report) -> list[_Figures]:
    """Tables of the latest years first."""
    tables = [_Figures(report, table) for table in report.tables if table.columns > 1]
    return sorted(tables, key=lambda shown: year_of(report, shown.table.section), reverse=True)


def _is_label(text: str) -> bool:
    return len(text) <= _MOST_LABEL and is_name(text) and not _NO_NAME.search(text)
