"""TXT and Markdown: which encoding the bytes are in, and the text in them.

Encodings are tried in the order that never takes one for another: a byte order mark, strict UTF-8, strict CP949
(which holds EUC-KR), and UTF-16 without a mark where every second byte betrays it. Statistical detectors are wrong on
short Korean texts.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from corpus.errors import BinaryFile, EmptyFile, UnknownEncoding
from corpus.readers.writer import MOST_CHARACTERS, TOO_LONG
from corpus.report import Extract

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_READABLE = re.compile(r"[\s\x20-\x7e가-힣ㄱ-ㆎ一-鿿\u2000-\u27bf\u3000-\u303f\uff00-\uffef·×÷°±²³]")
_MARKDOWN_TITLE = re.compile(r"^#\s+(.+?)\s*#*$", re.MULTILINE)
_CUT = "파일의 끝이 잘려 있어 마지막 글자를 읽지 못했습니다."


def read_text(data: bytes, name: str) -> Extract:
    """The text of a TXT or Markdown file.

    Line ends become line feeds and letters are composed (NFC), so that text from any system reads the same.
    Raises `EmptyFile`, `BinaryFile` or `UnknownEncoding`.
    """
    text, warnings = decode(data, name)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise EmptyFile(f"'{name}'에 글자가 없습니다. 내용이 들어 있는 파일인지 확인해 주세요.")
    if len(text) > MOST_CHARACTERS:
        text, warnings = text[: text.rfind("\n", 0, MOST_CHARACTERS) + 1 or MOST_CHARACTERS], (TOO_LONG,)
    markdown = name.lower().endswith((".md", ".markdown"))
    title = _MARKDOWN_TITLE.search(text) if markdown else None
    return Extract(
        text=text,
        format="markdown" if markdown else "text",
        warnings=warnings,
        partial=bool(warnings),
        title=title[1].strip() if title else "",
    )


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The characters of a text file's bytes, and warnings; raises as `read_text` does."""
    if not data:
        raise EmptyFile(f"'{name}'은(는) 0바이트인 빈 파일입니다. 파일이 끝까지 저장되었는지 확인해 주세요.")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text, warnings = _decode_marked(data[len(mark) :], encoding, name)
            break
    else:
        text, warnings = _decode_unmarked(data, name)
    if _CONTROL.search(text):
        raise _binary(name)
    return text, warnings


def _decode_marked(data: bytes, encoding: str, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:
            return data[: error.start].decode(encoding), (_CUT,)
        raise _unknown(name) from error


def _decode_unmarked(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    if b"\x00" in data:
        return _decode_utf16(data, name), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data" and error.start > 0
        broken = error
    try:
        return data.decode("cp949"), ()
    except UnicodeDecodeError:
        if cut:
            return data[: broken.start].decode("utf-8"), (_CUT,)
        if len(_CONTROL.findall(data.decode("latin-1"))) > len(data) / 100:
            raise _binary(name) from broken
        raise _unknown(name) from broken


def _decode_utf16(data: bytes, name: str) -> str:
    """UTF-16 without a byte order mark, in the order in which it reads as Korean or plain text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_READABLE.findall(text)) >= 0.9 * len(text):
            return text
    raise _binary(name)


def _binary(name: str) -> BinaryFile:
    return BinaryFile(
        f"'{name}'은(는) 글자로 된 문서가 아닙니다(이진 파일). TXT나 Markdown으로 저장한 뒤 다시 넣어 주세요."
    )


def _unknown(name: str) -> UnknownEncoding:
    return UnknownEncoding(
        f"'{name}'의 글자 인코딩을 알 수 없습니다(UTF-8, UTF-16, CP949가 아님). UTF-8로 저장한 뒤 다시 넣어 주세요."
    )
