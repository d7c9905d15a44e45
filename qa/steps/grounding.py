"""Fifth step: no figure leaves that its citation does not show.

Every figure of a statement must stand in one of the statement's quotes with the same value and counter, as printed or
reformatted (13.8만명 = 138,000명, a unit printed in the table's head), or be marked as computed from figures that do.
A statement that fails is withheld.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from qa.figures import Figure, FigureKind, figures_in
from qa.steps.draft import Draft, Statement

_POINTS = re.compile(r"\s?(?:[pP](?![A-Za-z])|포인트)")
_PART_OF_DATE = re.compile(r"상(?=반기|\.)|하(?=반기|\.)|[말초](?=\s*(?:\(|[~∼]|$))|(?<=\()[월화수목금토일](?=\))")


def grounded(draft: Draft) -> Draft:
    """The draft without the statements that their quotes do not prove."""
    return replace(draft, statements=tuple(s for s in draft.statements if not unproven(s)))


def unproven(statement: Statement) -> list[str]:
    """The figures of a statement that its quotes do not show; empty when all is proven."""
    shown = _figures(_shown(statement))
    units = {quote.cell.unit for quote in statement.quotes if quote.cell is not None}
    computed = {_bare(c) for c in statement.computed}
    return [
        claim.text
        for claim in _figures([statement.text])
        if _bare(claim.text) not in computed and not any(_says(figure, claim, units) for figure in shown)
    ]


def _shown(statement: Statement) -> Iterable[str]:
    """The quotes, and what a citation displays beside them: trail, title, the cell's labels."""
    for quote in statement.quotes:
        yield quote.told or quote.text
        yield quote.report.metadata.title
        yield quote.report.metadata.date
        yield from quote.report.trail(quote.section)
        yield from quote.labels


def _figures(texts: Iterable[str]) -> list[Figure]:
    told = (unicodedata.normalize("NFKC", text) for text in texts)
    return [_with_points(figure, text) for text in told for figure in figures_in(text)]


def _with_points(figure: Figure, text: str) -> Figure:
    """A percentage point is no percent, though it is read as one: "1.3%p", "1.3% 포인트"."""
    if figure.kind is FigureKind.PERCENT and _POINTS.match(text, figure.span.end):
        return replace(figure, text=f"{figure.text}p", counter="%p")
    return figure


def _says(shown: Figure, claim: Figure, units: set[str]) -> bool:
    if shown.text == claim.text:  # "4.10" is a date in brackets and a number without
        return True
    if claim.kind is FigureKind.DATE or shown.kind is FigureKind.DATE:
        return _same_date(shown, claim)
    if shown.value == claim.value and (shown.counter == claim.counter or not claim.counter):
        return True
    # A bare figure of a table, written with the unit that the table's head gives it.
    return not shown.counter and any(
        _figures([f"{shown.text}{unit}"])[0].value == claim.value for unit in units if unit.endswith(claim.counter)
    )


def _same_date(shown: Figure, claim: Figure) -> bool:
    """The claim's numbers are the shown date's, or its end ("9월 5일" of "2024. 9. 5.").

    Of the words beside them (half of the year, day of the week) the claim has none that the shown date has not.
    """
    if shown.kind is not claim.kind or set(_PART_OF_DATE.findall(claim.text)).difference(
        _PART_OF_DATE.findall(shown.text)
    ):
        return False
    wanted, given = _date_numbers(claim.text), _date_numbers(shown.text)
    return wanted == given or (len(wanted) >= 2 and given[-len(wanted) :] == wanted) or given[: len(wanted)] == wanted


def _date_numbers(date: str) -> list[int]:
    numbers = [int(n) for n in re.findall(r"\d+", date)]
    has_short_year = bool(numbers) and re.match(r"\W*['’‘′`]", date) is not None
    return [2000 + numbers[0], *numbers[1:]] if has_short_year else numbers


def _bare(figure: str) -> str:
    return re.sub(r"[^\d.]", "", figure).rstrip(".")
