"""What of WCAG 2.2 AA a program can see, by axe-core, on each page and in its states: nothing serious or critical."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from index.library import Library
from tests.ui.pages import ANSWER_MS, NOWHERE, Open, ask, example
from ui import copy
from ui.library import copy as staff

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def violations(page: Page) -> list[dict[str, Any]]:
    """The serious and critical ones, each with where it is."""
    found = Axe().run(page, options=RULES | {"resultTypes": ["violations"]}).response["violations"]
    return [
        {"rule": each["id"], "help": each["help"], "where": [node["target"] for node in each["nodes"]][:5]}
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_first_screen(server_url: str, open_page: Open, dark: bool) -> None:
    page = open_page(server_url, dark=dark)
    example(page)
    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_an_answer_with_its_evidence_and_a_refusal(server_url: str, open_page: Open, width: int, dark: bool) -> None:
    page = open_page(server_url, width=width, dark=dark)
    ask(page, "2024년 예산 집행률이 가장 높은 부서 세 곳은 어디인가요?")
    expect(page.get_by_role("table", name=copy.COMPARED)).to_be_visible(timeout=ANSWER_MS)
    for summary in page.locator("#live-evidence summary").all():
        summary.click()
    assert violations(page) == []
    ask(page, NOWHERE)
    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_panels_of_the_chat(server_url: str, open_page: Open, dark: bool) -> None:
    page = open_page(server_url, dark=dark)
    page.locator("#scope-open").click()
    expect(page.locator("#scope-dialog")).to_be_visible()
    page.locator("#scope-dialog input[type=checkbox]").first.check()
    assert violations(page) == []
    page.locator("#scope-dialog .done").click()
    ask(page, "시장비서실 인력은 몇 명인가요?")
    page.locator("#live-answer").get_by_role("button", name=copy.FEEDBACK_DOWN).click()
    page.locator("#share").click()
    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_of_the_library(server_url: str, open_page: Open, library: Library, dark: bool) -> None:
    report = max(library.store.reports(), key=lambda report: len(report.tables))
    table = report.tables[0]
    for place in ("library", f"library/{report.id}", f"library/{report.id}/sections/{table.section}"):
        page = open_page(f"{server_url}/{place}", dark=dark, chat=False)
        assert violations(page) == []
    page = open_page(f"{server_url}/library/{report.id}", dark=dark, chat=False)  # without keys everybody is staff
    for button in (staff.EDIT, staff.DELETE):
        page.get_by_role("button", name=button).click()
        expect(page.locator("dialog[open]")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")


def test_the_check_sees_what_is_wrong(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    page.evaluate("document.getElementById('talk').append(document.createElement('button'))")
    assert [each["rule"] for each in violations(page)] == ["button-name"]
