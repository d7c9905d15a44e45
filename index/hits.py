"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.report import Passage, Report


@dataclass(frozen=True, slots=True)
class Filters:
    """Which reports a search may look at (범위). An empty tuple does not limit anything."""

    years: tuple[int, ...] = ()
    departments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.years or self.departments or self.kinds or self.document_ids)

    def admits(self, report: Report) -> bool:
        """Whether a report is within these limits."""
        meta = report.metadata
        return (
            (not self.years or meta.year in self.years)
            and (not self.departments or meta.department in self.departments)
            and (not self.kinds or meta.kind in self.kinds)
            and (not self.document_ids or report.id in self.document_ids)
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found, with every score that put it where it is."""

    report: Report
    passage: Passage
    score: float  # fused
    scores: dict[str, float] = field(default_factory=dict)  # {"lexical": …, "dense": …, "fused": …}
