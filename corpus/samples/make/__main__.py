"""Write the sample reports that are not kept as text. usage: python -m corpus.samples.make"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from corpus.samples.make.docx import write_docx
from corpus.samples.make.hwpx import write_hwpx
from corpus.samples.make.pdf import write_pdf
from corpus.samples.make.source import Source, read_source

SAMPLES = Path(str(files("corpus.samples")))
SOURCES = SAMPLES / "sources"
WRITERS: dict[str, Callable[[Source], bytes]] = {".hwpx": write_hwpx, ".pdf": write_pdf, ".docx": write_docx}
REPORTS = ("mayor-office-2024-09.hwpx", "fund-review-2023-08.pdf", "international-account-2019-2023.docx")


def source_of(report: str) -> Source:
    """The written source of a report."""
    return read_source((SOURCES / report).with_suffix(".md"))


def write(report: str) -> bytes:
    """The bytes of a report, made from its source."""
    return WRITERS[Path(report).suffix](source_of(report))


if __name__ == "__main__":
    for report in REPORTS:
        (SAMPLES / report).write_bytes(write(report))
