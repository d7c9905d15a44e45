"""The manifest: a table beside the reports that says title, department, date and kind of each file.

CSV (columns `file,title,department,date,kind`, any encoding a report may have), JSON (a list of objects with these
keys) or TOML (one `[[report]]` table a file).
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from corpus.errors import CorpusError, ManifestError
from corpus.metadata import guess_metadata, iso_date
from corpus.readers.text import decode
from corpus.report import Metadata

__all__ = ["COLUMNS", "Manifest", "guess_metadata"]

COLUMNS = ("file", "title", "department", "date", "kind")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of reports by the names of their files."""

    name: str
    entries: Mapping[str, Metadata] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read a manifest; raises `ManifestError` for a file that cannot be read or says what cannot be followed."""
        try:
            text, _ = decode(path.read_bytes(), path.name)
        except OSError as error:
            raise ManifestError(
                f"목록 파일 '{path.name}'을(를) 읽을 수 없습니다. 경로와 권한을 확인해 주세요."
            ) from error
        except CorpusError as error:
            raise ManifestError(f"목록 파일을 읽을 수 없습니다. {error}") from error
        entries: dict[str, Metadata] = {}
        for number, row in enumerate(_rows(text, path), start=1):
            file, metadata = _entry(row, number, path.name)
            if file in entries:
                raise ManifestError(f"목록 파일 '{path.name}'에 '{file}'이(가) 두 번 나옵니다. 한 줄만 남겨 주세요.")
            entries[file] = metadata
        return cls(path.name, entries)

    def metadata_for(self, file_name: str) -> Metadata | None:
        """What the manifest says of a file, or None where it does not name it."""
        return self.entries.get(_key(file_name))

    def missing(self, file_names: Iterable[str]) -> tuple[str, ...]:
        """The files that the manifest names and that are not among these."""
        there = {_key(name) for name in file_names}
        return tuple(name for name in self.entries if name not in there)


def _key(file_name: str) -> str:
    return unicodedata.normalize("NFC", PurePath(file_name.replace("\\", "/")).name)


def _rows(text: str, path: Path) -> Sequence[Mapping[str, Any]]:
    try:
        match path.suffix.lower():
            case ".json":
                rows = json.loads(text)
            case ".toml":
                rows = tomllib.loads(text).get("report", [])
            case _:
                return _csv_rows(text, path.name)
    except ValueError as error:
        raise ManifestError(f"목록 파일 '{path.name}'의 형식이 잘못되었습니다: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ManifestError(f"목록 파일 '{path.name}'은(는) 파일마다 한 항목씩 적은 목록이어야 합니다.")
    return rows


def _csv_rows(text: str, name: str) -> Sequence[Mapping[str, Any]]:
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header, *lines = [[cell.strip() for cell in line] for line in reader if any(cell.strip() for cell in line)]
    except (ValueError, csv.Error) as error:
        raise ManifestError(f"목록 파일 '{name}'이(가) 비었거나 CSV 형식이 아닙니다.") from error
    if len(set(header)) < len(header):
        raise ManifestError(f"목록 파일 '{name}'의 첫 줄에 같은 열 이름이 두 번 나옵니다: {', '.join(header)}.")
    for number, line in enumerate(lines, start=1):
        if len(line) > len(header):
            raise ManifestError(
                f"목록 파일 '{name}'의 {number}번째 항목에 칸이 {len(line)}개 있습니다(열은 {len(header)}개). "
                "쉼표가 든 값은 큰따옴표로 묶어 주세요."
            )
    _check_columns(header, name)
    return [dict(zip(header, line, strict=False)) for line in lines]


def _check_columns(columns: Iterable[str], name: str) -> None:
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown:
        raise ManifestError(
            f"목록 파일 '{name}'에 모르는 열이 있습니다: {', '.join(unknown)}. "
            f"쓸 수 있는 열은 {', '.join(COLUMNS)}입니다."
        )


def _entry(row: Mapping[str, Any], number: int, name: str) -> tuple[str, Metadata]:
    _check_columns(row, name)
    values = {column: str(row.get(column) or "").strip() for column in COLUMNS}
    if not values["file"]:
        raise ManifestError(f"목록 파일 '{name}'의 {number}번째 항목에 파일 이름(file)이 없습니다.")
    written = values["date"]
    values["date"] = iso_date(written)
    if written and not values["date"]:
        raise ManifestError(
            f"목록 파일 '{name}'의 {number}번째 항목에 적힌 날짜 '{written}'을(를) 알 수 없습니다. "
            "2024-09-01처럼 적어 주세요."
        )
    file = _key(values.pop("file"))
    return file, Metadata(**values)
