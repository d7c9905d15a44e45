"""What a file is, by its first bytes: names lie (".hwp" files that are really PDF, HTML or a zip do occur)."""

from __future__ import annotations

import re
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
    OFFICE = "office"  # a new Office document other than DOCX: XLSX, PPTX, ODT
    RTF = "rtf"
    MHTML = "mhtml"
    ARCHIVE = "archive"
    IMAGE = "image"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCX_BODY, _HWPX_BODY, _HWPX_TYPE = "word/document.xml", "Contents/section", b"application/hwp+zip"
_OFFICE_BODIES = ("xl/workbook", "ppt/presentation", "content.xml")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BLANK = rb"(?:\xef\xbb\xbf)?\s*"
_MARKS = tuple(
    (found, re.compile(mark, re.DOTALL | flags))
    for found, mark, flags in (
        (Format.HWP3, rb"HWP Document File", 0),
        (Format.DRM, rb"<DOCUMENT SAFER|SCDSA0|\x9b DRMONE", 0),  # how MarkAny, SoftCamp and Fasoo wrap a file
        (Format.PDF, rb".*?%PDF-", 0),
        (Format.HWPML, rb".*?<hwpml", re.IGNORECASE),
        (
            Format.HTML,
            _BLANK + rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|table)\b",
            re.IGNORECASE,
        ),
        (Format.RTF, _BLANK + rb"\{\\rtf", 0),
        (Format.MHTML, _BLANK + rb"mime-version:", re.IGNORECASE),
        (Format.ARCHIVE, rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|ALZ\x01|EGGA|\x1f\x8b\x08", 0),
        (
            Format.IMAGE,
            rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\x00|MM\x00\*|BM.{4}\x00{4}|RIFF.{4}WEBP|\x00.{3}ftyp",
            0,
        ),
    )
)
_HEAD = 1024


def sniff(data: bytes) -> Format:
    """The format of a file's bytes; `Format.TEXT` for whatever has no mark of another format."""
    head = data[:_HEAD]
    if head.startswith(_OLE):
        return _sniff_ole(data)
    if head.startswith(_ZIP):
        return _sniff_zip(data)
    return next((found for found, mark in _MARKS if mark.match(head)), Format.TEXT)


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
    if any(name.startswith(_OFFICE_BODIES) for name in names):
        return Format.OFFICE
    return Format.ARCHIVE
