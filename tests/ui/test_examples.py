"""Example questions come from what the reports hold, read like a person's, and are shown only if surely answered."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from api.desk import Desk
from corpus.report import Report, Span
from index.hits import Filters
from index.library import Library
from qa.answer import AnswerStatus
from qa.assistant import Assistant
from tests.ui.reports import META, TEXT, answered, cite, report_of
from ui import copy
from ui.chat import Chat
from ui.examples.choice import MOST, candidates, chosen
from ui.examples.example import Example
from ui.examples.wording import asks_for_figure, asks_for_value, bare, subject, together, topic

ALL = Filters()
DESK = Desk(workers=1, max_waiting=4)
PLAN = TEXT + "\n2. 세계도시 문화축제 활성화\n\n가. 향후계획\n ㅇ 장소를 광화문광장으로 넓힘\n"


def questions(text: str = TEXT, limits: Filters = ALL, **metadata: str) -> list[str]:
    reports = [report_of(text, metadata=replace(META, **metadata))]
    return [example.question for example in candidates(reports, limits)]


def test_a_figure_two_offices_a_plan_and_a_line_are_asked_for() -> None:
    assert questions(PLAN) == [
        "2024년 다문화담당관의 예산 집행률은 얼마인가요?",
        "세계도시 문화축제 활성화의 향후 계획은 무엇인가요?",
        "2024년 외국인이민담당관과 다문화담당관의 예산 집행률은 각각 얼마인가요?",
        "이주배경 위기여성 보호 및 자립지원의 소요예산은 얼마인가요?",
    ]


def test_a_question_names_the_year_of_its_heading_before_that_of_the_report() -> None:
    assert "2021년 다문화담당관의 예산 집행률은 얼마인가요?" in questions(
        TEXT.replace("2. 예산현황", "2. 예산현황(2021년)")
    )
    assert "다문화담당관의 예산 집행률은 얼마인가요?" in questions(date="")


def test_rows_and_columns_that_name_nothing_are_not_asked_for() -> None:
    assert not any("합계" in question for question in questions(TEXT.replace("다문화담당관", "합계")))
    assert not any("집행률" in question for question in questions(TEXT.replace("집행률", "비고")))


def test_kinds_take_turns_over_the_reports_and_no_question_comes_twice() -> None:
    newer = report_of(TEXT.replace("위기여성", "청소년"), source="new.txt", metadata=replace(META, date="2025-01-01"))
    reports = [report_of(), newer, replace(report_of(), id="twin")]
    found = [example.question for example in candidates(reports, ALL)]
    assert found[0].startswith("2025년 ")
    assert len(found) == len(set(found)) > 4
    assert found == [example.question for example in candidates(list(reversed(reports)), ALL)]


def test_only_reports_and_years_within_the_scope_are_asked_about() -> None:
    assert questions(TEXT, Filters(years=(2024,)))
    assert questions(TEXT, Filters(years=(2023,))) == []
    assert questions(TEXT, Filters(departments=("소방행정과",))) == []
    of_before = TEXT.replace("2. 예산현황", "2. 예산현황(2021년)")
    assert not any("2021년" in question for question in questions(of_before, Filters(years=(2024,))))


def test_a_library_without_reports_has_no_examples() -> None:
    assert list(candidates([], ALL)) == []


def test_an_example_is_met_only_by_a_sure_answer_that_tells_and_cites_what_stands_there() -> None:
    report = report_of()
    right = answered("72.5%입니다. [1]", cite(report, "15,959 72.5%"), confidence=0.95)
    start = report.text.index("72.5%")
    example = Example("얼마인가요?", report.name, report.id, (Span(start, start + 5),), ("72.5%",))
    assert example.is_met_by(right)
    assert not example.is_met_by(replace(right, confidence=0.8))
    assert not example.is_met_by(replace(right, status=AnswerStatus.WEAK_EVIDENCE))
    assert not example.is_met_by(replace(right, text="75.0%입니다. [1]"))
    assert not example.is_met_by(replace(right, citations=(cite(report, "8,000 6,000 75.0%"),)))
    elsewhere = replace(right.citations[0], document_id="other")
    assert not example.is_met_by(replace(right, citations=(elsewhere,)))


def test_the_sample_reports_give_varied_examples_that_are_all_answered(library: Library, assistant: Assistant) -> None:
    page = Chat(assistant, library, DESK)
    found = re.findall(r'data-ask="([^"]+)"', asyncio.run(page.examples({})))
    assert len(found) == MOST
    assert all(question.endswith(("인가요?", "되나요?")) for question in found)
    kinds = ("각각", "가장", "계획은|방향은|배경은|이유는", "집행률은|집행액은")
    assert all(any(re.search(kind, question) for question in found) for kind in kinds)
    assert len(set(re.findall(r'class="from">([^<]+)<', asyncio.run(page.examples({}))))) > 2, "of several reports"


@pytest.mark.parametrize("place", range(6))
def test_the_examples_of_one_report_are_of_that_report(library: Library, assistant: Assistant, place: int) -> None:
    report: Report = sorted(library.store.reports(), key=lambda each: each.source)[place]
    shown = asyncio.run(Chat(assistant, library, DESK).examples({"filters": {"document_ids": [report.id]}}))
    assert copy.EXAMPLES_WITHIN in shown
    assert set(re.findall(r'class="from">([^<]+)<', shown)) == {report.name}


def test_no_more_is_asked_than_is_needed() -> None:
    reports = [report_of(metadata=replace(META, date=f"20{number}-01-01")) for number in range(10, 30)]
    asked: list[Example] = []
    assert len(chosen(reports, ALL, lambda example: not asked.append(example))) == len(asked) == MOST


@pytest.mark.parametrize(
    ("noun", "said"),
    [("예산", "예산은"), ("대상자", "대상자는"), ("집행률", "집행률은"), ("MICE", "MICE는"), ("", "는")],
)
def test_the_topic_particle_follows_the_last_syllable(noun: str, said: str) -> None:
    assert topic(noun) == said


def test_the_other_particles_follow_the_last_syllable() -> None:
    assert (subject("집행률"), subject("예산현액"), subject("잔고")) == ("집행률이", "예산현액이", "잔고가")
    assert (together("2022년", "2023년"), together("본부", "지소")) == ("2022년과 2023년", "본부와 지소")


@pytest.mark.parametrize(
    ("column", "cell", "unit", "asking"),
    [
        ("집행률(C/B)", "94.3%", "백만원", "얼마인가요?"),
        ("집행률", "64.7", "백만원", "얼마인가요?"),
        ("예산현액", "16,929", "백만원", "얼마인가요?"),
        ("입소정원", "40", "명", "몇 명인가요?"),
        ("접수", "112건", "", "몇 건인가요?"),
        ("소방차량", "14대", "천원", "몇 대인가요?"),
        ("참여(명)", "14", "천원", "몇 명인가요?"),
        ("참여", "14", "천원", ""),
    ],
)
def test_a_figure_is_asked_for_by_its_unit(column: str, cell: str, unit: str, asking: str) -> None:
    assert asks_for_figure(column, cell, unit) == asking


@pytest.mark.parametrize(
    ("name", "value", "asking"),
    [
        ("소요예산", "4,655백만원(국비 1,454)", "얼마인가요?"),
        ("소요예산", "예치금을 줄여 마련", ""),
        ("이용기간", "’24. 9. 3. ~ ’25. 2. 28.(6개월)", "언제부터 언제까지인가요?"),
        ("파견기간", "현지 약 3개월", ""),
        ("지원대상", "만 19세~39세 서울 거주 청년 50명", "누구인가요?"),
        ("대상", "아시아 11개국", ""),
        ("수행기관", "한림대학교 강남성심병원", "어디인가요?"),
        ("위촉인원", "홍보단 25인", "몇 명인가요?"),
    ],
)
def test_a_line_is_asked_for_by_its_name_and_value(name: str, value: str, asking: str) -> None:
    assert asks_for_value(name, value) == asking


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("1. 다문화가족 지원(신규)", "다문화가족 지원"),
        ("Ⅳ. 주요 업무보고", "주요 업무보고"),
        ("가. 도시외교", "도시외교"),
        ("□ 사업개요", "사업개요"),
        ("2 유학박람회 개최", "유학박람회 개최"),
        ("가족 지원", "가족 지원"),
    ],
)
def test_headings_lose_their_numbers_and_brackets(heading: str, name: str) -> None:
    assert bare(heading) == name
