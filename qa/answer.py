"""Question in, cited answer out: the values of the contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from index.hits import Filters

Mode = Literal["auto", "extractive", "generative"]


class AnswerStatus(StrEnum):
    """How an ask ended; the one vocabulary of API, chat, metrics and evaluation."""

    ANSWERED = "answered"
    NO_EVIDENCE = "unanswerable_no_evidence"
    WEAK_EVIDENCE = "unanswerable_weak_evidence"
    OUT_OF_SCOPE = "unanswerable_out_of_scope"
    GENERATOR_ERROR = "error_generator"


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks, with the limits they set themselves.

    `ignored` are years, departments and kinds that the words of the question name but that shall not narrow it.
    """

    text: str
    filters: Filters = field(default_factory=Filters)
    conversation: tuple[Turn, ...] = ()
    mode: Mode = "auto"
    max_citations: int = 5
    ignored: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class CitedCell:
    """The table cell a citation points at."""

    row: str
    column: str
    unit: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote with its place: `quote == report.text[start:end]`."""

    marker: int
    passage_id: str
    document_id: str
    source: str
    title: str
    department: str
    date: str
    section: tuple[str, ...]
    page: int | None
    quote: str
    start: int
    end: int
    cell: CitedCell | None = None
    page_label: str = ""  # the number printed on the page, where it is another than `page`


@dataclass(frozen=True, slots=True)
class Nearest:
    """A section that comes closest to a question that could not be answered."""

    document_id: str
    title: str
    department: str
    date: str
    section: tuple[str, ...]
    passage_id: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What the question itself was understood to be about, and whether that had to be loosened."""

    years: tuple[int, ...] = ()
    departments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    loosened: bool = False


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """The figure of one of the things that an answer sets side by side."""

    name: str  # "2023년", "다문화담당관"
    text: str  # the figure as it is printed: "94.3%"
    value: float  # in won for money, else as printed
    unit: str  # counter, "%", or the unit of the table
    marker: int  # of the citation that proves it


@dataclass(frozen=True, slots=True)
class Answer:
    """A short text with markers [1], and the citations they stand for."""

    id: str
    question: str
    status: AnswerStatus
    text: str
    citations: tuple[Citation, ...]
    scope: Scope
    nearest: tuple[Nearest, ...]
    mode: str  # "extractive" or "generative": how it was composed
    model: str  # name of the chat model, or of the built-in reader
    generation: str
    timings_ms: dict[str, float]
    confidence: float = 0.0  # probability, as fitted, that the reports answer the question; 0 where nothing was found
    compared: tuple[ComparedFigure, ...] = ()  # two or more, or none
    rewritten: str = ""  # the question as it was understood, where it was completed from the conversation
