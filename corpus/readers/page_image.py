"""The picture of a report's page, drawn in a child process: `page_image`."""

from __future__ import annotations

from itertools import pairwise

from corpus.readers.sandbox import SHARED, Limits
from corpus.readers.writer import BETWEEN_CELLS
from corpus.report import Report, Span, overlap

_LIMITS = Limits(cpu_seconds=20, seconds=40.0, output=20_000_000)


def page_image(report: Report, original: bytes, number: int, quoted: Span | None = None) -> bytes:
    """A PNG of a 1-based page of a PDF, with what of the quote stands on that page marked.

    Raises ValueError where the report has no such page, and a `ReadError` where the page cannot be drawn.
    """
    page = report.page_span(number)
    if page is None:
        raise ValueError(f"{report.source} has no page {number}")
    quoted = quoted or Span(0, 0)
    options = {
        "number": number - 1,
        "text": _printed(report, page) if overlap(quoted, page) else "",
        "start": max(quoted.start, page.start) - page.start,
        "end": min(quoted.end, page.end) - page.start,
    }
    return SHARED.run("corpus.readers.pdf_image:draw_page", original, report.source, options, _LIMITS)


def _printed(report: Report, page: Span) -> str:
    """The text of a page with white space where the reader wrote something between the cells of a row."""
    text = page.of(report.text)
    for table in report.tables:
        if overlap(table.span, page):
            cells = sorted((cell.span for cell in table.cells if len(cell.span)), key=lambda span: span.start)
            for left, right in pairwise(cells):
                start, end = max(left.end - page.start, 0), max(right.start - page.start, 0)
                text = text[:start] + text[start:end].replace(BETWEEN_CELLS, " " * len(BETWEEN_CELLS)) + text[end:]
    return text
