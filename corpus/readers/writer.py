"""The one way from blocks in reading order to an `Extract`, for every format that knows its own paragraphs and tables.

Paragraphs become a line each, tables a line `cell | cell` each row (a cell of several long paragraphs keeps their
lines); every `Cell.span` is exact. Tables that only draw a box around a heading become the heading's line.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.clean import BLANK, tidy
from corpus.readers.grid import PAGE, Grid, by_row, settled
from corpus.readers.grid_headers import count_header_rows, count_name_columns
from corpus.readers.grid_text import cell_text, inner_tables, is_box, is_one_line, lines_of, printable
from corpus.report import Cell, Extract, Span, Table
from corpus.table_captions import caption_and_unit, unit_of
from corpus.table_lines import split_lines

BETWEEN_CELLS = " | "
MOST_CHARACTERS = 3_000_000  # of a report: about 2,000 pages
MOST_CELLS = 200_000  # of all tables of a report
_LONGEST_BOX = 100  # characters of a heading that a box is drawn around
_LOOK_BACK = 600  # characters above a table in which its caption is looked for
TOO_LONG = f"글이 너무 길어 처음 {MOST_CHARACTERS:,}자 뒤는 빠졌습니다. 파일을 나누어 넣어 주세요."
_TOO_LARGE = "칸이 너무 많거나 겹친 표 {}개는 칸 구조 없이 글로만 읽었습니다."


class Writer:
    """Takes pages, paragraphs and tables in reading order; `extract` gives what was written."""

    def __init__(self, form: str) -> None:
        self._form = form  # Extract.format
        self._pieces: list[str] = []
        self._length = 0
        self._line = ""  # the last line written, "" where a blank one or nothing was
        self._new_pages = 0  # pages that begin with what is written next
        self._page_starts: list[int] = []
        self._tables: list[Table] = []
        self._flattened = 0
        self._cells = 0
        self._warnings: list[str] = []
        self._partial = False

    def page(self) -> None:
        """Begin a page. Where pages are known this is called before the first block, too."""
        self._new_pages += 1

    def paragraph(self, text: str) -> None:
        """Write a paragraph; line breaks in it stay. One blank paragraph or more leave one blank line.

        `PAGE` begins a page.
        """
        if text == PAGE:
            return self.page()
        for line in printable(text).split("\n"):
            self._write_line(line.rstrip(BLANK))

    def table(self, grid: Grid) -> None:
        """Write a table, or the lines of a box that only looks like one. Nested tables follow their table."""
        whole = settled(grid) if self._has_room(grid) else None
        if whole is None:
            self._flattened += 1
            self._write_loose(grid)
        elif is_box(whole):
            self._write_box(whole)
        else:
            self._write_table(whole)

    def warn(self, sentence: str, *, partial: bool = False) -> None:
        """Tell the person who ingests something, once; `partial` where a part of the file is missing."""
        self._partial = self._partial or partial
        if sentence not in self._warnings:
            self._warnings.append(sentence)

    @property
    def text(self) -> str:
        """All that was written so far."""
        return "".join(self._pieces)

    def extract(self, title: str = "") -> Extract:
        """What was written."""
        if self._flattened:
            self.warn(_TOO_LARGE.format(self._flattened))
        text = self.text
        starts = [*self._page_starts, *[len(text)] * self._new_pages] if self._page_starts else []
        return Extract(
            text=text,
            format=self._form,
            page_starts=tuple(starts),
            tables=tuple(self._tables),
            warnings=tuple(self._warnings),
            partial=self._partial,
            title=" ".join(printable(title).split()),
        )

    # ------------------------------------------------------------------------------------------ writing

    def _write(self, text: str) -> Span:
        start = self._length
        for at, piece in enumerate(text.split(PAGE)):
            self._new_pages += at > 0
            if piece.strip() and self._new_pages:
                self._page_starts += [self._length] * self._new_pages
                self._new_pages = 0
            self._pieces.append(piece)
            self._length += len(piece)
        return Span(start, self._length)

    def _write_line(self, line: str) -> None:
        room = max(MOST_CHARACTERS - self._length, 0)
        if len(line) > room:
            self.warn(TOO_LONG, partial=True)
            line = line[:room]
        if line or self._line:
            self._write(line + "\n")
        self._line = line

    def _has_room(self, grid: Grid) -> bool:
        """Whether the report may still have a table of this size."""
        length = sum(len(block) for cell in grid.cells for block in cell.blocks if isinstance(block, str))
        return self._length + length <= MOST_CHARACTERS and self._cells + len(grid.cells) <= MOST_CELLS

    def _write_loose(self, grid: Grid) -> None:
        """All blocks of a grid, one below the other."""
        pages = _Pages(grid, self)
        for cell in grid.cells:
            pages.turn_to(cell.row)
            self._write_blocks(cell.blocks)
        pages.turn_to(grid.rows)

    def _write_blocks(self, blocks: Sequence[str | Grid]) -> None:
        for block in blocks:
            if isinstance(block, Grid):
                self.table(block)
            else:
                self.paragraph(block)

    def _write_box(self, grid: Grid) -> None:
        if grid.caption:
            self.paragraph(grid.caption)
        filled = [cell for cell in grid.cells if cell.filled]
        texts = [lines for cell in filled if (lines := lines_of(cell)) is not None and len(lines) == 1]
        one_line = " ".join(line.strip(BLANK) for lines in texts for line in lines)
        pages = _Pages(grid, self)
        if 0 < len(filled) == len(texts) and len(one_line) <= _LONGEST_BOX and is_one_line(filled):
            self.paragraph("")
            self.paragraph(one_line)
        else:
            for cell in grid.cells:
                if cell.filled or PAGE in cell.blocks:
                    pages.turn_to(cell.row)
                    self._write_blocks(cell.blocks)
        pages.turn_to(grid.rows)

    def _write_table(self, grid: Grid) -> None:
        self._cells += len(grid.cells)
        self.paragraph("")
        if grid.caption:
            self.paragraph(grid.caption)
        above = self._above()
        headers = count_header_rows(grid)
        names = count_name_columns(grid, headers)
        cells: list[Cell] = []
        inner: list[Grid] = []
        pages = _Pages(grid, self)
        for number, row in enumerate(by_row(grid)):
            pages.turn_to(number)
            started = False
            for cell in row:
                text = cell_text(cell)
                if cell.filled and started:
                    self._write(BETWEEN_CELLS)
                span = self._write(text)
                started = started or len(span) > 0
                is_header = number < headers or cell.column < names
                label = tidy(text.replace("\n", " ").replace(PAGE, ""))
                cells.append(Cell(number, cell.column, cell.rowspan, cell.colspan, label, span, is_header))
                inner += inner_tables(cell)
            if started:
                self._write("\n")
        self._line = BETWEEN_CELLS
        if any(len(cell.span) for cell in cells):
            written = [cell.span for cell in cells if len(cell.span)]
            span = Span(written[0].start, written[-1].end)
            caption, unit = _caption_and_unit(grid, cells[:1], above)
            self._tables.append(Table(span, 0, caption, unit, grid.rows, grid.columns, headers, tuple(cells)))
        self.paragraph("")
        for table in inner:
            self.table(table)

    def _above(self) -> str:
        """The text between the last table and here, its end."""
        start = self._tables[-1].span.end if self._tables else 0
        tail = "".join(self._pieces[-_LOOK_BACK:])
        return tail[-min(_LOOK_BACK, self._length - start) :] if self._length > start else ""


class _Pages:
    """Begins pages where rows of a table do."""

    def __init__(self, grid: Grid, writer: Writer) -> None:
        self._waiting = list(grid.page_rows)
        self._writer = writer

    def turn_to(self, row: int) -> None:
        """Begin the pages of all rows up to this one."""
        while self._waiting and self._waiting[0] <= row:
            del self._waiting[0]
            self._writer.page()


def _caption_and_unit(grid: Grid, first: Sequence[Cell], above: str) -> tuple[str, str]:
    """Caption and unit of a table: its own, or those printed above it or over its whole width."""
    lines = split_lines(above)
    caption, unit = caption_and_unit(lines, len(lines), 0)
    if grid.caption:
        caption = tidy(grid.caption)
        unit = unit_of(caption) or unit
    return caption, unit or (unit_of(first[0].text) if first else "")
