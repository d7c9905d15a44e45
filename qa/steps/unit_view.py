"""What the ranker and the reader look at of one unit: its own words, the words it hangs under, its label and figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.report import Passage, Report, Table, Unit, UnitKind
from qa.figures import Figure, figures_in, years_in

_LABEL = re.compile(
    r"^\W*(?:\((?P<bracket>[^()]{1,24})\)|\[(?P<square>[^\[\]]{1,24})\]|(?P<key>[^:：]{1,40}?)\s*[:：](?!\d))"
)


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit with everything about it that does not depend on the question."""

    report: Report
    passage: Passage
    index: int  # position in report.units
    text: str  # the unit's own text; a row's cells carry their column labels
    label: str  # row label, the key of "key : value", or "" where there is none
    context: str  # the units it hangs under, top down
    terms: frozenset[str]
    context_terms: frozenset[str]
    trail_terms: frozenset[str]
    bigrams: frozenset[str]
    context_bigrams: frozenset[str]
    label_bigrams: frozenset[str]
    figures: tuple[Figure, ...]
    own_years: frozenset[int]
    context_years: frozenset[int]

    @property
    def unit(self) -> Unit:
        """The unit itself."""
        return self.report.units[self.index]

    @property
    def table(self) -> Table | None:
        """The table a row belongs to."""
        return None if self.unit.table is None else self.report.tables[self.unit.table]


def bigrams(text: str) -> frozenset[str]:
    """Character pairs of a text without its spaces and punctuation: robust to spacing and typing errors."""
    squeezed = re.sub(r"[\W_]+", "", text.lower())
    return frozenset(squeezed[i : i + 2] for i in range(len(squeezed) - 1))


def views_of(report: Report, passage: Passage, terms_of: Callable[[str], list[str]]) -> list[UnitView]:
    """The views of a passage's units in reading order; headings alone prove nothing and are left out."""
    metadata = report.metadata
    trail = " ".join((metadata.title, metadata.department, *passage.trail))
    return [
        _view(report, passage, index, trail, terms_of)
        for index in passage.units
        if report.units[index].kind is not UnitKind.HEADING and re.search(r"\w", report.units[index].text)
    ]


def _view(
    report: Report, passage: Passage, index: int, passage_trail: str, terms_of: Callable[[str], list[str]]
) -> UnitView:
    unit = report.units[index]
    table = None if unit.table is None else report.tables[unit.table]
    label = _label(unit, table)
    text, columns = unit.text, ""
    if table is not None:
        columns = " ".join(filter(None, (table.column_label(c) for c in range(table.columns))))
    parents = " › ".join(_parents(report, unit))
    caption = table.caption if table is not None else ""
    context = " ".join(filter(None, (caption, columns, parents)))
    trail = " ".join((passage_trail, *report.trail(unit.section)))
    return UnitView(
        report=report,
        passage=passage,
        index=index,
        text=text,
        label=label,
        context=parents or caption,
        terms=frozenset(terms_of(text)),
        context_terms=frozenset(terms_of(context)),
        trail_terms=frozenset(terms_of(trail)),
        bigrams=bigrams(text),
        context_bigrams=bigrams(context),
        label_bigrams=bigrams(label),
        figures=figures_in(text),
        own_years=years_in(f"{text} {label}"),
        context_years=years_in(f"{context} {' '.join(report.trail(unit.section))}"),
    )


def _label(unit: Unit, table: Table | None) -> str:
    if table is not None and unit.row is not None:
        return table.row_label(unit.row)
    match = _LABEL.match(unit.text)
    return next((part for part in match.groups() if part), "").strip() if match else ""


def _parents(report: Report, unit: Unit) -> list[str]:
    texts: list[str] = []
    at = unit.parent
    while at is not None:
        texts.append(report.units[at].text)
        at = report.units[at].parent
    return texts[::-1]
