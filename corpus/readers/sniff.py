"""What a file is, by its first bytes: names lie (".hwp" files that are really PDF, HTML or a zip do occur)."""

from __future__ import annotations

from enum import StrEnum

from corpus.readers.directory import DAMAGE, TooManyEntries, open_zip


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
    OLE = "ole"  # an old Office document
    ENCRYPTED_OFFICE = "encrypted-office"  # a new one behind a password
    DRM = "drm"  # wrapped by a rights management program
    ZIP = "zip"
    IMAGE = "image"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCX_BODY, _HWPX_BODY, _HWPX_TYPE = "word/document.xml", "Contents/section", b"application/hwp+zip"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_DRM = (b"<DOCUMENT SAFER", b"SCDSA0", b"\x9b DRMONE")  # how MarkAny, SoftCamp and Fasoo begin a wrapped file
_HEAD = 1024


def sniff(data: bytes) -> Format:
    """The format of a file's bytes; `Format.TEXT` for whatever has no mark of another format."""
    head = data[:_HEAD]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_OLE):
        return _sniff_ole(data)
    if head.startswith(_ZIP):
        return _sniff_zip(data)
    if head.startswith(b"HWP Document File"):
        return Format.HWP3
    if head.startswith(_DRM):
        return Format.DRM
    if b"%PDF-" in head:
        return Format.PDF
    if b"<hwpml" in start:
        return Format.HWPML
    if start.startswith((b"<!doctype html", b"<html")):
        return Format.HTML
    if head.startswith(_IMAGES):
        return Format.IMAGE
    return Format.TEXT


def _sniff_ole(data: bytes) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Format.ENCRYPTED_OFFICE
    return Format.HWP if "FileHeader".encode("utf-16-le") in data else Format.OLE


def _sniff_zip(data: bytes) -> Format:
    """By the names in the archive's directory; where that is damaged, by the names before its members."""
    try:
        with open_zip(data) as archive:
            names = set(archive.namelist())
    except (*DAMAGE, TooManyEntries):
        names = {name for name in (_DOCX_BODY, _HWPX_BODY + "0.xml") if name.encode() in data}
    if _DOCX_BODY in names:
        return Format.DOCX
    if any(name.startswith(_HWPX_BODY) for name in names) or _HWPX_TYPE in data[:_HEAD]:
        return Format.HWPX
    return Format.ZIP
