"""Zip archives whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_WRITTEN = (2024, 1, 1, 0, 0, 0)  # every member's time


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive of parts by name, in their order; a `mimetype` is stored as it is, for programs that look for it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _WRITTEN)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return data.getvalue()
