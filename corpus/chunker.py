"""From what a reader took out of a file to a report: outline, tables, units and passages in one call."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from corpus.clean import vocabulary
from corpus.lines import Lines
from corpus.outline import find_sections, section_finder
from corpus.passages import cut_passages
from corpus.report import Extract, Metadata, Report, Section, Table
from corpus.tables import find_tables
from corpus.units import find_units


def build_report(extract: Extract, *, source: str, metadata: Metadata) -> Report:
    """Take a report apart.

    `source` is the file's name; a path is cut to it. The same text under the same name gives the same report.
    Tables that the reader knew from the file's structure are kept; otherwise they are looked for in the text.
    """
    name = PurePath(source).name or source
    words = vocabulary(extract.text)
    lines = Lines.of(extract.text, extract.page_starts)
    tables = extract.tables or find_tables(extract.text)
    title = metadata.title or extract.title or PurePath(name).stem
    sections = find_sections(extract.text, lines, [table.span for table in tables], words, title)
    tables = _placed(tables, sections)
    report = Report(
        id=document_id(name, extract.text),
        source=name,
        metadata=metadata,
        text=extract.text,
        sections=tuple(sections),
        tables=tables,
        units=tuple(find_units(extract.text, lines, sections, tables, words)),
        passages=(),
        page_starts=extract.page_starts,
        warnings=extract.warnings,
        partial=extract.partial,
        format=extract.format,
        page_labels=extract.page_labels,
    )
    return replace(report, passages=cut_passages(report))


def document_id(source: str, text: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a report's source name and text."""
    return hashlib.sha256(f"{source}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _placed(tables: Sequence[Table], sections: Sequence[Section]) -> tuple[Table, ...]:
    """The tables with the section each begins in."""
    section_at = section_finder(sections)
    return tuple(replace(table, section=section_at(table.span.start)) for table in tables)
