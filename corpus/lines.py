"""The lines of a report with their places: what the outline and the units are read from."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from corpus.clean import BLANK, repair_glyphs

_PAGE_GAP = 3  # so many blank lines are a page break in extracted text
_FULL = 0.7  # a line this wide, against the document's widest, may have been wrapped
_HALF = 0.5  # and one this wide, where the space it broke at still stands at its end
_TAIL = 40  # characters of a line that tell whether it ends a sentence
_UNFINISHED = re.compile(
    r"(?:[,·:(\[「‘“/~+→–-]|[가-힣]{2,}(?:[을를의와과에]|으로|에서|에게|하는|되는|하여|하고|되어|위해|위한|통해|통한|대해|대한|따른|관한)|"
    r"(?:^|\s)(?:및|또는|위해|위한|통한|통해|대한|따른|등을|등의|있는|없는|있어|하는|되는))\s*$"
)
_SENTENCE_END = re.compile(r"[가-힣][.!?][)」’”]?$")
_FINISHED = re.compile(r"(?:[가-힣][.!?][」’”]?|\)|\s등)$")


@dataclass(frozen=True)
class Line:
    """One line that is not blank: `text` is the source with damaged symbols repaired, offsets unchanged."""

    index: int  # position among the non-blank lines
    start: int  # offset of its first character that is not white space
    end: int  # offset after its last character that is not white space
    text: str  # repaired, without the white space around it
    indent: int  # columns of white space before it
    gap: int  # blank lines before it
    ragged: bool  # white space stood at its end: a wrapped line keeps the space it broke at
    new_page: bool  # the first line of a page

    @cached_property
    def width(self) -> int:
        """Columns it takes in print: a Hangul syllable is two wide."""
        return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in self.text)

    def cut(self, places: Sequence[int]) -> Iterator[Line]:
        """The pieces of the line between ascending offsets within it, each trimmed."""
        inside = places[bisect_right(places, self.start) : bisect_left(places, self.end)]
        bounds = [self.start, *inside, self.end]
        for start, end in pairwise(bounds):
            piece = self.text[start - self.start : end - self.start]
            lead = len(piece) - len(piece.lstrip(BLANK))
            yield replace(self, start=start + lead, end=start + len(piece.rstrip(BLANK)), text=piece.strip(BLANK))

    @property
    def unfinished(self) -> bool:
        """Whether it ends in a particle or a comma, or leaves a bracket open: the sentence goes on."""
        return self.text.count("(") > self.text.count(")") or _UNFINISHED.search(self.text[-_TAIL:]) is not None


@dataclass(frozen=True)
class Lines:
    """All lines of a text, in order, and how wide they run."""

    all: tuple[Line, ...]
    measure: int  # columns of the widest lines but the few longest

    @classmethod
    def of(cls, text: str, page_starts: tuple[int, ...] = ()) -> Lines:
        """Take a text apart. Pages begin at `page_starts`, at form feeds, or after a run of blank lines."""
        repaired = repair_glyphs(text)
        lines: list[Line] = []
        gap, at, fed = _PAGE_GAP, 0, False
        pages = sorted(page_starts)
        for raw, printed in zip(text.split("\n"), repaired.split("\n"), strict=True):
            body = printed.strip(BLANK)
            fed = fed or "\f" in raw or bisect_left(pages, at) < bisect_right(pages, at + len(raw))
            if body:
                start = at + len(printed) - len(printed.lstrip(BLANK))
                end = start + len(body)
                lines.append(
                    Line(len(lines), start, end, body, _columns(raw), gap, end < at + len(raw), fed or gap >= _PAGE_GAP)
                )
                gap, fed = 0, False
            else:
                gap += 1
            at += len(raw) + 1
        widths = sorted(line.width for line in lines)
        return cls(tuple(lines), widths[int(len(widths) * 0.95)] if widths else 0)

    def continues(self, line: Line) -> bool:
        """Whether an unmarked line after this one goes on with what it began."""
        if line.unfinished:
            return True
        if line.ragged and line.width >= _HALF * self.measure:
            return not _SENTENCE_END.search(line.text)
        return line.width >= _FULL * self.measure and not _FINISHED.search(line.text)


def _columns(raw: str) -> int:
    """Columns of white space a line begins with; a tab is four."""
    return sum(4 if char == "\t" else 1 for char in raw[: len(raw) - len(raw.lstrip())])
