"""What people meet besides an answer: no reports yet, reports on their way, figures side by side."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from qa.settings import load_settings
from tests.api.uploads import ended, upload
from tests.serving import serving
from tests.ui.pages import ANSWER_MS, Open, ask
from ui import copy
from ui.server import build

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]


def state(documents: int, generation: str, indexing: dict[str, int] | None) -> dict[str, Any]:
    """What `GET /v1/library` says."""
    return {"documents": documents, "generation": generation, "indexing": indexing, "notices": []}


def look(page: Page, told: dict[str, Any]) -> None:
    """Let the page look at the library at once, as on coming back to it, and be told this."""
    page.unroute("**/v1/library")
    page.route("**/v1/library", partial(_fulfil, json.dumps(told)))
    with page.expect_response("**/v1/library"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def _fulfil(body: str, route: Route) -> None:
    route.fulfill(body=body, content_type="application/json")


def test_reports_on_their_way_are_shown_until_they_are_there(open_page: Open) -> None:
    """What the API says of the library is told in turn; that it says so is a test of the API's."""
    with serving(build(load_settings())) as url, httpx.Client(base_url=url, timeout=60) as client:
        page = open_page(url)
        expect(page.get_by_role("heading", name=copy.EMPTY_LIBRARY_TITLE)).to_be_visible()
        expect(page.locator("#progress")).to_be_hidden()
        empty = client.get("/v1/library").json()["generation"]
        for indexing, told in (
            ({"done": 3, "total": 10}, copy.READING.format(done=3, total=10)),
            ({"done": 10, "total": 10}, copy.INDEXING),
        ):
            look(page, state(0, empty, indexing))
            expect(page.locator("#progress span")).to_have_text(told)
            expect(page.get_by_role("progressbar", name=copy.PROGRESS)).to_be_visible()
        page.unroute("**/v1/library")
        ended(client, upload(client, ("소방.txt", "소방 업무보고\n\n1. 인력\n ㅇ 소방 인력은 317명임.\n".encode())))
        expect(page.get_by_role("heading", name=copy.WELCOME)).to_be_visible(timeout=ANSWER_MS)
        expect(page.locator("#progress")).to_be_hidden()


def test_a_report_that_comes_takes_no_question_away(open_page: Open) -> None:
    with serving(build(load_settings())) as url:
        page = open_page(url)
        page.locator("#question textarea").fill("아직 묻지 않은 질문")
        look(page, state(0, "a", None))
        look(page, state(1, "b", None))
        expect(page.locator("#announcer")).to_have_text(copy.INDEXED)
        expect(page.locator("#question textarea")).to_have_value("아직 묻지 않은 질문")


def test_figures_of_several_sides_are_drawn_and_lead_to_their_evidence(server_url: str, open_page: Open) -> None:
    page = open_page(server_url, width=360)
    ask(page, "2024년 예산 집행률이 가장 높은 부서 세 곳은 어디인가요?")
    table = page.get_by_role("table", name=copy.COMPARED)
    expect(table.get_by_role("row")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    table.get_by_role("button").nth(1).click()
    expect(page.locator("#live-evidence .card").nth(1)).to_be_focused()
