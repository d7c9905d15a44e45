"""Question in, cited answer out: the steps, in order.

understand → scope → find → read → ground → answer. Together they are one LangChain Runnable (`invoke`, `stream`,
`batch` and their async twins), so a tracer sees each step by its name.
"""

from __future__ import annotations

import threading
import time
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from langchain_core.runnables import Runnable, RunnableLambda
from numpy.typing import NDArray

from index.hits import Filters, Hit
from index.library import Library
from index.morphemes import Morphemes
from qa import messages
from qa.answer import Answer, AnswerStatus, Question
from qa.asking import Asking, Drafted, Found, Scoped, Understood
from qa.figures import without_years
from qa.steps.comparison import Side
from qa.steps.confidence import Confidence, about_something_else, confidence_row, surely_lacking, years_told
from qa.steps.conversation import is_small_talk, stand_alone
from qa.steps.evidence import EvidenceFinder
from qa.steps.grounding import grounded
from qa.steps.missing import missing
from qa.steps.parts import parts
from qa.steps.ranking import LinearRanker
from qa.steps.reader import ExtractiveReader
from qa.steps.scope import filters_for, read_scope
from qa.steps.spelling import respelled
from qa.steps.understanding import Understanding, understand, unheard_terms
from qa.steps.word_vectors import WordVectors
from qa.steps.writing import Written, answered, refused

READER = "built-in-reader"  # the name of what composes an answer without a chat model
ANSWERABLE = 0.5  # probability that the reports answer, below which no answer is given
_NO_LIMITS = Filters()


class Assistant:
    """Answers questions about the reports of a library; safe to share between threads."""

    def __init__(
        self,
        library: Library,
        *,
        short_chars: int = 240,
        long_chars: int = 600,
        ranker: LinearRanker | None = None,
        confidence: Confidence | None = None,
    ) -> None:
        """`short_chars` and `long_chars` limit answers with one fact and all others; models default to the fitted."""
        self._library = library
        morphemes = Morphemes()
        self._morphemes = morphemes
        self._finder = EvidenceFinder(morphemes, WordVectors(library.embedder), ranker or LinearRanker.fitted())
        self._confidence = confidence or Confidence.fitted()
        self._reader = ExtractiveReader(short_chars, long_chars)
        self._steps: tuple[tuple[str, Callable[[Any], Any]], ...] = (
            ("understand", self._understand),
            ("scope", self._scope),
            ("find", self._find),
            ("read", self._read),
            ("ground", self._ground),
            ("answer", self._answer),
        )
        chain: Runnable[Question, Any] = RunnableLambda(self._begin, name="begin")
        for name, step in self._steps:
            chain = chain | RunnableLambda(_timed(name, step), name=name)
        self.chain: Runnable[Question, Answer] = chain

    def ask(self, question: Question) -> Answer:
        """Answer a question, or say why that is not possible."""
        return self.chain.invoke(question)

    def stream(self, question: Question) -> Iterator[tuple[str, Any]]:
        """The events of an ask as they come about: scope, evidence, token …, answer. The last equals `ask`."""
        state: Any = self._begin(question)
        for name, step in self._steps:
            state = _timed(name, step)(state)
            if name == "scope":
                yield "scope", state.scope
        answer: Answer = state
        yield "evidence", list(answer.citations)
        for piece in answer.text.splitlines(keepends=True):
            yield from (("token", word) for word in _words(piece))
        yield "answer", answer

    def search(self, query: str, filters: Filters = _NO_LIMITS, top_k: int = 5) -> list[Hit]:
        """Passages for a query, best first."""
        return self._library.searcher.search(query, filters=filters, top_k=top_k)

    def warm(self, stopped: threading.Event) -> None:
        """Look at the passages of all reports before they are asked for; ends soon after `stopped` is set."""
        self._finder.warm(self._library.store.reports(), stopped)

    def draft(self, question: Question) -> Drafted:
        """The question as it stands before it is decided whether to answer: what evaluation and fitting look at."""
        state: Any = self._begin(question)
        for _, step in self._steps[:-1]:
            state = step(state)
        drafted: Drafted = state
        return drafted

    # ------------------------------------------------------------------------------------------------- the steps

    def _begin(self, question: Question) -> Asking:
        return Asking(question, self._library.searcher, {})

    def _understand(self, asking: Asking) -> Understood:
        searcher = asking.searcher
        text = _normal(stand_alone(asking.question, self._morphemes))
        text = respelled(text, self._morphemes, searcher.knows, searcher.adjoin)
        return Understood(**vars(asking), text=text, asked=self._taken_apart(text, asking.question.ignored))

    def _scope(self, asking: Understood) -> Scoped:
        reports, limits = self._library.store.reports(), asking.question.filters
        scope = read_scope(asking.text, asking.asked.years, reports, limits, asking.question.ignored)
        return Scoped(**vars(asking), scope=scope, filters=filters_for(scope, reports, limits))

    def _find(self, asking: Scoped) -> Found:
        query = " ".join((asking.asked.text, *asking.asked.expansions))
        evidence = self._finder.find(asking.asked, query, asking.searcher, asking.filters)
        limits = asking.question.filters
        if not evidence.candidates and asking.filters != limits:
            evidence = self._finder.find(asking.asked, query, asking.searcher, limits)
            asking = replace(asking, scope=replace(asking.scope, loosened=bool(evidence.candidates)))
        unheard = unheard_terms(asking.asked, asking.searcher.knows)
        return Found(**vars(asking), evidence=evidence, unheard=unheard, sides=self._sides(asking))

    def _taken_apart(self, text: str, ignored: Filters) -> Understanding:
        asked = understand(without_years(text, ignored.years) or text, self._morphemes)
        return replace(asked, years=asked.years.difference(ignored.years))

    def _sides(self, asking: Scoped) -> tuple[Side, ...]:
        reports, limits, ignored = self._library.store.reports(), asking.question.filters, asking.question.ignored
        found = []
        for part in parts(asking.asked):
            asked = self._taken_apart(part.question, ignored)
            scope = read_scope(part.question, asked.years, reports, limits, ignored)
            query = " ".join((asked.text, *asked.expansions))
            evidence = self._finder.find(asked, query, asking.searcher, filters_for(scope, reports, limits))
            found.append(Side(part, asked, evidence.candidates))
        return tuple(found)

    def _read(self, asking: Found) -> Drafted:
        return Drafted(**vars(asking), draft=self._reader.read(asking.asked, asking.evidence.candidates, asking.sides))

    def _ground(self, asking: Drafted) -> Drafted:
        return replace(asking, draft=grounded(asking.draft))

    def _answer(self, asking: Drafted) -> Answer:
        question, timings = asking.question, asking.timings_ms
        status, confidence = self._judged(asking)
        written = self._written(asking, status)
        return Answer(
            id=uuid.uuid4().hex,
            question=question.text,
            status=status,
            text=written.text,
            citations=written.citations,
            scope=asking.scope,
            nearest=written.nearest,
            mode="extractive",
            model=READER,
            generation=asking.searcher.generation,
            timings_ms={**timings, "total": round(sum(timings.values()), 2)},
            confidence=round(confidence, 3),
            compared=written.compared,
            rewritten=asking.text if asking.text != _normal(question.text) else "",
        )

    def _written(self, asking: Drafted, status: AnswerStatus) -> Written:
        if is_small_talk(asking.question.text, self._morphemes):
            return Written(messages.SMALL_TALK)
        if status is AnswerStatus.ANSWERED:
            return answered(asking.draft, asking.question.max_citations)
        return refused(
            status,
            asking.scope,
            asking.evidence,
            missing(asking.asked, asking.evidence, asking.draft, asking.unheard),
            chosen=bool(asking.question.filters),
            empty=not self._library.store.reports(),
        )

    def _judged(self, asking: Drafted) -> tuple[AnswerStatus, float]:
        """How the ask ends, and the probability that the reports answer; 0 where nothing was found."""
        if not asking.evidence.candidates or is_small_talk(asking.question.text, self._morphemes):
            return AnswerStatus.NO_EVIDENCE, 0.0
        if not asking.draft.statements:
            return AnswerStatus.WEAK_EVIDENCE, 0.0
        features = confidence_features(asking)
        confidence = self._confidence.probability(features)
        elsewhere = about_something_else(features) and not asking.asked.english
        lacking = elsewhere or surely_lacking(features)
        if confidence >= ANSWERABLE and not lacking:
            return AnswerStatus.ANSWERED, confidence
        if asking.asked.years and not any(years_told(asking.asked, c) for c in asking.evidence.candidates[:3]):
            return AnswerStatus.OUT_OF_SCOPE, confidence
        return AnswerStatus.WEAK_EVIDENCE, confidence


def confidence_features(asking: Drafted) -> NDArray[np.float32]:
    """The confidence model's features of a question that has evidence, of shape (len(confidence.NAMES),)."""
    return confidence_row(asking.asked, asking.evidence, asking.draft, asking.unheard)


def _normal(text: str) -> str:
    """A question however it was typed: NFKC, so that NFD and full-width letters are read alike."""
    return unicodedata.normalize("NFKC", text.strip())


def _timed(name: str, step: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The step, noting how long it took where its input keeps the times."""

    def timed(state: Asking) -> Any:
        started = time.perf_counter()
        done = step(state)
        state.timings_ms[name] = round((time.perf_counter() - started) * 1000, 2)
        return done

    return timed


def _words(text: str) -> Iterator[str]:
    """The text in pieces that put together give it back exactly."""
    head, blank, rest = text.partition(" ")
    while blank:
        yield head + blank
        head, blank, rest = rest.partition(" ")
    if head:
        yield head
