"""The header stays in sight in a real Chromium, and neither it nor the question box covers what has the focus."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ui.pages import Open, ask, example
from ui import copy

pytestmark = [
    pytest.mark.browser,
    # Gradio's own bookkeeping of its queue asks pandas for things that pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

COVERED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const edge = (id) => document.getElementById(id).getBoundingClientRect();
  if (at === document.body || at.closest("#header, #composer")) return null;
  const higher = box.height > edge("composer").top - edge("header").height - 32; // than the room, margins counted
  return box.top < edge("header").bottom - 1 || (!higher && box.bottom > edge("composer").top + 1);
}"""


def covered(page: Page, presses: int) -> list[Any]:
    """After each press of Tab from the header on, whether what has the focus is covered; None outside the answers."""
    page.evaluate("scrollTo(0, 0)")
    page.locator("#share").focus()
    found = []
    for _ in range(presses):
        page.keyboard.press("Tab")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found.append(page.evaluate(COVERED))
    return found


@pytest.mark.parametrize("size", [(1280, 720), (360, 740), (640, 430)], ids=["desktop", "phone", "zoomed to 200 %"])
def test_header_and_question_box_cover_nothing_that_has_the_focus(
    server_url: str, open_page: Open, size: tuple[int, int]
) -> None:
    page = open_page(server_url, width=size[0], height=size[1])
    question = example(page)
    for _ in range(2):
        ask(page, question)
    header, asked = page.locator("#header").bounding_box(), page.locator("#live-answer .question").bounding_box()
    assert header is not None
    assert asked is not None
    assert page.evaluate("scrollY") > 0
    assert header["y"] + header["height"] <= asked["y"] < size[1] / 2, "the new question stands below the header"
    found = covered(page, 26)
    assert found.count(False) > 12
    assert True not in found


def stand_still(page: Page) -> None:
    """Wait until the page has scrolled as far as it was asked to."""
    before = -1.0
    while (now := page.evaluate("scrollY")) != before:
        before = now
        page.wait_for_timeout(300)


def test_the_header_stays_in_sight_and_leaves_a_low_window_while_one_reads_on(server_url: str, open_page: Open) -> None:
    page = open_page(server_url, height=800)
    for _ in range(2):
        ask(page, copy.WELCOME)
    again = page.get_by_role("button", name=copy.NEW_CONVERSATION)
    page.mouse.wheel(0, -2000)
    page.mouse.wheel(0, 500)
    stand_still(page)  # a wheel turns on for a while, and would scroll on in the lower window
    expect(again).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 740, "height": 360})
    page.evaluate("scrollTo(0, 0)")
    expect(again).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 400)")
    expect(again).not_to_be_in_viewport()
    page.evaluate("scrollTo(0, 300)")
    expect(again).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 500)")
    expect(again).not_to_be_in_viewport()
    again.focus()
    expect(again).to_be_in_viewport(ratio=1)
