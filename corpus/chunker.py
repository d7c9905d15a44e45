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
from corpus.table_captions import unit_of
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
    tables = _placed(tables, sections, extract.text)
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


def _placed(tables: Sequence[Table], sections: Sequence[Section], text: str) -> tuple[Table, ...]:
    """The tables with the section each begins in, and with the unit of its heading where they print none."""
    section_at = section_finder(sections)
    placed = (replace(table, section=section_at(table.span.start)) for table in tables)
    return tuple(replace(t, unit=t.unit or _unit_of_heading(t.section, sections, text)) for t in placed)


def _unit_of_heading(section: int, sections: Sequence[Section], text: str) -> str:
    """The unit that the nearest heading above prints for all of its tables: "참고 1 세부통계 (단위: 억달러)"."""
    at: int | None = section
    while at is not None:
        if unit := unit_of(sections[at].heading_span.of(text)):
            return unit
        at = sections[at].parent
    return ""
