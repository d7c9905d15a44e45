"""Which cell of a table row answers a question: header × row resolution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.report import ITEM_MARK, Cell, Table
from corpus.totals import is_total
from qa.answer import CitedCell
from qa.figures import FigureKind, figures_in, months_in, quarters_in, years_in
from qa.steps.letters import bigrams, squeezed
from qa.steps.pairs import asked_parts, parts_of, without_names
from qa.steps.understanding import Expects, Understanding, of_another_time

_MONEY_UNIT = re.compile(r"(?:조|십억|억|천만|백만|만|천)?\s?(?:원|달러|불|유로|엔|위안)")
_SHARE = re.compile(r"[율률]|비중|구성비|\)\s?/|/\s?\(?[A-Z]\b")  # a column of percentages, if the table has any
_BARE_NUMBER = re.compile(r"[△▲\-−]?[\d,.]+")
_UNIT_IN_LABEL = re.compile(r"\((천명|명|건|개|개소|회|천가구|가구|대|억원|백만원|천원|원)\)")
_NOT_A_NAME = re.compile(r"[△▲\d,.%()\s/\-]+")
_FIGURE_FIRST = re.compile(r"\d{1,3}(?:,\d{3})+|\d+/\d+")  # no year and no number of a row
_CERTAIN, _MARGIN = 0.45, 0.12  # a column is chosen from this fit on, this far ahead of the next
_UNNAMED_TOTAL = 0.5
_GROUP_TOTAL = 0.8  # "일반직 소계" answers "일반직", but "일반직 6급" is better answered by its own column
_NONE = re.compile(r"[-–—]")  # how a table prints that there is none
_VALUES = frozenset({Expects.MONEY, Expects.PERCENT, Expects.COUNT, Expects.DATE})
_ITS_TIME, _OTHER_TIME = 0.2, 1.0
_MEANT = 0.7  # what a column's name in administrative words counts beside the name itself


@dataclass(frozen=True, slots=True)
class ChosenCell:
    """A cell with its labels; `value` is as printed, with the table's unit where the cell itself has none."""

    cell: Cell
    row: str
    column: str
    unit: str
    value: str

    @property
    def empty(self) -> bool:
        """Whether the table prints that there is none."""
        return _NONE.fullmatch(self.value) is not None

    def cited(self) -> CitedCell:
        """The cell as a citation names it."""
        return CitedCell(self.row, self.column, self.unit)


def choose_cell(table: Table, row: int, asked: Understanding, above: Sequence[str] = ()) -> ChosenCell | None:
    """The cell of a row that the question asks for, or None when the column labels do not decide it.

    `above` are the headings that the table stands under, nearest first: they may name the two figures of its cells.
    """
    cells = value_cells(table, row)
    ranked = sorted(((_fit(table, c, asked), -c.column, c) for c in cells), key=lambda f: f[:2])
    if not ranked:
        return None
    certain = ranked[-1][0] >= _CERTAIN and (len(ranked) == 1 or ranked[-1][0] - ranked[-2][0] >= _MARGIN)
    best = ranked[-1][2] if certain else _only_fitting(table, cells, asked)
    return resolve_part(table, row, best, asked, above) if best is not None else None


def row_asked(table: Table, row: int, asked: Understanding) -> int:
    """The row, or of two under one label that of the change in brackets for a percentage, else that of the values."""
    stacked = table.stacked(row)
    if stacked is None:
        return row
    return stacked[1] if asked.expects is Expects.PERCENT and "%" in table.unit else stacked[0]


def resolve_part(table: Table, row: int, cell: Cell, asked: Understanding, above: Sequence[str]) -> ChosenCell:
    """A cell with its labels and its unit; of one with two figures the one that the question asks for."""
    return _part_asked(table, resolve(table, row, cell), asked, above)


def _only_fitting(table: Table, cells: Sequence[Cell], asked: Understanding) -> Cell | None:
    """The one cell of a row that has the form asked for, where all others have another."""
    if asked.expects not in _VALUES or len(cells) < 2:
        return None
    fitting = [c for c in cells if _form(table, c, table.column_label(c.column), asked.expects) >= 0]
    return fitting[0] if len(fitting) == 1 and figures_in(fitting[0].text) else None


def _part_asked(table: Table, chosen: ChosenCell, asked: Understanding, above: Sequence[str]) -> ChosenCell:
    """The figure that the question asks for of a cell with two: 정원 of "11/7"."""
    figures = parts_of(chosen.cell.text)
    if figures is None:
        return chosen
    parts = asked_parts((chosen.column, chosen.row, table.column_label(0), table.caption, *above), asked)
    values = {name: _with_unit(figures[at], chosen.unit) for name, at in parts.items()}
    if not values:
        return chosen
    column = without_names(chosen.column)
    row = without_names(chosen.row)
    if len(values) == 1:
        name, value = next(iter(values.items()))
        return replace(chosen, row=row, column=" ".join(filter(None, (column, name))), value=value)
    return replace(chosen, row=row, column=column, value=", ".join(f"{name} {value}" for name, value in values.items()))


def cells_of_sides(table: Table, row: int, asked: Understanding) -> list[ChosenCell]:
    """The cells of a row under the columns that the question joins ("예산현액과 집행률"); empty if one is missing."""
    found: list[ChosenCell] = []
    for name in map(squeezed, asked.sides):
        cells = [c for c in value_cells(table, row) if name in squeezed(table.column_label(c.column))]
        if not cells:
            return []
        shortest = min(cells, key=lambda c: len(table.column_label(c.column)))
        found.append(resolve(table, row, shortest))
    return found if len({f.cell for f in found}) == len(found) else []  # one cell holds both: "정원/현원"


def column_shares(table: Table, named: frozenset[str]) -> list[float]:
    """For each column after the first the share of its label's character pairs that stand among those `named`."""
    return [_named(table.column_label(c), named) for c in range(1, table.columns)]


def value_cells(table: Table, row: int) -> list[Cell]:
    """The cells of a row that carry values, left to right; its label cells are left out."""
    label = table.row_label(row) if row_name(table, row) else ""
    return [c for c in table.cells if c.row <= row < c.row + c.rowspan and not c.header and c.text and c.text != label]


def row_name(table: Table, row: int) -> str:
    """A row's label, or an empty string where its first cell is a figure: totals under a header that names them all."""
    label = table.row_label(row)
    mark = ITEM_MARK.match(label)
    return "" if _FIGURE_FIRST.fullmatch(label) else label[mark.end() :] if mark else label


def resolve(table: Table, row: int, cell: Cell) -> ChosenCell:
    """A cell with its labels and its unit."""
    column = table.column_label(cell.column)
    if (stacked := table.stacked(row)) is not None and row == stacked[1] and "%" in table.unit:
        return ChosenCell(cell, row_name(table, row), column, "%", _with_unit(cell.text.strip("()"), "%"))
    unit = _unit(table, cell, column)
    return ChosenCell(cell, row_name(table, row), column, unit, _with_unit(cell.text, unit))


def _with_unit(text: str, unit: str) -> str:
    return text + unit if _BARE_NUMBER.fullmatch(text) else text


def _unit(table: Table, cell: Cell, column: str) -> str:
    if "%" in column or "％" in column or _of_percent(table, column):
        return "%"
    if re.search(r"[율률]|비중", column):
        return "%" if "." in cell.text else ""
    in_label = _UNIT_IN_LABEL.search(f"{column} {table.row_label(cell.row)}".replace(" ", ""))
    return in_label.group(1) if in_label else table.figure_unit


def _of_percent(table: Table, column: str) -> bool:
    """Whether a column holds percentages: one of shares, in a table that says it has percentages."""
    return "%" in table.unit and _SHARE.search(column) is not None


def _fit(table: Table, cell: Cell, asked: Understanding) -> float:
    """How well a cell answers: whether the question names its column, and whether it has the expected form."""
    named = bigrams(asked.text)
    full = table.column_label(cell.column)
    head = table.at(table.header_rows - 1, cell.column) if table.header_rows else None
    leaf = head.text if head else full
    if is_total(leaf):  # "별정직 소계" is what "별정직" alone asks for, "총계" what nothing else asks for
        group = full.removesuffix(leaf).strip()
        said = _GROUP_TOTAL * _named(group, named) if group else _UNNAMED_TOTAL
    else:
        said = (_named(full, named) + _named(leaf, named)) / 2
    meant = max((_named(full, bigrams(phrase)) for phrase in asked.expansions), default=0.0)
    return max(said, _MEANT * meant) + _form(table, cell, full, asked.expects) + _time(full, asked)


def _time(label: str, asked: Understanding) -> float:
    """Whether a column is of the year or quarter asked for, or of another; of a quarter where a whole year is meant."""
    years, periods = years_in(label), quarters_in(label) | months_in(label)
    if not years or not asked.years:
        return 0.0
    if not years & asked.years or of_another_time(asked, periods):
        return -_OTHER_TIME
    return _ITS_TIME if bool(periods) == bool(asked.periods) else 0.0


def _named(label: str, named: frozenset[str]) -> float:
    """Share of a label's pairs that are named; what stands in brackets does not count."""
    pairs = bigrams(re.sub(r"\([^()]*\)|[*]", "", label) or label)
    return len(pairs & named) / len(pairs) if pairs else 0.0


def _form(table: Table, cell: Cell, label: str, expects: Expects) -> float:
    figures = figures_in(cell.text)
    percent = bool(re.search(r"[율률](?:\W|$)|비중|%", label)) or _of_percent(table, label)
    percent = percent or (bool(figures) and figures[0].kind is FigureKind.PERCENT)
    match expects:
        case Expects.PERCENT:
            return 0.5 if percent or "%" in cell.text else -0.5
        case Expects.MONEY:
            return -0.5 if percent or not figures else 0.1 * bool(_MONEY_UNIT.fullmatch(table.figure_unit))
        case Expects.COUNT:
            return -0.5 if percent or not (figures or _NONE.fullmatch(cell.text)) else 0.0
        case Expects.DATE:
            return 0.5 if re.search(r"(?:19|20)\d{2}|\d\s*[.년월]", cell.text) else -0.3
        case Expects.NAME | Expects.PLACE:
            return -0.4 if _NOT_A_NAME.fullmatch(cell.text) else 0.1
        case Expects.EXPLANATION | Expects.REASON:
            return -0.5 if figures and _NOT_A_NAME.fullmatch(cell.text) else 0.0
        case _:
            return 0.0
