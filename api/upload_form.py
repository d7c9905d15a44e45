"""An upload (multipart/form-data) taken apart while it comes in; its files go to the folder they are read from.

Starlette's own parser keeps large files in the system's temporary folder; everything of ours stays in the home folder.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from api.errors import FieldError, Kind, Problem

FIELDS = ("title", "department", "date", "kind")
MANIFEST = "manifest"
MOST_FILES = 500
LONGEST_NAME = 200  # bytes of UTF-8: most file systems take 255
_LONGEST_FIELD = 2000  # bytes
_NOT_IN_NAMES = frozenset('<>:"|?*')  # some file systems give them a meaning


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that came in. `path` is None where it was refused for its name, `refusal` says why then (Korean)."""

    name: str
    path: Path | None
    refusal: str = ""


class UploadForm:
    """Parts written into a folder as they come: call `write` with each piece of the body, then `finish`.

    Raises `Problem` for what is no such form.
    """

    def __init__(self, content_type: str, folder: Path) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise _malformed("Content-Type이 multipart/form-data; boundary=… 이어야 합니다.")
        self.fields: dict[str, str] = {}
        self.files: list[UploadedFile] = []
        self.manifest: Path | None = None
        self._folder = folder
        self._head: dict[str, str] = {}
        self._header = (bytearray(), bytearray())
        self._name = ""
        self._text: bytearray | None = None
        self._file: BinaryIO | None = None
        self._ended = False
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._on_part,
                    "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                    "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                    "on_header_end": self._on_header,
                    "on_headers_finished": self._on_headers,
                    "on_part_data": self._on_data,
                    "on_part_end": self._on_part_end,
                    "on_end": self._on_end,
                },
            )
        except FormParserError as error:
            raise _malformed("boundary가 올바르지 않습니다.") from error

    def write(self, data: bytes) -> None:
        """Take the next piece of the body."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise _malformed("multipart/form-data 본문이 깨져 있습니다.") from error

    def finish(self) -> None:
        """The body has ended."""
        if not self._ended:
            raise _malformed("multipart/form-data 본문이 중간에 끊겼습니다. 다시 올려 주세요.")

    def close(self) -> None:
        """Close the file that is being written, if any."""
        if self._file:
            self._file.close()

    def _on_part(self) -> None:
        self._head.clear()
        self._name, self._text, self._file = "", None, None

    def _on_header(self) -> None:
        name, value = self._header
        self._head[name.decode("latin-1").lower()] = value.decode("latin-1")
        self._header = (bytearray(), bytearray())

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._head.get("content-disposition", ""))
        if b"name" not in options:
            raise _malformed("각 부분에는 이름(name)이 있어야 합니다.")
        self._name = _decoded(options[b"name"])
        if b"filename" in options:
            self._open(_decoded(options[b"filename"]))
        elif self._name in FIELDS and self._name not in self.fields:
            self._text = bytearray()
        else:
            raise invalid(self._name[:40], "모르거나 두 번 적힌 항목입니다. 쓸 수 있는 것: file, " + ", ".join(FIELDS))

    def _open(self, file_name: str) -> None:
        """Start writing a file; a browser sends a nameless one where none was chosen."""
        if not file_name:
            return
        if len(self.files) >= MOST_FILES:
            raise invalid("file", f"한 번에 {MOST_FILES}개까지 올릴 수 있습니다. 나누어 올려 주세요.")
        name, refusal = safe_name(file_name)
        if self._name == MANIFEST and refusal:
            raise invalid(MANIFEST, refusal)
        # Files of one name stand beside each other; ingestion says what it makes of them.
        path = self._folder / (MANIFEST if self._name == MANIFEST else f"{len(self.files):04d}") / name
        if not refusal:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("wb")
        if self._name == MANIFEST:
            self.manifest = path
        else:
            self.files.append(UploadedFile(name, None if refusal else path, refusal))

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._file:
            self._file.write(data[start:end])
        elif self._text is not None:
            self._text.extend(data[start:end])
            if len(self._text) > _LONGEST_FIELD:
                raise invalid(self._name, "200자 이하여야 합니다.")

    def _on_part_end(self) -> None:
        if self._file:
            self._file.close()
            self._file = None
        elif self._text is not None:
            self.fields[self._name] = _decoded(bytes(self._text)).strip()

    def _on_end(self) -> None:
        self._ended = True


def safe_name(file_name: str) -> tuple[str, str]:
    """The base name of a file as it was sent, and a Korean sentence where no file may have it, or ""."""
    name = unicodedata.normalize("NFC", file_name.replace("\\", "/").rpartition("/")[2]).strip()
    shown = "".join(" " if unicodedata.category(letter).startswith("C") else letter for letter in name)[:100]
    if name in ("", ".", ".."):
        return shown or "(이름 없음)", "파일 이름이 없습니다. 이름을 붙여 다시 올려 주세요."
    if any(unicodedata.category(letter) in ("Cc", "Cs") or letter in _NOT_IN_NAMES for letter in name):
        return shown, '파일 이름에 쓸 수 없는 글자(제어 문자나 < > : " | ? *)가 있습니다. 이름을 바꾸어 주세요.'
    if len(name.encode()) > LONGEST_NAME:
        return shown, f"파일 이름이 너무 깁니다(UTF-8로 {LONGEST_NAME}바이트까지). 이름을 줄여 주세요."
    return name, ""


def _decoded(value: bytes) -> str:
    """Text of a form: UTF-8, or what older Korean programs send."""
    for encoding in ("utf-8", "cp949"):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _malformed("글자를 읽을 수 없습니다. UTF-8로 보내 주세요.")


def invalid(field: str, message: str) -> Problem:
    """The problem of a field of the form."""
    return Problem(Kind.INVALID, f"{field}: {message}", errors=[FieldError(field=field, message=message)])


def _malformed(message: str) -> Problem:
    return Problem(Kind.MALFORMED, f"요청 본문을 읽을 수 없습니다. {message}")
