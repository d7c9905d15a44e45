"""Headings: which lines of a report open a section, as far as the lines around them tell.

`_Reader` reads every line by the marker grammar. `_without_contents` drops a table of contents, `_without_empty`
what holds nothing: entries of agenda pages, captions of pictures. Where a heading stands in the tree, and whether a
numbered one is but a list item there, is for `corpus.outline` to say.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest

from corpus.clean import tidy
from corpus.lines import Line, Lines
from corpus.markers import BOX, DASH, FLEXIBLE, HEADING_NOUN, HEADINGS, UNMARKED, Family, bullet, ordinal

_LONGEST = 160  # characters of a line that may be a heading
_LONE_TITLE = 8  # characters: a shorter line under a lone number is a table cell
_TITLE_LINES = 4  # below a heading's own line
_TITLE_LINE = 40  # characters
_TITLE_TAIL = 14  # characters: lines so short under a title are the rest of it
_LINES_AN_ENTRY = 3  # of a table of contents, the lines between the entries among them
_ROW_TAIL = re.compile(r"(?:\s[-△▲]?[\d,.]+%?){2,}$")
_LEADERS = re.compile(r"[.·…]{3,}\s*\d+$")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*[)\]]\s*$")
_GOES_ON = re.compile(r"(?:[가-힣](?:[을를의이와과한할]|하여|하고)|\s및|[,·])$")


@dataclass(frozen=True)
class Candidate:
    """Lines that may open a section."""

    family: Family
    number: int | None
    title: str
    first: Line
    last: Line  # a title may run over several lines


def find_headings(lines: Lines, inside: set[int]) -> list[Candidate]:
    """The lines that may open a section, in order; lines whose index is `inside` a table are passed over."""
    return _without_empty(_without_contents(_Reader(lines.all, inside).candidates()), lines)


class _Reader:
    """Reads lines by the marker grammar; remembers the titles read, for titles that an agenda page announced."""

    def __init__(self, lines: Sequence[Line], inside: set[int]) -> None:
        self._lines = lines
        self._inside = inside
        self._titles: list[str] = []  # squeezed, sorted

    def candidates(self) -> list[Candidate]:
        """All lines that could open a section."""
        found: list[Candidate] = []
        at = 0
        while at < len(self._lines):
            candidate = None if at in self._inside else self._read(at)
            if candidate is not None:
                found.append(candidate)
                insort(self._titles, _squeeze(candidate.title))
                at = candidate.last.index
            at += 1
        return found

    def _read(self, at: int) -> Candidate | None:
        line, following = self._lines[at], self._following(at)
        if len(line.text) > _LONGEST or _LEADERS.search(line.text) or _ROW_TAIL.search(line.text):
            return None
        text = line.text.replace("**", "")
        for family in HEADINGS:
            match = family.pattern.match(text)
            if match is None or not _fits(family, match["title"].strip(), line, following):
                continue
            last = self._title_end(at, family, match["title"].strip())
            if last is not None:
                number = ordinal(match.groupdict().get("number"))
                return Candidate(family, number, match["title"].strip(), line, last)
        if self._titles and following is not None and _stands_alone(line, following, following.index in self._inside):
            return Candidate(UNMARKED, None, text, line, line)
        if self._opens_a_part(at):
            return Candidate(DASH, None, text, line, line)
        return None

    def _following(self, at: int) -> Line | None:
        return self._lines[at + 1] if at + 1 < len(self._lines) else None

    def _title_end(self, at: int, family: Family, title: str) -> Line | None:
        """The last line of a title that begins at `at`; None where a lone number has no title below it."""
        whole, last = title, at
        while last - at < _TITLE_LINES and (below := self._following(last)) is not None:
            if below.index in self._inside or not _is_plain(below):
                break
            whole += below.text
            announced = family.rank < FLEXIBLE and self._announced(whole)
            if not announced and not _goes_on(self._lines[last], below, family, lone=not title, taken=last - at):
                break
            last += 1
        if family.name == "number" and not title and last == at:
            return None
        return self._lines[last]

    def _announced(self, title: str) -> bool:
        """Whether an earlier heading, of an agenda page, begins like this."""
        squeezed = _squeeze(title)
        place = bisect_left(self._titles, squeezed)
        return place < len(self._titles) and self._titles[place].startswith(squeezed)

    def _opens_a_part(self, at: int) -> bool:
        """Whether a line is a short "- 이름" that opens a part: it stands free, and a box heading follows at once."""
        line, following = self._lines[at], self._following(at)
        match = DASH.pattern.match(line.text)
        if match is None or following is None or following.index in self._inside:
            return False
        free = at == 0 or line.new_page or bullet(self._lines[at - 1].text) is None
        short = len(match["title"]) <= DASH.longest and ":" not in line.text
        return free and short and BOX.pattern.match(following.text) is not None


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


def _stands_alone(line: Line, following: Line, table_follows: bool) -> bool:
    """Whether an unmarked line is a heading: it stands free and ends in a word that headings end in."""
    if line.gap == 0 or bullet(line.text) is not None:
        return False
    title = re.split(r"\s+-\s", _ASIDE.sub("", line.text))[0].strip()
    if len(title) > UNMARKED.longest or re.search(r"\s{3,}\S|:|[.,]$", title):
        return False
    if HEADING_NOUN.search(tidy(title)) is None:
        return False
    return following.gap > 0 or table_follows or bullet(following.text) is not None


# ---------------------------------------------------------------------------------------------- what is no heading


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def same_title(one: str, other: str) -> bool:
    """Whether two titles are one, but for spaces, signs and a word or so."""
    a, b = _squeeze(one), _squeeze(other)
    return a == b or SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.85


def _without_contents(candidates: list[Candidate]) -> list[Candidate]:
    """Without a table of contents: where the report's highest numbering begins twice with the same title.

    A table of contents is nothing but headings: a part of the report that begins as another one does has text.
    """
    if not candidates:
        return candidates
    numbered = [c for c in candidates if c.family.numbered and c.family.rank < 4]
    top = min((c.family.rank for c in numbered), default=0)
    firsts = [c for c in numbered if c.family.rank == top and c.number == 1]
    for earlier, later in pairwise(firsts):
        entries = sum(earlier.first.index <= c.first.index < later.first.index for c in candidates)
        dense = later.first.index - earlier.first.index <= _LINES_AN_ENTRY * entries
        if dense and same_title(earlier.title, later.title):
            return [c for c in candidates if c.first.index >= later.first.index]
        break
    return candidates


def _without_empty(candidates: list[Candidate], lines: Lines) -> list[Candidate]:
    """Without headings that hold nothing: neither text of their own nor a heading that could be their child.

    That is what the entries of an agenda page are, and captions of pictures.
    """
    kept: list[Candidate] = []
    for candidate, following in zip_longest(candidates, candidates[1:]):
        until = following.first.index if following else len(lines.all)
        has_body = until > candidate.last.index + 1
        if has_body or (following is not None and _may_hold(candidate.family, following.family)):
            kept.append(candidate)
    return kept


def _may_hold(outer: Family, inner: Family) -> bool:
    """Whether what follows a heading at once may be its contents: a lower heading, or but an item of a list."""
    if inner.name == outer.name:
        return False
    return inner.rank > outer.rank or inner.listlike or inner.rank == outer.rank == FLEXIBLE
