"""Uploads are read by one worker thread, one after the other: whoever uploads need not wait, and questions go on.

home/
  jobs.sqlite3     what became of uploads
  uploads/         a folder for each upload under way: nothing of it stays
  uploads.lock     held by the one server that reads uploads
"""

from __future__ import annotations

import logging
import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from api.errors import Kind, Problem
from api.job_store import INTERRUPTED, Job, JobFile, JobStatus, JobStore, now
from api.upload_form import UploadedFile
from corpus.errors import CorpusError
from corpus.manifest import Manifest
from corpus.report import Metadata
from index.errors import IndexingError, LibraryBusy
from index.ingest import FileOutcome
from index.library import Library

_LOG = logging.getLogger(__name__)
MOST_WAITING = 8  # uploads that come in, wait or are read: what they may take on the disk together
PATIENCE_S = 600.0  # how long a job waits for another process that writes, beyond the library's own wait
STOPPING_S = 10.0  # how long a stopping server waits for the file that is being read
_BUSY = "같은 자료 폴더에 다른 작업이 쓰고 있어 기다립니다."


@dataclass(frozen=True, slots=True)
class Place:
    """Room for one upload: the id of its job to be, and the folder for its files."""

    job_id: str
    folder: Path


@dataclass(frozen=True, slots=True)
class _Task:
    job: Job
    folder: Path
    paths: tuple[Path, ...]
    manifest: Manifest | None
    metadata: Metadata


class _Stopped(Exception):
    """The server is closing."""


class Jobs:
    """The queue of uploads and its worker. `open` before the first request, `close` after the last."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._spool = library.home / "uploads"
        self._lock = FileLock(library.home / "uploads.lock", timeout=0, thread_local=False)
        self._tasks: queue.Queue[_Task | None] = queue.Queue()
        self._free = threading.BoundedSemaphore(MOST_WAITING)
        self._stopping = threading.Event()
        self._worker = threading.Thread(target=self._work, name="uploads", daemon=True)
        self.store = JobStore(library.home / "jobs.sqlite3")

    def open(self) -> None:
        """Mark what an earlier server left unfinished, and start to work."""
        try:
            self._lock.acquire()
        except Timeout:
            _LOG.warning("Another server of this data folder reads uploads; this one takes none")
            return
        self.store.interrupt()
        shutil.rmtree(self._spool, ignore_errors=True)
        self._worker.start()

    def close(self) -> None:
        """Stop after the file that is being read; what is left is marked as interrupted."""
        self._stopping.set()
        self._tasks.put(None)
        if self._worker.is_alive():
            self._worker.join(STOPPING_S)
        if self._lock.is_locked:
            self.store.interrupt()
            shutil.rmtree(self._spool, ignore_errors=True)
            self._lock.release()
        self.store.close()

    @contextmanager
    def place(self) -> Iterator[Place]:
        """Room for an upload, given back where it does not come to a job. Raises `Problem` where there is none."""
        if not self._lock.is_locked:
            raise Problem(Kind.BUSY, "같은 자료 폴더를 쓰는 다른 서버가 업로드를 받고 있습니다. 그 서버로 올려 주세요.")
        if not self._free.acquire(blocking=False):
            raise Problem(
                Kind.UPLOADS_FULL,
                f"업로드 {MOST_WAITING}건이 이미 기다리고 있습니다. 잠시 뒤 다시 올려 주세요.",
                headers={"Retry-After": "30"},
            )
        place = Place(uuid4().hex, self._spool / uuid4().hex)
        try:
            place.folder.mkdir(parents=True)
            yield place
        except BaseException:
            shutil.rmtree(place.folder, ignore_errors=True)
            self._free.release()
            raise

    def submit(self, place: Place, files: Sequence[UploadedFile], manifest: Manifest | None, metadata: Metadata) -> Job:
        """Let the files of an upload be read when their turn comes."""
        told = (JobFile(file.name, "refused" if file.refusal else "waiting", file.refusal) for file in files)
        job = Job(place.job_id, "queued", now(), tuple(told))
        self.store.save(job)
        paths = tuple(file.path for file in files if file.path)
        self._tasks.put(_Task(job, place.folder, paths, manifest, metadata))
        return job

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None and not self._stopping.is_set():
            try:
                self._do(task)
            finally:
                shutil.rmtree(task.folder, ignore_errors=True)
                self._free.release()

    def _do(self, task: _Task) -> None:
        """Read a task's files; whatever goes wrong ends in its job."""
        job = replace(task.job, status="running", started=now())
        self.store.save(job)

        def on_file(outcome: FileOutcome) -> None:
            nonlocal job
            if self._stopping.is_set():
                raise _Stopped
            job = _told(job, outcome)
            self.store.save(job)

        status: JobStatus = "done"
        detail = ""
        try:
            if task.paths:
                self._ingest(task, job, on_file)
        except _Stopped:
            status, detail = "interrupted", INTERRUPTED
        except (CorpusError, IndexingError) as error:
            status, detail = "failed", str(error)
        except Exception as error:
            _LOG.error("Upload %s failed in an unforeseen way", job.id, exc_info=error)
            status, detail = "failed", "예상하지 못한 오류로 작업이 멈추었습니다. 관리자에게 알려 주세요."
        if not self._stopping.is_set():  # closing marks what was not over
            self.store.save(replace(job, status=status, ended=now(), detail=detail))

    def _ingest(self, task: _Task, job: Job, on_file: Callable[[FileOutcome], None]) -> None:
        """Ingest the files, once another process that writes is done."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                self._library.ingest(task.paths, manifest=task.manifest, metadata=task.metadata, on_file=on_file)
                return
            except LibraryBusy:
                if self._stopping.is_set() or time.monotonic() > deadline:
                    raise
                self.store.save(replace(job, detail=_BUSY))


def _told(job: Job, outcome: FileOutcome) -> Job:
    """The job with the outcome of the next file that waits: outcomes come in the order of the files."""
    at = next(at for at, file in enumerate(job.files) if file.status == "waiting")
    file = JobFile(**(asdict(outcome) | {"file": job.files[at].file}))
    return replace(job, files=(*job.files[:at], file, *job.files[at + 1 :]))
