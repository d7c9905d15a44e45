"""The page images that were drawn last, so that a browser that asks again does not wait again."""

from __future__ import annotations

from functools import lru_cache

from corpus.readers.page_image import page_image
from corpus.report import Report, Span
from index.store import Store

_KEPT = 24  # images; one of an A4 page of text has 100 to 200 kB


class PageImages:
    """Draws page images of the store's reports. Nothing of a report outlives a change of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._drawn = lru_cache(maxsize=_KEPT)(self._draw)
        self._drawn_at = -1

    def image(self, report: Report, number: int, quoted: Span | None) -> bytes | None:
        """As `page_image`; None where the report has been removed meanwhile."""
        changes = self._store.changes()
        if changes != self._drawn_at:
            self._drawn.cache_clear()
            self._drawn_at = changes
        return self._drawn(report.id, number, quoted, changes)

    def _draw(self, document_id: str, number: int, quoted: Span | None, _changes: int) -> bytes | None:
        report, original = self._store.report(document_id), self._store.original(document_id)
        return page_image(report, original, number, quoted) if report and original is not None else None
