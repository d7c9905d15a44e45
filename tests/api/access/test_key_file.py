"""The file of the keys."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from api.keys import FILE, USED_EVERY_S, Keys
from api.roles import Role
from index.errors import HomeNotWritable, StoreDamaged, StoreTooNew


def test_the_file_holds_no_key_and_is_for_its_owner_only(keys: Keys, folder: Path) -> None:
    _, text = keys.create(Role.STAFF, "기록관")
    for path in folder.iterdir():
        assert text.split("_")[2].encode() not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0, path
    with closing(sqlite3.connect(folder / FILE)) as db:
        ((salt, one),) = db.execute("SELECT salt, hash FROM keys").fetchall()
    assert len(salt) == 16
    assert len(one) == 64


def test_the_last_use_is_written_at_most_once_a_minute(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    key, text = keys.create(Role.READER)
    assert keys.list()[0].used_at is None
    now = time.time()
    for later, written in ((0, 0), (USED_EVERY_S - 1, 0), (USED_EVERY_S + 1, USED_EVERY_S + 1)):
        monkeypatch.setattr(time, "time", lambda later=later: now + later)
        keys.authenticate(text)
        assert keys.list()[0].used_at == int(now + written)
    assert key.used_at is None


def test_a_file_that_cannot_be_written_keeps_nobody_out(keys: Keys, folder: Path) -> None:
    _, text = keys.create(Role.READER)
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # another process is writing and does not end
        assert keys.authenticate(text).role is Role.READER
    assert keys.list()[0].used_at is None


def test_a_key_that_was_proven_costs_microseconds(keys: Keys) -> None:
    _, text = keys.create(Role.READER)
    assert not keys.quick(text)
    keys.authenticate(text)
    assert keys.quick(text)
    started = time.process_time()
    for _ in range(1000):
        keys.authenticate(text)
    assert time.process_time() - started < 0.5, "half a millisecond each, where hashing takes fifty"


def test_a_file_that_is_no_database_of_ours_is_told_in_korean(tmp_path: Path) -> None:
    damaged, newer = tmp_path / "damaged.sqlite3", tmp_path / "newer.sqlite3"
    damaged.write_bytes(b"not a database at all" * 100)
    with closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreDamaged, match="열쇠 파일"):
        Keys(damaged)
    with pytest.raises(StoreTooNew, match="새 판"):
        Keys(newer)
    with pytest.raises(HomeNotWritable, match="COUNCIL_QA_HOME"):
        Keys(damaged / "below" / FILE)
