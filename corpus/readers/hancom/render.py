"""From a document to an `Extract`: the same for HWP5 and HWPX, so that twins read the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from corpus.readers.grid import PAGE, Grid, GridCell
from corpus.readers.hancom.document import BodySection, Box, Note, Paragraph, ParagraphShape, Styles, Table, TableCell
from corpus.readers.hancom.glyphs import replace_private
from corpus.readers.hancom.numbering import Numbers
from corpus.readers.hancom.pages import PageTurns, has_layout
from corpus.readers.writer import Writer


def write_document(sections: Sequence[BodySection], styles: Styles, writer: Writer) -> None:
    """Write all sections; pages are those of the layout cache, none where the file keeps no layout."""
    body = _Body(styles)
    paged = has_layout(sections)
    turns = PageTurns()
    for section in sections:
        body.outline = section.outline
        turns.begin_section()
        for paragraph in section.paragraphs:
            if paged:
                _turn(writer, turns.before(paragraph))
            notes: list[str | Grid] = []
            for block in body.blocks(paragraph, notes, turns if paged else None):
                _write(writer, block)
            for note in notes:
                _write(writer, note)
            if paged:
                _turn(writer, turns.within(paragraph))


def _turn(writer: Writer, pages: int) -> None:
    for _ in range(pages):
        writer.page()


def _write(writer: Writer, block: str | Grid) -> None:
    if isinstance(block, Grid):
        writer.table(block)
    else:
        writer.paragraph(block)


class _Body:
    """Turns paragraphs into lines and grids in reading order, counting the numbered ones."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._numbers = Numbers(styles)
        self.outline = 0  # the numbering of the section's outline

    def blocks(
        self, paragraph: Paragraph, notes: list[str | Grid], turns: PageTurns | None = None
    ) -> Iterator[str | Grid]:
        """The lines and grids of a paragraph; notes in it and in its tables are appended to `notes`.

        A table set in the line stands where it is set; what only is anchored stands before the text where the text has
        not begun, else after it.
        """
        shape = self._styles.shapes.get(paragraph.shape, ParagraphShape())
        mark = self._numbers.mark(shape, self.outline)
        text, after, any_block = "", list[str | Grid](), False
        for part in paragraph.parts:
            if isinstance(part, str):
                text += part
                continue
            if isinstance(part, Note):
                notes += self._all(part.paragraphs, notes)
                continue
            found = [self._grid(part, notes, turns)] if isinstance(part, Table) else self._box(part, notes)
            if text.strip() and not (isinstance(part, Table) and part.inline):
                after += found
                continue
            if text.strip():
                yield _marked(mark, text)
                text = mark = ""
            any_block = any_block or bool(found)
            yield from found
        if text.strip() or not any_block:
            yield _marked(mark, text)
        yield from after

    def _all(self, paragraphs: Sequence[Paragraph], notes: list[str | Grid]) -> list[str | Grid]:
        return [block for paragraph in paragraphs for block in self.blocks(paragraph, notes)]

    def _box(self, box: Box, notes: list[str | Grid]) -> list[str | Grid]:
        blocks = self._all(box.paragraphs, notes)
        filled = any(block.filled if isinstance(block, Grid) else block.strip() for block in blocks)
        return [Grid((GridCell(0, 0, blocks=tuple(blocks)),))] if filled else []

    def _grid(self, table: Table, notes: list[str | Grid], turns: PageTurns | None) -> Grid:
        caption = [block for block in self._all(table.caption, notes) if isinstance(block, str) and block.strip()]
        pages = turns.inside(table) if turns else {}
        order = sorted(range(len(table.cells)), key=lambda at: (table.cells[at].row, table.cells[at].column))
        cells = tuple(self._cell(table.cells[at], notes, pages.get(at, [])) for at in order)
        return Grid(cells, " ".join(caption))

    def _cell(self, cell: TableCell, notes: list[str | Grid], pages: Sequence[int]) -> GridCell:
        blocks: list[str | Grid] = []
        for paragraph, turned in zip_longest((*cell.paragraphs, None), pages, fillvalue=0):
            blocks += [PAGE] * (turned or 0)
            if isinstance(paragraph, Paragraph):
                blocks += self.blocks(paragraph, notes)
        shaded = cell.fill in self._styles.shaded
        return GridCell(cell.row, cell.column, cell.rowspan, cell.colspan, tuple(blocks), cell.header, shaded)


def _marked(mark: str, text: str) -> str:
    """A line with its number or mark, private characters replaced."""
    line = replace_private(text)
    mark = replace_private(mark).strip()
    return f"{mark} {line.lstrip()}" if mark and line.strip() else line
