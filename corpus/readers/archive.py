"""The parts of an HWPX or DOCX file (a zip archive of XML), read within limits: what it claims is not believed.

Nothing is unpacked to disk. XML is parsed without entities, document types, or the network.
"""

from __future__ import annotations

import re

from lxml import etree

from corpus.errors import DamagedFile, EncryptedFile, FileTooLarge
from corpus.readers.directory import DAMAGE, LARGEST_PART, MOST_ENTRIES, TooManyEntries, open_zip, restored

LARGEST_TOTAL = 128 * 1024 * 1024  # bytes, unpacked
_MOST_RATIO = 300  # unpacked to packed, of parts over _RATIO_FROM bytes
_RATIO_FROM = 4 * 1024 * 1024
_CHUNK = 256 * 1024
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)


class Archive:
    """An archive in memory. Raises `DamagedFile`, `EncryptedFile` and `FileTooLarge`.

    Where the end of the file is missing (`cut_off`), the parts before are there all the same.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._read = 0
        self.cut_off = False
        try:
            self._zip = open_zip(data)
        except TooManyEntries as error:
            raise FileTooLarge(f"'{name}'에 든 항목이 너무 많습니다(최대 {MOST_ENTRIES:,}개).") from error
        except DAMAGE:
            self.cut_off = True
            self._zip = open_zip(restored(data))
        self._entries = {entry.filename: entry for entry in reversed(self._zip.infolist())}
        if not self._entries:
            raise DamagedFile(f"'{name}'의 압축 구조가 손상되어 열 수 없습니다. 원본 파일을 다시 받아 넣어 주세요.")

    @property
    def parts(self) -> list[str]:
        """The names of all parts."""
        return list(self._entries)

    def __contains__(self, part: str) -> bool:
        return part in self._entries

    def read(self, part: str) -> bytes:
        """The bytes of a part, counted while they are unpacked."""
        entry = self._entries.get(part)
        if entry is None:
            raise self._damaged(part)
        if entry.flag_bits & 1:
            raise self.encrypted()
        data = bytearray()
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    data += chunk
                    self._check_size(len(data), len(chunk), entry.compress_size)
        except DAMAGE as error:
            raise self._damaged(part) from error
        return bytes(data)

    def xml(self, part: str) -> etree._Element:
        """The root element of a part."""
        data = self.read(part)
        probe = data if data[:2] not in (b"\xff\xfe", b"\xfe\xff") else data.replace(b"\x00", b"")
        if _DOCTYPE.search(probe):
            raise DamagedFile(
                f"'{self._name}'에 한글이나 워드 문서에는 없는 XML 선언(DOCTYPE)이 들어 있어 읽지 않았습니다. "
                "원본 프로그램에서 열어 다시 저장한 뒤 넣어 주세요."
            )
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.LxmlError, ValueError) as error:
            raise self._damaged(part) from error
        if root is None:
            raise self._damaged(part)
        return root

    def text(self, part: str) -> str:
        """The text of a part, "" where it is missing or cannot be read."""
        try:
            data = self.read(part) if part in self._entries else b""
        except (DamagedFile, FileTooLarge):
            return ""
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return data.decode(encoding, "replace")

    def encrypted(self) -> EncryptedFile:
        """The error for a file with a password."""
        return EncryptedFile(f"'{self._name}'은(는) 암호가 걸린 문서입니다. 암호를 풀고 다시 저장한 뒤 넣어 주세요.")

    def _check_size(self, size: int, more: int, packed: int) -> None:
        self._read += more
        bomb = size > _RATIO_FROM and size > _MOST_RATIO * max(packed, 1)
        if size > LARGEST_PART or self._read > LARGEST_TOTAL or bomb:
            raise FileTooLarge(
                f"'{self._name}'의 압축을 풀면 지나치게 커져서 읽지 않았습니다(최대 {LARGEST_PART // 1024 // 1024}MB). "
                "문서를 나누어 저장한 뒤 넣어 주세요."
            )

    def _damaged(self, part: str) -> DamagedFile:
        return DamagedFile(
            f"'{self._name}'의 '{part}' 부분이 손상되어 읽을 수 없습니다. 원본 프로그램에서 다시 저장한 뒤 넣어 주세요."
        )
