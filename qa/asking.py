"""A question on its way through the steps: what each of them adds to it."""

from __future__ import annotations

from dataclasses import dataclass

from index.hits import Filters
from index.searcher import Searcher
from qa.answer import Question, Scope
from qa.steps.comparison import Side
from qa.steps.draft import Draft
from qa.steps.evidence import Evidence
from qa.steps.understanding import Understanding


@dataclass(frozen=True)
class Asking:
    """A question on its way; all of its steps look at the same generation."""

    question: Question
    searcher: Searcher
    timings_ms: dict[str, float]


@dataclass(frozen=True)
class Understood(Asking):
    """After `understand`: the question made to stand alone, and taken apart."""

    text: str
    asked: Understanding


@dataclass(frozen=True)
class Scoped(Understood):
    """After `scope`: what it is about, and the limits that makes for the search."""

    scope: Scope
    filters: Filters


@dataclass(frozen=True)
class Found(Scoped):
    """After `find`: passages and ranked units."""

    evidence: Evidence
    unheard: tuple[str, ...]  # terms of the question that stand in no report
    sides: tuple[Side, ...]  # of a comparison, each looked for by its own words; empty for other questions


@dataclass(frozen=True)
class Drafted(Found):
    """After `read` and `ground`: statements, none where there is nothing to state."""

    draft: Draft
