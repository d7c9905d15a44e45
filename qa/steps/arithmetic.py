"""What is worked out from cited figures: differences, and the largest or smallest row of a table.

The result is always told as computed, with the figures it comes from, so that a reader can check it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from corpus.report import Cell, Table
from qa.figures import FigureKind, figures_in
from qa.steps.draft import Statement

_LARGEST = re.compile(r"(?:가장|제일|최고|1위)\S*\s*(?:\S+\s+)?(?:많|높|큰|크)|최다|최대|1위|highest|largest|most\b")
_SMALLEST = re.compile(r"(?:가장|제일)\S*\s*(?:\S+\s+)?(?:적|낮|작)|최소|최저|꼴찌|lowest|smallest|least\b")
_TOTAL = re.compile(r"^(?:합계|총계|소계|계|전체)|계(?:\s*\(|$)")


def difference(statements: Sequence[Statement]) -> Statement | None:
    """What changed between two statements with figures of one kind, told as computed; None where they have none."""
    if len(statements) != 2:
        return None
    first, second = (s.figure for s in statements)
    if first is None or second is None or first.value is None or second.value is None:
        return None
    if (first.kind, first.counter) != (second.kind, second.counter) or first.value == second.value:
        return None
    change = second.value - first.value
    amount = _written(abs(change), first.kind, first.counter)
    grown = "늘었습니다" if change > 0 else "줄었습니다"
    text = f"{amount} {grown} ({first.text.strip()} → {second.text.strip()}, 계산한 값)."
    quotes = tuple(q for s in statements for q in s.quotes)
    return Statement(text, quotes, computed=(amount,))


def _written(value: Decimal, kind: FigureKind, counter: str) -> str:
    if kind is FigureKind.PERCENT:
        return f"{value}%p"
    if kind is FigureKind.MONEY:
        return f"{value:,.0f}원" if value < 10_000 else f"{(value / 10_000).normalize():,f}만원"
    return f"{value:,}{counter}"


def extremes(question: str, table: Table, column: int) -> list[Cell]:
    """The cells of a column with its largest and smallest values, as the question asks for; totals are left out."""
    wanted = [bool(_LARGEST.search(question)), bool(_SMALLEST.search(question))]
    if not any(wanted):
        return []
    rows = [
        (value, cell) for cell in table.cells if cell.column == column and (value := _value(table, cell)) is not None
    ]
    if len(rows) < 2:
        return []
    rows.sort(key=lambda row: row[0])
    return [cell for asked, (_, cell) in zip(wanted, (rows[-1], rows[0]), strict=True) if asked]


def _value(table: Table, cell: Cell) -> Decimal | None:
    if cell.header or cell.row < table.header_rows or _TOTAL.search(table.row_label(cell.row).replace(" ", "")):
        return None
    figures = figures_in(cell.text)
    return figures[0].value if figures else None
