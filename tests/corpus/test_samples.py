"""The sample reports that come with the program."""

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest

from corpus.chunker import build_report
from corpus.manifest import Manifest
from corpus.readers import read_file
from corpus.report import Report
from corpus.samples.make.__main__ import REPORTS, SOURCES

SAMPLES = Path(str(files("corpus.samples")))
with (SAMPLES / "manifest.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
NAMES = [row["file"] for row in ROWS]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """All sample reports, built as an ingestion builds them."""
    manifest = Manifest.load(SAMPLES / "manifest.csv")
    built = {}
    for name in NAMES:
        metadata = manifest.metadata_for(name)
        assert metadata is not None
        built[name] = build_report(read_file(SAMPLES / name), source=name, metadata=metadata)
    return built


def written(name: str) -> str:
    """The text of a sample report as a person wrote it: the file itself, or the source that it is made from."""
    path = (SOURCES / name).with_suffix(".md") if name in REPORTS else SAMPLES / name
    return path.read_text(encoding="utf-8")


def table_lines(text: str) -> list[list[int]]:
    """For each table of a sample file, the number of cells of each of its lines."""
    tables: list[list[int]] = [[]]
    for line in text.split("\n"):
        cells = line.count("|") - 1 if line.startswith("|") else line.count("\t") + 1 if "\t" in line else 0
        if cells:
            tables[-1].append(cells)
        elif tables[-1]:
            tables.append([])
    return [table for table in tables if table]


def test_the_manifest_names_every_report_and_nothing_else() -> None:
    beside = {"README.md", "manifest.csv", "__init__.py", "__pycache__", "sources", "make"}
    assert sorted(NAMES) == sorted(path.name for path in SAMPLES.iterdir() if path.name not in beside)
    assert all(all(row.values()) for row in ROWS)


def test_the_reports_are_mixed_in_format() -> None:
    assert {Path(name).suffix for name in NAMES} == {".md", ".txt", ".hwpx", ".pdf", ".docx"}


def test_there_are_sixty_sections_and_twenty_five_tables(reports: dict[str, Report]) -> None:
    assert 4 <= len(reports) <= 6
    assert sum(len(report.sections) - 1 for report in reports.values()) >= 60
    assert sum(len(report.tables) for report in reports.values()) >= 25


@pytest.mark.parametrize("name", NAMES)
def test_every_table_as_written_is_found_as_one(reports: dict[str, Report], name: str) -> None:
    assert len(reports[name].tables) == len(table_lines(written(name)))


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_a_table_has_as_many_cells_as_its_head(name: str) -> None:
    assert [table for table in table_lines(written(name)) if len(set(table)) > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_roman_and_square_heading_is_a_section(reports: dict[str, Report], name: str) -> None:
    headings = [line.lstrip("# ") for line in written(name).split("\n") if re.match(r"[# ]*(?:[Ⅰ-Ⅻ]\.|□) ", line)]
    squeezed = ["".join(section.heading.split()) for section in reports[name].sections]
    missing = [line for line in headings if not any("".join(line.split()).lstrip("□") in one for one in squeezed)]
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_reads_without_a_warning(reports: dict[str, Report], name: str) -> None:
    assert reports[name].warnings == ()
    assert not reports[name].partial


def test_the_readme_says_that_the_samples_are_no_official_documents() -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert "공식 문서가 아닙니다" in readme
    assert all(name in readme for name in NAMES)
