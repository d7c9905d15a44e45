"""A real Chromium for the tests of the pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.ui.pages import ANSWER_MS, Open

CHROMIUM = os.environ.get("COUNCIL_QA_TEST_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium with a fresh user data folder."""
    if not CHROMIUM:
        pytest.fail("Chromium is missing: install the `chromium` package or set COUNCIL_QA_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens an address in a browser session of its own; a request to elsewhere or a broken script fails the test."""
    contexts: list[BrowserContext] = []
    outside: list[str] = []
    broken: list[str] = []

    def open_page(url: str, *, width: int = 1280, height: int = 900, dark: bool = False, chat: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="ko-KR",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        origin = "/".join(url.split("/")[:3])
        page.on("request", lambda request: outside.append(request.url) if not _is_ours(request.url, origin) else None)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("dialog", lambda dialog: broken.append(dialog.message))
        page.goto(url)
        if chat:
            expect(page.locator("#question textarea")).to_be_visible(timeout=ANSWER_MS)
            expect(page.locator("#welcome h2")).to_be_attached(timeout=ANSWER_MS)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not outside
    assert not broken


def _is_ours(url: str, origin: str) -> bool:
    return url.startswith((origin + "/", "data:", "blob:"))
