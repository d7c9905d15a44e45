"""Takes the pictures of docs/screens: every state of the pages, over the sample reports, in a real Chromium.

usage: python -m tests.ui.screens [FOLDER]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

from corpus.manifest import Manifest
from qa.settings import load_settings
from qa.wiring import open_library
from tests.api.uploads import upload
from tests.conftest import SAMPLES, sample_files
from tests.serving import serving
from tests.ui.conftest import CHROMIUM, FLAGS
from tests.ui.pages import NOWHERE, ask
from ui import copy
from ui.library import copy as staff
from ui.server import build

TABLE = "2024년 다문화담당관 예산 집행률은?"
RANKS = "2024년 예산 집행률이 가장 높은 부서 세 곳은?"
YEARS = "시장비서실 정원은 2023년과 2024년에 각각 몇 명이고 늘었나요?"
DESKTOP, PHONE = (1280, 860), (360, 740)


class Camera:
    """Opens pages of one server and puts pictures of them into a folder."""

    def __init__(self, browser: Browser, url: str, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self.url = url

    @contextmanager
    def take(
        self, name: str, place: str = "", *, size: tuple[int, int] = DESKTOP, dark: bool = False
    ) -> Iterator[Page]:
        """The page at `place` for whoever brings it into the state that is wanted; then its picture."""
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="ko-KR",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(f"{self.url}/{place}")
        page.locator("h1, h2").first.wait_for()
        if not place:
            page.locator("#welcome h2").wait_for(timeout=20_000)
        yield page
        page.wait_for_timeout(400)
        page.screenshot(path=self._folder / f"{name}.png")
        context.close()


def of_the_chat(camera: Camera) -> None:
    """Questions and what comes of them."""
    for name, size, dark in (
        ("first-desktop", DESKTOP, False),
        ("first-phone", PHONE, False),
        ("first-dark", DESKTOP, True),
    ):
        with camera.take(name, size=size, dark=dark) as page:
            page.locator(".examples button").nth(3).wait_for(timeout=30_000)
    for name, size, dark, question in (
        ("chat-desktop", DESKTOP, False, TABLE),
        ("chat-phone", PHONE, False, TABLE),
        ("chat-dark", DESKTOP, True, TABLE),
        ("compared-desktop", DESKTOP, False, RANKS),
        ("compared-phone-dark", PHONE, True, YEARS),
        ("refused-desktop", DESKTOP, False, NOWHERE),
        ("refused-phone", PHONE, False, NOWHERE),
    ):
        with camera.take(name, size=size, dark=dark) as page:
            ask(page, question)
    with camera.take("scope-panel") as page:
        page.locator("#scope-open").click()
        page.locator("#scope-dialog input[type=checkbox]").first.check()
    with camera.take("scope-chosen", "?year=2024") as page:
        page.locator("#scope-bar .chip").first.wait_for()
        ask(page, "시장비서실 인력은 몇 명인가요?")
    with camera.take("feedback") as page:
        ask(page, TABLE)
        page.locator("#live-answer").get_by_role("button", name=copy.FEEDBACK_DOWN).click()
    with camera.take("connection-lost") as page:
        ask(page, TABLE)
        page.context.set_offline(True)
        page.locator("#question textarea").fill("그럼 도시외교담당관은?")
        page.keyboard.press("Enter")
        expect(page.locator("#lost")).to_be_visible(timeout=20_000)


def of_the_library(camera: Camera) -> None:
    """Reports and what staff do with them."""
    documents = httpx.get(f"{camera.url}/v1/documents").json()["documents"]
    report = max(documents, key=lambda document: document["passages"])["document_id"]
    for name, size, dark in (
        ("library-desktop", DESKTOP, False),
        ("library-phone", PHONE, False),
        ("library-dark", DESKTOP, True),
    ):
        with camera.take(name, "library", size=size, dark=dark):
            pass
    with camera.take("report-desktop", f"library/{report}") as page:
        page.get_by_role("button", name=staff.UNFOLD).click()
    with camera.take("edit-desktop", f"library/{report}") as page:
        page.get_by_role("button", name=staff.EDIT).click()
    answer = httpx.post(f"{camera.url}/v1/ask", json={"question": TABLE}, timeout=60).json()
    document = answer["citations"][0]["document_id"]
    heading = answer["citations"][0]["section"][-1]
    for name, size in (("section-desktop", DESKTOP), ("section-phone", PHONE)):
        with camera.take(name, f"library/{document}", size=size) as page:
            page.get_by_role("button", name=staff.UNFOLD).click()
            page.get_by_role("link", name=heading).first.click()
            page.locator("table").first.wait_for()


def of_an_empty_library(camera: Camera) -> None:
    """Before there is a report, and while the first ones come."""
    with camera.take("empty-desktop"):
        pass
    lines = "".join(f" ㅇ 세부 추진내용 {line}은 다음과 같다.\n" for line in range(400))
    files = [(f"소방-{n}.txt", f"소방 업무보고 {n}\n\n1. 사업\n{lines}".encode()) for n in range(60)]
    with camera.take("indexing-desktop") as page, httpx.Client(base_url=camera.url, timeout=60) as client:
        upload(client, *files)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("#progress")).to_be_visible()


def _shoot(folder: Path, browser: Browser, take: Callable[[Camera], None], *, reports: bool) -> None:
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings(home=Path(home))
        library = open_library(settings)
        if reports:
            library.ingest(sample_files(), manifest=Manifest.load(SAMPLES / "manifest.csv"))
        library.close()
        with serving(build(settings)) as url:
            take(Camera(browser, url, folder))


def main() -> None:
    """Take all pictures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screens")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["HF_HUB_OFFLINE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        _shoot(folder, browser, of_the_chat, reports=True)
        _shoot(folder, browser, of_the_library, reports=True)
        _shoot(folder, browser, of_an_empty_library, reports=False)
        browser.close()


if __name__ == "__main__":
    main()
