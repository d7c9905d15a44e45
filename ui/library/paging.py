"""The list of reports in pages, so that a library of thousands opens as fast as one of ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

MOST = 100  # reports on a page
_BESIDE = 1  # pages named on each side of the one that is shown


@dataclass(frozen=True, slots=True)
class Place:
    """Which page is shown; a number beyond the last one is the last."""

    number: int  # from 1
    pages: int
    first: int  # of the reports on it, from 1
    last: int

    @classmethod
    def of(cls, number: int, found: int) -> Place:
        """The page that `number` asks for, of so many reports found."""
        pages = max(1, -(-found // MOST))
        shown = min(max(1, number), pages)
        return cls(shown, pages, min(found, (shown - 1) * MOST + 1), min(found, shown * MOST))

    def cut(self, found: Sequence[T]) -> Sequence[T]:
        """The part of all that is found which stands on the page."""
        return found[max(0, self.first - 1) : self.last]

    def named(self) -> list[int | None]:
        """The pages to go to from here: the first, those around, the last; None where some are left out."""
        near = range(self.number - _BESIDE, self.number + _BESIDE + 1)
        pages = sorted({1, self.pages, *(number for number in near if 1 <= number <= self.pages)})
        named: list[int | None] = []
        for number in pages:
            if named and number - pages[pages.index(number) - 1] > 1:
                named.append(None)
            named.append(number)
        return named
