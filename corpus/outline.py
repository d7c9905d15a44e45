"""The outline of a report: its headings, found by the marker grammar, put into a tree of sections.

Four steps. `_candidates` reads every line that could open a section. `_without_contents` drops a table of contents.
`_without_empty` drops candidates that hold nothing, which is what the entries of an agenda page are. `_Tree` places the
rest: a mark already open in the stack is a sibling of its last use, a new mark goes below whatever it follows.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise

from corpus.clean import tidy
from corpus.lines import Line, Lines
from corpus.markers import (
    DASH,
    FLEXIBLE,
    HEADING_NOUN,
    HEADINGS,
    NOTE_MARKS,
    OUTERMOST,
    UNMARKED,
    Family,
    bullet,
    ordinal,
)
from corpus.report import Section, Span

_LONE_TITLE = 8  # characters: a shorter line under a lone number is a table cell
_TITLE_LINES = 4  # below a heading's own line
_TITLE_LINE = 40  # characters
_TITLE_TAIL = 14  # characters: lines so short under a title are the rest of it
_ROW_TAIL = re.compile(r"(?:\s[-△▲]?[\d,.]+%?){2,}$")
_LEADERS = re.compile(r"[.·…]{3,}\s*\d+$")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*[)\]]\s*$")
_GOES_ON = re.compile(r"(?:[가-힣](?:[을를의이와과한할]|하여|하고)|\s및|[,·])$")
_UNITS = re.compile(r"\s*\([^()]*(?:단위|기준)[^()]*\)\s*$")
_CLOSING = re.compile(r"향후|앞으로")  # "향후계획" closes the whole topic, not its last part


@dataclass(frozen=True)
class Candidate:
    """Lines that may open a section."""

    family: Family
    number: int | None
    title: str
    first: Line
    last: Line  # a title may run over several lines


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


def find_sections(text: str, lines: Lines, tables: Sequence[Span], words: Container[str], title: str) -> list[Section]:
    """The section tree of a report in reading order; [0] is the root with the report's title as its heading.

    Lines that begin within `tables` open no section.
    """
    inside = _inside(lines.all, tables)
    candidates = _without_empty(_without_contents(_candidates(lines, inside)), lines)
    tree = _Tree(text, words, title)
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


# ---------------------------------------------------------------------------------------------- candidates


def _inside(lines: Sequence[Line], tables: Sequence[Span]) -> set[int]:
    return {line.index for line in lines for table in tables if table.start <= line.start < table.end}


def _candidates(lines: Lines, inside: set[int]) -> list[Candidate]:
    found: list[Candidate] = []
    at = 0
    while at < len(lines.all):
        candidate = None if at in inside else _read(lines.all, at, inside, bool(found))
        if candidate is not None:
            found.append(candidate)
            at = candidate.last.index
        at += 1
    return found


def _read(lines: Sequence[Line], at: int, inside: set[int], begun: bool) -> Candidate | None:
    line = lines[at]
    if _LEADERS.search(line.text) or _ROW_TAIL.search(line.text):
        return None
    following = lines[at + 1] if at + 1 < len(lines) else None
    text = line.text.replace("**", "")
    for family in HEADINGS:
        match = family.pattern.match(text)
        if match is None:
            continue
        title = match["title"].strip()
        if not _fits(family, title, line, following):
            continue
        last = _title_end(lines, at, family, title, inside)
        if last is None:
            continue
        number = ordinal(match.groupdict().get("number"))
        return Candidate(family, number, title, line, last)
    if begun and _stands_alone(line, following, inside):
        return Candidate(UNMARKED, None, text, line, line)
    if _is_dash_heading(lines, at, inside):
        return Candidate(DASH, None, text, line, line)
    return None


def _fits(family: Family, title: str, line: Line, following: Line | None) -> bool:
    if len(title) > family.longest or title.endswith("다."):
        return False
    if family.name == "number":  # a bare number opens many a table row: a heading stands free
        free = line.new_page or (line.gap > 0 and following is not None and following.gap > 0)
        return free and not (title and bullet(title))
    if family.rank >= 4 and re.search(r"\S\s*:\s*\S", _ASIDE.sub("", title)):
        return False  # "가. 의안번호 : 제1136호" says something: an item, not a heading
    circled = family.name in ("circled", "filled")
    return not (circled and re.search(r"[①-⑳❶-❿]", title))  # "① 취업 ② 자녀": a list on one line


def _title_end(lines: Sequence[Line], at: int, family: Family, title: str, inside: set[int]) -> Line | None:
    """The last line of a title that begins at `at`; None where a lone number has no title below it."""
    taken = 0
    while taken < _TITLE_LINES and at + taken + 1 < len(lines) and at + taken + 1 not in inside:
        line, below = lines[at + taken], lines[at + taken + 1]
        if not _is_plain(below) or not _goes_on(line, below, family, lone=not title, taken=taken):
            break
        taken += 1
    if family.name == "number" and not title and taken == 0:
        return None
    return lines[at + taken]


def _goes_on(line: Line, below: Line, family: Family, *, lone: bool, taken: int) -> bool:
    """Whether the line below belongs to a title too; `lone`: the heading's own line is nothing but its mark."""
    if lone and family.name == "number":
        return len(below.text) >= _LONE_TITLE if taken == 0 else len(below.text) <= _TITLE_TAIL
    if lone and taken == 0:
        return len(below.text) <= family.longest
    return family.rank < FLEXIBLE and len(below.text) < _TITLE_LINE and _GOES_ON.search(line.text) is not None


def _is_plain(line: Line) -> bool:
    return bullet(line.text) is None and not any(
        family.pattern.match(line.text) for family in HEADINGS if family.name != "number"
    )


def _stands_alone(line: Line, following: Line | None, inside: set[int]) -> bool:
    """Whether an unmarked line is a heading: it stands free and ends in a word that headings end in."""
    if line.gap == 0 or following is None or bullet(line.text) is not None:
        return False
    title = re.split(r"\s+-\s", _ASIDE.sub("", line.text))[0].strip()
    if len(title) > UNMARKED.longest or re.search(r"\s{3,}\S|:|[.,]$", title):
        return False
    if HEADING_NOUN.search(tidy(title)) is None:
        return False
    return following.gap > 0 or following.index in inside or bullet(following.text) is not None


def _is_dash_heading(lines: Sequence[Line], at: int, inside: set[int]) -> bool:
    """A short "- 이름" that opens a part of the report: it stands free, and box headings follow at once."""
    line = lines[at]
    match = DASH.pattern.match(line.text)
    if match is None or len(match["title"]) > DASH.longest or ":" in line.text or at + 1 >= len(lines):
        return False
    before = lines[at - 1] if at else None
    opens = before is None or line.new_page or bullet(before.text) is None
    box = next(family for family in HEADINGS if family.name == "box")
    return opens and box.pattern.match(lines[at + 1].text) is not None and at + 1 not in inside


# ---------------------------------------------------------------------------------------------- what is no heading


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _same(one: str, other: str) -> bool:
    a, b = _squeeze(one), _squeeze(other)
    return a == b or SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.85


def _without_contents(candidates: list[Candidate]) -> list[Candidate]:
    """Without a table of contents: where the report's highest numbering begins twice with the same title."""
    if not candidates:
        return candidates
    numbered = [c for c in candidates if c.family.numbered and c.family.rank < 4]
    top = min((c.family.rank for c in numbered), default=0)
    firsts = [c for c in numbered if c.family.rank == top and c.number == 1]
    for earlier, later in pairwise(firsts):
        if _same(earlier.title, later.title):
            return [c for c in candidates if c.first.index >= later.first.index]
        break
    return candidates


def _without_empty(candidates: list[Candidate], lines: Lines) -> list[Candidate]:
    """Without headings that hold nothing: neither text of their own nor a heading that could be their child.

    That is what the entries of an agenda page are, and captions of pictures.
    """
    kept: list[Candidate] = []
    ends = [*candidates[1:], None]
    for candidate, following in zip(candidates, ends, strict=True):
        until = following.first.index if following else len(lines.all)
        has_body = until > candidate.last.index + 1
        if has_body or (following is not None and _may_hold(candidate, following)):
            kept.append(candidate)
    return kept


def _may_hold(outer: Candidate, inner: Candidate) -> bool:
    if inner.family.name == outer.family.name:
        return False
    if inner.family.rank == outer.family.rank:
        return outer.family.rank == FLEXIBLE
    return inner.family.rank > outer.family.rank


# ---------------------------------------------------------------------------------------------- the tree


class _Tree:
    """Grows the sections line by line; the stack holds the sections that are still open."""

    def __init__(self, text: str, words: Container[str], title: str) -> None:
        self._text = text
        self._words = words
        self._sections = [Section(tidy(title), 0, None, Span(0, 0), Span(0, len(text)))]
        self._stack = [_Open(0, Family("root", -99, re.compile("")), None, 0)]
        self._last_number: dict[str, int] = {}

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
            if _CLOSING.match(candidate.title):
                return next(depth for depth, opened in enumerate(stack, start=1) if family.name in opened.families)
            return len(names) - 1 - names[::-1].index(family.name)
        depth = len(stack)
        while stack[depth - 1].family.rank > family.rank:
            depth -= 1
        while stack[depth - 1].family.rank == family.rank and (family.rank != FLEXIBLE or stack[depth - 1].has_body):
            depth -= 1
        return depth

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
