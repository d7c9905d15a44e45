"""What people meet besides an answer: no reports yet, reports on their way, figures side by side."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

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


def report(number: int) -> tuple[str, bytes]:
    lines = "".join(f" ㅇ 세부 추진내용 {line}은 다음과 같다.\n" for line in range(400))
    text = f"소방 업무보고 {number}\n\n1. 인력\n ㅇ 소방 인력은 {300 + number}명임.\n\n2. 사업\n{lines}"
    return f"소방-{number}.txt", text.encode()


def test_an_empty_library_fills_before_the_eyes_of_who_waits(open_page: Open) -> None:
    with serving(build(load_settings())) as url, httpx.Client(base_url=url, timeout=60) as client:
        page = open_page(url)
        expect(page.get_by_role("heading", name=copy.EMPTY_LIBRARY_TITLE)).to_be_visible()
        expect(page.locator("#progress")).to_be_hidden()
        job = upload(client, *map(report, range(40)))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # looks at once, as on coming back
        strip = page.locator("#progress")
        expect(strip).to_be_visible()
        expect(strip.get_by_role("progressbar", name=copy.PROGRESS)).to_be_visible()
        ended(client, job)
        expect(page.get_by_role("heading", name=copy.WELCOME)).to_be_visible(timeout=ANSWER_MS)
        expect(page.locator("#progress")).to_be_hidden()
        assert client.get("/v1/library").json()["documents"] == 40


def test_figures_of_several_sides_are_drawn_and_lead_to_their_evidence(server_url: str, open_page: Open) -> None:
    page = open_page(server_url, width=360)
    ask(page, "2024년 예산 집행률이 가장 높은 부서 세 곳은 어디인가요?")
    table = page.get_by_role("table", name=copy.COMPARED)
    expect(table.get_by_role("row")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    table.get_by_role("button").nth(1).click()
    expect(page.locator("#live-evidence .card").nth(1)).to_be_focused()
