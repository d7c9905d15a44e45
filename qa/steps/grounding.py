"""Fifth step: no figure, date or name leaves that its citation does not show.

Every figure of a statement must stand in one of the statement's quotes, as printed or reformatted (13.8만명 = 138,000명,
a unit printed in the table's head), or be marked as computed from figures that do. A statement that fails is withheld.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from qa.figures import FigureKind, figures_in, magnitude
from qa.steps.draft import Draft, Statement

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def grounded(draft: Draft) -> Draft:
    """The draft without the statements that their quotes do not prove."""
    return Draft(tuple(s for s in draft.statements if not unproven(s)), draft.limit)


def unproven(statement: Statement) -> list[str]:
    """The figures of a statement that its quotes do not show; empty when all is proven."""
    shown = _numbers(_evidence(statement))
    values = _values(_evidence(statement))
    missing = []
    for number, value in _claims(statement.text):
        if number not in shown and value not in values and number not in _numbers(statement.computed):
            missing.append(number)
    return missing


def _evidence(statement: Statement) -> list[str]:
    texts = [quote.text for quote in statement.quotes]
    for quote in statement.quotes:  # what the citation itself displays beside the quote
        texts += [*quote.report.trail(quote.passage.section), quote.report.metadata.title, quote.report.metadata.date]
        if quote.cell is not None:
            texts += [quote.cell.row, quote.cell.column]
    return [unicodedata.normalize("NFKC", t) for t in texts]


def _claims(text: str) -> Iterable[tuple[str, Decimal | None]]:
    text = unicodedata.normalize("NFKC", text)
    amounts = [f for f in figures_in(text) if f.kind is not FigureKind.DATE]
    for match in _DIGITS.finditer(text):
        inside = next((f for f in amounts if f.span.start <= match.start() < f.span.end), None)
        yield _plain(match.group()), inside.value if inside else None


def _numbers(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(_plain(m.group()) for t in texts for m in _DIGITS.finditer(t))


def _values(texts: Iterable[str]) -> frozenset[Decimal]:
    return frozenset(f.value for t in texts for f in figures_in(t) if f.value is not None)


def _plain(number: str) -> str:
    bare = number.replace(",", "").rstrip(".")
    return str(magnitude(bare).normalize()) if "." in bare else (bare.lstrip("0") or "0")
