"""The directory of a zip archive: opened within limits, and made anew where the file was cut off before it.

A part is preceded by a head of its own that repeats what the directory says of it. What these heads say is checked
where a part is read, as what a directory says is: a part whose bytes are not those of its check sum is damaged.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MOST_ENTRIES = 5_000
LARGEST_PART = 64 * 1024 * 1024  # bytes, unpacked
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    LookupError,
)
"""What `zipfile` raises on damaged archives."""

_HEAD = struct.Struct("<4s5H3I2H")  # before a part: mark, version, flags, method, time, date, check sum, sizes, lengths
_HEAD_MARK, _SIZES_MARK, _ENTRY_MARK, _END_MARK = b"PK\x03\x04", b"PK\x07\x08", b"PK\x01\x02", b"PK\x05\x06"
_ENTRY = struct.Struct("<4s6H3I5H2I")  # in the directory
_END = struct.Struct("<4s4H2IH")
_SIZES_BEHIND = 1 << 3  # the flag that check sum and sizes follow the part
_DEFLATED = 8
_CHUNK = 256 * 1024


class TooManyEntries(ValueError):
    """An archive holds more parts than a document has; never leaves `corpus.readers`."""


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive. Raises one of `DAMAGE` or `TooManyEntries`, before an object is made for every entry."""
    if data.count(_ENTRY_MARK) > MOST_ENTRIES:
        raise TooManyEntries
    return zipfile.ZipFile(io.BytesIO(data))


def restored(data: bytes) -> bytes:
    """The whole parts at the beginning of an archive, with a directory made from their heads."""
    parts = list(_whole_parts(data))
    end = parts[-1].end if parts else 0
    directory = b"".join(part.entry for part in parts)
    return data[:end] + directory + _END.pack(_END_MARK, 0, 0, len(parts), len(parts), len(directory), end, 0)


@dataclass(frozen=True, slots=True)
class _Part:
    entry: bytes  # as the directory has it
    end: int  # offset behind the part


def _whole_parts(data: bytes) -> Iterator[_Part]:
    at = count = 0
    while at + _HEAD.size <= len(data) and count < MOST_ENTRIES:
        mark, version, flags, method, time, date, check, packed, size, name, more = _HEAD.unpack_from(data, at)
        start = at + _HEAD.size + name + more
        end = start + packed
        if mark != _HEAD_MARK:
            return
        if flags & _SIZES_BEHIND:
            found = _sizes_behind(data, start) if method == _DEFLATED else None
            if found is None:
                return
            check, packed, size, end = found
        if end > len(data):
            return
        label = data[at + _HEAD.size : at + _HEAD.size + name]
        flags &= ~_SIZES_BEHIND
        place = (name, 0, 0, 0, 0, 0, at)
        yield _Part(
            _ENTRY.pack(_ENTRY_MARK, 20, version, flags, method, time, date, check, packed, size, *place) + label, end
        )
        at, count = end, count + 1


def _sizes_behind(data: bytes, start: int) -> tuple[int, int, int, int] | None:
    """Check sum, packed size, size and end of a deflated part that is followed by them; None where it is cut off."""
    inflater = zlib.decompressobj(-15)
    size, at, waiting = 0, start, b""
    try:
        while not inflater.eof and size <= LARGEST_PART and (waiting or at < len(data)):
            if not waiting:
                waiting, at = data[at : at + _CHUNK], at + _CHUNK
            size += len(inflater.decompress(waiting, _CHUNK))
            waiting = inflater.unconsumed_tail
    except zlib.error:
        return None
    end = min(at, len(data)) - len(inflater.unused_data)
    behind = end + 4 if data[end : end + 4] == _SIZES_MARK else end
    if not inflater.eof or behind + 12 > len(data):
        return None
    (check,) = struct.unpack_from("<I", data, behind)
    return check, end - start, size, behind + 12
