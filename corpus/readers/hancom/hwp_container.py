"""The OLE container of an HWP5 file: its flags, its streams unpacked, and locked documents opened with their own key.

A distribution document (배포용 문서) may be read by everybody and changed by nobody: each section begins with a record
that holds its key. Passwords and certificates are not broken.
"""

from __future__ import annotations

import io
import re
import zlib

import olefile
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from corpus.errors import DamagedFile, EncryptedFile, FileTooLarge, ProtectedFile, ReadError
from corpus.readers.hancom.hwp_records import DISTRIBUTION, BrokenRecords, decode, read_records

LARGEST_STREAM = 64 * 1024 * 1024  # bytes, unpacked
LARGEST_TOTAL = 128 * 1024 * 1024
_SIGNATURE = b"HWP Document File"
_COMPRESSED, _PASSWORD, _DISTRIBUTED = 1 << 0, 1 << 1, 1 << 2
_PROTECTED = 1 << 4 | 1 << 8 | 1 << 10  # DRM, encrypted with a certificate, certificate DRM
_SECTION = re.compile(r"Section(\d{1,6})", re.IGNORECASE)
_SUMMARY, _TITLE = "\x05HwpSummaryInformation", 2
_KEY_RECORD = 256  # bytes
_BLOCK = 16


class Container:
    """The streams of an HWP5 file. Raises `DamagedFile`, `EncryptedFile`, `ProtectedFile` and `FileTooLarge`."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._total = 0
        try:
            self._ole = olefile.OleFileIO(io.BytesIO(data))
            header = self._ole.openstream("FileHeader").read(256)
        except Exception as error:  # damage raises whatever the library's arithmetic runs into
            raise self._damaged() from error
        if not header.startswith(_SIGNATURE) or len(header) < 40:
            raise self._damaged()
        self._flags = int.from_bytes(header[36:40], "little")
        self._refuse_locked()

    @property
    def sections(self) -> list[str]:
        """The names of the body's sections in order."""
        storage = "ViewText" if self._flags & _DISTRIBUTED else "BodyText"
        try:
            entries = self._ole.listdir()
        except Exception as error:
            raise self._damaged() from error
        found = [
            (int(match[1]), "/".join(path))
            for path in entries
            if len(path) == 2 and path[0] == storage and (match := _SECTION.fullmatch(path[1]))
        ]
        return [name for _, name in sorted(found)]

    def stream(self, part: str) -> bytes:
        """A stream of records, unlocked and unpacked."""
        data = self._raw(part)
        try:
            if part.startswith("ViewText"):
                data = _unlock(data)
            return self._inflate(data) if self._flags & _COMPRESSED else data
        except (BrokenRecords, ValueError, zlib.error) as error:
            raise self._damaged() from error

    @property
    def preview(self) -> str:
        """The preview text, "" where there is none."""
        try:
            return decode(self._raw("PrvText")).replace("\x00", "")
        except ReadError:
            return ""

    @property
    def title(self) -> str:
        """The title of the document's summary, "" where it has none; strings there may run past their end."""
        try:
            properties = self._ole.getproperties(_SUMMARY) if self._ole.exists(_SUMMARY) else {}
            value = properties.get(_TITLE, "")
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
        except Exception:  # as above; a title is not worth an error
            return ""
        return text.split("\x00")[0]

    def _raw(self, part: str) -> bytes:
        try:
            data: bytes = self._ole.openstream(part).read()
        except Exception as error:  # as above
            raise self._damaged() from error
        return data

    def _inflate(self, data: bytes) -> bytes:
        """Raw deflate within the limits. A stream cut off at its end is an error: its last records are missing."""
        inflater = zlib.decompressobj(-15)
        result = inflater.decompress(data, LARGEST_STREAM + 1)
        self._total += len(result)
        if len(result) > LARGEST_STREAM or self._total > LARGEST_TOTAL:
            raise FileTooLarge(
                f"'{self._name}'의 압축을 풀면 지나치게 커집니다(최대 {LARGEST_STREAM // 1024 // 1024}MB). "
                "문서를 나누어 저장한 뒤 넣어 주세요."
            )
        if not inflater.eof:
            raise zlib.error("the stream is cut off")
        return result

    def _refuse_locked(self) -> None:
        if self._flags & _PASSWORD:
            raise EncryptedFile(
                f"'{self._name}'은(는) 암호가 걸린 한글 문서입니다. 한글에서 암호를 풀고 다시 저장한 뒤 넣어 주세요."
            )
        if self._flags & _PROTECTED:
            raise ProtectedFile(
                f"'{self._name}'은(는) 인증서나 DRM으로 보호된 한글 문서입니다. 보호를 푼 뒤 HWPX로 저장해 넣어 주세요."
            )

    def _damaged(self) -> DamagedFile:
        return DamagedFile(
            f"'{self._name}'은(는) 한글 문서이지만 손상되어 읽을 수 없습니다. 한글에서 열어 다시 저장한 뒤 넣어 주세요."
        )


def _unlock(data: bytes) -> bytes:
    """A section of a distribution document, decrypted with the key in its first record (AES-128, ECB)."""
    record = next(read_records(data[: _KEY_RECORD + 4]), None)
    if record is None or record.tag != DISTRIBUTION or len(record.data) != _KEY_RECORD:
        raise BrokenRecords("the section of a distribution document holds no key")
    plain = _unscramble(record.data)
    offset = 4 + (record.data[0] & 0xF)
    key = plain[offset : offset + _BLOCK]
    body = data[_KEY_RECORD + 4 :]
    decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()  # noqa: S305  what the format prescribes
    return decryptor.update(body[: len(body) // _BLOCK * _BLOCK]) + decryptor.finalize()


def _unscramble(data: bytes) -> bytes:
    """The key record without the noise that the generator of Microsoft's C library lays over it."""
    seed = int.from_bytes(data[:4], "little")
    result = bytearray(data)
    left = noise = 0
    for at in range(len(data)):
        if left == 0:
            seed, noise = _random(seed)
            seed, length = _random(seed)
            noise, left = noise & 0xFF, (length & 0xF) + 1
        if at >= 4:
            result[at] ^= noise
        left -= 1
    return bytes(result)


def _random(seed: int) -> tuple[int, int]:
    seed = (seed * 214013 + 2531011) & 0xFFFFFFFF
    return seed, seed >> 16 & 0x7FFF
