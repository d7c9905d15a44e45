"""What ranker and reader look at of a unit: its own words, the words it hangs under, its label and figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.report import Passage, Report, Table, Unit, UnitKind
from index.morphemes import Morphemes
from qa.figures import Figure, Period, figures_in, months_in, quarters_in, without_years, years_in
from qa.steps.items import item_counts
from qa.steps.letters import bigrams, squeezed
from qa.steps.word_vectors import WordIds, WordVectors

_LABEL = re.compile(
    r"^\W*(?:\((?P<bracket>[^()]{1,24})\)|\[(?P<square>[^\[\]]{1,24})\]|(?P<key>[^:：]{1,40}?)\s*[:：](?!\d))"
)

_FORMULA = re.compile(r"\(\s*[A-Za-z](?:\s*[-+/]\s*[A-Za-z])*\s*\)")  # "총지출(a+b)": letters to calculate with

# Captions of pictures, one beside the other after a statement or by themselves: they state nothing.
_CAPTIONS = re.compile(r"^(?:\s*<[^<>]*>)+\s*$|(?:\s*<[^<>]*>){2,}\s*$")
_MOST_CHILDREN = 40  # units that are looked at for what hangs under one


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit with everything about it that does not depend on the question."""

    report: Report
    passage: Passage
    index: int  # position in report.units
    text: str  # the unit's own text; a row's cells carry their column labels
    label: str  # row label, the key of "key : value", or "" where there is none
    context: str  # the units it hangs under, top down
    above: str  # the same with its section's heading
    terms: frozenset[str]
    context_terms: frozenset[str]
    label_terms: frozenset[str]  # of the label and, in a table, of the column labels
    trail_terms: frozenset[str]
    bigrams: frozenset[str]
    context_bigrams: frozenset[str]
    label_bigrams: frozenset[str]  # without its years, which name a time and no thing
    word_ids: WordIds  # of `terms`, in the table of word vectors
    context_word_ids: WordIds  # of `context_terms` and `trail_terms`
    figures: tuple[Figure, ...]
    own_years: frozenset[int]
    column_years: frozenset[int]  # of the columns of its table
    periods: frozenset[Period]  # quarters it and the columns of its table name, months of these and of the caption
    context_years: frozenset[int]  # of the nearest place above that names any: caption, parents, then headings
    children: int  # units directly under this one
    item_counts: frozenset[int]  # how many things the text may be said to list
    own_letters: str  # text, label and column labels, as `squeezed`
    near_letters: str  # with what it hangs under, the headings and the report's title and department

    @property
    def unit(self) -> Unit:
        """The unit itself."""
        return self.report.units[self.index]

    @property
    def table(self) -> Table | None:
        """The table of a row; None for units that are no row, also for the items that stand in a cell."""
        return _table(self.report, self.unit)


def without_captions(text: str) -> str:
    """A unit's text without the captions of pictures behind it."""
    return _CAPTIONS.sub("", text)


class ViewMaker:
    """Makes the views of a passage's units."""

    def __init__(self, morphemes: Morphemes, vectors: WordVectors) -> None:
        self._terms = morphemes.terms
        self._vectors = vectors

    def views(self, report: Report, passage: Passage) -> list[UnitView]:
        """The views of a passage's units in reading order; headings and table heads prove nothing and are left out."""
        trail = " ".join((report.metadata.title, report.metadata.department, *passage.trail))
        return [
            self._view(report, passage, index, trail)
            for index in passage.units
            if _can_prove(report, report.units[index])
        ]

    def _view(self, report: Report, passage: Passage, index: int, passage_trail: str) -> UnitView:
        unit = report.units[index]
        table = _table(report, unit)
        columns = caption = group = ""
        if table is not None:
            columns = " ".join(filter(None, map(table.column_label, range(table.columns))))
            caption = table.caption
            group = table.row_group(unit.row) if unit.row is not None else ""
        label = _label(unit, table)
        above = _parents(report, unit)
        parents = " › ".join(above)
        headings = report.trail(unit.section)
        context = " ".join(filter(None, (caption, group, columns, parents)))
        text = without_captions(unit.text)
        terms = frozenset(self._terms(text))
        context_terms = frozenset(self._terms(context))
        own = f"{text} {label} {columns}"
        trail_terms = frozenset(self._terms(" ".join((passage_trail, *headings))))
        return UnitView(
            report=report,
            passage=passage,
            index=index,
            text=text,
            label=label,
            context=parents or group or caption,
            above=f"{parents or group or caption} {report.sections[unit.section].heading}",
            terms=terms,
            context_terms=context_terms,
            label_terms=frozenset(self._terms(f"{label} {columns}")),
            trail_terms=trail_terms,
            bigrams=bigrams(text),
            context_bigrams=bigrams(context),
            label_bigrams=bigrams(without_years(label, years_in(label))),
            word_ids=self._vectors.ids(terms),
            context_word_ids=self._vectors.ids(context_terms | trail_terms),
            figures=figures_in(text),
            own_years=years_in(f"{text} {label}"),
            column_years=years_in(columns),
            periods=quarters_in(f"{label} {text} {columns}") | months_in(f"{caption} {columns}"),
            context_years=_nearest_years((caption, *reversed(above), *reversed(headings))),
            children=_children(report, index),
            item_counts=item_counts(text),
            own_letters=squeezed(own),
            near_letters=squeezed(f"{own} {context} {passage_trail} {' '.join(headings)}"),
        )


def _nearest_years(places: Iterable[str]) -> frozenset[int]:
    """The years of the first place that names any: "□ 2020년" counts, "(2019~2023)" further up does not."""
    return next((years for place in places if (years := years_in(place))), frozenset())


def _children(report: Report, index: int) -> int:
    units = report.units
    return sum(units[at].parent == index for at in range(index + 1, min(index + _MOST_CHILDREN, len(units))))


def _can_prove(report: Report, unit: Unit) -> bool:
    table = _table(report, unit)
    is_head = table is not None and unit.row is not None and unit.row < table.header_rows
    return (
        unit.kind is not UnitKind.HEADING and not is_head and re.search(r"\w", without_captions(unit.text)) is not None
    )


def _table(report: Report, unit: Unit) -> Table | None:
    return report.tables[unit.table] if unit.kind is UnitKind.ROW and unit.table is not None else None


def _label(unit: Unit, table: Table | None) -> str:
    if table is not None and unit.row is not None:
        return _FORMULA.sub("", table.row_label(unit.row)).strip()
    match = _LABEL.match(unit.text)
    return next((part for part in match.groups() if part), "").strip() if match else ""


def _parents(report: Report, unit: Unit) -> list[str]:
    texts: list[str] = []
    at = unit.parent
    while at is not None:
        texts.append(report.units[at].text)
        at = report.units[at].parent
    return texts[::-1]
