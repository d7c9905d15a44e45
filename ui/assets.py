"""The style sheets and scripts of the pages, as they stand in `static/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@cache
def joined(*names: str) -> str:
    """The texts of files of `static/`, one after the other."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)
