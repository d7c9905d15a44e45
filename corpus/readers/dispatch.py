"""From a path to its text: the file is opened safely, its format told by content, and the format's reader called."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import (
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    MissingFile,
    NotAFile,
    ProtectedFile,
    UnreadableFile,
    UnsupportedFormat,
)
from corpus.readers.sandbox import read_safely
from corpus.readers.sniff import Format, sniff
from corpus.readers.text import read_text
from corpus.report import Extract

LARGEST = 50 * 1024 * 1024  # bytes

READERS: dict[Format, str] = {  # all but that of text are loaded in a child process only, see `corpus.readers.sandbox`
    Format.TEXT: "corpus.readers.text:read_text",
    Format.HWP: "corpus.readers.hwp:read_hwp",
    Format.HWPX: "corpus.readers.hwpx:read_hwpx",
    Format.PDF: "corpus.readers.pdf:read_pdf",
    Format.DOCX: "corpus.readers.docx:read_docx",
    Format.HTML: "corpus.readers.html:read_html",
}
_ADVICE = {
    Format.HWP3: "한글 3.0(1990년대) 문서는 읽을 수 없습니다. 한글에서 열어 HWPX로 다시 저장한 뒤 넣어 주세요.",
    Format.HWPML: "한글 XML(HWPML) 문서는 읽을 수 없습니다. 한글에서 열어 HWPX로 다시 저장한 뒤 넣어 주세요.",
    Format.OLE: "오래된 오피스 문서(DOC, XLS, PPT)는 읽을 수 없습니다. 새 형식(DOCX)이나 PDF로 저장한 뒤 넣어 주세요.",
    Format.OFFICE: "엑셀·파워포인트·ODF 문서는 읽을 수 없습니다. PDF나 DOCX로 저장한 뒤 넣어 주세요.",
    Format.RTF: "RTF 문서는 읽을 수 없습니다. 워드나 한글에서 열어 DOCX나 HWPX로 다시 저장한 뒤 넣어 주세요.",
    Format.MHTML: "웹 보관 파일(MHT)은 읽을 수 없습니다. 브라우저에서 열어 HTML이나 PDF로 저장한 뒤 넣어 주세요.",
    Format.ARCHIVE: "압축 파일은 읽을 수 없습니다. 압축을 풀고 그 안의 문서를 넣어 주세요.",
    Format.IMAGE: "그림 파일에서는 글을 읽을 수 없습니다. 글자가 든 문서로 저장한 뒤 넣어 주세요.",
}


def read_file(path: Path) -> Extract:
    """What a file holds.

    Raises a `corpus.errors.ReadError` whose message says in Korean what was seen and what to do next.
    """
    return read_bytes(load_file(path), path.name)


def load_file(path: Path) -> bytes:
    """The bytes of a file, at most `LARGEST`; raises as `read_file` does where there are none to be had."""
    name = path.name
    try:
        if not path.exists():
            raise MissingFile(f"'{name}' 파일을 찾을 수 없습니다. 경로와 이름을 확인해 주세요.")
        if not path.is_file():
            raise NotAFile(f"'{name}'은(는) 파일이 아닙니다. 문서 파일을 지정해 주세요.")
        size = path.stat().st_size
        if size > LARGEST:
            raise _too_large(name, size)
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)  # it may grow
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"'{name}'을(를) 읽을 수 없습니다. 읽기 권한과 저장 장치를 확인해 주세요.") from error
    return data


def read_bytes(data: bytes, name: str) -> Extract:
    """What the bytes of a file of this name hold; raises as `read_file` does."""
    found = reader_format(data, name)
    return read_text(data, name) if found is Format.TEXT else read_safely(data, name, READERS[found])


def reader_format(data: bytes, name: str) -> Format:
    """The format of a file's bytes, one of `READERS`; raises as `read_file` does for any other."""
    if not data:
        raise EmptyFile(f"'{name}'은(는) 0바이트인 빈 파일입니다. 파일이 끝까지 저장되었는지 확인해 주세요.")
    if len(data) > LARGEST:
        raise _too_large(name, len(data))
    found = sniff(data)
    if found in READERS:
        return found
    if found is Format.ENCRYPTED_OFFICE:
        raise EncryptedFile(f"'{name}'은(는) 암호가 걸린 오피스 문서입니다. 암호를 풀고 저장한 뒤 다시 넣어 주세요.")
    if found is Format.DRM:
        raise ProtectedFile(
            f"'{name}'은(는) 문서 보안(DRM)으로 보호된 파일입니다. 보호를 푼 뒤 HWPX나 PDF로 저장해 넣어 주세요."
        )
    raise UnsupportedFormat(f"'{name}': {_ADVICE[found]}")


def _too_large(name: str, size: int) -> FileTooLarge:
    return FileTooLarge(
        f"'{name}'은(는) {size / 1024 / 1024:,.0f}MB로 너무 큽니다(최대 {LARGEST // 1024 // 1024}MB). "
        "파일을 나누어 넣어 주세요."
    )
