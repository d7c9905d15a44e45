"""Second step: which reports a question is about (범위), read before anything is ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.report import Report
from index.hits import Filters
from qa.answer import Scope
from qa.steps.letters import squeezed
from qa.steps.vocabulary import vocabulary

_NOTHING = Filters()


def read_scope(
    question: str, years: frozenset[int], reports: Sequence[Report], limits: Filters, ignored: Filters = _NOTHING
) -> Scope:
    """What the question and the person's own limits say of departments, kinds and years.

    Years narrow the scope only where the named departments have reports of that year: a report of 2023 also tells of
    2019. Of departments and kinds the `ignored` are not read; `years` come without them.
    """
    said = squeezed(question)
    departments = {r.metadata.department for r in reports if r.metadata.department}.difference(ignored.departments)
    named = tuple(sorted(d for d in departments if squeezed(d) in said))
    kinds = tuple(k for k, names in _kinds().items() if any(squeezed(n) in said for n in names))
    kinds = tuple(k for k in kinds if k not in ignored.kinds and any(r.metadata.kind == k for r in reports))
    scope = Scope(
        years=tuple(sorted(years)) or limits.years,
        departments=limits.departments or named,
        kinds=limits.kinds or kinds,
        document_ids=limits.document_ids,
    )
    return scope


def filters_for(scope: Scope, reports: Sequence[Report], limits: Filters) -> Filters:
    """The scope as limits on the search: as narrow as leaves at least one report. The person's own always hold."""
    read = Filters(limits.years, scope.departments, scope.kinds, scope.document_ids)
    for narrower in (
        replace(read, years=limits.years or scope.years) if scope.departments else read,
        read,
        replace(read, kinds=limits.kinds),
        replace(read, kinds=limits.kinds, departments=limits.departments),
    ):
        if any(narrower.admits(r) for r in reports):
            return narrower
    return limits


def _kinds() -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = vocabulary("scope.toml")["kinds"]
    return kinds
