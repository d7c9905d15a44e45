"""What must hold for any text whatever: nothing lost, offsets exact, trees sound."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.clean import BLANK, repair_glyphs
from corpus.passages import LIMIT
from corpus.report import Passage, Report, Section, UnitKind
from corpus.units import LONGEST
from tests.corpus.reports import STYLES, build, report

LINES = (
    "Ⅰ. 일 반 현 황", "1. 회부경위", "1 생활권 공원 확충", "2", "가. 변경안", "□ 추진내용", "\uf000 도시숲 조성",
    "①① 협약", "① 통용 매뉴얼", "❶ 난임부부", "< 도시 개황 >", "【 환경 】", "[참고자료 1]", "# 제목", "**굵게**",
    "- 교류계정", "추진실적", "ㅇ 목    적 : 안전", "  - 세부", "    ‣ 더 세부", "※ 예산 : 5억원", "2) 각주입니다",
    "구 분 예산 집행", "계 1,000 900 90.0%", "공원과 500 400 80.0%", "사업을 추진하고자 함.", "예외가 있다. 그렇다.",
    "", "", "", "   ", "\t탭\t칸", "\u200b", "\x0c", "나" * 300,
)  # fmt: skip
texts = st.one_of(
    st.text(),
    st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=12)), max_size=60).map("\n".join),
)


@given(texts)
@example("\n \n")
@example("\u2028가\x85나")
@example("<>\n0")
@example("<0>\n①0\n0")
@settings(max_examples=100, deadline=None)
def test_any_text_is_taken_apart_soundly(text: str) -> None:
    check(build(text))


@pytest.mark.parametrize("style", STYLES)
def test_the_reports_are_taken_apart_soundly(style: str) -> None:
    check(report(style))


@pytest.mark.parametrize(
    "pattern",
    ["가", "가 나 다 ", "가 나, ", "**가 ", "(기준", ".", "· ", "- ", "①", "\uf000", "\n", " ", "<", "1. 가나\n",
     "□ 가나\nㅇ 다라\n",
     "가나 다라를\n", "1. 제목 사업의\n가나 다라\n\n", "ㅇ 가나 12건\n", "구분 예산\n"],
)  # fmt: skip
def test_time_grows_with_the_text_and_no_faster(pattern: str) -> None:
    started = time.process_time()
    build(pattern * (60_000 // len(pattern)) + "끝")

    assert time.process_time() - started < 10, "a hostile text must not keep a machine busy"


def check(of: Report) -> None:
    """All that `corpus.report` promises of a report's parts."""
    check_sections(of)
    check_units(of)
    check_passages(of)


def check_sections(of: Report) -> None:
    root, *others = of.sections
    assert (root.span.start, root.span.end, root.parent, root.level) == (0, len(of.text), None, 0)
    for section in others:
        assert section.parent is not None
        parent = of.sections[section.parent]
        assert section.level == parent.level + 1
        assert holds(parent, section)
        assert section.span.start == section.heading_span.start
        assert section.heading_span.end <= section.span.end
        assert section.heading
    for earlier, later in pairwise(others):
        assert earlier.span.start < later.span.start
        assert earlier.span.end <= later.span.start or holds(earlier, later)


def holds(outer: Section, inner: Section) -> bool:
    return outer.span.start <= inner.span.start and inner.span.end <= outer.span.end


def check_units(of: Report) -> None:
    covered, printed = 0, repair_glyphs(of.text)
    for number, unit in enumerate(of.units):
        assert covered <= unit.span.start
        assert printed[covered : unit.span.start].strip(BLANK) == "", "units leave out text"
        assert unit.text
        assert 0 < len(unit.span) <= LONGEST or unit.kind is UnitKind.HEADING
        covered = unit.span.end
        section = of.sections[unit.section]
        assert section.span.start <= unit.span.start < section.span.end
        assert not any(
            other.parent == unit.section and other.span.start <= unit.span.start < other.span.end
            for other in of.sections
        )
        if unit.parent is not None:
            assert unit.parent < number
            assert of.units[unit.parent].section == unit.section
        assert (unit.table is None) == (unit.row is None)
    assert printed[covered:].strip(BLANK) == ""


def check_passages(of: Report) -> None:
    assert bool(of.passages) == bool(of.units)
    if not of.passages:
        return
    assert "".join(passage.span.of(of.text) for passage in of.passages) == of.text
    assert [unit for passage in of.passages for unit in passage.units] == list(range(len(of.units)))
    assert len({passage.id for passage in of.passages}) == len(of.passages)
    for passage in of.passages:
        assert passage.trail == of.trail(passage.section)
        for unit in passage.units:
            assert passage.span.start <= of.units[unit].span.start
            assert of.units[unit].span.end <= passage.span.end
            assert passage.section in path(of, of.units[unit].section) or opens(of, passage, unit)
        assert len(passage.span) <= LIMIT or len(passage.units) == 1


def opens(of: Report, passage: Passage, unit: int) -> bool:
    """Whether a unit is one of the headings that a passage begins with, above its section."""
    before = range(passage.units[0], unit + 1)
    return all(of.units[at].kind is UnitKind.HEADING for at in before) and of.units[unit].section in path(
        of, passage.section
    )


def path(of: Report, section: int | None) -> list[int]:
    steps: list[int] = []
    while section is not None:
        steps.append(section)
        section = of.sections[section].parent
    return steps
