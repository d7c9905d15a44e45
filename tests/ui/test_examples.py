"""Example questions come from what the reports hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.reports import META, TEXT, report_of
from ui.examples import Example, bare, example_questions, with_topic_particle


def questions(text: str = TEXT, **metadata: str) -> list[str]:
    return [example.question for example in example_questions([report_of(text, metadata=replace(META, **metadata))])]


def test_examples_ask_for_a_line_with_a_name_and_for_a_cell_of_each_table() -> None:
    assert list(example_questions([report_of()])) == [
        Example("2024년 이주배경 위기여성 보호 및 자립지원 소요예산은 얼마인가요?", META.title),
        Example("2024년 도시외교담당관 집행률은 얼마인가요?", META.title),
    ]


def test_an_example_names_the_year_of_its_heading_before_that_of_the_report() -> None:
    assert "2021년 도시외교담당관 집행률은 얼마인가요?" in questions(TEXT.replace("2. 예산현황", "2. 예산현황(2021년)"))
    assert "도시외교담당관 집행률은 얼마인가요?" in questions(date="")


def test_rows_and_columns_that_name_nothing_are_not_asked_for() -> None:
    assert len(questions(TEXT.replace("도시외교담당관", "합계"))) == 2
    assert not any("합계" in question for question in questions(TEXT.replace("도시외교담당관", "합계")))
    assert not any("집행률" in question for question in questions(TEXT.replace("집행률", "비고")))


def test_examples_take_turns_between_reports_newest_first_and_never_repeat() -> None:
    newer = report_of(TEXT.replace("위기여성", "청소년"), source="new.txt", metadata=replace(META, date="2025-01-01"))
    reports = [report_of(), newer, replace(report_of(), id="twin")]
    found = [example.question for example in example_questions(reports)]
    assert found[0] == "2025년 이주배경 청소년 보호 및 자립지원 소요예산은 얼마인가요?"
    assert found[1] == "2024년 이주배경 위기여성 보호 및 자립지원 소요예산은 얼마인가요?"
    assert len(found) == len(set(found)) == 4
    assert found == [example.question for example in example_questions(list(reversed(reports)))]


def test_a_library_without_reports_has_no_examples() -> None:
    assert list(example_questions([])) == []


@pytest.mark.parametrize(
    ("noun", "topic"),
    [("예산", "예산은"), ("대상자", "대상자는"), ("집행률", "집행률은"), ("MICE", "MICE는"), ("", "는")],
)
def test_the_topic_particle_follows_the_last_syllable(noun: str, topic: str) -> None:
    assert with_topic_particle(noun) == topic


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
