"""A writer of OLE containers, just enough for the HWP5 files of the benchmark and the tests: olefile only reads them.

Every stream is padded with zeros to 4,096 bytes, so that none belongs into the mini stream.
"""

from __future__ import annotations

import struct

_SECTOR = 512
_SMALLEST = 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def container(streams: dict[str, bytes]) -> bytes:
    """An OLE file with streams by path: {"FileHeader": …, "BodyText/Section0": …}."""
    names, kinds, parents = ["Root Entry"], [_ROOT], [-1]
    contents: list[bytes] = [b""]

    def add(name: str, kind: int, parent: int, content: bytes) -> None:
        names.append(name)
        kinds.append(kind)
        parents.append(parent)
        contents.append(content)

    for path, data in streams.items():
        parent = 0
        *folders, leaf = path.split("/")
        for folder in folders:
            if folder not in names:
                add(folder, _STORAGE, parent, b"")
            parent = names.index(folder)
        add(leaf, _STREAM, parent, data.ljust(_SMALLEST, b"\0"))

    directory_sectors = -(-len(names) * 128 // _SECTOR)
    data_sectors = sum(-(-len(data) // _SECTOR) for data in contents)
    fat_sectors = -(-(directory_sectors + data_sectors + 8) // 127)
    fat = [_FAT] * fat_sectors + _chain(fat_sectors, directory_sectors)
    body, starts = b"", []
    for data in contents:
        count = -(-len(data) // _SECTOR)
        starts.append(len(fat) if count else _END)
        fat += _chain(len(fat), count)
        body += data.ljust(count * _SECTOR, b"\0")
    fat += [_FREE] * (fat_sectors * 128 - len(fat))

    directory = b""
    for at, name in enumerate(names):
        siblings = [other for other in range(len(names)) if parents[other] == parents[at] and other > at]
        kids = [other for other in range(len(names)) if parents[other] == at]
        encoded = (name + "\0").encode("utf-16-le")
        directory += encoded.ljust(64, b"\0") + struct.pack(
            "<HBBIII16xI16xIQ",
            len(encoded),
            kinds[at],
            1,
            _NONE,
            siblings[0] if siblings and at else _NONE,
            kids[0] if kids else _NONE,
            0,
            starts[at],
            len(contents[at]),
        )
    directory = directory.ljust(directory_sectors * _SECTOR, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack(
        "<16xHHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, fat_sectors, 0, _SMALLEST, _END, 0, _END, 0
    )
    header += struct.pack("<109I", *range(fat_sectors), *[_FREE] * (109 - fat_sectors))
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + body


def _chain(start: int, count: int) -> list[int]:
    return [start + at + 1 for at in range(count - 1)] + [_END] if count else []
