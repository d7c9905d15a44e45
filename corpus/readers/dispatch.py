"""From a path to its text: the file is opened safely, its format told by content, and the format's reader called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpus.errors import (
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    MissingFile,
    NotAFile,
    ProtectedFile,
    ReadError,
    UnreadableFile,
    UnsupportedFormat,
)
from corpus.readers.sandbox import read_safely
from corpus.readers.sniff import Format, sniff
from corpus.readers.text import read_text
from corpus.report import Extract

LARGEST = 50 * 1024 * 1024  # bytes

_READERS: dict[Format, Callable[[bytes, str], Extract]] = {
    Format.TEXT: read_text,
}
_SANDBOXED: dict[Format, str] = {  # loaded in a child process only, see `corpus.readers.sandbox`
    Format.PDF: "corpus.readers.pdf:read_pdf",
    Format.DOCX: "corpus.readers.docx:read_docx",
}
_NAMES = {
    Format.HWP: "한글(HWP) 문서",
    Format.HWPX: "한글(HWPX) 문서",
    Format.PDF: "PDF 문서",
    Format.DOCX: "워드(DOCX) 문서",
    Format.HWP3: "한글 3.0 문서",
    Format.HWPML: "한글 XML(HWPML) 문서",
    Format.HTML: "HTML 문서",
    Format.ZIP: "압축 파일",
    Format.IMAGE: "그림 파일",
}
_REFUSED: dict[Format, tuple[type[ReadError], str]] = {
    Format.ENCRYPTED_OFFICE: (
        EncryptedFile,
        "암호가 걸린 오피스 문서입니다. 워드에서 암호를 푼 뒤 DOCX로 다시 저장해 넣어 주세요.",
    ),
    Format.DRM: (
        ProtectedFile,
        "문서 보안(DRM) 프로그램으로 보호된 파일입니다. 보호를 푼 뒤 HWPX나 PDF로 저장해 넣어 주세요.",
    ),
    Format.OLE: (UnsupportedFormat, "옛 오피스 문서(DOC 등)입니다. 워드나 한글에서 DOCX로 다시 저장해 넣어 주세요."),
}


def read_file(path: Path) -> Extract:
    """What a file holds.

    Raises a `corpus.errors.ReadError` whose message says in Korean what was seen and what to do next.
    """
    name = path.name
    try:
        if not path.exists():
            raise MissingFile(f"'{name}' 파일을 찾을 수 없습니다. 경로와 이름을 확인해 주세요.")
        if not path.is_file():
            raise NotAFile(f"'{name}'은(는) 파일이 아닙니다. 문서 파일을 지정해 주세요.")
        if path.stat().st_size > LARGEST:
            raise _too_large(name, path.stat().st_size)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"'{name}'을(를) 읽을 수 없습니다. 읽기 권한과 저장 장치를 확인해 주세요.") from error
    return read_bytes(data, name)


def read_bytes(data: bytes, name: str) -> Extract:
    """What the bytes of a file of this name hold; raises as `read_file` does."""
    if not data:
        raise EmptyFile(f"'{name}'은(는) 0바이트인 빈 파일입니다. 파일이 끝까지 저장되었는지 확인해 주세요.")
    if len(data) > LARGEST:
        raise _too_large(name, len(data))
    found = sniff(data)
    if found in _SANDBOXED:
        return read_safely(data, name, _SANDBOXED[found])
    if found in _REFUSED:
        error, reason = _REFUSED[found]
        raise error(f"'{name}'은(는) {reason}")
    reader = _READERS.get(found)
    if reader is None:
        raise UnsupportedFormat(
            f"'{name}'의 형식({_NAMES[found]})은 아직 읽을 수 없습니다. PDF나 HWPX로 저장한 뒤 다시 넣어 주세요."
        )
    return reader(data, name)


def _too_large(name: str, size: int) -> FileTooLarge:
    return FileTooLarge(
        f"'{name}'은(는) {size / 1024 / 1024:,.0f}MB로 너무 큽니다(최대 {LARGEST // 1024 // 1024}MB). "
        "파일을 나누어 넣어 주세요."
    )
