"""The sample reports made by `corpus.samples.make`: they are what their sources say, and are read as that."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from corpus.chunker import build_report
from corpus.clean import tidy
from corpus.readers import read_file
from corpus.readers.dispatch import read_bytes
from corpus.readers.grid import Grid, GridCell
from corpus.report import Metadata, Report
from corpus.samples.make.__main__ import REPORTS, SAMPLES, source_of, write
from corpus.samples.make.pdf import FONTS
from corpus.samples.make.source import HEADINGS, Line, Source, Style, check_pages, read_source

needs_fonts = pytest.mark.skipif(
    not all(path.exists() for path in FONTS.values()), reason="the PDF is set in NanumGothic (fonts-nanum)"
)
BUILT = [pytest.param(name, marks=needs_fonts) if name.endswith(".pdf") else name for name in REPORTS]
LAID_OUT_BY_SOURCE = [name for name in REPORTS if not name.endswith(".pdf")]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """The files as they are kept, taken apart."""
    return {
        name: build_report(
            read_file(SAMPLES / name), source=name, metadata=Metadata(title=source_of(name).title, date="2024")
        )
        for name in REPORTS
    }


def squeezed(text: str) -> str:
    return "".join(text.split())


def lines(source: Source) -> list[Line]:
    return [block for block in source.blocks if isinstance(block, Line) and block.text]


def grids(source: Source) -> list[Grid]:
    return [block for block in source.blocks if isinstance(block, Grid)]


def source_file(folder: Path, text: str) -> Path:
    path = folder / "report.md"
    path.write_text(text, encoding="utf-8")
    return path


# ------------------------------------------------------------------------------------------ made from the source


@pytest.mark.parametrize("name", BUILT)
def test_a_file_is_what_its_source_makes(name: str) -> None:
    assert read_file(SAMPLES / name) == read_bytes(write(name), name)


@pytest.mark.parametrize("name", BUILT)
def test_the_same_source_makes_the_same_bytes(name: str) -> None:
    assert write(name) == write(name)


@pytest.mark.parametrize("name", REPORTS)
def test_a_file_has_merged_cells_and_begins_pages(name: str) -> None:
    source = source_of(name)
    assert any(cell.rowspan > 1 or cell.colspan > 1 for grid in grids(source) for cell in grid.cells)
    assert any(line.opens_page for line in lines(source))


def test_the_hwpx_is_a_package_as_the_word_processor_writes_it() -> None:
    [name] = [name for name in REPORTS if name.endswith(".hwpx")]
    with zipfile.ZipFile(io.BytesIO((SAMPLES / name).read_bytes())) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert package.read("mimetype") == b"application/hwp+zip"
        parts = {name: package.read(name) for name in package.namelist()}
    roots = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".hpf"))}
    listed = {item.get("href") for item in roots["Contents/content.hpf"].iter("{*}item")}
    assert listed == {"Contents/header.xml", "Contents/section0.xml", "settings.xml"}
    rooted = {file.get("full-path") for file in roots["META-INF/container.xml"].iter("{*}rootfile")}
    assert rooted == {"Contents/content.hpf", "Preview/PrvText.txt"}
    assert rooted | listed <= parts.keys()
    head, section = roots["Contents/header.xml"], roots["Contents/section0.xml"]
    for element, attribute in (("charPr", "charPrIDRef"), ("paraPr", "paraPrIDRef"), ("borderFill", "borderFillIDRef")):
        defined = {one.get("id") for one in head.iter(f"{{*}}{element}")}
        assert {one.get(attribute) for one in section.iter() if one.get(attribute)} <= defined
    for counted in head.iter():
        assert counted.get("itemCnt", str(len(counted))) == str(len(counted))


# ------------------------------------------------------------------------------------------ read as the source says


@pytest.mark.parametrize("name", REPORTS)
def test_every_line_and_cell_of_the_source_is_read_in_its_order_and_nothing_else(
    reports: dict[str, Report], name: str
) -> None:
    wanted = ""
    for block in source_of(name).blocks:
        wanted += block.text if isinstance(block, Line) else "".join(cell.text for cell in block.cells)
    assert squeezed(reports[name].text.replace(" | ", " ")) == squeezed(wanted)


@pytest.mark.parametrize("name", REPORTS)
def test_every_line_but_a_long_title_is_read_as_one(reports: dict[str, Report], name: str) -> None:
    read = set(reports[name].text.split("\n"))
    written = [line.text for line in lines(source_of(name)) if line.style is not Style.TITLE]
    assert [text for text in written if text not in read] == []


@pytest.mark.parametrize("name", REPORTS)
def test_the_outline_is_the_headings_of_the_source(reports: dict[str, Report], name: str) -> None:
    report, source = reports[name], source_of(name)
    trail: list[str] = []
    trails = []
    for line in lines(source):
        if line.style in HEADINGS[1:] or line.style is Style.CAPTION:
            depth = HEADINGS.index(line.style) - 1 if line.style in HEADINGS else len(trail)
            trail[depth:] = [line.text]
            trails.append(tuple(trail))
            if line.style is Style.CAPTION:
                del trail[-1]
    assert [report.trail(at) for at in range(1, len(report.sections))] == trails


@pytest.mark.parametrize("name", REPORTS)
def test_the_tables_are_those_of_the_source(reports: dict[str, Report], name: str) -> None:
    for table, grid in zip(reports[name].tables, grids(source_of(name)), strict=True):
        assert [(cell.row, cell.column, cell.rowspan, cell.colspan, cell.text) for cell in table.cells] == [
            (cell.row, cell.column, cell.rowspan, cell.colspan, tidy(cell.text))
            for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column))
        ]
        assert table.header_rows == len({cell.row for cell in grid.cells if cell.header})
        for column in range(grid.columns):
            above = [tidy(cell.text) for cell in grid.cells if cell.header and _stands_over(cell, column)]
            assert table.column_label(column) == " ".join(above)


def _stands_over(cell: GridCell, column: int) -> bool:
    return cell.column <= column < cell.column + cell.colspan


@pytest.mark.parametrize("name", REPORTS)
def test_a_table_has_the_caption_and_the_unit_printed_above_it(reports: dict[str, Report], name: str) -> None:
    above: list[Line] = []
    printed = []
    for block in source_of(name).blocks:
        if isinstance(block, Grid):
            caption = next((line.text for line in above if line.style is Style.CAPTION), "")
            note = next((line.text for line in above if line.style is Style.UNIT), "")
            printed.append((caption, note))
            above = []
        elif block.text:
            above = [*above, block] if block.style in (Style.CAPTION, Style.UNIT) else []
    tables = reports[name].tables
    assert [table.caption for table, (caption, _) in zip(tables, printed, strict=True) if caption] == [
        caption for caption, _ in printed if caption
    ]
    for table, (_, note) in zip(tables, printed, strict=True):
        assert bool(table.unit) == bool(note)
        assert note.removesuffix(")").endswith(table.unit)


@pytest.mark.parametrize("name", REPORTS)
def test_a_page_of_the_source_begins_a_page_of_the_file(reports: dict[str, Report], name: str) -> None:
    report, source = reports[name], source_of(name)
    starts = [report.text[start:].lstrip().split("\n")[0] for start in report.page_starts]
    opening = [line.text for line in lines(source) if line.opens_page]
    if name in LAID_OUT_BY_SOURCE:
        assert starts == [source.title, *opening]
    else:
        assert [line for line in starts if line in opening] == opening


def test_a_table_of_the_pdf_runs_over_a_page_and_is_one(reports: dict[str, Report]) -> None:
    [report] = [report for name, report in reports.items() if name.endswith(".pdf")]
    assert any(table.span.start < start < table.span.end for table in report.tables for start in report.page_starts)


# ------------------------------------------------------------------------------------------ the source itself


def test_a_merged_cell_belongs_to_the_one_at_its_left_or_above_it(tmp_path: Path) -> None:
    text = "# 제목\n\n| 구분 | 인원 | < |\n| ^ | 남 | 여 |\n|---|---|---|\n| 계 | 1 | 2 |\n"
    [grid] = grids(read_source(source_file(tmp_path, text)))
    assert {(cell.row, cell.column, cell.rowspan, cell.colspan, cell.text, cell.header) for cell in grid.cells} == {
        (0, 0, 2, 1, "구분", True), (0, 1, 1, 2, "인원", True), (1, 1, 1, 1, "남", True), (1, 2, 1, 1, "여", True),
        (2, 0, 1, 1, "계", False), (2, 1, 1, 1, "1", False), (2, 2, 1, 1, "2", False),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# 제목\n\n| < | 수 |\n|---|---|\n| 계 | 1 |\n", "report.md:3: the cell '<' in row 1 has nothing"),
        ("# 제목\n\n| 구분 | 수 |\n|---|---|\n| 계 |\n", "report.md:3: the rows of the table are not equally long"),
        ("# 제목\n\n본문\n\n<!-- page -->\n", "report.md: '<!-- page -->' is followed by no line"),
    ],
)
def test_what_a_source_may_not_say_is_named_with_its_place(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r"report\.md") as caught:
        read_source(source_file(tmp_path, text))
    assert str(caught.value).startswith(reason)


def test_a_page_too_long_for_a_format_that_is_laid_out_when_opened_is_refused(tmp_path: Path) -> None:
    page = "ㅇ 한 줄\n" * 30
    check_pages(read_source(source_file(tmp_path, f"# 제목\n{page}\n<!-- page -->\n\n## 1. 다음\n{page}")))
    with pytest.raises(ValueError, match="the page that begins with '제목' is too long"):
        check_pages(read_source(source_file(tmp_path, f"# 제목\n{page}\n## 1. 다음\n{page}")))
