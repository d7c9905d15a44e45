"""The outline of a report: its headings put into a tree of sections.

A mark that is already open in the stack is a sibling of its last use; a new mark goes below whatever it follows. Of the
marks that stand equally high (boxes, circled numbers, headings without a mark) the order differs from report to report:
one holds the other where it follows at once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace

from corpus.clean import tidy
from corpus.headings import Candidate, find_headings, same_title
from corpus.lines import Line, Lines
from corpus.markers import FLEXIBLE, HEADINGS, NOTE_MARKS, OUTERMOST, Family, bullet, ordinal
from corpus.report import Section, Span

_UNITS = re.compile(r"\s*\([^()]*(?:단위|기준)[^()]*\)\s*$")
_CLOSING = re.compile(r"향후|앞으로")  # "향후계획" closes the whole topic, not its last part


def find_sections(text: str, lines: Lines, tables: Sequence[Span], words: Container[str], title: str) -> list[Section]:
    """The section tree of a report in reading order; [0] is the root with the report's title as its heading.

    Lines that begin within `tables` open no section.
    """
    inside = _inside(lines.all, tables)
    candidates = find_headings(lines, inside)
    tree = _Tree(text, words, title)
    if candidates and _is_title(candidates, title):
        tree.name_root(candidates.pop(0))
    heads = {candidate.first.index: candidate for candidate in candidates}
    at = 0
    while at < len(lines.all):
        candidate = heads.get(at)
        if candidate is not None and tree.add(candidate):
            at = candidate.last.index + 1
        else:
            tree.add_body(lines.all[at], in_table=at in inside)
            at += 1
    return tree.sections()


def section_finder(sections: Sequence[Section]) -> Callable[[int], int]:
    """A function from an offset to the innermost section that holds it."""
    turns: list[tuple[int, int, int, int]] = []  # offset, ends before starts, deepest end first, section from there on
    for number, section in enumerate(sections):
        turns.append((section.span.start, 1, section.level, number))
        if section.parent is not None:
            turns.append((section.span.end, 0, -section.level, section.parent))
    turns.sort()
    offsets = [turn[0] for turn in turns]
    return lambda offset: turns[bisect_right(offsets, offset) - 1][3]


def _inside(lines: Sequence[Line], tables: Sequence[Span]) -> set[int]:
    starts = [line.start for line in lines]
    return {at for table in tables for at in range(bisect_left(starts, table.start), bisect_left(starts, table.end))}


@dataclass
class _Open:
    """A section still open while the tree grows."""

    section: int
    family: Family
    number: int | None
    indent: int
    has_body: bool = False
    bullets: dict[str, int] = field(default_factory=dict)  # mark -> indent of its last use
    listed: int | None = None  # last number of a numbered list in the body
    families: set[str] = field(default_factory=set)  # of its child sections


def _is_title(candidates: Sequence[Candidate], title: str) -> bool:
    """Whether the first heading is the report's own title: a lone Markdown "# title"."""
    first, *others = candidates
    alone = all(other.family is not first.family for other in others)
    return first.family.rank == HEADINGS[0].rank and alone and same_title(first.title, title)


class _Tree:
    """Grows the sections line by line; the stack holds the sections that are still open."""

    def __init__(self, text: str, words: Container[str], title: str) -> None:
        self._text = text
        self._words = words
        self._sections = [Section(tidy(title), 0, None, Span(0, 0), Span(0, len(text)))]
        self._stack = [_Open(0, Family("root", -99, re.compile("")), None, 0)]
        self._last_number: dict[str, int] = {}

    def name_root(self, candidate: Candidate) -> None:
        """Let the report's own title be the root's heading."""
        self._sections[0] = replace(self._sections[0], heading_span=Span(candidate.first.start, candidate.last.end))

    def add(self, candidate: Candidate) -> bool:
        """Open a section, unless the place says that the line is a list item."""
        depth = self._parent_depth(candidate)
        if not self._may_open(candidate, depth):
            return False
        self._close(depth, candidate.first.start)
        parent = self._stack[-1]
        parent.families.add(candidate.family.name)
        parent.has_body = parent.has_body or candidate.family.name == "caption"
        heading = Span(candidate.first.start, candidate.last.end)
        words = tidy(heading.of(self._text).lstrip("# "), self._words)
        self._stack.append(_Open(len(self._sections), candidate.family, candidate.number, candidate.first.indent))
        self._sections.append(
            Section(_UNITS.sub("", words) or words, len(self._stack) - 1, parent.section, heading, heading)
        )
        if candidate.number is not None:
            self._last_number[candidate.family.name] = candidate.number
        return True

    def add_body(self, line: Line, *, in_table: bool) -> None:
        """Take a line into the section that is open; an item of an outer list ends a caption's section first."""
        item = None if in_table else bullet(line.text)
        if item is not None and not NOTE_MARKS.fullmatch(item[0]):
            if self._stack[-1].family.name == "caption" and self._ends_caption(item[0], line.indent):
                self._close(len(self._stack) - 1, line.start)
            self._stack[-1].bullets[item[0]] = line.indent
            if not item[0].isascii() and item[0][-1].isnumeric():
                self._stack[-1].listed = ordinal(item[0][-1])
        self._stack[-1].has_body = True

    def sections(self) -> list[Section]:
        """Close what is open and give the tree."""
        self._close(1, len(self._text))
        return self._sections

    def _parent_depth(self, candidate: Candidate) -> int:
        """How many sections stay open when this one opens."""
        family, stack = candidate.family, self._stack
        names = [opened.family.name for opened in stack]
        if family.name in names:
            depth = len(names) - 1 - names[::-1].index(family.name)
            if _CLOSING.match(candidate.title):
                topic = sum(opened.family.rank < family.rank for opened in stack)
                depth = next(at for at in range(topic, depth + 1) if family.name in stack[at - 1].families)
            return depth
        depth = len(stack)
        while stack[depth - 1].family.rank > family.rank:
            depth -= 1
        while stack[depth - 1].family.rank == family.rank and not self._holds(stack[depth - 1], family):
            depth -= 1
        return depth

    @staticmethod
    def _holds(opened: _Open, family: Family) -> bool:
        """Whether a section may hold one whose mark is as high: a heading with no text yet does, or a list begins."""
        return family.rank == FLEXIBLE and (not opened.has_body or family.listlike)

    def _may_open(self, candidate: Candidate, depth: int) -> bool:
        family, number, top = candidate.family, candidate.number, self._stack[-1]
        if not family.numbered or number is None:
            return True
        sibling = self._stack[depth] if depth < len(self._stack) else None
        if sibling is not None and sibling.family.name == family.name and sibling.number is not None:
            if number in (sibling.number + 1, sibling.number + 2):
                return not (family.listlike and top.listed is not None and number == top.listed + 1)
            return number == 1 and not family.listlike and candidate.first.indent <= sibling.indent
        if family.listlike:
            return number == 1 and not top.bullets
        return number == 1 or family.rank < 3 or number == self._last_number.get(family.name, 0) + 1

    def _ends_caption(self, mark: str, indent: int) -> bool:
        """Whether an item goes on the list around a captioned box, or stands higher than the items in it."""
        outer, inner = self._stack[-2].bullets, self._stack[-1].bullets
        if mark in outer:
            return indent <= outer[mark]
        return mark in OUTERMOST and bool(inner) and not OUTERMOST.intersection(inner)

    def _close(self, depth: int, end: int) -> None:
        for opened in self._stack[depth:]:
            section = self._sections[opened.section]
            self._sections[opened.section] = replace(section, span=Span(section.heading_span.start, end))
        del self._stack[depth:]
