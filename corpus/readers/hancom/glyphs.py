"""Characters of the private use areas that Hangul fonts draw: replaced by the public characters they look like."""

from __future__ import annotations

import re

from corpus.clean import repair_glyphs

_KNOWN = {
    0xF53A: "한",  # of "ᄒᆞᆫ글"
    0xF003B: "↓", 0xF012B: "(인)", 0xF02EF: "·", 0xF02FC: "►", 0xF031C: "■", 0xF03A0: "↵", 0xF03C5: "□",
    **{0xF02B1 + n: chr(ord("①") + n) for n in range(20)},
    **{0xF02CE + n: chr(ord("①") + n) for n in range(20)},
    **{0xF03EF + n: letter for n, letter in enumerate("한글과컴퓨터")},
    0xF080F: "━", 0xF0811: "┌", 0xF0817: "└", 0xF081A: "─", 0xF0854: "《", 0xF0855: "》",
}  # fmt: skip
_PLANE = re.compile(r"[\U000f0000-\U0010fffd]|\uf53a")
_SYMBOLS = re.compile(r"[\uf000-\uf0ff]")
_AT_START = re.compile(r"^(\s*)[\U000f0000-\U0010fffd]\s*", re.MULTILINE)
_UNKNOWN = "\ufffd"


def replace_private(text: str) -> str:
    """Text with known private characters mapped, symbol-font bytes read; unknown ones dropped at a line's start.

    Elsewhere an unknown one becomes U+FFFD; the private letters of old Hangul stay as they are.
    """
    if _SYMBOLS.search(text):
        text = _SYMBOLS.sub(lambda match: repair_glyphs("." + match[0])[1:], text)
    if not _PLANE.search(text):
        return text
    text = _PLANE.sub(lambda match: _KNOWN.get(ord(match[0]), match[0]), text)
    return _PLANE.sub(_UNKNOWN, _AT_START.sub(r"\1", text))
