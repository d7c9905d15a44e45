"""What is worked out from cited figures: sums, differences, the greater of two, the largest or smallest row of a table.

The result is always told as computed, with the figures it comes from, so that a reader can check it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from corpus.report import Cell, Table
from corpus.totals import holds_total
from qa.figures import FigureKind, figures_in
from qa.steps.draft import Statement
from qa.steps.parts import Part

_LARGEST = re.compile(
    r"(?:번째로|가장|제일|최고|1위|상위)\S*\s*(?:\S+\s+)?(?:많|높|큰|크)|최다|최대(?!\s*(?:몇|얼마|\d))|\d위|highest|largest|most\b"
)
_SMALLEST = re.compile(
    r"(?:번째로|가장|제일)\S*\s*(?:\S+\s+)?(?:적|낮|작)|최소(?!\s*(?:몇|얼마|\d))|최저|꼴찌|lowest|smallest|least\b"
)
_ASKS_CHANGE = re.compile(r"늘|줄|증가|감소|차이|변화|변했|견주|비교|더 (?:많|높|적|낮|큰|크|작)")
_ASKS_SUM = re.compile(r"합치|합쳐|합하|합해|합한|더하면|더한|합산|합은|합이")
_MOST_PLACES = 5  # that are told together
_NTH = {"두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "다섯": 5}
_MORE = re.compile(r"(?:더|어디|어느\s*\S{1,2}|언제|누가|뭐)(?:이|가)?\s*(?:더\s*)?(많|높|크|큰|커|길|적|낮|작|짧)")
_ADNOMINAL = {  # and whether the lesser one is meant
    "많": ("많은", False), "높": ("높은", False), "크": ("큰", False), "큰": ("큰", False), "커": ("큰", False),
    "길": ("긴", False), "적": ("적은", True), "낮": ("낮은", True), "작": ("작은", True), "짧": ("짧은", True),
}  # fmt: skip


def _text_of(cell: Cell) -> str:
    return cell.text


def asks_sum(question: str) -> bool:
    """Whether a question wants things added up: "합치면", "더하면"."""
    return _ASKS_SUM.search(question) is not None


def worked_out(question: str, statements: Sequence[Statement], sides: Sequence[str] = ()) -> Statement | None:
    """What the question wants worked out of statements with figures of one kind; None where they have none.

    The sum of all of them, or what changed between two; of two `sides` which is the greater, and by how much.
    """
    figures = [s.figure for s in statements if s.figure is not None]
    values = [figure.value for figure in figures if figure.value is not None]
    if not 1 < len(statements) == len(values) or len({(f.kind, f.counter) for f in figures}) > 1:
        return None
    kind, counter = figures[0].kind, figures[0].counter
    if asks_sum(question) and kind is not FigureKind.PERCENT:
        amount = _written(sum(values, Decimal(0)), kind, counter)
        text = f"합치면 {amount}입니다 ({' + '.join(f.text.strip() for f in figures)}, 계산한 값)."
    elif len(values) == 2 and values[0] != values[1] and _ASKS_CHANGE.search(question):
        change = values[1] - values[0]
        amount = _written(abs(change), kind, counter)
        if len(sides) == 2:
            more = "높" if kind is FigureKind.PERCENT else "많"
            told = f"{sides[change > 0]} 쪽이 {amount} 더 {more}습니다"
        else:
            told = f"{amount} {'늘었' if change > 0 else '줄었'}습니다"
        text = f"{told} ({figures[0].text.strip()} → {figures[1].text.strip()}, 계산한 값)."
        text = text.replace(" → ", ", ") if len(sides) == 2 else text
    else:
        return None
    return Statement(text, tuple(q for s in statements for q in s.quotes), computed=(amount,))


def greater(question: str, told: Sequence[tuple[Part | None, Statement]]) -> Statement | None:
    """Which of two sides is more or less, told as computed; None where that is not asked or not to be told."""
    wanted = _MORE.search(question)
    if wanted is None or len(told) != 2:
        return None
    (one, first), (other, second) = told
    a, b = first.figure, second.figure
    if one is None or other is None or a is None or b is None or a.value is None or b.value is None:
        return None
    if (a.kind, a.counter) != (b.kind, b.counter) or a.value == b.value:
        return None
    adnominal, less = _ADNOMINAL[wanted[1]]
    name = one.name if (a.value > b.value) is not less else other.name
    high, low = (a, b) if a.value > b.value else (b, a)
    text = f"더 {adnominal} 쪽은 {name}입니다 ({high.text.strip()} > {low.text.strip()}, 계산한 값)."
    return Statement(text, (*first.quotes, *second.quotes))


def _written(value: Decimal, kind: FigureKind, counter: str) -> str:
    if kind is FigureKind.PERCENT:
        return f"{value}%p"
    if kind is FigureKind.MONEY:
        return _won(value)
    return f"{value:,}{counter}"


def _won(value: Decimal) -> str:
    """An amount of won as reports write it: "7억 9,000만원"."""
    if value != int(value):
        return f"{value:,}원"
    hundred_millions, rest = divmod(int(value), 10**8)
    ten_thousands, ones = divmod(rest, 10**4)
    parts = ((hundred_millions, "억"), (ten_thousands, "만"), (ones, ""))
    return " ".join(f"{part:,}{scale}" for part, scale in parts if part) + "원"


def asks_extremes(question: str) -> bool:
    """Whether a question wants the largest or smallest of something, or a place in their order."""
    return any(asked.search(question) for asked in (_LARGEST, _SMALLEST))


def extremes(
    question: str, table: Table, column: int, wanted_items: int = 0, text_of: Callable[[Cell], str] = _text_of
) -> list[Cell]:
    """The cells of a column with its largest and smallest values, as the question asks for; totals are left out.

    `text_of` says what of a cell counts.
    "두 번째로 많은" asks for one further down, "1위와 2위" for two, "가장 많은 세 곳" (`wanted_items`) for three.
    """
    largest, smallest = _LARGEST.search(question) is not None, _SMALLEST.search(question) is not None
    places = _places(question, wanted_items)
    if not largest and not smallest:
        return []
    rows = [
        (value, cell)
        for cell in table.cells
        if cell.column == column and (value := _value(table, cell, text_of)) is not None
    ]
    if len(rows) < max(2, *places):
        return []
    downwards = [cell for _, cell in sorted(rows, key=lambda row: row[0], reverse=True)]
    upwards = [cell for _, cell in sorted(rows, key=lambda row: row[0])]
    chosen = [order[place - 1] for order in (downwards,) * largest + (upwards,) * smallest for place in places]
    return list(dict.fromkeys(chosen))


def _places(question: str, wanted_items: int) -> list[int]:
    """Which places of an order a question asks for, from 1 on."""
    said = sorted({int(place) for place in re.findall(r"(?<!\d)([1-9])위", question)})
    if said:
        return said
    nth = re.search(r"(두|둘|세|셋|네|다섯|[2-5])\s*번째", question)
    if nth:
        return [int(nth[1]) if nth[1].isdigit() else _NTH[nth[1]]]
    return list(range(1, wanted_items + 1)) if 1 < wanted_items <= _MOST_PLACES else [1]


def _value(table: Table, cell: Cell, text_of: Callable[[Cell], str]) -> Decimal | None:
    if cell.header or cell.row < table.header_rows or holds_total(table.row_label(cell.row)):
        return None
    figures = figures_in(text_of(cell))
    return figures[0].value if figures else None
