"""One writer at a time: among the threads of this process and among processes that share a data folder."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import HomeNotWritable, LibraryBusy

_BUSY = "같은 자료 폴더에 다른 작업이 쓰고 있습니다. 그 작업이 끝난 뒤 다시 시도해 주세요."


class WriteLock:
    """The right to write to a data folder; a process that ends, however it ends, gives it back."""

    def __init__(self, path: Path, wait_s: float) -> None:
        """`path` is the lock file; another process is waited for `wait_s` seconds."""
        self._folder = path.parent
        self._threads = threading.RLock()
        self._processes = FileLock(path, timeout=wait_s, thread_local=False)

    @contextmanager
    def held(self, wait_s: float | None = None) -> Iterator[None]:
        """Hold the lock.

        Waits for other threads of this process until they are done and for other processes as long as was said, or
        for either `wait_s` seconds where given. Raises LibraryBusy when that was not enough, HomeNotWritable when
        there can be no lock file.
        """
        if not self._threads.acquire(timeout=-1 if wait_s is None else wait_s):
            raise LibraryBusy(_BUSY)
        try:
            self._lock_file(wait_s)
            try:
                yield
            finally:
                self._processes.release()
        finally:
            self._threads.release()

    def _lock_file(self, wait_s: float | None) -> None:
        try:
            self._processes.acquire(timeout=wait_s)
        except Timeout as error:
            raise LibraryBusy(_BUSY) from error
        except OSError as error:
            raise HomeNotWritable(
                f"자료 폴더에 쓸 수 없습니다: {self._folder} ({error}). 쓰기 권한을 확인해 주세요."
            ) from error
