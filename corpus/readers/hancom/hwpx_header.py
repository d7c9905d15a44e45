"""What `Contents/header.xml` defines: paragraph shapes, numberings, bullets, backgrounds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from corpus.readers.hancom.document import Heading, Level, ParagraphShape, Styles

_HEADINGS = {"OUTLINE": Heading.OUTLINE, "NUMBER": Heading.NUMBER, "BULLET": Heading.BULLET}
_NO_COLOR = frozenset(("", "none", "#ffffff", "#ffffffff"))
_MOST_LEVELS = 10


def local(element: etree._Element) -> str:
    """An element's name without its namespace, which differs between versions; "" for what is no element."""
    return _local(element.tag)


@lru_cache(maxsize=1024)
def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def number(element: etree._Element | None, attribute: str, default: int = 0) -> int:
    """A whole number out of an attribute; `default` where it is missing or none."""
    text = element.get(attribute) if element is not None else None
    try:
        return int(text) if text and len(text) <= 20 else default
    except ValueError:
        return default


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The child elements of a name."""
    return (child for child in element if local(child) == name)


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child element of a name."""
    return next(children(element, name), None)


def read_styles(root: etree._Element) -> Styles:
    """All that the header says about what paragraphs and cells print."""
    shapes: dict[int, ParagraphShape] = {}
    numberings: dict[int, tuple[Level, ...]] = {}
    bullets: dict[int, str] = {}
    shaded: set[int] = set()
    for element in root.iter():
        name, key = local(element), number(element, "id", -1)
        if key < 0:
            continue
        if name == "paraPr":
            shapes[key] = _shape(element)
        elif name == "numbering":
            numberings[key] = _levels(element)
        elif name == "bullet":
            bullets[key] = (element.get("char") or "")[:2]
        elif name == "borderFill" and _is_shaded(element):
            shaded.add(key)
    return Styles(shapes, numberings, bullets, frozenset(shaded))


def _shape(element: etree._Element) -> ParagraphShape:
    heading = child(element, "heading")
    if heading is None:
        return ParagraphShape()
    kind = _HEADINGS.get(heading.get("type") or "", Heading.NONE)
    return ParagraphShape(kind, max(number(heading, "level"), 0), number(heading, "idRef"))


def _levels(element: etree._Element) -> tuple[Level, ...]:
    levels = {
        number(head, "level"): Level((head.text or "")[:20], head.get("numFormat") or "DIGIT", number(head, "start", 1))
        for head in children(element, "paraHead")
    }
    return tuple(levels.get(at, Level("", "DIGIT")) for at in range(1, _MOST_LEVELS + 1))


def _is_shaded(element: etree._Element) -> bool:
    for fill in element.iter():
        name = local(fill)
        if name == "gradation" or (name == "winBrush" and (fill.get("faceColor") or "").lower() not in _NO_COLOR):
            return True
    return False
