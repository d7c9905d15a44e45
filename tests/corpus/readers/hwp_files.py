"""HWP5 files made from records, for tests."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from evals.ole_container import container

_EXTENDED = 11


def record(tag: int, level: int, data: bytes = b"") -> bytes:
    size = min(len(data), 0xFFF)
    head = struct.pack("<I", tag | level << 10 | size << 20)
    return head + (struct.pack("<I", len(data)) if size == 0xFFF else b"") + data


def paragraph(
    text: str,
    *controls: bytes,
    level: int = 0,
    shape: int = 0,
    tops: Sequence[int] = (),
    new_page: bool = False,
) -> bytes:
    """A paragraph; each "\\1" in its text stands for the next control. `controls` are records one level below."""
    units = b"".join(
        struct.pack("<H12xH", _EXTENDED, _EXTENDED) if char == "\1" else char.encode("utf-16-le") for char in text
    )
    head = struct.pack("<IIHBB10x", len(units) // 2 + 1, 0, shape, 0, 4 if new_page else 0)
    result = record(66, level, head) + record(67, level + 1, units + b"\r\0")
    if tops:
        result += record(69, level + 1, b"".join(struct.pack("<Ii16xi8x", 0, top, 0) for top in tops))
    return result + b"".join(controls)


def control(kind: str, level: int, data: bytes = b"", *below: bytes) -> bytes:
    """A control (its four letters) with the records below it."""
    return record(71, level, kind.encode()[::-1] + data) + b"".join(below)


def table(level: int, cells: Sequence[tuple[int, int, int, int, str]], caption: str = "") -> bytes:
    """A table control at a level; cells are (row, column, rowspan, colspan, text)."""
    rows, columns = max(c[0] + c[2] for c in cells), max(c[1] + c[3] for c in cells)
    below = b""
    if caption:
        below += record(72, level + 1, struct.pack("<II", 1, 0)) + paragraph(caption, level=level + 1)
    below += record(77, level + 1, struct.pack("<IHH", 0, rows, columns))
    for row, column, rowspan, colspan, text in cells:
        head = struct.pack("<IIHHHHII8xH", 1, 0, column, row, colspan, rowspan, 100, 100, 0)
        below += record(72, level + 1, head) + paragraph(text, level=level + 1)
    return control("tbl ", level, struct.pack("<I", 1) + bytes(36), below)


def note(level: int, text: str) -> bytes:
    return control("fn  ", level, bytes(8), record(72, level + 1, bytes(8)), paragraph(text, level=level + 1))


def header(level: int, text: str) -> bytes:
    return control("head", level, bytes(8), record(72, level + 1, bytes(8)), paragraph(text, level=level + 1))


def form(level: int, kind: str, parameters: str) -> bytes:
    """A form object; its kind in four letters, its parameters as "Caption:wstring:2:동의"."""
    name, length = kind.encode()[::-1], len(parameters.encode("utf-16-le")) // 2
    described = name + name + struct.pack("<IH", length, length) + parameters.encode("utf-16-le")
    return control("form", level, bytes(40), record(91, level + 1, described))


def text_art(level: int, text: str) -> bytes:
    drawn = bytes(32) + struct.pack("<H", len(text)) + text.encode("utf-16-le")
    return control("gso ", level, bytes(40), record(76, level + 1), record(90, level + 2, drawn))


def box(level: int, text: str) -> bytes:
    inner = record(72, level + 2, bytes(8)) + paragraph(text, level=level + 2)
    return control("gso ", level, bytes(40), record(76, level + 1), inner)


def doc_info(patterns: Sequence[tuple[int, str]] = ()) -> bytes:
    """One numbering of (form, pattern) levels; shape 0 is plain, shape n + 1 the n-th level of it."""
    heads = b"".join(
        struct.pack("<I8xH", form << 5, len(pattern)) + pattern.encode("utf-16-le")
        for form, pattern in [*patterns, *[(0, "")] * (7 - len(patterns))]
    )
    shapes = [0, *[2 << 23 | level << 25 for level in range(len(patterns))]]
    return record(23, 0, heads + bytes(2)) + b"".join(
        record(25, 0, struct.pack("<I26xH", attributes, 1 if attributes else 0)) for attributes in shapes
    )


def hwp(*sections: bytes, info: bytes = b"", preview: str = "", flags: int = 1) -> bytes:
    """A compressed HWP5 file."""
    streams = {
        "FileHeader": b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags),
        "DocInfo": _deflate(info or doc_info()),
        "PrvText": preview.encode("utf-16-le"),
    }
    for at, section in enumerate(sections):
        streams[f"BodyText/Section{at}"] = _deflate(section)
    return container(streams)


def hwp_of_packed(section: bytes) -> bytes:
    """An HWP5 file with one section that is deflated already."""
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, 1)
    return container({"FileHeader": header, "DocInfo": _deflate(doc_info()), "BodyText/Section0": section})


def distribution(section: bytes, seed: int, key: bytes) -> bytes:
    """A distribution document: a section encrypted with a key that is hidden in the section's first record."""
    packed = _deflate(section)
    hidden = bytearray(256)
    hidden[4 + (seed & 0xF) : 4 + (seed & 0xF) + 16] = key
    hidden[:4] = struct.pack("<I", seed)
    state, at = seed, 0
    while at < 256:
        state = (state * 214013 + 2531011) % 2**32
        noise = state >> 16 & 0xFF
        state = (state * 214013 + 2531011) % 2**32
        for place in range(at, min(at + (state >> 16 & 0xF) + 1, 256)):
            hidden[place] ^= noise if place >= 4 else 0
        at += (state >> 16 & 0xF) + 1
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305
    body = encryptor.update(packed + bytes(-len(packed) % 16)) + encryptor.finalize()
    return container(
        {
            "FileHeader": b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, 5),
            "DocInfo": _deflate(doc_info()),
            "BodyText/Section0": _deflate(paragraph("이 문서는 상위 버전의 배포용 문서입니다.")),
            "ViewText/Section0": record(28, 0, bytes(hidden)) + body,
        }
    )


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()
