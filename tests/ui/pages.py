"""What tests of the chat do on its page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

ANSWER_MS = 20_000  # far more than an answer takes, for a busy machine
NOWHERE = "화성 이주 기지의 산소 발생 장치 예산은 얼마인가요?"  # in no report

Open = Callable[..., Page]


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, wait for the whole answer."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    wait_for(page, question)


def wait_for(page: Page, question: str) -> None:
    asked = page.locator("#live-answer [data-state=done]", has=page.get_by_role("heading", name=question))
    expect(asked).to_be_visible(timeout=ANSWER_MS)


def example(page: Page) -> str:
    """A question that the reports answer, as the page itself offers it."""
    question = page.locator(".examples [data-ask]").first.get_attribute("data-ask", timeout=ANSWER_MS)
    assert question
    return question


def tab_to(page: Page, selector: str, *, backwards: bool = False) -> None:
    """Press Tab until an element is reached."""
    for _ in range(40):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached with Tab")
