"""HWPX files made from strings, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from corpus.samples.make.archive import zipped
from corpus.samples.make.hwpx_head import NAMESPACES


def paragraph(text: str = "", *inline: str, shape: int = 0, tops: Sequence[int] = (), new_page: bool = False) -> str:
    """A paragraph; each "\\1" in its text stands for the next inline element."""
    pieces, waiting = [], iter(inline)
    for at, piece in enumerate(text.split("\1")):
        pieces += [next(waiting)] if at else []
        pieces += [f"<hp:t>{escape(piece)}</hp:t>"] if piece else []
    lines = "".join(f'<hp:lineseg textpos="0" vertpos="{top}" horzpos="0"/>' for top in tops)
    cache = f"<hp:linesegarray>{lines}</hp:linesegarray>" if tops else ""
    head = f'<hp:p paraPrIDRef="{shape}" pageBreak="{int(new_page)}">'
    return f"{head}<hp:run>{''.join(pieces)}</hp:run>{cache}</hp:p>"


def cell(row: int, column: int, rowspan: int, colspan: int, content: str, *, header: bool = False) -> str:
    place = f'<hp:cellAddr colAddr="{column}" rowAddr="{row}"/><hp:cellSpan colSpan="{colspan}" rowSpan="{rowspan}"/>'
    return f'<hp:tc header="{int(header)}"><hp:subList>{content}</hp:subList>{place}</hp:tc>'


def table(cells: Sequence[tuple[int, int, int, int, str]], caption: str = "") -> str:
    """A table set in the line; cells are (row, column, rowspan, colspan, text), in one row element each."""
    body = "".join(f"<hp:tr>{cell(*place, paragraph(text))}</hp:tr>" for *place, text in cells)
    above = f"<hp:caption><hp:subList>{paragraph(caption)}</hp:subList></hp:caption>" if caption else ""
    return f'<hp:tbl><hp:pos treatAsChar="1"/>{above}{body}</hp:tbl>'


def note(text: str) -> str:
    return f"<hp:ctrl><hp:footNote><hp:subList>{paragraph(text)}</hp:subList></hp:footNote></hp:ctrl>"


def header(text: str) -> str:
    return f"<hp:ctrl><hp:header><hp:subList>{paragraph(text)}</hp:subList></hp:header></hp:ctrl>"


def box(text: str) -> str:
    return f"<hp:rect><hp:drawText><hp:subList>{paragraph(text)}</hp:subList></hp:drawText></hp:rect>"


def styles(patterns: Sequence[tuple[str, str]] = ()) -> str:
    """One numbering of (form, pattern) levels; shape 0 is plain, shape n + 1 the n-th level of it."""
    heads = "".join(
        f'<hh:paraHead start="1" level="{level}" numFormat="{form}">{pattern}</hh:paraHead>'
        for level, (form, pattern) in enumerate(patterns, 1)
    )
    shapes = '<hh:paraPr id="0"><hh:heading type="NONE"/></hh:paraPr>' + "".join(
        f'<hh:paraPr id="{level + 1}"><hh:heading type="NUMBER" idRef="1" level="{level}"/></hh:paraPr>'
        for level in range(len(patterns))
    )
    return f'<hh:head {NAMESPACES}><hh:numbering id="1">{heads}</hh:numbering>{shapes}</hh:head>'


def section(*paragraphs: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><hs:sec {NAMESPACES}>{"".join(paragraphs)}</hs:sec>'


def hwpx(*sections: str, head: str = "", preview: str = "", manifest: str = "", **more: str | bytes) -> bytes:
    """An HWPX file of whole section documents."""
    parts: dict[str, str | bytes] = {
        "mimetype": "application/hwp+zip",
        "Contents/header.xml": head or styles(),
        "Preview/PrvText.txt": preview,
        "META-INF/manifest.xml": manifest,
        **{f"Contents/section{at}.xml": text for at, text in enumerate(sections)},
        **more,
    }
    return zipped(parts)
