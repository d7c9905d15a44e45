"""What a file is, by its first bytes: names lie (".hwp" files that are really PDF, HTML or a zip do occur)."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum


class Format(StrEnum):
    """The formats that are told apart; which of them are read is up to `corpus.readers.dispatch`."""

    TEXT = "text"
    HWP = "hwp"
    HWPX = "hwpx"
    PDF = "pdf"
    DOCX = "docx"
    HWP3 = "hwp3"
    HWPML = "hwpml"
    HTML = "html"
    DOC = "doc"
    ENCRYPTED_OFFICE = "encrypted-office"  # a DOCX (or XLSX, PPTX) behind a password
    OLE = "ole"  # another old Office document
    ZIP = "zip"
    IMAGE = "image"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (  # names in the directory of an OLE file
    ("FileHeader", Format.HWP),
    ("EncryptedPackage", Format.ENCRYPTED_OFFICE),
    ("WordDocument", Format.DOC),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_HEAD = 1024


def sniff(data: bytes) -> Format:
    """The format of a file's bytes; `Format.TEXT` for whatever has no mark of another format."""
    head = data[:_HEAD]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_OLE):
        return next((found for name, found in _STREAMS if name.encode("utf-16-le") in data), Format.OLE)
    if head.startswith(_ZIP):
        return _sniff_zip(data)
    if head.startswith(b"HWP Document File"):
        return Format.HWP3
    if b"%PDF-" in head:
        return Format.PDF
    if b"<hwpml" in start:
        return Format.HWPML
    if start.startswith((b"<!doctype html", b"<html")):
        return Format.HTML
    if head.startswith(_IMAGES):
        return Format.IMAGE
    return Format.TEXT


def _sniff_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return Format.ZIP
    if "word/document.xml" in names:
        return Format.DOCX
    if any(name.startswith("Contents/section") for name in names):
        return Format.HWPX
    return Format.ZIP
