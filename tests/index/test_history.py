"""Passages of earlier versions are traced, edits hold, and a store of the first format is brought up to date."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from index.store import Store
from tests.index.reports import FAMILY, FUND, make_report


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "home" / "reports.sqlite3")
    yield store
    store.close()


def version(*lines: str, heading: str = "가족 지원"):
    return make_report(FAMILY.source, {heading: list(lines)}, department="다문화담당관")


def test_a_passage_that_was_never_there_has_no_history(store):
    store.put(FAMILY, b"")
    assert store.earlier_passage("no such id") is None
    assert store.earlier_passage(FAMILY.passages[0].id) is None, "it is still there"


def test_the_sentences_that_still_stand_are_found_in_the_new_version(store):
    old = version("센터 25개소 운영", "통역사 파견 3,201건", "쉼터 2곳 운영")
    new = version("쉼터 2곳 운영", "센터 26개소 운영", "통역사 파견 3,201건")
    store.put(old, b"old")
    store.put(new, b"new")
    earlier = store.earlier_passage(old.passages[0].id)
    assert earlier.report == new
    assert earlier.units == (None, 2, 0)
    assert not earlier.stands_whole
    assert earlier.ended


def test_a_passage_that_was_only_cut_anew_stands_whole(store):
    old = version("센터  25개소 운영", "통역사 파견 3,201건")
    new = version("머리말", "센터 25개소 운영", "통역사 파견 3,201건", heading="가족")
    store.put(old, b"old")
    store.put(new, b"new")
    assert store.earlier_passage(old.passages[0].id).units == (1, 2)
    assert store.earlier_passage(old.passages[0].id).stands_whole


def test_history_follows_over_several_versions_and_ends_when_the_passage_is_back(store):
    first, second, third = version("하나", "둘"), version("둘", "셋"), version("둘", "넷")
    for report in (first, second, third):
        store.put(report, b"")
    assert store.earlier_passage(first.passages[0].id).units == (None, 0)
    assert store.earlier_passage(second.passages[0].id).units == (0, None)
    store.put(first, b"again")
    assert store.earlier_passage(first.passages[0].id) is None
    assert store.passage(first.passages[0].id) == (first, first.passages[0])


def test_of_a_removed_report_nothing_is_kept_but_that_it_is_gone(store):
    old, new = version("비밀 하나"), version("비밀 둘")
    store.put(old, b"")
    store.put(new, b"")
    store.edit(new.id, {"title": "비밀 제목"})
    store.remove(new.id)
    for report in (old, new):
        earlier = store.earlier_passage(report.passages[0].id)
        assert (earlier.report, earlier.units) == (None, ())
    store.close()
    with sqlite3.connect(store.path) as db:
        dump = "\n".join(db.iterdump())
    db.close()
    for secret in ("비밀", FAMILY.source):
        assert secret not in dump
    assert "x''" in dump.lower(), "hashes of its sentences are gone, too"


def test_an_edit_changes_what_the_report_is_and_what_the_indexes_see(store):
    store.put(FAMILY, b"file")
    before = store.fingerprint()
    edited = store.edit(FAMILY.id, {"title": "가족 업무보고", "date": "2025-01"})
    assert edited == store.report(FAMILY.id)
    assert edited.metadata == replace(FAMILY.metadata, title="가족 업무보고", date="2025-01")
    assert all(
        "가족 업무보고" in passage.search_text and "2025년" in passage.search_text for passage in edited.passages
    )
    assert [passage.id for passage in edited.passages] == [passage.id for passage in FAMILY.passages]
    assert store.fingerprint() != before
    assert store.original(FAMILY.id) == b"file"
    assert store.edits(FAMILY.id) == {"title": "가족 업무보고", "date": "2025-01"}
    assert store.edit("no such id", {"title": "제목"}) is None


def test_edits_add_up_and_go_with_the_report(store):
    store.put(FUND, b"")
    store.edit(FUND.id, {"title": "기금", "kind": ""})
    store.edit(FUND.id, {"title": "기금 검토"})
    assert store.edits(FUND.id) == {"title": "기금 검토", "kind": ""}
    store.remove(FUND.id)
    assert store.edits(FUND.id) == {}


def test_a_store_of_the_first_format_is_brought_up_to_date(store):
    store.put(FAMILY, b"file")
    store.close()
    with sqlite3.connect(store.path) as db:
        db.executescript("DROP TABLE earlier_passages; DROP TABLE edits; PRAGMA user_version = 1")
    db.close()
    newer = Store(store.path)
    assert newer.report(FAMILY.id) == FAMILY
    changed = version("지원센터 26개소 운영")
    newer.put(changed, b"new")
    assert newer.earlier_passage(FAMILY.passages[0].id).report == changed
    assert newer.edit(changed.id, {"title": "제목"}).metadata.title == "제목"
    newer.close()
