"""Files: opened safely, told by content, refused with a reason."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

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
from corpus.readers import read_file
from corpus.readers.dispatch import LARGEST
from corpus.readers.sniff import Format, sniff


def zipped(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("Ⅰ. 일반현황".encode(), Format.TEXT),
        (b"%PDF-1.7\n", Format.PDF),
        (b"\x00junk\n%PDF-1.4", Format.PDF),
        (zipped("word/document.xml"), Format.DOCX),
        (zipped("mimetype", "Contents/section0.xml"), Format.HWPX),
        (zipped("a.txt"), Format.ARCHIVE),
        (b"PK\x03\x04 damaged", Format.ARCHIVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "FileHeader".encode("utf-16-le"), Format.HWP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), Format.OLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Format.ENCRYPTED_OFFICE),
        (zipped("mimetype", "Contents/section0.xml")[:150], Format.HWPX),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/hwp+zip", Format.HWPX),
        (b"\x9b DRMONE  This Document is encrypted", Format.DRM),
        (b"HWP Document File V3.00 \x1a", Format.HWP3),
        (b'<?xml version="1.0"?><HWPML Version="2.9">', Format.HWPML),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", Format.HTML),
        (b'<?xml version="1.0"?>\n<!-- saved --><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html>', Format.HTML),
        (b'<meta charset="euc-kr"><table><tr>', Format.HTML),
        (b"<tables> of a text", Format.TEXT),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), Format.OFFICE),
        (zipped("mimetype", "content.xml"), Format.OFFICE),
        (b"{\\rtf1\\ansi", Format.RTF),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;", Format.MHTML),
        (b"EGGA\x00\x01", Format.ARCHIVE),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", Format.IMAGE),
        (b"BM\x36\x10\x00\x00\x00\x00\x00\x00\x36", Format.IMAGE),
        ("BM 평가 결과 보고".encode(), Format.TEXT),
        (b"\x89PNG\r\n\x1a\n", Format.IMAGE),
    ],
)
def test_a_format_is_told_by_content(data: bytes, found: Format) -> None:
    assert sniff(data) is found


def test_the_name_of_a_file_decides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "보고.hwp"
    path.write_text("실은 글 파일입니다.", encoding="utf-8")

    assert read_file(path).text == "실은 글 파일입니다."


def refused(path: Path, error: type[ReadError]) -> str:
    with pytest.raises(error) as caught:
        read_file(path)
    assert caught.value.code != ReadError.code
    return str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "'없음.txt' 파일을 찾을 수 없습니다" in refused(tmp_path / "없음.txt", MissingFile)


def test_a_folder(tmp_path: Path) -> None:
    assert "파일이 아닙니다" in refused(tmp_path, NotAFile)


def test_a_file_of_no_bytes(tmp_path: Path) -> None:
    (tmp_path / "빈.txt").touch()

    assert "0바이트" in refused(tmp_path / "빈.txt", EmptyFile)


def test_a_file_too_large(tmp_path: Path) -> None:
    with (tmp_path / "큰.txt").open("wb") as file:
        file.truncate(LARGEST + 1)

    assert "너무 큽니다" in refused(tmp_path / "큰.txt", FileTooLarge)


def test_a_name_longer_than_the_system_allows(tmp_path: Path) -> None:
    assert "읽을 수 없습니다" in refused(tmp_path / ("가" * 300 + ".txt"), UnreadableFile)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_the_right_to_read(tmp_path: Path) -> None:
    path = tmp_path / "비밀.txt"
    path.write_text("글")
    path.chmod(0)

    assert "읽기 권한" in refused(path, UnreadableFile)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that exists and fails to read, on Linux")
def test_a_file_that_fails_while_it_is_read() -> None:
    assert "읽을 수 없습니다" in refused(Path("/proc/self/mem"), UnreadableFile)


def test_a_format_that_is_known_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "그림.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")

    assert "그림 파일" in refused(path, UnsupportedFormat)


@pytest.mark.parametrize(
    ("data", "error", "advice"),
    [
        (b"HWP Document File V3.00 \x1a", UnsupportedFormat, "HWPX로 다시 저장"),
        (b'<?xml version="1.0"?><HWPML Version="2.9">', UnsupportedFormat, "HWPX로 다시 저장"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), UnsupportedFormat, "DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), EncryptedFile, "암호를 풀고"),
        (b"\x9b DRMONE  This Document is encrypted", ProtectedFile, "보호를 푼 뒤"),
        (zipped("xl/workbook.xml"), UnsupportedFormat, "PDF나 DOCX로"),
        (b"{\\rtf1\\ansi", UnsupportedFormat, "DOCX나 HWPX로"),
        (b"MIME-Version: 1.0\r\n", UnsupportedFormat, "HTML이나 PDF로"),
        (zipped("보고.hwp"), UnsupportedFormat, "압축을 풀고"),
    ],
)
def test_a_refusal_says_what_to_do(tmp_path: Path, data: bytes, error: type[ReadError], advice: str) -> None:
    path = tmp_path / "보고.hwp"
    path.write_bytes(data)

    assert advice in refused(path, error)
