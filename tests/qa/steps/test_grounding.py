"""No figure leaves that its citation does not show."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.report import Metadata, Passage, Report, Section, Span
from qa.answer import CitedCell
from qa.figures import figures_in
from qa.steps.draft import Draft, Quote, Statement
from qa.steps.grounding import grounded, unproven

SOURCES = [
    "상담 398건, 교육 8개과정 225명(집행률 94.3%) ’24.9.5. 개최",
    "부족인력 13.8만명(부족률 2.9%)",
    "총 조성 규모는 46억 6백만원으로 수입 10억원, 예치금 회수 35억 4천만원",
    "다문화담당관 30,402 32,808 30,937 94.3%",
]


def quote(text: str, cell: CitedCell | None = None) -> Quote:
    span = Span(0, len(text))
    passage = Passage("p", span, 0, (), (), text)
    root = Section("", 0, None, Span(0, 0), span)
    return Quote(
        Report("d", "a.txt", Metadata(), text, (root,), (), (), (passage,)),
        passage,
        span,
        0,
        cell,
        (cell.row, cell.column) if cell else (),
    )


@pytest.mark.parametrize("source", SOURCES)
def test_what_the_quote_says_is_proven(source: str) -> None:
    assert unproven(Statement(source, (quote(source),))) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("부족인력은 138,000명입니다.", "부족인력 13.8만명"),
        ("회수금은 3,540백만원입니다.", "예치금 회수 35억 4천만원"),
        ("회수금은 3,540,000,000원입니다.", "예치금 회수 35억 4천만원"),
    ],
)
def test_a_figure_written_another_way_is_proven(claim: str, source: str) -> None:
    assert unproven(Statement(claim, (quote(source),))) == []


def test_a_unit_from_the_table_head_is_proven_by_the_cited_cell() -> None:
    cell = CitedCell("다문화담당관", "예산현액 2024", "백만원")
    assert unproven(Statement("2024 예산현액은 32,808백만원입니다.", (quote(SOURCES[3], cell),))) == []


def test_a_computed_figure_is_let_through_only_where_it_is_marked() -> None:
    source = quote("2013년 129개, 2024년 162개")
    assert unproven(Statement("33개 늘었습니다.", (source,))) == ["33개"]
    assert unproven(Statement("33개 늘었습니다.", (source,), computed=("33",))) == []


def test_an_unproven_statement_is_withheld_and_the_others_stay() -> None:
    good, bad = Statement("398건입니다.", (quote(SOURCES[0]),)), Statement("399건입니다.", (quote(SOURCES[0]),))
    assert grounded(Draft((good, bad), 240)).statements == (good,)


@given(st.sampled_from(SOURCES), st.integers(0, 10**6))
def test_a_changed_figure_never_passes(source: str, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    digits = [m for m in re.finditer(r"\d", source)]
    at = rng.choice(digits).start()
    other = rng.choice([d for d in "0123456789" if d != source[at]])
    corrupted = source[:at] + other + source[at + 1 :]
    honest = {(f.kind, f.value, f.counter, f.text if f.value is None else "") for f in figures_in(source)}
    claimed = {(f.kind, f.value, f.counter, f.text if f.value is None else "") for f in figures_in(corrupted)}
    if not claimed <= honest:  # else the changed figure happens to be another one of the source
        assert unproven(Statement(corrupted, (quote(source),)))
