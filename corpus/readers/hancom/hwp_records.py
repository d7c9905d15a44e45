"""The records of an HWP5 stream, put into a tree.

A record begins with 32 bits: tag (10), level (10), size (12); a size of 0xFFF says that the next 32 bits hold it.
Source: Hancom, "한글 문서 파일 형식 5.0", revision 1.3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

BORDER_FILL, NUMBERING, BULLET, PARA_SHAPE, DISTRIBUTION = 20, 23, 24, 25, 28
PARA_HEADER, PARA_TEXT, PARA_LINES, CTRL_HEADER, LIST_HEADER, TABLE, EQUATION = 66, 67, 69, 71, 72, 77, 88
TEXT_ART, FORM = 90, 91

MOST_RECORDS = 1_000_000  # of one stream
_DEEPEST = 200  # levels
_LONG = 0xFFF
_U32 = struct.Struct("<I")


class BrokenRecords(ValueError):
    """The bytes are no sequence of records; never leaves `corpus.readers`."""


@dataclass(slots=True)
class Record:
    """A record with those that stand below it."""

    tag: int
    level: int
    data: bytes
    children: list[Record] = field(default_factory=list)

    def of(self, tag: int) -> Iterator[Record]:
        """Its children of a tag."""
        return (child for child in self.children if child.tag == tag)

    def u16(self, at: int) -> int:
        """The 16 bits at an offset, 0 where the record ends before."""
        return int.from_bytes(self.data[at : at + 2], "little") if at + 2 <= len(self.data) else 0

    def u32(self, at: int) -> int:
        """The 32 bits at an offset, 0 where the record ends before."""
        return int.from_bytes(self.data[at : at + 4], "little") if at + 4 <= len(self.data) else 0

    def text(self, at: int, length: int) -> str:
        """So many UTF-16 units at an offset."""
        return decode(self.data[at : at + 2 * length])


def decode(data: bytes) -> str:
    """UTF-16 with whatever is no character replaced."""
    return data[: len(data) // 2 * 2].decode("utf-16-le", "replace")


def read_records(data: bytes) -> Iterator[Record]:
    """The records of a stream in order, without children. Raises `BrokenRecords` where one runs past the end."""
    at, end, count = 0, len(data), 0
    while at < end:
        if at + 4 > end:
            raise BrokenRecords("a record's head is cut off")
        (head,) = _U32.unpack_from(data, at)
        at += 4
        size = head >> 20
        if size == _LONG:
            if at + 4 > end:
                raise BrokenRecords("a record's size is cut off")
            (size,) = _U32.unpack_from(data, at)
            at += 4
        count += 1
        if at + size > end or count > MOST_RECORDS:
            raise BrokenRecords("a record runs past the end, or there are too many")
        yield Record(head & 0x3FF, head >> 10 & 0x3FF, data[at : at + size])
        at += size


def read_tree(data: bytes) -> list[Record]:
    """The records of a stream without a parent, each with its children. Raises `BrokenRecords`."""
    roots: list[Record] = []
    path: list[Record] = []
    for record in read_records(data):
        if record.level > _DEEPEST:
            raise BrokenRecords("records nest too deep")
        while path and path[-1].level >= record.level:
            path.pop()
        (path[-1].children if path else roots).append(record)
        path.append(record)
    return roots
