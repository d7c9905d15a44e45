"""How a place in a report is cited in plain text: the form that 시정질문 documents use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from corpus.clean import tidy
from qa.answer import Citation


class Place(Protocol):
    """Where something stands: a citation, a passage, or what goes over the wire for either."""

    @property
    def source(self) -> str:
        """The ingested file's name."""

    @property
    def title(self) -> str:
        """The report's title, or an empty string."""

    @property
    def department(self) -> str:
        """Who issued it, or an empty string."""

    @property
    def date(self) -> str:
        """ISO 8601, or an empty string."""

    @property
    def section(self) -> Sequence[str]:
        """Headings from the top of the outline down."""

    @property
    def page(self) -> int | None:
        """1 is the first page; None where pages are unknown."""

    @property
    def page_label(self) -> str:
        """The number printed on the page, where it is another."""


def source_line(citation: Citation) -> str:
    """[1] 「글로벌도시정책관 주요업무보고」(글로벌도시정책관, 2024. 10. 10.), Ⅳ. 주요 업무보고 > 1. …, 12쪽: “…”"""
    cell = " × ".join(filter(None, [citation.cell.row, citation.cell.column])) if citation.cell else ""
    where = ", ".join(filter(None, [place_line(citation), cell]))
    return f"[{citation.marker}] {where}: “{tidy(citation.quote)}”"


def place_line(place: Place) -> str:
    """「글로벌도시정책관 주요업무보고」(글로벌도시정책관, 2024. 10. 10.), Ⅳ. 주요 업무보고 > 1. …, 12쪽"""
    issued = ", ".join(filter(None, [place.department, korean_date(place.date)]))
    title = f"「{place.title or place.source}」" + (f"({issued})" if issued else "")
    return ", ".join(filter(None, [title, " > ".join(place.section), page_place(place.page, place.page_label)]))


def page_place(page: int | None, label: str = "") -> str:
    """A page as Korean documents cite it, with the number printed on it if that is another: "8쪽(인쇄된 번호 5)"."""
    if page is None:
        return ""
    return f"{page}쪽(인쇄된 번호 {label})" if label else f"{page}쪽"


def korean_date(date: str) -> str:
    """An ISO date as Korean documents print it: "2024. 10. 10.", "2024. 9.", "2024"."""
    parts = [str(int(part)) for part in date.split("-") if part.isdigit()]
    if not parts or len(parts) == 1:
        return date
    return ". ".join(parts) + "."
