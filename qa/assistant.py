"""Question in, cited answer out: the steps, in order.

understand → scope → evidence → read → ground → answer, each a named LangChain Runnable, so that the whole is one, too
(`invoke`, `stream`, `batch`, `ainvoke`).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.runnables import Runnable, RunnableLambda

from index.hits import Filters, Hit
from index.library import Library
from index.morphemes import Morphemes
from index.searcher import Searcher
from qa import messages
from qa.answer import Answer, AnswerStatus, Citation, Nearest, Question, Scope
from qa.steps.confidence import Confidence, confidence_row, years_told
from qa.steps.conversation import stand_alone
from qa.steps.draft import Draft, Quote
from qa.steps.evidence import Candidate, Evidence, EvidenceFinder
from qa.steps.grounding import grounded
from qa.steps.ranking import LinearRanker
from qa.steps.reader import ExtractiveReader
from qa.steps.scope import filters_for, read_scope
from qa.steps.understanding import Understanding, understand
from qa.steps.word_vectors import WordVectors

READER_NAME = "built-in-reader"
ANSWERABLE = 0.5  # probability below which the evidence is too weak to answer


@dataclass(frozen=True)
class Asking:
    """One question on its way through the steps."""

    question: Question
    searcher: Searcher
    text: str = ""  # the question made to stand alone
    understood: Understanding | None = None
    scope: Scope = field(default_factory=Scope)
    filters: Filters = field(default_factory=Filters)
    evidence: Evidence | None = None
    draft: Draft | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)


class Assistant:
    """Answers questions about the reports of a library; safe to share between threads."""

    def __init__(self, library: Library, *, short_chars: int = 240, long_chars: int = 600) -> None:
        self._library = library
        self._terms_of = Morphemes().terms
        self._finder = EvidenceFinder(self._terms_of, WordVectors(library.embedder), LinearRanker.fitted())
        self._confidence = Confidence.fitted()
        self._reader = ExtractiveReader(short_chars, long_chars)
        self._steps = (
            ("understand", self._understand),
            ("scope", self._scope),
            ("evidence", self._find),
            ("read", self._read),
            ("ground", self._ground),
        )

    @property
    def chain(self) -> Runnable[Question, Answer]:
        """The whole as a LangChain Runnable."""
        return RunnableLambda(self.ask, name="council-qa")

    def ask(self, question: Question) -> Answer:
        """Answer a question, or say why that is not possible."""
        asking = Asking(question, self._library.searcher)
        for name, step in self._steps:
            asking = _timed(name, step, asking)
        return self._answer(asking)

    def stream(self, question: Question) -> Iterator[tuple[str, Any]]:
        """The events of an ask as they come about: scope, evidence, token …, answer. The last equals `ask`."""
        asking = Asking(question, self._library.searcher)
        for name, step in self._steps:
            asking = _timed(name, step, asking)
            if name == "scope":
                yield "scope", asking.scope
        answer = self._answer(asking)
        yield "evidence", list(answer.citations)
        for word in _words(answer.text):
            yield "token", word
        yield "answer", answer

    def search(self, query: str, filters: Filters = Filters(), top_k: int = 5) -> list[Hit]:
        """Passages for a query, best first."""
        return self._library.searcher.search(query, filters=filters, top_k=top_k)

    # ------------------------------------------------------------------------------------------------- the steps

    def _understand(self, asking: Asking) -> Asking:
        text = stand_alone(asking.question, self._terms_of)
        return replace(asking, text=text, understood=understand(text, self._terms_of))

    def _scope(self, asking: Asking) -> Asking:
        assert asking.understood is not None
        reports = self._library.store.reports()
        scope = read_scope(asking.text, asking.understood.years, reports, asking.question.filters)
        return replace(asking, scope=scope, filters=filters_for(scope, reports))

    def _find(self, asking: Asking) -> Asking:
        assert asking.understood is not None
        query = " ".join((asking.text, *asking.understood.expansions))
        evidence = self._finder.find(asking.understood, query, asking.searcher, asking.filters)
        limits = asking.question.filters
        if not evidence.candidates and asking.filters != limits:
            evidence = self._finder.find(asking.understood, query, asking.searcher, limits)
            asking = replace(asking, scope=replace(asking.scope, loosened=bool(evidence.candidates)))
        return replace(asking, evidence=evidence)

    def _read(self, asking: Asking) -> Asking:
        assert asking.understood is not None and asking.evidence is not None
        if not asking.evidence.candidates:
            return asking
        return replace(asking, draft=self._reader.read(asking.understood, asking.evidence.candidates))

    def _ground(self, asking: Asking) -> Asking:
        return asking if asking.draft is None else replace(asking, draft=grounded(asking.draft))

    # ------------------------------------------------------------------------------------------------ the answer

    def _answer(self, asking: Asking) -> Answer:
        status = self._status(asking)
        nearest = () if status is AnswerStatus.ANSWERED else _nearest(asking.evidence)
        text, citations = (
            _cite(asking.draft, asking.question.max_citations)
            if status is AnswerStatus.ANSWERED and asking.draft is not None
            else (self._refusal(status, asking, nearest), ())
        )
        return Answer(
            id=uuid.uuid4().hex,
            question=asking.question.text,
            status=status,
            text=text,
            citations=citations,
            scope=asking.scope,
            nearest=nearest,
            mode="extractive",
            model=READER_NAME,
            generation=asking.searcher.generation,
            timings_ms={**asking.timings_ms, "total": round(sum(asking.timings_ms.values()), 2)},
        )

    def _status(self, asking: Asking) -> AnswerStatus:
        asked, evidence = asking.understood, asking.evidence
        if asked is None or evidence is None or not evidence.candidates:
            return AnswerStatus.NO_EVIDENCE
        if asking.draft is None or not asking.draft.statements:
            return AnswerStatus.WEAK_EVIDENCE
        row = confidence_row(asked, evidence.candidates, asking.searcher.term_idf, self._unheard(asking))
        if self._confidence.probability(row) >= ANSWERABLE:
            return AnswerStatus.ANSWERED
        if asked.years and not any(years_told(asked, c) for c in evidence.candidates[:3]):
            return AnswerStatus.OUT_OF_SCOPE
        return AnswerStatus.WEAK_EVIDENCE

    def _unheard(self, asking: Asking) -> list[str]:
        """Terms of the question that stand in no report."""
        assert asking.understood is not None
        return [t for t in asking.understood.terms if not asking.searcher.knows(t)]

    def _refusal(self, status: AnswerStatus, asking: Asking, nearest: Sequence[Nearest]) -> str:
        if not self._library.store.reports():
            return messages.EMPTY_LIBRARY
        if status is AnswerStatus.OUT_OF_SCOPE and asking.understood is not None:
            return messages.out_of_scope(asking.scope, nearest, sorted(asking.understood.years))
        if status is AnswerStatus.WEAK_EVIDENCE:
            return messages.weak_evidence(asking.scope, nearest, self._unheard(asking)[:3])
        return messages.no_evidence(asking.scope, nearest)


def _timed(name: str, step: Any, asking: Asking) -> Asking:
    started = time.perf_counter()
    done: Asking = step(asking)
    return replace(done, timings_ms={**done.timings_ms, name: round((time.perf_counter() - started) * 1000, 2)})


def _cite(draft: Draft, most: int) -> tuple[str, tuple[Citation, ...]]:
    """The draft's statements with markers, and a citation for each distinct place."""
    places: dict[tuple[str, int, int], Citation] = {}
    lines: list[str] = []
    for statement in draft.statements:
        markers: list[int] = []
        for quote in statement.quotes:
            key = (quote.report.id, quote.span.start, quote.span.end)
            if key not in places and len(places) < most:
                places[key] = _citation(len(places) + 1, quote)
            if key in places:
                markers.append(places[key].marker)
        if markers:
            lines.append(statement.text + " " + "".join(f"[{m}]" for m in markers))
    return "\n".join(lines), tuple(places.values())


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
        section=quote.passage.trail,
        page=report.page(quote.span.start),
        quote=quote.text,
        start=quote.span.start,
        end=quote.span.end,
        cell=quote.cell,
    )


def _nearest(evidence: Evidence | None, most: int = 3) -> tuple[Nearest, ...]:
    """The sections of the best units, each once."""
    found: dict[str, Nearest] = {}
    for candidate in evidence.candidates if evidence else ():
        report, passage = candidate.view.report, candidate.view.passage
        found.setdefault(
            passage.id,
            Nearest(report.id, report.metadata.title, report.metadata.department, report.metadata.date, passage.trail, passage.id),
        )
        if len(found) == most:
            break
    return tuple(found.values())


def _words(text: str) -> Iterator[str]:
    """The text in pieces that put together give it back exactly."""
    piece = ""
    for character in text:
        piece += character
        if character in " \n":
            yield piece
            piece = ""
    if piece:
        yield piece
