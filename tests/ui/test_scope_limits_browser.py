"""How much of a scope can be chosen in the chat: as much as the server takes, and no more, in a real Chromium."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from api.desk import Desk
from corpus.report import Metadata
from tests.serving import serving
from tests.ui.pages import ANSWER_MS, Open, ask
from tests.ui.reports import answered, cite, report_of
from tests.ui.test_chat import Scripted, Shelf
from ui import copy
from ui.chat_page import build_chat, mount_chat

pytestmark = [
    pytest.mark.browser,
    # Gradio's own bookkeeping of its queue asks pandas for things that pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]


def tick(page: Page, field: str, count: int) -> None:
    """Tick the first choices of a field in the open panel."""
    page.locator(f"#scope-dialog .{field} input[type=checkbox]").evaluate_all(
        "(boxes, count) => boxes.slice(0, count).forEach((box) => box.click())", count
    )


@pytest.mark.parametrize(("field", "most"), [("departments", 50), ("document_ids", 200)])
def test_the_choice_ends_where_the_server_would_refuse_it_and_says_so(open_page: Open, field: str, most: int) -> None:
    reports = [
        report_of(f"1. 현황\n ㅇ 정원 {n}명\n", source=f"{n}.txt", metadata=Metadata(f"보고 {n}", f"제{n}과", "2024"))
        for n in range(most + 1)
    ]
    assistant = Scripted(answered("0명 [1]", cite(reports[0], "정원 0명")))
    app = FastAPI()
    mount_chat(app, build_chat(assistant, Shelf(*reports), Desk(workers=1, max_waiting=4)))  # type: ignore[arg-type]
    with serving(app) as url:
        page = open_page(url)
        chips, note = page.locator("#scope-bar .chip"), page.locator("#scope-bar .scope-note")
        page.locator("#scope-open").click()
        expect(page.locator("#scope-dialog")).to_be_visible(timeout=ANSWER_MS)
        tick(page, field, most)
        expect(chips).to_have_count(most)
        expect(note).to_have_text("")
        beyond = page.locator(f"#scope-dialog .{field} input[type=checkbox]").last
        beyond.click()
        expect(beyond).not_to_be_checked()
        expect(chips).to_have_count(most)
        page.locator("#scope-dialog .done").click()
        expect(note).to_have_text(copy.SCOPE_FULL.replace("{}", str(most)))
        expect(note).to_be_visible()
        ask(page, "정원은 몇 명인가요?")
        assert len(getattr(assistant.asked[-1].filters, field)) == most
        chips.first.get_by_role("button").click()
        expect(note).to_have_text("")
        page.locator("#scope-open").click()
        beyond.click()
        expect(beyond).to_be_checked()
