"""From the labels of a header to the columns of its table, given how many figures a row has.

A header may be cut into lines in any way ("세 부 사 업 명 본예산 예산현액" / "(A)" / "지출액" …), may have two levels
("일반직" over "소계 2급 3급") and may serve two tables side by side. The number of figures in the rows below decides
between the readings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from corpus.report import Span
from corpus.table_labels import (
    Holds,
    Label,
    group_labels,
    holds,
    is_head,
    is_known,
    labels_of,
    span_of_labels,
)
from corpus.table_lines import Line
from corpus.totals import is_total

MAX_LINES = 16
_MAX_COST = 0.45  # a column
_MOST_TEXTS = 6  # columns beside the figures: number, names, descriptions, remarks


@dataclass(frozen=True, slots=True)
class Heading:
    """A header cell."""

    row: int
    column: int
    rowspan: int
    colspan: int
    span: Span


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a table hold, left to right: [number] names [text] figures texts; `halves` times."""

    index: bool
    names: int  # columns that name the row: 1, or 2 where rows stand in groups
    before: int  # text columns between the names and the figures
    figures: int
    after: int  # text columns behind the figures
    halves: int
    header_rows: int
    headings: tuple[Heading, ...]
    cost: float  # how unusual this reading of the header is

    @property
    def width(self) -> int:
        """Columns of one half."""
        return self.index + self.names + self.before + self.figures + self.after


@dataclass(frozen=True, slots=True)
class _Column:
    """A leaf of the header with the group it stands under."""

    labels: tuple[Label, ...]
    group: tuple[Label, ...] = ()

    @property
    def holds(self) -> Holds:
        return holds(self.labels[-1].text)

    @property
    def text(self) -> str:
        return "".join(label.text for label in self.labels)


def may_be_header(line: Line) -> bool:
    """Whether all words of a line can be labels."""
    return labels_of([line]) is not None


def starts_header(line: Line) -> bool:
    """Whether a header can start with a line: a usual first label, or known labels throughout."""
    labels = labels_of([line])
    if not labels:
        return False
    first = labels[0]
    if is_head(first[0].text) or (len(first) > 1 and is_head(first[0].text + first[1].text)):
        return True
    return len(first) > 1 and all(is_known(label.text) for label in first)


def headers_at(lines: Sequence[Line], at: int) -> list[tuple[int, list[list[Label]]]]:
    """The possible headers that start at a line, longest first: the line after each, and its labels line by line."""
    end = at
    while end < min(at + MAX_LINES, len(lines)) and labels_of([lines[end]]) is not None:
        end += 1
    found = ((cut, labels_of(lines[at:cut])) for cut in range(end, at, -1))
    return [(cut, labels) for cut, labels in found if labels]


def layouts(labels: Sequence[Sequence[Label]], figures: int) -> list[Layout]:
    """The readings of a header whose rows have so many figures (in each half), most usual first."""
    halves = _halves(labels)
    if halves is None:
        found = _one_level(labels, figures) + _two_levels(labels, figures)
    else:
        found = _side_by_side(halves, figures)
    return sorted(found, key=lambda layout: layout.cost)


# ---------------------------------------------------------------------------------------------- one level


def _place(columns: Sequence[_Column], figures: int, cost: float, header_rows: int = 1) -> list[Layout]:
    """The places where the figures can stand among the columns."""
    index = columns[0].holds is Holds.INDEX
    found: list[Layout] = []
    for start in range(int(index), len(columns) - figures + 1):
        lead, inner, tail = columns[int(index) : start], columns[start : start + figures], columns[start + figures :]
        before = int(len(lead) == 2 and lead[1].holds is Holds.TEXT and not is_head(lead[1].text))
        if len(lead) > 2 or len(tail) > 3 or not _may_lead(lead, inner[0]):
            continue
        extra = sum(_unlike_figures(column) for column in inner) + sum(_unlike_text(column) for column in tail)
        extra += 2.0 * sum(column.holds is Holds.FIGURE and not is_head(column.text) for column in lead)
        if cost + extra > _MAX_COST * len(columns):
            continue
        sizes = (len(lead) - before, before, figures, len(tail))
        found.append(Layout(index, *sizes, 1, header_rows, _headings(columns), cost + extra))
    return found


def _may_lead(lead: Sequence[_Column], first: _Column) -> bool:
    """Whether columns can stand before the figures: the first names the rows, or totals come first."""
    if not lead:
        return is_total(first.text)
    return lead[0].holds is not Holds.FIGURE or is_head(lead[0].text)


def _unlike_figures(column: _Column) -> float:
    return {Holds.FIGURE: 0.0, Holds.UNKNOWN: 0.1, Holds.DATE: 1.0, Holds.TEXT: 1.2, Holds.INDEX: 5.0}[column.holds]


def _unlike_text(column: _Column) -> float:
    return {Holds.TEXT: 0.0, Holds.DATE: 0.1, Holds.UNKNOWN: 0.3, Holds.FIGURE: 3.0, Holds.INDEX: 5.0}[column.holds]


def _one_level(labels: Sequence[Sequence[Label]], figures: int) -> list[Layout]:
    flat = [label for line in labels for label in line]
    # Labels of one level stand on one line; single ones on other lines are the rest of a broken label.
    stacked = 1.0 * max(0, sum(len(line) > 1 for line in labels) - 1)
    found: list[Layout] = []
    for count, (cost, columns) in group_labels(tuple(flat)).items():
        if max(figures, 2) <= count <= figures + _MOST_TEXTS:
            found += _place([_Column(tuple(part)) for part in columns], figures, cost + stacked)
    return found


def _headings(columns: Sequence[_Column]) -> tuple[Heading, ...]:
    """Header cells of columns, groups above their leaves."""
    rows = 2 if any(column.group for column in columns) else 1
    found: list[Heading] = []
    for position, column in enumerate(columns):
        span = span_of_labels(column.labels)
        if not column.group:
            found.append(Heading(0, position, rows, 1, span))
            continue
        group = span_of_labels(column.group)
        if position == 0 or columns[position - 1].group != column.group:
            size = sum(other.group == column.group for other in columns)
            found.append(Heading(0, position, 1, size, group))
        found.append(Heading(1, position, 1, 1, span))
    return tuple(found)


# ---------------------------------------------------------------------------------------------- two levels


def _two_levels(labels: Sequence[Sequence[Label]], figures: int) -> list[Layout]:
    found: list[Layout] = []
    for cut in range(1, len(labels)):
        top, leaves = labels[:cut], [label for line in labels[cut:] for label in line]
        groups = _groups(top, _group_starts(leaves))
        if groups is None or len(leaves) < 2:
            continue
        deep = 0.05 * (len(labels) - cut)  # the leaves are the last line if that is possible
        for layout in _with_leaves(top, groups, leaves, figures):
            found.append(replace(layout, cost=layout.cost + deep))
    return found


def _group_starts(leaves: Sequence[Label]) -> list[int]:
    """Where the groups of leaves start: at every subtotal, or where the sequence repeats; else one group."""
    starts = [at for at, label in enumerate(leaves) if is_total(label.text)]
    if starts and starts[0] == 0:
        return starts
    size = next((at for at, label in enumerate(leaves) if at and label.text == leaves[0].text), 0)
    return list(range(0, len(leaves), size)) if size and len(leaves) % size == 0 else [0]


def _groups(top: Sequence[Sequence[Label]], starts: Sequence[int]) -> list[Label] | None:
    """The labels that stand over the groups: a line of their own, or what the totals leave of the first line.

    A label that spans both levels is printed at half height, on the line of the row names or alone.
    """
    for line in top[1:]:
        if len(line) == len(starts):
            return list(line)
    rest = [label for label in top[0][1:] if not is_total(label.text)]
    return rest if len(top) == 1 and len(rest) == len(starts) else None


def _with_leaves(
    top: Sequence[Sequence[Label]], groups: list[Label], leaves: Sequence[Label], figures: int
) -> list[Layout]:
    starts = _group_starts(leaves)
    singles = [label for line in top for label in line if label not in groups]
    # a label that spans both levels does not run on behind a group
    cuts = frozenset(
        at
        for at, (left, right) in enumerate(pairwise(singles), 1)
        if any(left.start < group.start < right.start for group in groups)
    )
    found: list[Layout] = []
    above = group_labels(tuple(singles), cuts)
    below = group_labels(tuple(leaves), frozenset(starts))
    for (number, (over, outer)), (count, (under, inner)) in product(above.items(), below.items()):
        if figures <= number + count - 1 <= figures + _MOST_TEXTS - 2:
            columns = _merged(outer, inner, groups, [leaves[start] for start in starts])
            found += _place(columns, figures, over + under, header_rows=2)
    return found


def _merged(
    outer: list[list[Label]], inner: list[list[Label]], groups: list[Label], starts: list[Label]
) -> list[_Column]:
    """Columns of two levels left to right: single ones, and groups with their leaves, in the order of their labels."""
    blocks = [[_Column(tuple(labels))] for labels in outer]
    parts: list[list[_Column]] = []
    for leaf in inner:
        if leaf[0] in starts:
            parts.append([])
        parts[-1].append(_Column(tuple(leaf), (groups[len(parts) - 1],)))
    blocks = sorted(blocks + parts, key=lambda block: (block[0].group or block[0].labels)[0].start)
    return [column for block in blocks for column in block]


# ---------------------------------------------------------------------------------------------- side by side


def _halves(labels: Sequence[Sequence[Label]]) -> tuple[list[Label], list[list[list[Label]]]] | None:
    """The titles over two tables side by side and the header lines of each, or None for a single table.

    Two tables share a header when its first label comes twice: "항목 당초(A) 변경(B) 항목 당초(A) 변경(B)".
    """
    flat = [label for line in labels for label in line]
    head = next((label.text for label in flat if is_head(label.text) and not is_total(label.text)), None)
    if head is None or sum(label.text == head for label in flat) != 2:
        return None
    titles: list[Label] = []
    halves: list[list[list[Label]]] = []
    for line in labels:
        cuts = [at for at, label in enumerate(line) if label.text == head]
        if not cuts and not halves:
            titles += line
        elif not cuts and len(halves) == 2 and _repeats(line):
            halves[0].append(list(line[: len(line) // 2]))
            halves[1].append(list(line[len(line) // 2 :]))
        elif not cuts:
            halves[-1].append(list(line))
        else:
            halves += [[list(line[cut:end])] for cut, end in pairwise([*cuts, len(line)])]
    return (titles, halves) if len(titles) in (0, 2) else None


def _repeats(line: Sequence[Label]) -> bool:
    texts = [label.text for label in line]
    half = len(texts) // 2
    return len(texts) % 2 == 0 and texts[:half] == texts[half:]


def text_layouts(labels: Sequence[Sequence[Label]], columns: int) -> Layout | None:
    """The reading of a header whose rows hold so many columns and no runs of figures, or None."""
    flat = tuple(label for line in labels for label in line)
    cost, parts = group_labels(flat).get(columns, (float("inf"), []))
    if cost > _MAX_COST * columns:
        return None
    leaves = [_Column(tuple(part)) for part in parts]
    if leaves[0].holds is Holds.FIGURE and not is_head(leaves[0].text):
        return None
    index = leaves[0].holds is Holds.INDEX
    return Layout(index, 1, 0, 0, columns - index - 1, 1, 1, _headings(leaves), cost)


def _side_by_side(halves: tuple[list[Label], list[list[list[Label]]]], figures: int) -> list[Layout]:
    titles, parts = halves
    both = [_best(_one_level(part, figures) + _two_levels(part, figures)) for part in parts]
    if len(both) != 2 or both[0] is None or both[1] is None or both[0].width != both[1].width:
        return []
    left, right, shift = both[0], both[1], int(bool(titles))
    rows = max(left.header_rows, right.header_rows) + shift
    headings = [Heading(0, at * left.width, 1, left.width, span_of_labels([title])) for at, title in enumerate(titles)]
    for at, layout in enumerate((left, right)):
        headings += [
            replace(
                heading,
                row=heading.row + shift,
                column=heading.column + at * left.width,
                rowspan=rows - shift if layout.header_rows == 1 else heading.rowspan,
            )
            for heading in layout.headings
        ]
    headings.sort(key=lambda heading: (heading.row, heading.column))
    return [replace(left, halves=2, header_rows=rows, headings=tuple(headings), cost=left.cost + right.cost)]


def _best(found: list[Layout]) -> Layout | None:
    return min(found, key=lambda layout: layout.cost, default=None)
