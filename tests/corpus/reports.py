"""The reports that the tests of this package read: written for them, with the damage that PDF extraction does."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from corpus.chunker import build_report
from corpus.manifest import guess_metadata
from corpus.readers import read_file
from corpus.report import Extract, Metadata, Report

DATA = Path(__file__).parent / "data"
STYLES = ("policy", "review", "office", "markdownish")


@cache
def report(style: str) -> Report:
    """A report of one of the four styles, taken apart."""
    path = DATA / f"{style}.txt"
    extract = read_file(path)
    return build_report(extract, source=path.name, metadata=guess_metadata(extract, path.name))


def build(text: str, metadata: Metadata | None = None) -> Report:
    """A report out of a text."""
    return build_report(Extract(text, "text"), source="test.txt", metadata=metadata or Metadata())


def outline(of: Report) -> str:
    """The sections as indented lines."""
    return "".join(f"{'  ' * section.level}{section.heading}\n" for section in of.sections)
