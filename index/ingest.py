"""Files in, reports out: which files a path means, and what became of each.

Files are read and taken apart at the same time, one on each processor, and come out in their order. Few wait at a
time, so that memory does not grow with the batch.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import MissingFile, ReadError
from corpus.manifest import Manifest
from corpus.readers.dispatch import LARGEST, load_file
from corpus.readers.sandbox import SHARED, Sandbox, value_of
from corpus.reading import ask_for_report, read_report, source_name
from corpus.report import Metadata, Report

_LOG = logging.getLogger(__name__)

_SMALL_BATCH = 64 * 1024  # bytes: read sooner than child processes start
_MOST_WAITING = 128 * 1024 * 1024  # bytes of files that are read or wait to be stored

FileStatus = Literal["added", "unchanged", "updated", "partial", "refused"]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file. `reason` is a Korean sentence where the file was refused, else empty."""

    file: str  # the file's name; the path as given where there is no such file
    status: FileStatus
    reason: str = ""
    document_id: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file and the report in it, or why it was refused; `data` is empty then."""

    file: Path
    data: bytes
    report: Report | FileOutcome


def files_of(paths: Iterable[Path], manifest: Manifest | None = None) -> Iterator[Path]:
    """The paths themselves, folders replaced by what is below them in the order of the names.

    Hidden files, the lock files of word processors ("~$…") and the manifest itself are passed over; linked folders
    are not gone into, they may lead in a circle.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for file in sorted(path.rglob("*")):
            inside = file.relative_to(path).parts
            passed_over = any(part.startswith((".", "~$")) for part in inside)
            if not passed_over and not file.is_dir() and not (manifest and file.name == manifest.name):
                yield file


def read_files(files: Sequence[Path], manifest: Manifest | None, given: Metadata) -> Generator[ReadFile, None, None]:
    """Each file's report, in the order of the files; close it to end what is being read.

    A field of the metadata comes from the person who ingests, else from the manifest, else from the text.
    """

    def said(file: Path) -> Metadata:
        listed = manifest.metadata_for(source_name(file.name)) if manifest else None
        return given.or_else(listed or Metadata())

    if len(files) < 2 or sum(map(_size, files)) <= _SMALL_BATCH:
        for file in files:
            yield _read(file, said(file))
        return
    waiting: deque[tuple[Path, int, Future[tuple[bytes, bytes]]]] = deque()
    most = 2 * (os.cpu_count() or 1)
    with ThreadPoolExecutor(most) as threads, Sandbox(background=True) as sandbox:
        try:
            for file in files:
                size = _size(file)
                while waiting and (len(waiting) >= most or sum(s for _, s, _ in waiting) + size > _MOST_WAITING):
                    yield _answered(*waiting.popleft())
                waiting.append((file, size, threads.submit(_ask, file, said(file), sandbox)))
            while waiting:
                yield _answered(*waiting.popleft())
        finally:
            for _, _, future in waiting:
                future.cancel()


def _size(file: Path) -> int:
    """Bytes that reading a file takes."""
    try:
        size = file.stat().st_size
    except (OSError, ValueError):
        return 0
    return size if size <= LARGEST else 0


def _read(file: Path, said: Metadata) -> ReadFile:
    """Read a file now."""
    try:
        data = load_file(file)
        return ReadFile(file, data, read_report(data, source_name(file.name), said, SHARED))
    except Exception as error:
        return ReadFile(file, b"", _refused(file, error))


def _ask(file: Path, said: Metadata, sandbox: Sandbox) -> tuple[bytes, bytes]:
    """A file's bytes and what a child process says of them."""
    data = load_file(file)
    return data, ask_for_report(data, source_name(file.name), said, sandbox)


def _answered(file: Path, _size: int, asked: Future[tuple[bytes, bytes]]) -> ReadFile:
    """The report in an answer; they are large, so it is made only when its turn has come."""
    try:
        data, answer = asked.result()
        return ReadFile(file, data, value_of(answer, source_name(file.name), Report))
    except Exception as error:
        return ReadFile(file, b"", _refused(file, error))


def _refused(file: Path, error: Exception) -> FileOutcome:
    name = source_name(file.name)
    if isinstance(error, ReadError):
        return FileOutcome(str(file) if isinstance(error, MissingFile) else name, "refused", str(error))
    # what nobody thought of must not stop the others
    _LOG.error("Reading %s failed in an unforeseen way", name, exc_info=error)
    return FileOutcome(
        name,
        "refused",
        f"예상하지 못한 오류로 {name} 파일을 읽지 못했습니다. 다른 형식(PDF, HWPX)으로 저장해 다시 올려 주세요.",
    )
