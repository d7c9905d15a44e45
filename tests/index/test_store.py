import dataclasses
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.errors import HomeNotWritable, StoreDamaged, StoreTooNew
from index.store import Store
from tests.index.reports import FAMILY, FUND, make_report


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "home" / "reports.sqlite3")
    yield store
    store.close()


def test_a_report_comes_back_as_it_was(store):
    assert store.put(FAMILY, b"file") == "added"
    assert store.report(FAMILY.id) == FAMILY
    assert store.reports() == [FAMILY]
    assert store.original(FAMILY.id) == b"file"


def test_the_numbers_printed_on_pages_come_back(store):
    numbered = dataclasses.replace(FAMILY, page_starts=(0, 3, 9), page_labels=("", "1", "iv"))
    store.put(numbered, b"file")
    again = Store(store.path)
    assert again.report(FAMILY.id) == numbered
    assert [again.report(FAMILY.id).page_label(offset) for offset in (0, 3, 9)] == ["", "1", "iv"]
    again.close()


def test_a_report_stored_before_the_printed_numbers_were_kept_still_loads(store):
    paged = dataclasses.replace(FAMILY, page_starts=(0, 3))
    store.put(paged, b"file")
    with sqlite3.connect(store.path) as db:
        db.execute("UPDATE documents SET report = json_remove(report, '$.page_labels')")
        assert "page_labels" not in db.execute("SELECT report FROM documents").fetchone()[0]
    db.close()
    older = Store(store.path)
    assert older.report(FAMILY.id) == paged
    assert older.report(FAMILY.id).page_label(3) == ""
    older.close()


def test_the_same_content_again_is_unchanged(store):
    store.put(FAMILY, b"file")
    assert store.put(FAMILY, b"file") == "unchanged"


def test_other_content_under_the_same_name_replaces_the_old_version(store):
    store.put(FAMILY, b"old")
    changed = make_report(FAMILY.source, {"가족 지원": ["지원센터 26개소 운영"]}, department="다문화담당관")
    assert store.put(changed, b"new") == "updated"
    assert store.reports() == [changed]
    assert store.report(FAMILY.id) is None
    assert store.passage(FAMILY.passages[0].id) is None
    assert store.original(changed.id) == b"new"


def test_other_metadata_of_the_same_text_is_an_update(store):
    store.put(FAMILY, b"file")
    renamed = dataclasses.replace(FAMILY, metadata=dataclasses.replace(FAMILY.metadata, department="가족담당관"))
    assert store.put(renamed, b"file") == "updated"
    assert store.report(FAMILY.id).metadata.department == "가족담당관"


def test_the_same_content_under_two_names_is_two_documents(store):
    store.put(FAMILY, b"file")
    assert store.put(make_report("다른 이름.txt", {"가족 지원": ["지원센터"]}), b"file") == "added"
    assert store.counts()["documents"] == 2


def test_passages_are_found_by_their_id(store):
    store.put(FAMILY, b"")
    store.put(FUND, b"")
    assert store.passage(FUND.passages[1].id) == (FUND, FUND.passages[1])
    assert store.passage("no such id") is None


def test_removing_takes_everything_along(store):
    store.put(FAMILY, b"file")
    assert store.remove(FAMILY.id)
    assert not store.remove(FAMILY.id)
    assert (store.reports(), store.original(FAMILY.id), store.passage(FAMILY.passages[0].id)) == ([], None, None)


def test_what_is_removed_or_replaced_is_overwritten_on_the_disk(store):
    secret = "비밀리에 지워야 할 낱말".encode() * 500
    store.put(FAMILY, secret)
    store.put(FAMILY, b"other")
    store.put(FUND, secret)
    store.remove(FUND.id)
    store.close()
    assert not any(secret[:40] in file.read_bytes() for file in store.path.parent.iterdir())


def test_a_put_that_fails_leaves_the_old_version(store):
    store.put(FAMILY, b"old")
    twice = dataclasses.replace(FAMILY, id="other", passages=(FAMILY.passages[0], FAMILY.passages[0]))
    with pytest.raises(sqlite3.IntegrityError):
        store.put(twice, b"new")
    assert store.reports() == [FAMILY]
    assert store.original(FAMILY.id) == b"old"


def test_reports_are_read_anew_only_after_a_change(store):
    store.put(FAMILY, b"")
    first = store.report(FAMILY.id)
    assert store.report(FAMILY.id) is first
    store.put(FUND, b"")
    assert store.report(FAMILY.id) is first, "a report that did not change need not be parsed again"
    assert store.counts()["documents"] == 2


def test_a_change_by_another_process_is_seen(store):
    store.put(FAMILY, b"")
    assert len(store.reports()) == 1
    other = Store(store.path)
    other.put(FUND, b"")
    other.close()
    assert len(store.reports()) == 2


def test_the_fingerprint_names_the_content_not_the_order(tmp_path, store):
    other = Store(tmp_path / "other.sqlite3")
    for one, first, second in [(store, FAMILY, FUND), (other, FUND, FAMILY)]:
        one.put(first, b"")
        one.put(second, b"")
    assert store.fingerprint() == other.fingerprint()
    store.remove(FUND.id)
    assert store.fingerprint() != other.fingerprint()
    other.close()


def test_threads_may_read_and_write_at_once(store):
    reports = [make_report(f"{number}.txt", {"제목": [f"내용 {number}"]}) for number in range(24)]

    def work(report):
        store.put(report, report.text.encode())
        return store.report(report.id) == report and store.original(report.id) == report.text.encode()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, reports))
    assert store.counts()["documents"] == 24


def test_everything_is_still_there_after_a_restart(store):
    store.put(FAMILY, b"file")
    again = Store(store.path)
    assert again.reports() == [FAMILY]
    again.close()


def test_a_file_that_is_no_database_is_reported(tmp_path):
    path = tmp_path / "reports.sqlite3"
    path.write_bytes(b"this is no database, but long enough to look like one" * 40)
    with pytest.raises(StoreDamaged, match=r"reports\.sqlite3"):
        Store(path)


def test_a_database_of_a_later_version_is_left_alone(tmp_path):
    path = tmp_path / "reports.sqlite3"
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreTooNew, match="99"):
        Store(path)


def test_a_home_that_cannot_be_written_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(HomeNotWritable, match="COUNCIL_QA_HOME"):
        Store(tmp_path / "file" / "home" / "reports.sqlite3")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_home_is_a_clear_error(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(HomeNotWritable):
        Store(tmp_path / "reports.sqlite3")
