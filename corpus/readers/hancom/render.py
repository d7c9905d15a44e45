"""From a document to an `Extract`: the same for HWP5 and HWPX, so that twins read the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.readers.grid import Grid, GridCell
from corpus.readers.hancom.document import BodySection, Box, Note, Paragraph, ParagraphShape, Styles, Table
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
            for block in body.blocks(paragraph, turns if paged else None):
                if isinstance(block, Grid):
                    writer.table(block)
                else:
                    writer.paragraph(block)
            if paged:
                _turn(writer, turns.within(paragraph))


def _turn(writer: Writer, pages: int) -> None:
    for _ in range(pages):
        writer.page()


class _Body:
    """Turns paragraphs into lines and grids in reading order, counting the numbered ones."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._numbers = Numbers(styles)
        self.outline = 0  # the numbering of the section's outline

    def blocks(self, paragraph: Paragraph, turns: PageTurns | None = None) -> Iterator[str | Grid]:
        """The lines and grids of a paragraph.

        A table set in the line stands where it is set; what only is anchored stands before the text where the text has
        not begun, else after it, notes last.
        """
        shape = self._styles.shapes.get(paragraph.shape, ParagraphShape())
        mark = self._numbers.mark(shape, self.outline)
        text, after, notes, any_block = "", list[str | Grid](), list[str | Grid](), False
        for part in paragraph.parts:
            if isinstance(part, str):
                text += part
                continue
            if isinstance(part, Note):
                notes += self._all(part.paragraphs)
                continue
            found = [self._grid(part, turns)] if isinstance(part, Table) else self._box(part)
            if text.strip() and not (isinstance(part, Table) and part.inline):
                after += found
                continue
            if text.strip():
                yield _marked(mark, text)
                text = mark = ""
            any_block = any_block or bool(found)
            yield from found
        if text.strip() or not (any_block or after or notes):
            yield _marked(mark, text)
        yield from after
        yield from notes

    def _all(self, paragraphs: Sequence[Paragraph]) -> list[str | Grid]:
        return [block for paragraph in paragraphs for block in self.blocks(paragraph)]

    def _box(self, box: Box) -> list[str | Grid]:
        blocks = self._all(box.paragraphs)
        filled = any(block.filled if isinstance(block, Grid) else block.strip() for block in blocks)
        return [Grid((GridCell(0, 0, blocks=tuple(blocks)),))] if filled else []

    def _grid(self, table: Table, turns: PageTurns | None) -> Grid:
        caption = " ".join(block for block in self._all(table.caption) if isinstance(block, str) and block.strip())
        cells = tuple(
            GridCell(
                cell.row,
                cell.column,
                cell.rowspan,
                cell.colspan,
                tuple(self._all(cell.paragraphs)),
                cell.header,
                cell.fill in self._styles.shaded,
            )
            for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column))
        )
        return Grid(cells, caption, turns.rows(table) if turns else ())


def _marked(mark: str, text: str) -> str:
    """A line with its number or mark, private characters replaced."""
    line = replace_private(text)
    mark = replace_private(mark).strip()
    return f"{mark} {line.lstrip()}" if mark and line.strip() else line
