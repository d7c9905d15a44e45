"""Keys: who may do what, in a small SQLite file of their own.

A key is `cqa_<id>_<secret>`: the id finds the row, the secret (192 random bits) proves it. Only a salted scrypt hash of
the secret is stored. What was proven once is remembered in memory as a SHA-256, so that a request costs microseconds;
the row itself is read at every request, so that a revocation by another process holds from the next request on.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from api.errors import Kind, Problem
from api.roles import Role
from index.errors import HomeNotWritable, StoreDamaged, StoreTooNew

log = logging.getLogger(__name__)
FILE = "keys.sqlite3"  # in the home folder
BEARER = 'Bearer realm="council-qa"'
FORM = re.compile(r"cqa_([0-9a-f]{8})_([0-9a-f]{48})", re.ASCII)
USED_EVERY_S = 60  # "last used" is written at most this often for a key
_WAIT_S = 2.0  # for another process that writes
_SCHEMA_VERSION = 1
_SCHEMA = """CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    salt BLOB NOT NULL,
    hash BLOB NOT NULL,            -- scrypt of the secret
    created_at INTEGER NOT NULL,   -- this and the others: seconds since 1970, UTC
    expires_at INTEGER,
    revoked_at INTEGER,
    used_at INTEGER
) WITHOUT ROWID"""
_COLUMNS = "id, name, role, created_at, expires_at, revoked_at, used_at"


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret; times are seconds since 1970 (UTC)."""

    id: str
    name: str
    role: Role
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    used_at: int | None

    @property
    def state(self) -> Literal["usable", "expired", "revoked"]:
        """Whether it opens anything now."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= time.time() else "usable"


class Keys:
    """The keys of one home folder. All methods may be called from any thread.

    Raises HomeNotWritable, StoreDamaged or StoreTooNew when the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._proven: dict[str, bytes] = {}  # key id to the SHA-256 of its secret
        self._used: dict[str, float] = {}  # key id to when this process last wrote that it was used
        self._connection = _open(path)

    def close(self) -> None:
        """Give the file back; the keys cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    def create(self, role: Role, name: str = "", days: int | None = None) -> tuple[Key, str]:
        """A new key that ends after `days`, and its text, which is known here and nowhere else."""
        key_id, secret, salt = secrets.token_hex(4), secrets.token_hex(24), secrets.token_bytes(16)
        now = int(time.time())
        key = Key(key_id, name, role, now, None if days is None else now + days * 86_400, None, None)
        with self._writing() as db:
            db.execute(
                "INSERT INTO keys (id, name, role, salt, hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (key.id, key.name, key.role, salt, _scrypt(secret, salt), key.created_at, key.expires_at),
            )
        return key, f"cqa_{key_id}_{secret}"

    def list(self) -> list[Key]:
        """All keys, the oldest first; also those that open nothing any more."""
        with self._lock:
            rows = self._connection.execute(f"SELECT {_COLUMNS} FROM keys ORDER BY created_at, id").fetchall()  # noqa: S608 - ours
        return [_key(row) for row in rows]

    def revoke(self, key_id: str) -> bool:
        """Make a key useless at once and for good; False where there is none of that id."""
        with self._writing() as db:
            query = "UPDATE keys SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?"
            return db.execute(query, (int(time.time()), key_id)).rowcount > 0

    def any(self) -> bool:
        """Whether a key was ever made: a revoked or expired one counts, so that its end opens nothing."""
        with self._lock:
            return bool(self._connection.execute("SELECT EXISTS (SELECT 1 FROM keys)").fetchone()[0])

    def usable(self) -> bool:
        """Whether there is a key that opens something now."""
        return any(key.state == "usable" for key in self.list())

    def quick(self, text: str) -> bool:
        """Whether `authenticate` will answer within microseconds: it need neither hash nor write."""
        found = FORM.fullmatch(text)
        return not found or (found[1] in self._proven and time.time() - self._used.get(found[1], 0) < USED_EVERY_S)

    def authenticate(self, text: str) -> Key:
        """The key that `text` is. Raises Problem where it is none, was revoked or has expired."""
        found = FORM.fullmatch(text)
        if not found:
            raise refused("열쇠는 cqa_로 시작하는 글자를 그대로 적어야 합니다. 빠지거나 더해진 글자가 없는지 보세요.")
        key_id, secret = found.groups()
        with self._lock:
            query = f"SELECT salt, hash, {_COLUMNS} FROM keys WHERE id = ?"  # noqa: S608 - ours
            row = self._connection.execute(query, (key_id,)).fetchone()
        if row is None or not self._proves(key_id, secret, salt=row[0], expected=row[1]):
            raise refused("이 서버가 모르는 열쇠입니다. 열쇠를 다시 확인하거나 관리자에게 새 열쇠를 받으세요.")
        key = _key(row[2:])
        if key.state == "revoked":
            raise refused("폐기된 열쇠입니다. 관리자에게 새 열쇠를 받으세요.")
        if key.state == "expired":
            raise refused("기한이 지난 열쇠입니다. 관리자에게 새 열쇠를 받으세요.")
        self._touch(key.id)
        return key

    def _proves(self, key_id: str, secret: str, *, salt: bytes, expected: bytes) -> bool:
        digest = hashlib.sha256(secret.encode()).digest()
        if key_id in self._proven:
            return secrets.compare_digest(self._proven[key_id], digest)
        proven = secrets.compare_digest(_scrypt(secret, salt), expected)
        if proven:
            self._proven[key_id] = digest
        return proven

    def _touch(self, key_id: str) -> None:
        """Write that a key was used. A disk that is full or a file that is locked must not keep anybody out."""
        now = time.time()
        if now - self._used.get(key_id, 0) < USED_EVERY_S:
            return
        self._used[key_id] = now
        try:  # a connection of its own: no request waits while this one waits for another process
            with closing(_connect(self._path)) as db:
                db.execute("UPDATE keys SET used_at = ? WHERE id = ?", (int(now), key_id))
        except sqlite3.Error as error:
            log.warning("the use of key %s could not be noted: %s", key_id, error)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                yield self._connection  # one statement each: SQLite's own transaction
        except sqlite3.OperationalError as error:
            raise _not_writable(self._path, error) from error


def refused(detail: str) -> Problem:
    """The problem of a key that opens nothing (RFC 6750)."""
    return Problem(Kind.KEY_REFUSED, detail, headers={"WWW-Authenticate": f'{BEARER}, error="invalid_token"'})


def _scrypt(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1)  # 16 MiB, some 50 ms


def _key(row: tuple[str, str, str, int, int | None, int | None, int | None]) -> Key:
    key_id, name, role, *times = row
    return Key(key_id, name, Role(role), *times)  # type: ignore[arg-type]


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # SQLite gives its side files the same rights
        connection = _connect(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise _not_writable(path, error) from error
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > _SCHEMA_VERSION:
            raise StoreTooNew(
                f"열쇠 파일({path.name})이 더 새로운 판(형식 {version})으로 만들어졌습니다. "
                "프로그램을 새 판으로 바꿔 주세요."
            )
        if version < 1:
            connection.execute(_SCHEMA)
            connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        connection.close()
        raise _not_writable(path, error) from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreDamaged(
            f"열쇠 파일을 읽을 수 없습니다: {path.name} ({error}). 백업해 둔 파일로 되돌리거나, "
            "이 파일을 다른 곳으로 옮긴 뒤 council-qa keys create 로 열쇠를 다시 만들어 주세요."
        ) from error
    except StoreTooNew:
        connection.close()
        raise
    return connection


def _not_writable(path: Path, error: Exception) -> HomeNotWritable:
    return HomeNotWritable(
        f"열쇠 파일에 쓸 수 없습니다: {path} ({error}). "
        "쓰기 권한과 남은 디스크 공간을 확인하거나 COUNCIL_QA_HOME을 다른 폴더로 정해 주세요."
    )
