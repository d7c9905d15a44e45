"""Which cell of a table row answers a question: header × row resolution."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.report import Cell, Table
from qa.answer import CitedCell
from qa.figures import figures_in
from qa.steps.understanding import Expects, Understanding
from qa.steps.unit_view import UnitView, bigrams

_MONEY_UNITS = re.compile(r"^(?:조|억|천만|백만|만|천)?원$")
_CERTAIN, _MARGIN = 0.45, 0.12


@dataclass(frozen=True, slots=True)
class ChosenCell:
    """A cell with its labels; `value` is as printed, with the table's unit where the cell itself has none."""

    cell: Cell
    row: str
    column: str
    unit: str
    value: str

    def cited(self) -> CitedCell:
        """The cell as a citation names it."""
        return CitedCell(self.row, self.column, self.unit)


def choose_cell(view: UnitView, asked: Understanding) -> ChosenCell | None:
    """The cell of a row that the question asks for, or None when the column labels do not decide it."""
    table, row = view.table, view.unit.row
    if table is None or row is None:
        return None
    cells = value_cells(table, row)
    ranked = sorted(
        ((_fit(table, cell, asked), -cell.column, cell) for cell in cells), key=lambda f: f[:2], reverse=True
    )
    if not ranked or ranked[0][0] < _CERTAIN:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _MARGIN:
        return None
    return resolve(table, row, ranked[0][2])


def value_cells(table: Table, row: int) -> list[Cell]:
    """The cells of a row that carry values, left to right; its label cells are left out."""
    label = table.row_label(row)
    return [c for c in table.cells if c.row <= row < c.row + c.rowspan and not c.header and c.text and c.text != label]


def resolve(table: Table, row: int, cell: Cell) -> ChosenCell:
    """A cell with its labels and its unit."""
    column = table.column_label(cell.column)
    unit = _unit(table, cell, column)
    value = cell.text + unit if unit and re.fullmatch(r"[△▲\-−]?[\d,.]+", cell.text) else cell.text
    return ChosenCell(cell, table.row_label(row), column, unit, value)


def _unit(table: Table, cell: Cell, column: str) -> str:
    if "%" in column or "％" in column:
        return "%"
    if re.search(r"[율률]|비중", column) and re.fullmatch(r"[\d.]+", cell.text):
        return "%" if "." in cell.text else ""
    in_label = re.search(r"\((천명|명|건|개|개소|회|천가구|가구|대|백만원|천원|원)\)", column.replace(" ", ""))
    if in_label:
        return in_label.group(1)
    return table.unit


def _fit(table: Table, cell: Cell, asked: Understanding) -> float:
    """How well a column answers: share of its label that the question names, and whether the cell has the expected form."""
    label = re.sub(r"\([^()]*\)|[*]", "", table.column_label(cell.column)) or table.column_label(cell.column)
    named = bigrams(asked.text)
    pairs = bigrams(label)
    said = len(pairs & named) / len(pairs) if pairs else 0.0
    for phrase in asked.expansions:
        if bigrams(phrase) and bigrams(phrase) <= pairs:
            said = max(said, 0.9)
        elif pairs:
            said = max(said, 0.7 * len(pairs & bigrams(phrase)) / len(pairs))
    return said + _form(table, cell, label, asked)


def _form(table: Table, cell: Cell, label: str, asked: Understanding) -> float:
    percent = "%" in cell.text or bool(re.search(r"[율률]$|비중|%", label))
    number = bool(figures_in(cell.text))
    match asked.expects:
        case Expects.PERCENT:
            return 0.5 if percent else -0.5
        case Expects.MONEY:
            return -0.5 if percent or not number else (0.1 if _MONEY_UNITS.match(table.unit) else 0.0)
        case Expects.COUNT:
            return -0.5 if percent or not number else 0.0
        case Expects.DATE:
            return 0.4 if re.search(r"\d\s*[.년월]", cell.text) else -0.3
        case Expects.NAME | Expects.PLACE:
            return -0.4 if re.fullmatch(r"[△\d,.%()\s/\-]+", cell.text) else 0.1
        case _:
            return 0.0
