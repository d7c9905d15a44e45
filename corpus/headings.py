"""Headings: which lines of a report open a section, as far as the lines around them tell.

`_candidates` reads every line by the marker grammar. `_without_contents` drops a table of contents, `_without_empty`
what holds nothing: entries of agenda pages, captions of pictures. Where a heading stands in the tree, and whether a
numbered one is but a list item there, is for `corpus.outline` to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest

from corpus.clean import tidy
from corpus.lines import Line, Lines
from corpus.markers import DASH, FLEXIBLE, HEADING_NOUN, HEADINGS, UNMARKED, Family, bullet, ordinal

_LONE_TITLE = 8  # characters: a shorter line under a lone number is a table cell
_TITLE_LINES = 4  # below a heading's own line
_TITLE_LINE = 40  # characters
_TITLE_TAIL = 14  # characters: lines so short under a title are the rest of it
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
    return _without_empty(_without_contents(_candidates(lines, inside)), lines)


def _candidates(lines: Lines, inside: set[int]) -> list[Candidate]:
    found: list[Candidate] = []
    at = 0
    while at < len(lines.all):
        candidate = None if at in inside else _read(lines.all, at, inside, found)
        if candidate is not None:
            found.append(candidate)
            at = candidate.last.index
        at += 1
    return found


def _read(lines: Sequence[Line], at: int, inside: set[int], found: Sequence[Candidate]) -> Candidate | None:
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
        last = _title_end(lines, at, family, title, inside, found)
        if last is None:
            continue
        number = ordinal(match.groupdict().get("number"))
        return Candidate(family, number, title, line, last)
    if found and _stands_alone(line, following, inside):
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


def _title_end(
    lines: Sequence[Line], at: int, family: Family, title: str, inside: set[int], found: Sequence[Candidate]
) -> Line | None:
    """The last line of a title that begins at `at`; None where a lone number has no title below it."""
    taken = 0
    while taken < _TITLE_LINES and at + taken + 1 < len(lines) and at + taken + 1 not in inside:
        line, below = lines[at + taken], lines[at + taken + 1]
        whole = title + "".join(line.text for line in lines[at + 1 : at + taken + 2])
        announced = family.rank < FLEXIBLE and any(_squeeze(c.title).startswith(_squeeze(whole)) for c in found)
        if not _is_plain(below) or not (announced or _goes_on(line, below, family, lone=not title, taken=taken)):
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


def same_title(one: str, other: str) -> bool:
    """Whether two titles are one, but for spaces, signs and a word or so."""
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
        if same_title(earlier.title, later.title):
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
