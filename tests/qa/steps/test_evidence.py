"""The views of passages are made once, in the background where nobody asks before."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.report import Passage, Report
from index.hits import Filters
from index.library import Library
from index.models import BUILT_IN
from index.models.loading import load_embedder
from index.morphemes import Morphemes
from qa.steps import evidence
from qa.steps.evidence import EvidenceFinder
from qa.steps.ranking import LinearRanker
from qa.steps.understanding import understand
from qa.steps.unit_view import UnitView, ViewMaker
from qa.steps.word_vectors import WordVectors
from tests.index.reports import FAMILY, FUND

REPORTS = [FAMILY, FUND]
PASSAGES = [passage.id for report in REPORTS for passage in report.passages]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path, load_embedder(str(BUILT_IN)))
    for report in REPORTS:
        library.store.put(report, b"")
    yield library
    library.close()


@pytest.fixture
def viewed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passages whose views are made, as they are made."""
    seen: list[str] = []
    views = ViewMaker.views

    def noted(maker: ViewMaker, report: Report, passage: Passage) -> list[UnitView]:
        seen.append(passage.id)
        return views(maker, report, passage)

    monkeypatch.setattr(ViewMaker, "views", noted)
    return seen


@pytest.fixture
def finder(library: Library) -> EvidenceFinder:
    return EvidenceFinder(Morphemes(), WordVectors(library.embedder), LinearRanker.fitted())


def test_after_warming_a_question_makes_no_views(library: Library, finder: EvidenceFinder, viewed: list[str]) -> None:
    question = "의료통역사를 몇 건 파견했나요?"
    finder.warm(library.store.reports(), threading.Event())
    assert sorted(viewed) == sorted(PASSAGES)

    viewed.clear()
    found = finder.find(understand(question, Morphemes()), question, library.searcher, Filters())

    assert found.candidates
    assert viewed == []


def test_warming_stops_after_the_passage_at_hand(finder: EvidenceFinder, viewed: list[str]) -> None:
    stopped = threading.Event()
    stopped.set()
    finder.warm(REPORTS, stopped)
    assert viewed == PASSAGES[:1]


def test_warming_makes_no_more_than_is_kept(
    finder: EvidenceFinder, viewed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "_CACHED_PASSAGES", 2)
    finder.warm(REPORTS, threading.Event())
    assert viewed == PASSAGES[:2]
