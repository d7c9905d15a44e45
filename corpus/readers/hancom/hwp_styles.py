"""What the stream `DocInfo` defines: paragraph shapes (ids from 0), numberings, bullets, fills (from 1)."""

from __future__ import annotations

from corpus.readers.hancom.document import Heading, Level, ParagraphShape, Styles
from corpus.readers.hancom.hwp_records import BORDER_FILL, BULLET, NUMBERING, PARA_SHAPE, Record, read_records
from corpus.readers.hancom.numbering import FORMS

_HEADINGS = (Heading.NONE, Heading.OUTLINE, Heading.NUMBER, Heading.BULLET)
_FORMS = tuple(FORMS)
_LEVELS = 7  # more follow behind the start numbers in newer versions
_HEAD = 12  # bytes of a paragraph head before its pattern
_LONGEST = 20  # characters of a pattern
_WHITE = 0xFFFFFF
_SOLID, _GRADATION = 1, 4


def read_styles(data: bytes) -> Styles:
    """All that the document defines; raises `BrokenRecords`."""
    shapes: list[ParagraphShape] = []
    numberings: list[tuple[Level, ...]] = []
    bullets: list[str] = []
    fills: list[bool] = []
    for record in read_records(data):
        if record.tag == PARA_SHAPE:
            shapes.append(_shape(record))
        elif record.tag == NUMBERING:
            numberings.append(_levels(record))
        elif record.tag == BULLET:
            bullets.append(record.text(_HEAD, 1).strip("\x00"))
        elif record.tag == BORDER_FILL:
            fills.append(_is_shaded(record))
    return Styles(
        dict(enumerate(shapes)),
        dict(enumerate(numberings, 1)),
        dict(enumerate(bullets, 1)),
        frozenset(at for at, shaded in enumerate(fills, 1) if shaded),
    )


def _shape(record: Record) -> ParagraphShape:
    attributes = record.u32(0)
    return ParagraphShape(_HEADINGS[attributes >> 23 & 3], attributes >> 25 & 7, record.u16(30))


def _levels(record: Record) -> tuple[Level, ...]:
    patterns: list[tuple[str, str]] = []
    at = 0
    for _ in range(_LEVELS):
        form = record.u32(at) >> 5 & 0xF
        length = record.u16(at + _HEAD)
        pattern = record.text(at + _HEAD + 2, min(length, _LONGEST))
        patterns.append((pattern, _FORMS[form] if form < len(_FORMS) else "DIGIT"))
        at += _HEAD + 2 + 2 * length
    starts = [record.u32(at + 2 + 4 * level) for level in range(_LEVELS)]
    return tuple(
        Level(pattern, form, start if 0 < start < 10_000 else 1)
        for (pattern, form), start in zip(patterns, starts, strict=True)
    )


def _is_shaded(record: Record) -> bool:
    kind = record.u32(32)
    return bool(kind & _GRADATION) or bool(
        kind & _SOLID and record.u32(36) & 0xFF000000 == 0 and record.u32(36) != _WHITE
    )
