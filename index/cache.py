"""What was worked out from a text before, so that a rebuild embeds and analyses only what is new.

The key is the text itself together with the name of what worked on it, so an entry can never be out of date, and the
file may be deleted at any time: it costs only the work.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

BATCH = 256  # texts worked on and kept at a time: a stopped rebuild goes on where it was
_SELECT = "SELECT value FROM work WHERE key = ?"


class WorkCache:
    """Bytes by (maker, text) in a SQLite file; used by the one process that holds the write lock."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def fetch(self, maker: str, texts: Sequence[str], make: Callable[[list[str]], list[bytes]]) -> list[bytes]:
        """The value of each text, in order; `make` is asked only for the texts not seen before."""
        keys = [_key(maker, text) for text in texts]
        by_key = dict(zip(keys, texts, strict=True))
        with self._connected() as db:
            known = {key: row[0] for key in by_key if (row := db.execute(_SELECT, (key,)).fetchone())}
            missing = [key for key in by_key if key not in known]
            for start in range(0, len(missing), BATCH):
                batch = missing[start : start + BATCH]
                made = dict(zip(batch, make([by_key[key] for key in batch]), strict=True))
                db.executemany("INSERT OR REPLACE INTO work VALUES (?, ?)", made.items())
                db.commit()
                known |= made
        return [known[key] for key in keys]

    def keep_only(self, used: Mapping[str, Sequence[str]]) -> None:
        """Forget everything but the values of these texts, given by maker."""
        keys = {_key(maker, text) for maker, texts in used.items() for text in texts}
        with self._connected() as db:
            stale = [row for row in db.execute("SELECT key FROM work") if row[0] not in keys]
            db.executemany("DELETE FROM work WHERE key = ?", stale)
            db.commit()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            db = _open(self._path)
        except sqlite3.DatabaseError:  # no database, or a damaged one: nothing is lost but time
            self._path.unlink(missing_ok=True)
            db = _open(self._path)
        try:
            yield db
        finally:
            db.close()


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    try:
        db.execute("CREATE TABLE IF NOT EXISTS work (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _key(maker: str, text: str) -> bytes:
    return hashlib.sha256(f"{maker}\0{text}".encode()).digest()
