"""What the reader hands on: statements, each with the places that prove it."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.report import Passage, Report, Span
from qa.answer import CitedCell
from qa.figures import Figure


@dataclass(frozen=True, slots=True)
class Quote:
    """A place in a report that proves a statement."""

    report: Report
    passage: Passage
    span: Span
    section: int  # of the outline: position in report.sections
    cell: CitedCell | None = None
    labels: tuple[str, ...] = ()  # of the table's head and row, which the evidence shows beside the quote
    told: str = ""  # the same words cleaned (no bullet before a figure), where the span is that of a unit

    @property
    def text(self) -> str:
        """The verbatim quote."""
        return self.span.of(self.report.text)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the answer says.

    `figure` is the one figure it states, where it states one; `computed` are figures worked out from those of the
    quotes, as they stand in `text`; `side` is what it is the figure of, where several things are set side by side.
    """

    text: str
    quotes: tuple[Quote, ...]
    figure: Figure | None = None
    computed: tuple[str, ...] = ()
    side: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer before it is checked; `limit` is its greatest length in characters without markers.

    `missing` names what was asked for as well and not found.
    """

    statements: tuple[Statement, ...]
    limit: int
    missing: tuple[str, ...] = ()
