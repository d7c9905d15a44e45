"""What a file is, by its first bytes: names lie (".hwp" files that are really PDF, HTML or a zip do occur)."""

from __future__ import annotations

import io
import re
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
    OLE = "ole"  # an old Office document
    ENCRYPTED_OFFICE = "encrypted-office"  # a new one behind a password
    DRM = "drm"  # wrapped by a rights management program
    OFFICE = "office"  # a new Office document other than DOCX: XLSX, PPTX, ODT
    RTF = "rtf"
    MHTML = "mhtml"
    ARCHIVE = "archive"
    IMAGE = "image"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCX_BODY, _HWPX_BODY, _HWPX_TYPE = "word/document.xml", "Contents/section", b"application/hwp+zip"
_OFFICE_BODIES = ("xl/workbook", "ppt/presentation", "content.xml")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"ALZ\x01", b"EGGA", b"\x1f\x8b\x08")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_LATER_IMAGES = (
    (6, bytes(4), b"BM"),
    (8, b"WEBP", b"RIFF"),
    (4, b"ftyp", b"\x00"),
)  # a mark, where it is, and the first bytes
_DRM = (b"<DOCUMENT SAFER", b"SCDSA0", b"\x9b DRMONE")  # how MarkAny, SoftCamp and Fasoo begin a wrapped file
_HTML = re.compile(rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|table)\b", re.DOTALL)
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
    if _HTML.match(start):
        return Format.HTML
    if start.startswith(b"{\\rtf"):
        return Format.RTF
    if start.startswith(b"mime-version:"):
        return Format.MHTML
    if head.startswith(_ARCHIVES):
        return Format.ARCHIVE
    if head.startswith(_IMAGES) or any(head[at:].startswith(m) and head.startswith(b) for at, m, b in _LATER_IMAGES):
        return Format.IMAGE
    return Format.TEXT


def _sniff_ole(data: bytes) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Format.ENCRYPTED_OFFICE
    return Format.HWP if "FileHeader".encode("utf-16-le") in data else Format.OLE


def _sniff_zip(data: bytes) -> Format:
    """By the names in the archive's directory; where that is damaged, by the names before its members."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        names = {name for name in (_DOCX_BODY, _HWPX_BODY + "0.xml") if name.encode() in data}
    if _DOCX_BODY in names:
        return Format.DOCX
    if any(name.startswith(_HWPX_BODY) for name in names) or _HWPX_TYPE in data[:_HEAD]:
        return Format.HWPX
    if any(name.startswith(_OFFICE_BODIES) for name in names):
        return Format.OFFICE
    return Format.ARCHIVE
