"""Where something stands, on the wire: the fields that citations, passages and sections share.

A body has the fields of the last of its bases first: `class PassageOut(Place, OfPassage)` begins with `passage_id`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from api.bodies import ResponseBody
from corpus.report import Report

PageLabel = Annotated[str, Field(description="Printed on the page; empty where unknown or the same as `page`.")]


class OfReport(ResponseBody):
    """Which report something is of."""

    document_id: str
    source: str
    title: str
    department: str
    date: str


class Place(OfReport):
    """Where in a report something stands."""

    section: list[str]
    page: int | None
    page_label: PageLabel


class OfPassage(ResponseBody):
    """Which passage something is of."""

    passage_id: str


def report_fields(report: Report) -> dict[str, str]:
    """The fields of `OfReport`."""
    meta = report.metadata
    return {
        "document_id": report.id,
        "source": report.source,
        "title": meta.title,
        "department": meta.department,
        "date": meta.date,
    }


def place_fields(report: Report, section: Sequence[str], at: int) -> dict[str, Any]:
    """The fields of `Place` for an offset of the text, in the section with these headings."""
    return {
        **report_fields(report),
        "section": list(section),
        "page": report.page(at),
        "page_label": report.page_label(at),
    }
