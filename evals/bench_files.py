"""The files that the benchmark reads: one made-up report in every format, and many small ones.

Each page holds a heading, items, running text and a ruled table, as business reports do.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from evals.ole_container import container

Row = tuple[str, ...]
Page = list[str | list[Row]]  # lines, and tables of rows

_HANCOM = "http://www.hancom.co.kr/hwpml/2011"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TOPICS = ("공원녹지", "하천정비", "다문화가족", "청년일자리", "도서관", "소방안전", "대중교통", "보육시설", "관광진흥")


def pages(count: int, seed: int = 0) -> list[Page]:
    """The pages of a report; other seeds give other figures."""
    return [list(_page(number, seed)) for number in range(count)]


def _page(number: int, seed: int) -> Iterator[str | list[Row]]:
    topic = _TOPICS[(number + seed) % len(_TOPICS)]
    base = number * 37 + seed * 101
    yield f"{number + 1}. {topic} 사업 추진현황"
    for item in range(4):
        yield f"□ {topic} {item + 1}단계 사업"
        yield f" ㅇ 추진기간 : 2024년 {item + 1}월부터 12월까지, 대상 {base + item:,}개소"
        yield f" ㅇ 사업예산 : {base * 3 + item:,}백만원(집행률 {(base + item) % 100}.{item}%)"
        yield f"  - {topic} 지원을 위하여 관계 기관과 협의하고 주민 의견 {base % 50 + item}건을 반영하였음."
    rows = [
        (f"{topic} {row}팀", f"{base + row:,}", f"{base * 2 + row:,}", f"{(base + row) % 100}%") for row in range(8)
    ]
    yield [("구분", "예산액", "집행액", "집행률"), *rows]


def text(report: Sequence[Page]) -> bytes:
    """The report as a text file, its tables as lines."""
    lines = (
        line
        for page in report
        for block in page
        for line in ([block] if isinstance(block, str) else [f"| {' | '.join(row)} |" for row in block])
    )
    return "\n".join(lines).encode()


def hwpx(report: Sequence[Page]) -> bytes:
    """The report as HWPX, without a layout."""

    def paragraph(content: str) -> str:
        return f'<hp:p paraPrIDRef="0"><hp:run>{content}</hp:run></hp:p>'

    def block(of: str | list[Row]) -> str:
        if isinstance(of, str):
            return paragraph(f"<hp:t>{escape(of)}</hp:t>")
        rows = ("".join(f"<hp:tc><hp:subList>{block(cell)}</hp:subList></hp:tc>" for cell in row) for row in of)
        return paragraph(f"<hp:tbl>{''.join(f'<hp:tr>{row}</hp:tr>' for row in rows)}</hp:tbl>")

    body = "".join(block(of) for page in report for of in page)
    space = f'xmlns:hp="{_HANCOM}/paragraph" xmlns:hs="{_HANCOM}/section" xmlns:hh="{_HANCOM}/head"'
    return _zip(
        {
            "mimetype": "application/hwp+zip",
            "Contents/header.xml": f'<hh:head {space} secCnt="1"/>',
            "Contents/section0.xml": f"<hs:sec {space}>{body}</hs:sec>",
        }
    )


def docx(report: Sequence[Page]) -> bytes:
    """The report as DOCX."""

    def block(of: str | list[Row]) -> str:
        if isinstance(of, str):
            return f"<w:p><w:r><w:t>{escape(of)}</w:t></w:r></w:p>"
        rows = ("".join(f"<w:tc>{block(cell)}</w:tc>" for cell in row) for row in of)
        return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"

    body = "".join(block(of) for page in report for of in page)
    return _zip({"word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'})


def hwp(report: Sequence[Page]) -> bytes:
    """The report as HWP5, without a layout; the records are those that `corpus.readers.hancom` reads."""
    section = b"".join(_hwp_block(of, 0) for page in report for of in page)
    return container(
        {
            "FileHeader": b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, 1),
            "DocInfo": _deflate(b""),
            "BodyText/Section0": _deflate(section),
        }
    )


def _hwp_block(of: str | list[Row], level: int) -> bytes:
    if isinstance(of, str):
        units = of.encode("utf-16-le") + b"\r\0"
        return _record(66, level, struct.pack("<II14x", len(units) // 2, 0)) + _record(67, level + 1, units)
    cells = b"".join(
        _record(72, level + 2, struct.pack("<IIHHHHII8xH", 1, 0, column, row, 1, 1, 100, 100, 0))
        + _hwp_block(cell, level + 2)
        for row, line in enumerate(of)
        for column, cell in enumerate(line)
    )
    table = _record(77, level + 2, struct.pack("<IHH", 0, len(of), len(of[0])))
    mark = struct.pack("<H12xH", 11, 11) + b"\r\0"
    head = _record(66, level, struct.pack("<II14x", len(mark) // 2, 0)) + _record(67, level + 1, mark)
    return head + _record(71, level + 1, b" lbt" + struct.pack("<I", 1) + bytes(36)) + table + cells


def _record(tag: int, level: int, data: bytes) -> bytes:
    short = len(data) < 0xFFF
    head = struct.pack("<I", tag | level << 10 | (len(data) if short else 0xFFF) << 20)
    return head + (b"" if short else struct.pack("<I", len(data))) + data


def pdf(report: Sequence[Page]) -> bytes:
    """The report as PDF, in a Korean font that programs for PDF know without its being in the file."""
    descriptor = (
        b"<</Type/FontDescriptor/FontName/HYSMyeongJo-Medium/Flags 6/FontBBox[0 -148 1001 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -148/CapHeight 880/StemV 93>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(report), b" ".join(b"%d 0 R" % at for at in _every_second(report))),
        b"<</Type/Font/Subtype/Type0/BaseFont/HYSMyeongJo-Medium/Encoding/UniKS-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/HYSMyeongJo-Medium/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Korea1)/Supplement 1>>/DW 1000/W[1 94 500]>>",
        descriptor,
    ]
    for page in report:
        drawn = zlib.compress("\n".join(_drawn(page)).encode())
        place = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
        objects.append(place % (len(objects) + 2))
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, table, size, len(data))
    return data + end


def _every_second(report: Sequence[Page]) -> range:
    """The numbers of the page objects: each is followed by what is drawn on it."""
    return range(6, 6 + 2 * len(report), 2)


def _drawn(page: Page) -> Iterator[str]:
    """What a page of a PDF draws, top down."""

    def printed(line: str, left: float, bottom: float) -> str:
        return f"BT /F 11 Tf {left} {bottom} Td <{line.encode('utf-16-be').hex()}> Tj ET"

    top = 790
    for block in page:
        if isinstance(block, str):
            yield printed(block, 60, top)
            top -= 18
            continue
        bottom = top - 20 * len(block)
        for row, line in enumerate([*block, ()]):
            yield f"60 {top - 20 * row} m 540 {top - 20 * row} l S"
            for column, cell in enumerate(line):
                yield printed(cell, 66 + 120 * column, top - 20 * row - 14)
        for column in range(len(block[0]) + 1):
            yield f"{60 + 120 * column} {top} m {60 + 120 * column} {bottom} l S"
        top = bottom - 18


FORMATS = {"txt": text, "hwpx": hwpx, "hwp": hwp, "docx": docx, "pdf": pdf}
"""How a report is written, by the ending of the file's name."""


def _zip(parts: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()
