"""The database of reports (SQLite): the only truth; every index can be rebuilt from it.

One connection behind a lock serves all threads of a process; write-ahead logging lets other processes read meanwhile.
A counter inside the database, raised in the same transaction as each change, tells every process when its cache is old.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from corpus.passages import relabelled
from corpus.report import Passage, Report
from index import history
from index.errors import HomeNotWritable, StoreDamaged, StoreTooNew

SCHEMA_VERSION = 2
_SCHEMA = (
    """CREATE TABLE documents (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL UNIQUE,   -- the ingested file's name
        report TEXT NOT NULL,          -- the Report as JSON
        report_hash TEXT NOT NULL,     -- sha256 of that JSON
        original BLOB NOT NULL         -- the file as it was ingested
    )""",
    """CREATE TABLE passages (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        position INTEGER NOT NULL      -- in Report.passages
    ) WITHOUT ROWID""",
    "CREATE INDEX documents_by_hash ON documents (report_hash)",
    "CREATE INDEX passages_of_document ON passages (document_id)",
    "CREATE TABLE changes (count INTEGER NOT NULL)",
    "INSERT INTO changes VALUES (0)",
)

PutResult = Literal["added", "unchanged", "updated"]
_REPORT = TypeAdapter(Report)


class Store:
    """Reports, their passages and their original files in one SQLite database.

    Raises HomeNotWritable, StoreDamaged or StoreTooNew when the database cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._cached_at = -1
        self._cached: dict[str, Report] = {}  # by document id, in the order of the source names
        self._parsed: dict[str, Report] = {}  # by report_hash
        self._connection = _open(path)

    def close(self) -> None:
        """Give the database back; the store cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    def put(self, report: Report, original: bytes) -> PutResult:
        """Add a report, or replace the one of the same source name, in one transaction."""
        report_json, report_hash = _as_json(report)
        with self._writing() as db:
            old = db.execute(
                "SELECT report_hash, original FROM documents WHERE source = ?", (report.source,)
            ).fetchone()
            if old == (report_hash, original):
                return "unchanged"
            if old:
                history.replaced(db, self._parse(old[0]), report)
            db.execute("DELETE FROM documents WHERE source = ?", (report.source,))
            db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?)",
                (report.id, report.source, report_json, report_hash, original),
            )
            db.executemany(
                "INSERT INTO passages VALUES (?, ?, ?)",
                [(passage.id, report.id, position) for position, passage in enumerate(report.passages)],
            )
            history.there_again(db, report)
            db.execute("UPDATE changes SET count = count + 1")
        return "updated" if old else "added"

    def remove(self, document_id: str) -> bool:
        """Delete a report with its passages and its file; False where there is none of that id."""
        with self._writing() as db:
            report = self.report(document_id)
            if report:
                history.removed(db, report)
                db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
                db.execute("UPDATE changes SET count = count + 1")
        return report is not None

    def edit(self, document_id: str, fields: Mapping[str, str]) -> Report | None:
        """Change fields of a report's metadata, for good: `edits` tells of them when the same text is put again.

        The report as it is then; None where there is none of that id.
        """
        with self._writing() as db:
            old = self.report(document_id)
            if old is None:
                return None
            report = relabelled(old, replace(old.metadata, **fields))
            report_json, report_hash = _as_json(report)
            history.edit(db, document_id, fields)
            db.execute(
                "UPDATE documents SET report = ?, report_hash = ? WHERE id = ?", (report_json, report_hash, document_id)
            )
            db.execute("UPDATE changes SET count = count + 1")
        return report

    def edits(self, document_id: str) -> dict[str, str]:
        """The fields of metadata that people have edited, also of a report that is not there at the moment."""
        with self._lock:
            return history.edits(self._connection, document_id)

    def reports(self) -> list[Report]:
        """All reports in the order of their source names; read anew only when something has changed."""
        return list(self._reports().values())

    def report(self, document_id: str) -> Report | None:
        """The report of that id."""
        return self._reports().get(document_id)

    def passage(self, passage_id: str) -> tuple[Report, Passage] | None:
        """A passage and the report it belongs to."""
        with self._lock:
            row = self._connection.execute(
                "SELECT document_id, position FROM passages WHERE id = ?", (passage_id,)
            ).fetchone()
        report = self.report(row[0]) if row else None
        return (report, report.passages[row[1]]) if report else None

    def earlier_passage(self, passage_id: str) -> history.EarlierPassage | None:
        """What became of a passage that is gone because its report changed or was removed."""
        with self._lock:
            return history.earlier_passage(self._connection, passage_id, self.reports())

    def original(self, document_id: str) -> bytes | None:
        """The file as it was ingested."""
        with self._lock:
            row = self._connection.execute("SELECT original FROM documents WHERE id = ?", (document_id,)).fetchone()
        return bytes(row[0]) if row else None

    def changes(self) -> int:
        """A number that every change raises, also one of another process: what was made from the store is old then."""
        with self._lock:
            (count,) = self._connection.execute("SELECT count FROM changes").fetchone()
        return int(count)

    def counts(self) -> dict[str, int]:
        """How many documents, sections, passages, units and tables there are."""
        reports = self.reports()
        return {
            "documents": len(reports),
            "sections": sum(len(report.sections) for report in reports),
            "passages": sum(len(report.passages) for report in reports),
            "units": sum(len(report.units) for report in reports),
            "tables": sum(len(report.tables) for report in reports),
        }

    def fingerprint(self) -> str:
        """Names the content: the same reports give the same 16 hex digits, whatever the order they came in."""
        with self._lock:
            rows = self._connection.execute("SELECT report_hash FROM documents ORDER BY report_hash").fetchall()
        return hashlib.sha256("".join(row[0] for row in rows).encode()).hexdigest()[:16]

    def _reports(self) -> dict[str, Report]:
        with self._lock:
            changes = self.changes()
            if changes != self._cached_at:
                rows = self._connection.execute("SELECT id, report_hash FROM documents ORDER BY source").fetchall()
                self._parsed = {report_hash: self._parse(report_hash) for _, report_hash in rows}
                self._cached = {document_id: self._parsed[report_hash] for document_id, report_hash in rows}
                self._cached_at = changes
            return self._cached

    def _parse(self, report_hash: str) -> Report:
        if report_hash in self._parsed:
            return self._parsed[report_hash]
        (text,) = self._connection.execute(
            "SELECT report FROM documents WHERE report_hash = ?", (report_hash,)
        ).fetchone()
        return _REPORT.validate_json(text)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
            except sqlite3.OperationalError as error:
                self._undo()
                raise HomeNotWritable(_not_writable(self.path.parent, error)) from error
            except BaseException:
                self._undo()
                raise

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _as_json(report: Report) -> tuple[str, str]:
    """A report as it is stored, and the hash of that."""
    report_json = _REPORT.dump_json(report).decode()
    return report_json, hashlib.sha256(report_json.encode()).hexdigest()


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as error:
        raise HomeNotWritable(_not_writable(path.parent, error)) from error
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # a removed report is overwritten, not only unlinked
        _migrate(connection, path)
    except sqlite3.OperationalError as error:
        connection.close()
        raise HomeNotWritable(_not_writable(path.parent, error)) from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreDamaged(
            f"보고서 데이터베이스를 읽을 수 없습니다: {path.name} ({error}). "
            "백업해 둔 파일로 되돌리거나, 이 파일을 다른 곳으로 옮긴 뒤 보고서를 다시 등록해 주세요."
        ) from error
    except StoreTooNew:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise StoreTooNew(
            f"보고서 데이터베이스({path.name})가 더 새로운 판(형식 {version})으로 만들어졌습니다. "
            f"이 프로그램은 형식 {SCHEMA_VERSION}까지 읽을 수 있으니 프로그램을 새 판으로 바꿔 주세요."
        )
    if version == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()  # another process may have been faster
    for statements in (_SCHEMA, history.SCHEMA)[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _not_writable(folder: Path, error: Exception) -> str:
    return (
        f"자료 폴더에 쓸 수 없습니다: {folder} ({error}). "
        "쓰기 권한과 남은 디스크 공간을 확인하거나 COUNCIL_QA_HOME을 다른 폴더로 정해 주세요."
    )
