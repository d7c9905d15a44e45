"""What is fuzzed: from bytes that mean anything to a report that must be sound. Only a `ReadError` may be raised.

A target makes the most of random bytes: XML is always well formed and text is made of lines that reports have, so that
the fuzzer gets past the parser to the code that is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.sax.saxutils import quoteattr

from corpus.chunker import build_report
from corpus.errors import ReadError
from corpus.readers.hancom.hwp_body import read_section
from corpus.readers.hancom.hwp_records import BrokenRecords
from corpus.readers.hancom.hwp_styles import read_styles
from corpus.readers.hancom.render import write_document
from corpus.readers.hwpx import read_hwpx
from corpus.readers.text import read_text
from corpus.readers.writer import Writer
from corpus.report import Extract, Metadata
from tests.corpus.readers import hwp_files as h
from tests.corpus.readers import hwpx_files as x
from tests.corpus.test_properties import LINES, check

_TAGS = (
    *("p", "run", "t", "tbl", "tr", "tc", "subList", "cellAddr", "cellSpan", "ctrl", "footNote", "autoNum", "rect"),
    *("drawText", "caption", "container", "switch", "case", "default", "secPr", "linesegarray", "lineseg", "tab"),
    *("lineBreak", "deleteBegin", "deleteEnd", "equation", "script", "compose", "autoNumFormat", "pos", "fwSpace"),
)
_ATTRIBUTES = (
    *("paraPrIDRef", "pageBreak", "rowAddr", "colAddr", "rowSpan", "colSpan", "header", "vertpos", "horzpos", "num"),
    *("numType", "type", "suffixChar", "composeText", "treatAsChar", "borderFillIDRef", "outlineShapeIDRef"),
)
_VALUES = ("0", "1", "2", "3", "7", "-1", "99", "2000000000", "x", "", "DIGIT", "HANGUL_SYLLABLE", "CIRCLED_DIGIT", "Ⅰ")
_LEVELS = [("ROMAN_CAPITAL", "^1."), ("HANGUL_SYLLABLE", "^2."), ("DIGIT", "^3)")]


def hwp_records(data: bytes) -> None:
    """The records of an HWP5 section, and of its styles, to a report."""
    at = int.from_bytes(data[:2], "little")
    try:
        section, styles = read_section(data[2 + at :]), read_styles(data[2 : 2 + at])
    except BrokenRecords:
        return
    writer = Writer("hwp")
    write_document([section], styles, writer)
    _check(writer.extract())


def hwpx_walker(data: bytes) -> None:
    """Elements of a section in any order and depth, to a report."""
    try:
        _check(read_hwpx(x.hwpx(x.section(*_elements(data)), head=x.styles(_LEVELS)), "보고.hwpx"))
    except ReadError:
        return


def outline(data: bytes) -> None:
    """Lines of reports and whatever stands between them, to a report."""
    pieces: list[bytes] = []
    for piece in data.split(b"\xff"):  # never in UTF-8: the byte behind it chooses a line
        line = LINES[piece[0] % len(LINES)].encode() if piece else b"\n"
        pieces += [line, piece[1:]]
    try:
        _check(read_text(b"".join(pieces), "보고.txt"))
    except ReadError:
        return


TARGETS: dict[str, tuple[Callable[[bytes], None], tuple[bytes, ...]]] = {
    "hwp_records": (
        hwp_records,
        (
            b"\0\0"
            + h.paragraph("\1정원", h.table(1, [(0, 0, 2, 1, "가"), (0, 1, 1, 1, "나"), (1, 1, 1, 1, "3")], "표")),
            b"\0\0" + h.paragraph("본문\1", h.note(1, "주")) + h.paragraph("\1", h.box(1, "상자"), tops=[0, 9]),
            len(h.doc_info(((2, "^1."),))).to_bytes(2, "little")
            + h.doc_info(((2, "^1."),))
            + h.paragraph("제목", shape=1, tops=[9])
            + h.paragraph("끝", tops=[0]),
        ),
    ),
    "hwpx_walker": (
        hwpx_walker,
        (
            bytes((0, 1, 2, 0xF0, 65, 66, 0xE0, 0xE0, 0xE0)),
            bytes((0, 1, 3, 4, 5, 6, 0, 1, 2, 0xF0, 49, 0xE0, 0xE0, 0xE0, 0xE0, 7, 0xA2, 1, 0xE0, 8, 0xA4, 2)),
            bytes((0, 0xA0, 1, 1, 2, 0xF0, 70, 0xE0, 9, 10, 0, 1, 2, 0xF0, 71)),
        ),
    ),
    "outline": (
        outline,
        (
            "\xff".join(map(chr, range(len(LINES)))).encode("latin-1"),
            "\0 현황\n\xff\x10 사업\n\xff\x16\n\xff\x17\n\xff\x18".encode().replace("\xff".encode(), b"\xff"),
        ),
    ),
}
"""Each target with inputs to begin from."""


def _elements(data: bytes) -> Iterator[str]:
    """Well-formed XML out of bytes: an element opened, an attribute of the next one, a character, an element closed."""
    opened: list[str] = []
    attributes: dict[str, str] = {}
    waiting = iter(data)
    for code in waiting:
        if code >= 0xF0:
            yield chr(0xAC00 + next(waiting, 0)) if code % 2 else f"{next(waiting, 0)} "
        elif code >= 0xE0:
            if opened:
                yield f"</hp:{opened.pop()}>"
        elif code >= 0xA0:
            attributes[_ATTRIBUTES[code % len(_ATTRIBUTES)]] = _VALUES[next(waiting, 0) % len(_VALUES)]
        else:
            opened.append(_TAGS[code % len(_TAGS)])
            yield f"<hp:{opened[-1]}{''.join(f' {name}={quoteattr(value)}' for name, value in attributes.items())}>"
            attributes = {}
    while opened:
        yield f"</hp:{opened.pop()}>"


def _check(extract: Extract) -> None:
    """Sound tables and pages, and a sound report of them."""
    assert list(extract.page_starts) == sorted(extract.page_starts)
    assert all(0 <= start <= len(extract.text) for start in extract.page_starts)
    end = 0
    for table in extract.tables:
        assert end <= table.span.start <= table.span.end <= len(extract.text)
        end = table.span.end
        for cell in table.cells:
            assert cell.row + cell.rowspan <= table.rows
            assert cell.column + cell.colspan <= table.columns
            assert not len(cell.span) or table.span.start <= cell.span.start <= cell.span.end <= table.span.end
    check(build_report(extract, source="보고", metadata=Metadata()))
