"""A sample report as HWPX, the open format of the Hangul word processor (KS X 6101).

The layout cache holds one line of each page: the first, which stands at the top whatever the font. All other lines are
laid out when the file is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from xml.sax.saxutils import escape

from corpus.readers.grid import Grid, GridCell, by_row
from corpus.samples.make.archive import zipped
from corpus.samples.make.hwpx_head import CELL, DECLARATION, HEAD, NAMESPACES, RULED, SHADED, SHAPES, Shape, header
from corpus.samples.make.source import Line, Source, check_pages, column_shares

_PAGE_WIDTH, _PAGE_HEIGHT = 59_528, 84_186  # A4 in HWP units, 1/7200 inch
_MARGIN = 5_669  # 20 mm at every side, half of it at top and bottom for the header and the footer
_WIDTH = _PAGE_WIDTH - 2 * _MARGIN
_PADDING, _ROW = 141, 1_500  # of a cell; the least height of a row
_PREVIEW = 1_000  # characters
_DATE = "2024-01-01T00:00:00Z"


def write_hwpx(source: Source) -> bytes:
    """The bytes of the file; the same for the same source."""
    check_pages(source)
    return zipped(
        {
            "mimetype": "application/hwp+zip",
            "version.xml": _VERSION,
            "Contents/header.xml": header(),
            "Contents/section0.xml": "".join(_section(source)),
            "Preview/PrvText.txt": _preview(source).encode("utf-16"),
            "settings.xml": _SETTINGS,
            "Contents/content.hpf": _CONTENT.format(title=escape(source.title), date=_DATE),
            "META-INF/container.xml": _CONTAINER,
            "META-INF/manifest.xml": _MANIFEST,
        }
    )


def _preview(source: Source) -> str:
    """The first thousand characters, cells in angle brackets, as the word processor writes them."""
    lines = []
    for block in source.blocks:
        if isinstance(block, Line):
            lines.append(block.text)
        else:
            lines += ["".join(f"<{cell.text}>" for cell in row) for row in by_row(block)]
    return "\r\n".join(lines)[:_PREVIEW]


def _section(source: Source) -> Iterator[str]:
    ids = count(1)
    yield f"{DECLARATION}<hs:sec {NAMESPACES}>"
    for at, block in enumerate(source.blocks):
        before = _PAGE_SETTINGS if at == 0 else ""
        if isinstance(block, Line):
            yield _line(block, before, opens_page=at == 0 or block.opens_page)
        else:
            yield _paragraph(CELL, before + _table(block, next(ids)))
    yield "</hs:sec>"


def _line(line: Line, before: str, *, opens_page: bool) -> str:
    shape = SHAPES[line.style]
    return _paragraph(shape, before + _text(line.text), new_page=line.opens_page, placed=opens_page)


def _text(text: str) -> str:
    return f"<hp:t>{escape(text)}</hp:t>" if text else ""


def _paragraph(shape: Shape, content: str, *, new_page: bool = False, placed: bool = False) -> str:
    """A paragraph of one run; `placed`: its first line stands at the top of its page."""
    top = (
        f'<hp:linesegarray><hp:lineseg textpos="0" vertpos="0" vertsize="{shape.size}" textheight="{shape.size}" '
        f'baseline="{shape.size * 85 // 100}" spacing="{shape.size * (shape.spacing - 100) // 100}" '
        f'horzpos="{shape.left}" horzsize="{_WIDTH - shape.left}" flags="393216"/></hp:linesegarray>'
    )
    return (
        f'<hp:p id="0" paraPrIDRef="{shape.id}" styleIDRef="0" pageBreak="{int(new_page)}" columnBreak="0" merged="0">'
        f'<hp:run charPrIDRef="{shape.id}">{content}</hp:run>{top if placed else ""}</hp:p>'
    )


def _table(grid: Grid, id: int) -> str:
    edges = [0]
    for share in column_shares(grid):
        edges.append(edges[-1] + round(share * _WIDTH))
    rows = "".join(f"<hp:tr>{''.join(_cell(cell, edges) for cell in row)}</hp:tr>" for row in by_row(grid))
    return (
        f'<hp:tbl id="{id}" zOrder="{id}" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" '
        f'lock="0" dropcapstyle="None" pageBreak="CELL" repeatHeader="1" rowCnt="{grid.rows}" colCnt="{grid.columns}" '
        f'cellSpacing="0" borderFillIDRef="{RULED}" noAdjust="0">'
        f'<hp:sz width="{edges[-1]}" widthRelTo="ABSOLUTE" height="{_ROW * grid.rows}" heightRelTo="ABSOLUTE" '
        'protect="0"/><hp:pos treatAsChar="1" affectLSpacing="0" flowWithText="1" allowOverlap="0" '
        'holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="PARA" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" '
        f'horzOffset="0"/>{_margins("outMargin", 0)}{_margins("inMargin", _PADDING)}{rows}</hp:tbl>'
    )


def _cell(cell: GridCell, edges: list[int]) -> str:
    width = edges[cell.column + cell.colspan] - edges[cell.column]
    return (
        f'<hp:tc name="" header="{int(cell.header)}" hasMargin="0" protect="0" editable="0" dirty="0" '
        f'borderFillIDRef="{SHADED if cell.header else RULED}">'
        '<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0" '
        'linkListNextIDRef="0" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">'
        f"{_paragraph(HEAD if cell.header else CELL, _text(cell.text))}</hp:subList>"
        f'<hp:cellAddr colAddr="{cell.column}" rowAddr="{cell.row}"/>'
        f'<hp:cellSpan colSpan="{cell.colspan}" rowSpan="{cell.rowspan}"/>'
        f'<hp:cellSz width="{width}" height="{_ROW * cell.rowspan}"/>{_margins("cellMargin", _PADDING)}</hp:tc>'
    )


def _margins(name: str, size: int) -> str:
    return f'<hp:{name} left="{size}" right="{size}" top="{size}" bottom="{size}"/>'


_NOTE_NUMBER = '<hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar=")" supscript="0"/>'
_NOTE_LINE = '<hp:noteLine length="-1" type="SOLID" width="0.12 mm" color="#000000"/>'
_NOTE_SPACING = '<hp:noteSpacing betweenNotes="283" belowLine="567" aboveLine="850"/>'
_PAGE_SETTINGS = (
    '<hp:secPr id="" textDirection="HORIZONTAL" spaceColumns="1134" tabStop="8000" outlineShapeIDRef="0" '
    'memoShapeIDRef="0" textVerticalWidthHead="0" masterPageCnt="0">'
    '<hp:grid lineGrid="0" charGrid="0" wonggojiFormat="0"/>'
    '<hp:startNum pageStartsOn="BOTH" page="0" pic="0" tbl="0" equation="0"/>'
    '<hp:visibility hideFirstHeader="0" hideFirstFooter="0" hideFirstMasterPage="0" border="SHOW_ALL" '
    'fill="SHOW_ALL" hideFirstPageNum="0" hideFirstEmptyLine="0" showLineNumber="0"/>'
    f'<hp:pagePr landscape="WIDELY" width="{_PAGE_WIDTH}" height="{_PAGE_HEIGHT}" gutterType="LEFT_ONLY">'
    f'<hp:margin header="{_MARGIN // 2}" footer="{_MARGIN // 2}" gutter="0" left="{_MARGIN}" right="{_MARGIN}" '
    f'top="{_MARGIN // 2}" bottom="{_MARGIN // 2}"/></hp:pagePr>'
    f'<hp:footNotePr>{_NOTE_NUMBER}{_NOTE_LINE}{_NOTE_SPACING}<hp:numbering type="CONTINUOUS" newNum="1"/>'
    '<hp:placement place="EACH_COLUMN" beneathText="0"/></hp:footNotePr>'
    f'<hp:endNotePr>{_NOTE_NUMBER}{_NOTE_LINE}{_NOTE_SPACING}<hp:numbering type="CONTINUOUS" newNum="1"/>'
    '<hp:placement place="END_OF_DOCUMENT" beneathText="0"/></hp:endNotePr></hp:secPr>'
    '<hp:ctrl><hp:colPr id="" type="NEWSPAPER" layout="LEFT" colCount="1" sameSz="1" sameGap="0"/></hp:ctrl>'
    '<hp:ctrl><hp:pageNum pos="BOTTOM_CENTER" formatType="DIGIT" sideChar="-"/></hp:ctrl>'
)
_VERSION = (
    f'{DECLARATION}<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" '
    'tagetApplication="WORDPROCESSOR" major="5" minor="1" micro="0" buildNumber="1" os="1" xmlVersion="1.4" '
    'application="council-qa" appVersion="1"/>'
)
_SETTINGS = (
    f'{DECLARATION}<ha:HWPApplicationSetting xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app">'
    '<ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>'
)
_CONTENT = (
    f'{DECLARATION}<opf:package xmlns:opf="http://www.idpf.org/2007/opf/" version="" unique-identifier="" id="">'
    "<opf:metadata><opf:title>{title}</opf:title><opf:language>ko</opf:language>"
    '<opf:meta name="creator" content="text">council-qa</opf:meta>'
    '<opf:meta name="CreatedDate" content="text">{date}</opf:meta>'
    '<opf:meta name="ModifiedDate" content="text">{date}</opf:meta></opf:metadata><opf:manifest>'
    '<opf:item id="header" href="Contents/header.xml" media-type="application/xml"/>'
    '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>'
    '<opf:item id="settings" href="settings.xml" media-type="application/xml"/></opf:manifest>'
    '<opf:spine><opf:itemref idref="header" linear="yes"/><opf:itemref idref="section0" linear="no"/></opf:spine>'
    "</opf:package>"
)
_CONTAINER = (
    f'{DECLARATION}<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container"><ocf:rootfiles>'
    '<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>'
    '<ocf:rootfile full-path="Preview/PrvText.txt" media-type="text/plain"/></ocf:rootfiles></ocf:container>'
)
_MANIFEST = f'{DECLARATION}<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
