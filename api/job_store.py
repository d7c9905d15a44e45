"""The jobs of a server in an SQLite database of their own: they are still told of after they, or the server, ended."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from index.ingest import FileStatus

KEPT = timedelta(days=7)  # after a job has ended
MOST_KEPT = 500
INTERRUPTED = (
    "서버가 멈추어 작업이 끝나지 않았습니다. 같은 파일을 다시 올리면 이미 등록된 파일은 그대로 두고 나머지를 읽습니다."
)
JobStatus = Literal["queued", "running", "done", "failed", "interrupted"]
_SCHEMA = """CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY,
    created TEXT NOT NULL,   -- ISO 8601, UTC
    ended TEXT NOT NULL,     -- "" while it is not over
    job TEXT NOT NULL        -- the Job as JSON
)"""


@dataclass(frozen=True, slots=True)
class JobFile:
    """One file of a job and what became of it; fields as in `index.ingest.FileOutcome`."""

    file: str
    status: FileStatus | Literal["waiting"] = "waiting"
    reason: str = ""
    document_id: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """Files to be ingested. Times are ISO 8601 in UTC, "" where they have not come yet."""

    id: str
    status: JobStatus
    created: str
    files: tuple[JobFile, ...]
    started: str = ""
    ended: str = ""
    detail: str = ""  # a Korean sentence: what it waits for, or why it did not end well

    @property
    def total(self) -> int:
        """How many files it has."""
        return len(self.files)

    @property
    def done(self) -> int:
        """How many of them have been dealt with."""
        return sum(file.status != "waiting" for file in self.files)


_JOB = TypeAdapter(Job)


class JobStore:
    """Jobs by their ids; any thread may use it."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute(_SCHEMA)

    def save(self, job: Job) -> None:
        """Add a job, or replace what was known of it; jobs that ended long ago go."""
        row = (job.id, job.created, job.ended, _JOB.dump_json(job).decode())
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?)", row)
            if job.ended:
                self._db.execute("DELETE FROM jobs WHERE ended > '' AND ended < ?", (now(ago=KEPT),))
                self._db.execute(
                    "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE ended > '' "
                    "ORDER BY created DESC LIMIT -1 OFFSET ?)",
                    (MOST_KEPT,),
                )

    def get(self, job_id: str) -> Job | None:
        """The job of that id."""
        with self._lock:
            row = self._db.execute("SELECT job FROM jobs WHERE id = ?", (job_id,)).fetchone()
        return _JOB.validate_json(row[0]) if row else None

    def newest(self, limit: int) -> list[Job]:
        """The newest jobs, newest first."""
        with self._lock:
            rows = self._db.execute("SELECT job FROM jobs ORDER BY created DESC, rowid DESC LIMIT ?", (limit,))
            return [_JOB.validate_json(job) for (job,) in rows]

    def under_way(self) -> tuple[int, int]:
        """How many files the jobs that are not over have dealt with, and how many they have; (0, 0) without jobs."""
        with self._lock:
            rows = self._db.execute("SELECT job FROM jobs WHERE ended = ''").fetchall()
        jobs = [_JOB.validate_json(job) for (job,) in rows]
        return sum(job.done for job in jobs), sum(job.total for job in jobs)

    def interrupt(self) -> None:
        """Mark jobs that were not over: whoever worked on them is gone."""
        with self._lock:
            rows = self._db.execute("SELECT job FROM jobs WHERE ended = ''").fetchall()
        for (row,) in rows:
            self.save(replace(_JOB.validate_json(row), status="interrupted", ended=now(), detail=INTERRUPTED))

    def close(self) -> None:
        """Give the database back."""
        with self._lock:
            self._db.close()


def now(*, ago: timedelta = timedelta()) -> str:
    """The time as jobs tell it."""
    return (datetime.now(UTC) - ago).isoformat(timespec="milliseconds")
