"""What an HWPX file says about itself: `header.xml` with the shapes of its characters, paragraphs and cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.samples.make.source import Style

_HWPML = "http://www.hancom.co.kr/hwpml"
NAMESPACES = " ".join(  # the word processor declares them all in every part, used or not
    f'xmlns:{prefix}="{address}"'
    for prefix, address in (
        ("ha", f"{_HWPML}/2011/app"),
        ("hp", f"{_HWPML}/2011/paragraph"),
        ("hp10", f"{_HWPML}/2016/paragraph"),
        ("hs", f"{_HWPML}/2011/section"),
        ("hc", f"{_HWPML}/2011/core"),
        ("hh", f"{_HWPML}/2011/head"),
        ("hhs", f"{_HWPML}/2011/history"),
        ("hm", f"{_HWPML}/2011/master-page"),
        ("hpf", "http://www.hancom.co.kr/schema/2011/hpf"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("opf", "http://www.idpf.org/2007/opf/"),
        ("ooxmlchart", f"{_HWPML}/2016/ooxmlchart"),
        ("hwpunitchar", f"{_HWPML}/2016/HwpUnitChar"),
        ("epub", "http://www.idpf.org/2007/ops"),
        ("config", "urn:oasis:names:tc:opendocument:xmlns:config:1.0"),
    )
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>'
NO_BORDER, RULED, SHADED = 1, 2, 3  # border fills
_FONT = "함초롬바탕"
_SCRIPTS = ("hangul", "latin", "hanja", "japanese", "other", "symbol", "user")


@dataclass(frozen=True, slots=True)
class Shape:
    """How the characters and the paragraph of a line are set; sizes in 1/100 points, which are HWP units."""

    id: int  # of the paragraph's and of the characters' shape
    size: int = 1_000
    bold: bool = False
    align: str = "LEFT"
    left: int = 0
    hanging: int = 0
    spacing: int = 160  # % from line to line


SHAPES = {
    Style.TEXT: Shape(0),
    Style.TITLE: Shape(1, 1_800, bold=True, align="CENTER"),
    Style.CHAPTER: Shape(2, 1_500, bold=True),
    Style.SECTION: Shape(3, 1_300, bold=True),
    Style.BOX: Shape(4, 1_100, bold=True),
    Style.CAPTION: Shape(5, bold=True, align="CENTER"),
    Style.UNIT: Shape(6, 900, align="RIGHT"),
    Style.ITEM: Shape(7, left=1_500, hanging=1_000),
    Style.DETAIL: Shape(8, left=2_500, hanging=800),
    Style.GAP: Shape(11, 500),
}
CELL = Shape(9, 900, spacing=130)
HEAD = Shape(10, 900, bold=True, align="CENTER", spacing=130)


def header() -> str:
    """`Contents/header.xml`."""
    shapes = (*SHAPES.values(), CELL, HEAD)
    lists = (
        _list("fontfaces", [_font_face(script) for script in _SCRIPTS]),
        _list(
            "borderFills", [_border(NO_BORDER, "NONE"), _border(RULED, "SOLID"), _border(SHADED, "SOLID", "#E7E6E6")]
        ),
        _list("charProperties", map(_characters, shapes)),
        _list("tabProperties", ['<hh:tabPr id="0" autoTabLeft="0" autoTabRight="0"/>']),
        _list("paraProperties", map(_paragraph, shapes)),
        _list("styles", [_normal_style()]),
    )
    return (
        f'{DECLARATION}<hh:head {NAMESPACES} version="1.4" secCnt="1">'
        '<hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" equation="1"/>'
        f"<hh:refList>{''.join(lists)}</hh:refList>"
        '<hh:compatibleDocument targetProgram="HWP201X"><hh:layoutCompatibility/></hh:compatibleDocument>'
        '<hh:docOption><hh:linkinfo path="" pageInherit="0" footnoteInherit="0"/></hh:docOption></hh:head>'
    )


def _list(name: str, items: Iterable[str]) -> str:
    items = list(items)
    return f'<hh:{name} itemCnt="{len(items)}">{"".join(items)}</hh:{name}>'


def _of_scripts(name: str, value: int) -> str:
    return f"<hh:{name} " + " ".join(f'{script}="{value}"' for script in _SCRIPTS) + "/>"


def _font_face(script: str) -> str:
    font = f'<hh:font id="0" face="{_FONT}" type="TTF" isEmbedded="0"/>'
    return f'<hh:fontface lang="{script.upper()}" fontCnt="1">{font}</hh:fontface>'


def _border(id: int, line: str, fill: str = "") -> str:
    sides = "".join(
        f'<hh:{side}Border type="{line}" width="0.12 mm" color="#000000"/>'
        for side in ("left", "right", "top", "bottom")
    )
    brush = f'<hc:fillBrush><hc:winBrush faceColor="{fill}" hatchColor="#999999" alpha="0"/></hc:fillBrush>'
    return (
        f'<hh:borderFill id="{id}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f'{sides}<hh:diagonal type="SOLID" width="0.1 mm" color="#000000"/>{brush if fill else ""}</hh:borderFill>'
    )


def _characters(shape: Shape) -> str:
    return (
        f'<hh:charPr id="{shape.id}" height="{shape.size}" textColor="#000000" shadeColor="none" useFontSpace="0" '
        f'useKerning="0" symMark="NONE" borderFillIDRef="{NO_BORDER}">'
        f"{_of_scripts('fontRef', 0)}{_of_scripts('ratio', 100)}{_of_scripts('spacing', 0)}"
        f"{_of_scripts('relSz', 100)}{_of_scripts('offset', 0)}{'<hh:bold/>' if shape.bold else ''}"
        '<hh:underline type="NONE" shape="SOLID" color="#000000"/><hh:strikeout shape="NONE" color="#000000"/>'
        '<hh:outline type="NONE"/><hh:shadow type="NONE" color="#C0C0C0" offsetX="10" offsetY="10"/></hh:charPr>'
    )


def _paragraph(shape: Shape) -> str:
    margins = "".join(
        f'<hc:{name} value="{value}" unit="HWPUNIT"/>'
        for name, value in (("intent", -shape.hanging), ("left", shape.left), ("right", 0), ("prev", 0), ("next", 0))
    )
    return (
        f'<hh:paraPr id="{shape.id}" tabPrIDRef="0" condense="0" fontLineHeight="0" snapToGrid="1" '
        'suppressLineNumbers="0" checked="0">'
        f'<hh:align horizontal="{shape.align}" vertical="BASELINE"/><hh:heading type="NONE" idRef="0" level="0"/>'
        '<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="KEEP_WORD" widowOrphan="0" keepWithNext="0" '
        'keepLines="0" pageBreakBefore="0" lineWrap="BREAK"/><hh:autoSpacing eAsianEng="0" eAsianNum="0"/>'
        f'<hh:margin>{margins}</hh:margin><hh:lineSpacing type="PERCENT" value="{shape.spacing}" unit="HWPUNIT"/>'
        f'<hh:border borderFillIDRef="{NO_BORDER}" offsetLeft="0" offsetRight="0" offsetTop="0" offsetBottom="0" '
        'connect="0" ignoreMargin="0"/></hh:paraPr>'
    )


def _normal_style() -> str:
    return (
        '<hh:style id="0" type="PARA" name="바탕글" engName="Normal" paraPrIDRef="0" charPrIDRef="0" '
        'nextStyleIDRef="0" langID="1042" lockForm="0"/>'
    )
