"""Last step: the checked draft, or the reason why there is none, as people read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qa import messages
from qa.answer import AnswerStatus, Citation, ComparedFigure, Nearest, Scope
from qa.steps.draft import Draft, Quote
from qa.steps.evidence import Evidence
from qa.steps.missing import Missing

Place = tuple[str, int, int]  # report, start and end of a quote

_NEAREST = 3
_FEWEST = 2  # things that can be set side by side
_LIKE_A_MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Written:
    """What people read of an answer, and what it stands on."""

    text: str
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    compared: tuple[ComparedFigure, ...] = ()


def answered(draft: Draft, max_citations: int) -> Written:
    """The statements with markers, and a citation for each distinct place."""
    places: dict[Place, Citation] = {}
    lines: list[str] = []
    for statement in draft.statements:
        markers = dict.fromkeys(m for q in statement.quotes if (m := _marker(q, places, max_citations)))
        if markers:
            text = _LIKE_A_MARKER.sub(r"(\1)", statement.text)  # a report's own "[1]" is no citation
            lines.append(f"{text} {''.join(f'[{m}]' for m in markers)}")
    lines += [messages.side_missing(name) for name in draft.missing]
    return Written("\n".join(lines), tuple(places.values()), compared=_compared(draft, places))


def refused(
    status: AnswerStatus, scope: Scope, evidence: Evidence, lacking: Missing, *, chosen: bool, empty: bool
) -> Written:
    """What was searched, what is missing, and the nearest sections.

    `chosen` tells whether the person set limits, `empty` whether there are no reports at all.
    """
    nearest = _nearest(evidence)
    if empty:
        text = messages.EMPTY_LIBRARY
    elif status is AnswerStatus.OUT_OF_SCOPE:
        text = messages.out_of_scope(scope, nearest, chosen=chosen)
    elif status is AnswerStatus.WEAK_EVIDENCE:
        text = messages.weak_evidence(scope, nearest, lacking)
    else:
        text = messages.no_evidence(scope, nearest)
    return Written(text, nearest=nearest)


def _compared(draft: Draft, places: Mapping[Place, Citation]) -> tuple[ComparedFigure, ...]:
    """The figures of the things that are set side by side; none unless all are of one kind and each is proven."""
    sides = [s for s in draft.statements if s.side]
    figures = [s.figure for s in sides if s.figure is not None and s.figure.value is not None]
    alike = len({(f.kind, f.counter) for f in figures}) == 1
    if len(sides) < _FEWEST or len(figures) < len(sides) or len({s.side for s in sides}) < len(sides) or not alike:
        return ()
    found = []
    for statement, figure in zip(sides, figures, strict=True):
        quote = statement.quotes[-1]
        citation = places.get(_place(quote))
        if citation is None or figure.value is None:
            return ()
        unit = figure.counter or (quote.cell.unit if quote.cell else "")
        found.append(ComparedFigure(statement.side, figure.text.strip(), float(figure.value), unit, citation.marker))
    return tuple(found)


def _place(quote: Quote) -> Place:
    return quote.report.id, quote.span.start, quote.span.end


def _marker(quote: Quote, places: dict[Place, Citation], most: int) -> int:
    """The number of a quote's citation, made where there is room for one; 0 where there is not."""
    key = _place(quote)
    if key not in places and len(places) < most:
        places[key] = _citation(len(places) + 1, quote)
    return places[key].marker if key in places else 0


def _citation(marker: int, quote: Quote) -> Citation:
    report, metadata = quote.report, quote.report.metadata
    return Citation(
        marker=marker,
        passage_id=quote.passage.id,
        document_id=report.id,
        source=report.source,
        title=metadata.title,
        department=metadata.department,
        date=metadata.date,
        section=report.trail(quote.section),
        page=report.page(quote.span.start),
        quote=quote.text,
        start=quote.span.start,
        end=quote.span.end,
        cell=quote.cell,
        page_label=report.page_label(quote.span.start),
    )


def _nearest(evidence: Evidence) -> tuple[Nearest, ...]:
    """The sections of the best units, each once."""
    found: dict[tuple[str, ...], Nearest] = {}
    for candidate in evidence.candidates:
        report, passage = candidate.view.report, candidate.view.passage
        meta = report.metadata
        place = Nearest(report.id, meta.title, meta.department, meta.date, passage.trail, passage.id)
        found.setdefault((report.id, *passage.trail), place)
        if len(found) == _NEAREST:
            break
    return tuple(found.values())
