"""Files in, reports out: which files a path means, and what became of each."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from corpus.chunker import build_report
from corpus.errors import ReadError
from corpus.manifest import Manifest, guess_metadata
from corpus.readers import read_file
from corpus.report import Metadata, Report

_LOG = logging.getLogger(__name__)

FileStatus = Literal["added", "unchanged", "updated", "partial", "refused"]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file. `reason` is a Korean sentence where the file was refused, else empty."""

    file: str  # the file's name; the path as given where there is no such file
    status: FileStatus
    reason: str = ""
    document_id: str = ""
    warnings: tuple[str, ...] = ()


def files_of(paths: Iterable[Path], manifest: Manifest | None = None) -> Iterator[Path]:
    """The paths themselves, folders replaced by the files below them in the order of their names.

    Hidden files, the lock files of word processors ("~$…") and the manifest itself are passed over.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for file in sorted(path.rglob("*")):
            inside = file.relative_to(path).parts
            passed_over = any(part.startswith((".", "~$")) for part in inside)
            if file.is_file() and not passed_over and not (manifest and file.name == manifest.name):
                yield file


def read_report(file: Path, manifest: Manifest | None, given: Metadata) -> Report | FileOutcome:
    """The report in a file, or why it was refused.

    A field of the metadata comes from the person who ingests, else from the manifest, else from the text.
    """
    name = source_name(file)
    if not file.is_file():
        return FileOutcome(str(file), "refused", f"파일을 찾을 수 없습니다: {file}. 경로를 확인해 주세요.")
    try:
        extract = read_file(file)
        listed = manifest.metadata_for(name) if manifest else None
        metadata = _first_known(given, listed or Metadata(), guess_metadata(extract, name))
        return build_report(extract, source=name, metadata=metadata)
    except ReadError as error:
        return FileOutcome(name, "refused", str(error))
    except Exception:  # a file nobody thought of must not stop the others
        _LOG.exception("Reading %s failed in an unforeseen way", name)
        return FileOutcome(
            name,
            "refused",
            f"예상하지 못한 오류로 {name} 파일을 읽지 못했습니다. 다른 형식(PDF, HWPX)으로 저장해 다시 올려 주세요.",
        )


def source_name(file: Path) -> str:
    """The name a file is known by: without its folders, and the same from every operating system (NFC)."""
    return unicodedata.normalize("NFC", file.name)


def _first_known(*candidates: Metadata) -> Metadata:
    """Each field from the first candidate that knows it."""
    names = [field.name for field in fields(Metadata)]
    return Metadata(**{name: next(filter(None, (getattr(one, name) for one in candidates)), "") for name in names})
