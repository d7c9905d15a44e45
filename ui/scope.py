"""The scope that a person sets in the chat (범위): what the library offers, and the choice as the page sends it.

The page keeps the choice and sends it with each question; here it is checked like the body of an API request.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, ValidationError

from api.schemas import FiltersIn
from corpus.report import Report
from index.hits import Filters
from qa.answer import Scope
from ui import copy

FindReport = Callable[[str], Report | None]

# The fields of a scope, each with its name in the address of a link; `scope.js` reads the same names.
PARAMETERS = {"years": "year", "departments": "department", "kinds": "kind", "document_ids": "report"}
IGNORED = "not_"  # before the name of what the link's question names but does not mean


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing a scope is limited to, as a chip shows it: of the field "years" the value 2024 is "2024년"."""

    field: str
    value: int | str
    label: str


@dataclass(frozen=True, slots=True)
class Option:
    """A condition that the library offers; `name` and `note` are what the list shows of it."""

    condition: Condition
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What the page sends with a question: the limits a person set, and what the question does not mean."""

    limits: Filters = field(default_factory=Filters)
    ignored: Filters = field(default_factory=Filters)


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    filters: FiltersIn = FiltersIn()
    ignored: FiltersIn = FiltersIn()


def choice_from(sent: object) -> Choice | None:
    """The choice as the page sent it; None where it cannot be read."""
    try:
        read = _Sent.model_validate(sent or {})
    except ValidationError:
        return None
    return Choice(read.filters.to_filters(), read.ignored.to_filters())


def offered(reports: Sequence[Report]) -> dict[str, list[Option]]:
    """What can be chosen, by field: the latest year first, names in order; a field without any is left out."""
    found = {
        "years": _counted("years", (r.metadata.year for r in reports), newest_first=True),
        "departments": _counted("departments", (r.metadata.department for r in reports)),
        "kinds": _counted("kinds", (r.metadata.kind for r in reports)),
        "document_ids": [_of_report(r) for r in sorted(reports, key=_by_title)],
    }
    return {field: options for field, options in found.items() if options}


def settled(sent: object, find_report: FindReport) -> dict[str, Any]:
    """A choice from a link or an earlier page as this page goes on with it, with a sentence on what fell away.

    Reports that are not there any more fall away; a department without reports stays: it finds nothing and says so.
    """
    choice = choice_from(sent)
    if choice is None:
        return {"chosen": [], "note": copy.SCOPE_UNREADABLE, "readable": False}
    wanted = choice.limits.document_ids
    there = tuple(document_id for document_id in wanted if find_report(document_id))
    limits = replace(choice.limits, document_ids=there)
    note = "" if there == wanted else copy.REPORT_NOT_LISTED if limits else copy.REPORT_NOT_LISTED_SO_ALL
    chosen = [asdict(condition) for condition in conditions(limits, find_report)]
    return {"chosen": chosen, "note": note, "readable": True}


def conditions(scope: Filters | Scope, find_report: FindReport) -> Iterator[Condition]:
    """What a scope is limited to, named for people."""
    yield from (Condition("years", year, copy.year(year)) for year in scope.years)
    yield from (Condition("departments", department, department) for department in scope.departments)
    yield from (Condition("kinds", kind, kind) for kind in scope.kinds)
    for document_id in scope.document_ids:
        report = find_report(document_id)
        yield Condition("document_ids", document_id, _name(report) if report else copy.REPORT_UNKNOWN)


def understood(scope: Scope, limits: Filters, find_report: FindReport) -> list[Condition]:
    """What a question itself was understood to be about, without what the person had chosen anyway."""
    chosen = set(conditions(limits, find_report))
    return [condition for condition in conditions(scope, find_report) if condition not in chosen]


def as_sent(limits: Filters) -> str:
    """Limits in the form in which the page sends them, as JSON."""
    return json.dumps(asdict(limits), ensure_ascii=False)


def link_query(question: str, choice: Choice) -> str:
    """The query of an address that asks the question with this choice: "q=…&year=2024&report=…"."""
    said: list[tuple[str, int | str]] = [("q", question)]
    for prefix, filters in (("", choice.limits), (IGNORED, choice.ignored)):
        for name, parameter in PARAMETERS.items():
            said += [(prefix + parameter, value) for value in getattr(filters, name)]
    return urlencode(said)


def _counted(field: str, values: Iterable[int | str | None], *, newest_first: bool = False) -> list[Option]:
    counts = Counter(value for value in values if value)
    found = []
    for value in sorted(counts, reverse=newest_first):
        label = copy.year(value) if isinstance(value, int) else value
        found.append(Option(Condition(field, value, label), label, copy.reports(counts[value])))
    return found


def _of_report(report: Report) -> Option:
    meta = report.metadata
    note = " · ".join(filter(None, [meta.department, copy.korean_date(meta.date)]))
    return Option(Condition("document_ids", report.id, _name(report)), report.name, note)


def _name(report: Report) -> str:
    """A report's title with its year, because those of each year are often called the same."""
    return f"「{report.name}」" + (f" {copy.year(year)}" if (year := report.metadata.year) else "")


def _by_title(report: Report) -> tuple[str, str]:
    return report.name, report.metadata.date
