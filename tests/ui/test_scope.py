"""What the chat offers to choose from, what it makes of a choice, and how it names both."""

from __future__ import annotations

from urllib.parse import parse_qs

from corpus.report import Metadata, Report
from index.hits import Filters
from qa.answer import Scope
from tests.ui.reports import TEXT, report_of
from tests.ui.test_render import HOSTILE, OURS, Page, of
from ui import copy, render
from ui.scope import Choice, choice_from, link_query, offered, settled, understood


def issued(title: str, department: str, date: str, kind: str, *, source: str) -> Report:
    return report_of(TEXT + source, source=source, metadata=Metadata(title, department, date, kind))


PARKS = issued("공원과 업무보고", "공원과", "2023-05-01", "업무보고", source="a.txt")
LATER = issued("공원과 업무보고", "공원과", "2024-05-01", "업무보고", source="b.txt")
RIVERS = issued("하천과 검토", "하천과", "2024-02", "검토보고", source="c.txt")
NAMELESS = issued("", "", "", "", source="메모.txt")
SHELF = (LATER, PARKS, RIVERS, NAMELESS)


def shown(*reports: Report) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(field, [(o.name, o.note) for o in options]) for field, options in offered(reports).items()]


def test_what_can_be_chosen_comes_from_the_reports() -> None:
    assert shown(*SHELF) == [
        ("years", [("2024년", "2건"), ("2023년", "1건")]),
        ("departments", [("공원과", "2건"), ("하천과", "1건")]),
        ("kinds", [("검토보고", "1건"), ("업무보고", "2건")]),
        (
            "document_ids",
            [
                ("공원과 업무보고", "공원과 · 2023. 5. 1."),
                ("공원과 업무보고", "공원과 · 2024. 5. 1."),
                ("메모.txt", ""),
                ("하천과 검토", "하천과 · 2024. 2."),
            ],
        ),
    ]
    assert shown(NAMELESS) == [("document_ids", [("메모.txt", "")])]
    assert shown() == []


def test_reports_of_the_same_title_are_told_apart_by_their_year() -> None:
    labels = [option.condition.label for option in offered(SHELF)["document_ids"]]
    assert labels == [
        "「공원과 업무보고」 2023년",
        "「공원과 업무보고」 2024년",
        "「메모.txt」",
        "「하천과 검토」 2024년",
    ]


def test_a_choice_is_read_from_numbers_and_words_and_nothing_means_no_limit() -> None:
    sent = {"filters": {"years": ["2024", 2023], "kinds": [" 업무보고 "]}, "ignored": {"years": [2019]}}
    assert choice_from(sent) == Choice(Filters(years=(2024, 2023), kinds=("업무보고",)), Filters(years=(2019,)))
    assert choice_from(None) == choice_from({}) == Choice()


def test_what_was_chosen_is_not_told_as_understood() -> None:
    scope = Scope((2023, 2024), ("공원과",), (), (PARKS.id,))
    limits = Filters(years=(2024,), document_ids=(PARKS.id,))
    assert [c.label for c in understood(scope, limits, of(*SHELF))] == ["2023년", "공원과"]


def test_a_report_that_is_gone_falls_away_and_a_department_that_is_gone_stays() -> None:
    sent = {"filters": {"document_ids": ["gone", PARKS.id], "departments": ["없는 부서"]}}
    left = settled(sent, of(*SHELF))
    assert [c["label"] for c in left["chosen"]] == ["없는 부서", "「공원과 업무보고」 2023년"]
    assert left["note"] == copy.REPORT_NOT_LISTED
    assert settled({"filters": {"document_ids": ["gone"]}}, of(*SHELF)) == {
        "chosen": [],
        "note": copy.REPORT_NOT_LISTED_SO_ALL,
        "readable": True,
    }
    assert settled({"filters": {"years": ["작년"]}}, of(*SHELF)) == {
        "chosen": [],
        "note": copy.SCOPE_UNREADABLE,
        "readable": False,
    }
    assert settled({}, of(*SHELF)) == {"chosen": [], "note": "", "readable": True}


def test_a_link_carries_the_question_and_its_scope() -> None:
    choice = Choice(Filters((2023, 2024), ("공원과",), ("업무보고",), (PARKS.id,)), Filters(departments=("하천과",)))
    assert parse_qs(link_query("예산 & 집행은?", choice)) == {
        "q": ["예산 & 집행은?"],
        "year": ["2023", "2024"],
        "department": ["공원과"],
        "kind": ["업무보고"],
        "report": [PARKS.id],
        "not_department": ["하천과"],
    }
    assert parse_qs(link_query("예산은?", Choice())) == {"q": ["예산은?"]}


def test_nothing_of_a_report_becomes_markup_in_panel_and_chips() -> None:
    hostile = report_of(metadata=Metadata(HOSTILE, HOSTILE, "2024", HOSTILE))
    markup = render.scope_panel([hostile])
    page = Page(markup.replace("<input ", "<img "))  # for this reader, the one void element
    assert {name for name, _, _ in page.elements} <= OURS | {"dialog", "fieldset", "footer", "h2", "label", "legend"}
    choice = Choice(Filters(departments=(HOSTILE,), document_ids=(hostile.id,)))
    left = Page(render.answer_pane("t1", "인력은?", of(hostile), choice=choice))
    assert {name for name, _, _ in left.elements} <= OURS
    assert len(left.texts("li", class_="chosen")) == 2


def test_long_lists_have_a_box_that_shortens_them_and_short_ones_have_none() -> None:
    many = [issued(f"보고 {n}", f"부서 {n}", "2024", "업무보고", source=f"{n}.txt") for n in range(9)]
    assert render.scope_panel(many).count('type="search"') == 2
    assert render.scope_panel(many[:8]).count('type="search"') == 0
    assert copy.EMPTY_LIBRARY_TITLE in render.scope_panel([])
