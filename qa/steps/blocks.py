"""Statements of several units that belong together: what hangs under one, what stands beside it, what follows a label.

The quote runs from the first to the last of them, so that it is one place a person can look at.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.report import Report, Span, Unit, UnitKind
from qa.steps.draft import Statement
from qa.steps.features import FORMS, new_figures
from qa.steps.quotes import quote_of
from qa.steps.understanding import Expects, Understanding
from qa.steps.unit_view import UnitView, without_captions

_REACH = 40  # units that are looked at around one
_FEW_ITEMS = 3  # a unit that lists so many itself is a list
_FEW_NEW = 2  # a unit with no more new words names nothing
_ROOM_FOR_FACTS = 230  # characters of a block where no list is asked for


def state_block(view: UnitView, asked: Understanding, room: int) -> Statement | None:
    """The unit with those that complete it, where the question wants them; None where the unit stands for itself."""
    if asked.expects is Expects.LIST:
        return _with_children(view, room, least=1) or _with_siblings(view, asked, room)
    room = min(room, _ROOM_FOR_FACTS)
    if _lacks_answer(view, asked):
        return _with_children(view, room, least=1) or _with_next(view, asked, room)
    if asked.expects is Expects.EXPLANATION:
        return _with_children(view, room, least=2)
    return None


def _lacks_answer(view: UnitView, asked: Understanding) -> bool:
    """Whether a unit holds nothing of the form that is asked for, so that it can only introduce the answer."""
    kinds = FORMS.get(asked.expects)
    if kinds is not None and asked.expects is not Expects.COMPARISON:
        return not any(f.kind in kinds for f in new_figures(view, asked))
    new = view.terms.difference(asked.terms, asked.synonyms)
    return len(new) <= (_FEW_NEW if asked.expects in (Expects.NAME, Expects.PLACE) else 0)


def _with_children(view: UnitView, room: int, least: int) -> Statement | None:
    children = _children(view.report, view.index)
    note = view.index + 1
    if not children and view.text.endswith("*") and _is_note(view.report, note):
        children = _children(view.report, note)
    if len(children) < least or max(view.item_counts) >= _FEW_ITEMS:
        return None
    return _block(view, view.text.rstrip(" :"), view.unit.span.start, children, room)


def _children(report: Report, index: int) -> list[Unit]:
    """What hangs under a unit and states something by itself, in reading order."""
    units = report.units[index + 1 : index + _REACH]
    return [
        u
        for u in units
        if u.parent == index and u.kind not in (UnitKind.NOTE, UnitKind.ROW) and without_captions(u.text)
    ]


def _is_note(report: Report, index: int) -> bool:
    return index < len(report.units) and report.units[index].kind is UnitKind.NOTE


def _with_siblings(view: UnitView, asked: Understanding, room: int) -> Statement | None:
    """The items of the list that a unit is one of; None where it lists things itself or stands alone."""
    if max(view.item_counts) >= max(_FEW_ITEMS - 1, asked.wanted_items) or not view.unit.marker:
        return None
    siblings = _siblings(view.report, view.index)
    if len(siblings) < 2 or (asked.wanted_items and len(siblings) < asked.wanted_items):
        return None
    parent = view.unit.parent
    lead = view.report.units[parent].text if parent is not None else view.report.sections[view.unit.section].heading
    start = view.report.units[parent].span.start if parent is not None else siblings[0].span.start
    return _block(view, lead.rstrip(" :"), start, siblings, room)


def _siblings(report: Report, index: int) -> list[Unit]:
    """The units beside one: under the same parent, with the same kind of marker, in reading order."""
    unit = report.units[index]
    near = report.units[max(0, index - _REACH) : index + _REACH]
    return [
        u
        for u in near
        if u.parent == unit.parent and u.section == unit.section and u.kind is unit.kind and bool(u.marker)
    ]


def _with_next(view: UnitView, asked: Understanding, room: int) -> Statement | None:
    """A line that says nothing but what was asked ("담당 조사관"), with what stands under it."""
    units, at = view.report.units, view.index + 1
    if view.terms.difference(asked.terms, asked.synonyms) or at >= len(units):
        return None
    below = units[at]
    if below.section != view.unit.section or below.kind is UnitKind.HEADING:
        return None
    text = f"{view.text.rstrip(' :')}: {below.text}"
    span = Span(view.unit.span.start, below.span.end)
    return Statement(text, (quote_of(view, span),)) if len(text) <= room else None


def _block(view: UnitView, lead: str, start: int, units: Sequence[Unit], room: int) -> Statement | None:
    """A lead and the units under it as far as there is room; None where not even one has."""
    lines, end = [lead], view.unit.span.end
    for unit in units:
        if sum(map(len, lines)) + 3 * len(lines) + len(unit.text) > room:
            break
        lines.append(f"- {without_captions(unit.text)}")
        end = unit.span.end
    told = len(lines) > 1 and start <= view.unit.span.start and view.unit.span.end <= end
    return Statement("\n".join(lines), (quote_of(view, Span(start, end)),)) if told else None
