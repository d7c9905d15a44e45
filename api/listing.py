"""Lists of reports: those that are wanted, a page at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from corpus.report import Report
from index.hits import Filters


def matching(reports: Iterable[Report], filters: Filters, q: str = "") -> list[Report]:
    """The reports within limits whose title or file name holds all the words of `q`."""
    words = _folded(q).split()
    return [report for report in reports if filters.admits(report) and _named(report, words)]


def page_of(reports: Iterable[Report], after: str, limit: int) -> tuple[list[Report], str | None]:
    """The first `limit` reports by file name that come after one, and the name to go on after; None on the last page.

    No two reports have the same file name, and reports that come or go between two pages move no other one.
    """
    following = sorted((report for report in reports if report.source > after), key=lambda report: report.source)
    page = following[:limit]
    return page, page[-1].source if len(following) > limit else None


def _named(report: Report, words: Sequence[str]) -> bool:
    """Whether all words stand in the title or the file's name; blanks and the case of letters do not count."""
    names = "".join(_folded(f"{report.metadata.title}\n{report.source}").split())
    return all(word in names for word in words)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
