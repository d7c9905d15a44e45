"""The page images kept in memory."""

from __future__ import annotations

from pathlib import Path

from api.page_images import PageImages
from corpus.chunker import build_report
from corpus.readers.dispatch import read_bytes
from corpus.report import Metadata, Span
from index.store import Store
from tests.corpus.readers.pdf_files import flowed, needs_font


@needs_font
def test_a_page_is_drawn_once_and_forgotten_when_the_store_changes(tmp_path: Path) -> None:
    data = flowed("1. 인력", "ㅇ 소방 인력은 317명임")
    report = build_report(read_bytes(data, "소방.pdf"), source="소방.pdf", metadata=Metadata())
    store = Store(tmp_path / "reports.sqlite3")
    store.put(report, data)
    images = PageImages(store)
    first = images.image(report, 1, None)
    assert first is not None
    assert images.image(report, 1, None) is first
    assert images.image(report, 1, Span(0, 5)) != first
    other = flowed("1. 인력", "ㅇ 소방 인력은 317명임", on_page=lambda paper, _: paper.circle(300, 300, 90))
    store.put(report, other)
    assert images.image(report, 1, None) not in (None, first)
    store.remove(report.id)
    assert images.image(report, 1, None) is None
    store.close()
