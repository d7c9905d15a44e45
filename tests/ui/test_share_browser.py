"""Thumbs, the copied answer, files and print of the chat, in a real Chromium over the real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest
from docx import Document
from playwright.sync_api import Locator, Page, expect

from corpus.manifest import Manifest
from qa.settings import load_settings
from qa.wiring import open_library
from tests.conftest import SAMPLES, sample_files
from tests.serving import serving
from tests.ui.pages import ANSWER_MS, NOWHERE, Open, ask, tab_to
from ui import copy
from ui.cli import run
from ui.server import build

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

FIGURE = "2022년 국내협력계정의 집행률은 얼마인가요?"
OWN = "tests-share"


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp(OWN)


@pytest.fixture(scope="module")
def url(own_home: Path) -> Iterator[str]:
    """A server whose home may be written to: what is said here must not stay in the session's library."""
    settings = load_settings(home=own_home)
    library = open_library(settings)
    [report] = [file for file in sample_files() if file.name.startswith("domestic")]
    library.ingest([report], manifest=Manifest.load(SAMPLES / "manifest.csv"))
    library.close()
    with serving(build(settings)) as url:
        yield url


def foot(page: Page, question: str) -> Locator:
    """What stands below the last answer to a question."""
    return page.locator(".asked", has=page.get_by_role("heading", name=question)).last.locator(".answer-foot")


def kept(url: str, question: str) -> list[dict[str, Any]]:
    listed = httpx.get(f"{url}/v1/feedback", params={"limit": 200}).json()["feedback"]
    return [each for each in listed if each["question"] == question]


def exported(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    monkeypatch.setenv("COUNCIL_QA_HOME", str(home))
    assert run(["feedback", "export"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


# ---------------------------------------------------------------------------------------------- feedback


def test_a_thumb_down_with_a_reason_is_kept_exported_and_taken_back_by_a_thumb_up(
    url: str, own_home: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = open_page(url)
    ask(page, FIGURE)
    below = foot(page, FIGURE)
    down = below.get_by_role("button", name=copy.FEEDBACK_DOWN)
    down.click()
    below.get_by_role("button", name=copy.FEEDBACK_SEND).click()
    expect(below.get_by_role("alert")).to_have_text(copy.FEEDBACK_CHOOSE)
    below.get_by_label(copy.FEEDBACK_REASONS[1]).check()
    below.get_by_label(copy.FEEDBACK_COMMENT).fill("<b>2023년</b> 표입니다")
    below.get_by_role("button", name=copy.FEEDBACK_SEND).click()
    expect(below.locator(".thanks")).to_have_text(copy.FEEDBACK_THANKS)
    expect(page.locator("#announcer")).to_have_text(copy.FEEDBACK_SAVED)
    expect(page.locator("#told")).to_have_text(copy.FEEDBACK_SAVED)
    expect(page.locator("#told")).to_be_in_viewport(ratio=1)
    expect(below.locator("form")).to_be_hidden()
    expect(down).to_have_attribute("aria-pressed", "true")
    told = httpx.post(f"{url}/v1/ask", json={"question": FIGURE}, timeout=30).json()
    [said] = kept(url, FIGURE)
    assert (said["rating"], said["reason"], said["comment"]) == (
        "down",
        copy.FEEDBACK_REASONS[1],
        "<b>2023년</b> 표입니다",
    )
    assert (said["answer"], said["status"], said["generation"]) == (told["answer"], "answered", told["generation"])
    assert [each["quote"] for each in said["citations"]] == [each["quote"] for each in told["citations"]]
    [row] = [row for row in exported(own_home, monkeypatch, capsys) if row["question"] == FIGURE]
    assert row["comment"] == f"{copy.FEEDBACK_REASONS[1]}: <b>2023년</b> 표입니다"
    assert row["cited"] == [each["quote"] for each in told["citations"]]

    below.get_by_role("button", name=copy.FEEDBACK_UP).click()
    expect(down).to_have_attribute("aria-pressed", "false")
    [said] = kept(url, FIGURE)
    assert (said["rating"], said["reason"]) == ("up", "")
    [row] = [row for row in exported(own_home, monkeypatch, capsys) if row["question"] == FIGURE]
    assert row["answers"] == ["2022년 집행률은 64.7%입니다."]


def test_the_keyboard_alone_judges_a_refusal_on_a_narrow_screen(url: str, open_page: Open) -> None:
    page = open_page(url, width=360, height=740)
    ask(page, NOWHERE)
    tab_to(page, "[data-feedback=down]", backwards=True)
    page.keyboard.press("Enter")
    expect(page.locator(".why input").first).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(page.locator(".why")).to_be_hidden()
    expect(page.locator("[data-feedback=down]")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")  # the second reason
    page.keyboard.press("Tab")
    page.keyboard.type("쪽이 다릅니다")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".thanks")).to_have_text(copy.FEEDBACK_THANKS)
    expect(page.locator("[data-feedback=down]")).to_be_focused()
    [said] = kept(url, NOWHERE)
    assert (said["rating"], said["reason"], said["comment"]) == ("down", copy.FEEDBACK_REASONS[1], "쪽이 다릅니다")
    assert said["status"].startswith("unanswerable_")
    assert said["citations"] == []


def test_what_was_chosen_and_typed_outlives_a_lost_connection_and_a_reload(url: str, open_page: Open) -> None:
    question = "2021년 국내협력계정의 집행률은 얼마인가요?"
    page = open_page(url)
    ask(page, question)
    below = foot(page, question)
    below.get_by_role("button", name=copy.FEEDBACK_DOWN).click()
    below.get_by_label(copy.FEEDBACK_REASONS[2]).check()
    below.get_by_label(copy.FEEDBACK_COMMENT).fill("지출액도 알려 주세요")
    page.route("**/v1/feedback", lambda route: route.abort())
    below.get_by_role("button", name=copy.FEEDBACK_SEND).click()
    expect(below.get_by_role("alert")).to_have_text(copy.FEEDBACK_LOST)
    expect(below.get_by_label(copy.FEEDBACK_COMMENT)).to_have_value("지출액도 알려 주세요")
    assert kept(url, question) == []
    page.unroute("**/v1/feedback")
    page.reload()
    below = foot(page, question)
    expect(below.get_by_label(copy.FEEDBACK_REASONS[2])).to_be_checked(timeout=ANSWER_MS)
    below.get_by_role("button", name=copy.FEEDBACK_SEND).click()
    expect(below.locator(".thanks")).to_have_text(copy.FEEDBACK_THANKS)
    [said] = kept(url, question)
    assert (said["reason"], said["comment"]) == (copy.FEEDBACK_REASONS[2], "지출액도 알려 주세요")


def test_a_thumb_that_a_reload_overtook_can_be_given_again(url: str, open_page: Open) -> None:
    question = "2020년 국내협력계정의 집행률은 얼마인가요?"
    page = open_page(url)
    ask(page, question)
    page.route("**/v1/feedback", lambda route: None)  # never answered
    foot(page, question).get_by_role("button", name=copy.FEEDBACK_UP).click()
    page.unroute("**/v1/feedback")
    page.reload()
    foot(page, question).get_by_role("button", name=copy.FEEDBACK_UP).click(timeout=ANSWER_MS)
    expect(foot(page, question).locator(".thanks")).to_have_text(copy.FEEDBACK_THANKS)
    assert [said["rating"] for said in kept(url, question)] == ["up"]


# ---------------------------------------------------------------------------------------------- taking along

READ_BOTH = """async () => {
  const [item] = await navigator.clipboard.read();
  const text = async (kind) => (await item.getType(kind)).text();
  return [await text("text/plain"), await text("text/html")];
}"""

PARAGRAPHS = """html => [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("p")].map(
  (paragraph) => paragraph.textContent
)"""


@pytest.mark.parametrize("secure", [True, False], ids=["https or this computer", "plain http"])
def test_an_answer_is_copied_as_council_documents_write_it(url: str, open_page: Open, secure: bool) -> None:
    page = open_page(url)
    ask(page, FIGURE)
    if not secure:  # as browsers show themselves to a page that came by plain http
        page.evaluate("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.get_by_role("button", name=copy.ANSWER_COPY).click()
    expect(page.get_by_role("button", name=copy.COPIED)).to_be_visible()
    plain, html = page.evaluate(READ_BOTH)
    lines = plain.splitlines()
    assert lines[:5] == ["□ 질의", f" ○ {FIGURE}", "□ 답변", " ○ 2022년 집행률은 64.7%입니다. [1]", "□ 관련 근거"]
    assert lines[5].startswith(" ○ [1] 「대외협력기금 국내협력계정 운용실적 (2019~2023)」(행정국 대외협력과, ")
    assert lines[6:] == ["  - 2022년 × 집행률 (단위: %)", "  - “2022년 | 2,490 | 1,612 | 64.7% | |”"]
    shown = page.evaluate(PARAGRAPHS, html)
    assert shown == [line.strip() for line in lines]
    assert "< 연도별" in shown[5], "what a report says is no markup there, too"


def test_the_whole_conversation_is_downloaded_also_after_a_reload(url: str, open_page: Open, tmp_path: Path) -> None:
    page = open_page(url)
    share = page.get_by_role("button", name=copy.SHARE)
    expect(share).to_be_disabled()
    ask(page, FIGURE)
    expect(share).to_be_enabled()
    ask(page, "그럼 2021년은요?")
    page.locator("#live-answer").get_by_role("button", name=copy.FEEDBACK_UP).click()
    expect(page.locator("#told")).to_have_text(copy.FEEDBACK_SAVED)
    [said] = kept(url, "그럼 2021년은요?")
    assert "국내협력계정" in said["rewritten_question"]
    page.reload()
    expect(page.locator("#history .question")).to_have_count(2, timeout=ANSWER_MS)
    files = {}
    for way in ("docx", "md"):
        share.click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=copy.SHARE_WAYS[way]).click()
        files[way] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[way])
        assert files[way].name.startswith("의회보고서-질의응답-20")
        expect(page.locator("#announcer")).to_have_text(copy.SHARED)
        expect(page.locator("#share-ways")).to_be_hidden()
    texts = [each.text for each in Document(str(files["docx"])).paragraphs]
    markdown = files["md"].read_text(encoding="utf-8")
    for question in (f"1. {FIGURE}", "2. 그럼 2021년은요?"):
        assert question in texts
        assert f"## {question}\n" in markdown
    assert "2022년 집행률은 64.7%입니다. [1]" in texts
    assert "“2022년 | 2,490 | 1,612 | 64.7% | |”" in texts
    assert any(text.startswith(f"{copy.UNDERSTOOD}: ") for text in texts), "what was added to the follow-up"

    share.click()
    page.route("**/conversation.docx", lambda route: route.abort())
    page.get_by_role("menuitem", name=copy.SHARE_WAYS["docx"]).click()
    expect(page.get_by_role("alert").filter(has_text=copy.SHARE_LOST)).to_be_visible()
    page.keyboard.press("Escape")
    expect(share).to_be_focused()


def test_the_menu_is_used_by_keys_alone(url: str, open_page: Open) -> None:
    page = open_page(url)
    ask(page, FIGURE)
    share, menu = page.get_by_role("button", name=copy.SHARE), page.get_by_role("menu", name=copy.SHARE)
    first, second, last = (page.get_by_role("menuitem", name=name) for name in copy.SHARE_WAYS.values())
    for key in ("Enter", "Space", "ArrowDown"):
        share.press(key)
        expect(first).to_be_focused()
        page.keyboard.press("Escape")
        expect(menu).to_be_hidden()
        expect(share).to_be_focused()
    share.press("Enter")
    for key, item in (("ArrowDown", second), ("End", last), ("ArrowDown", first), ("ArrowUp", last), ("Home", first)):
        page.keyboard.press(key)
        expect(item).to_be_focused()
    page.keyboard.press("Tab")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name=copy.NEW_CONVERSATION)).to_be_focused()
    share.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("link", name=copy.LIBRARY)).to_be_focused()
    share.click()
    expect(menu).to_be_visible()
    page.locator("#live-answer .answer").click()
    expect(menu).to_be_hidden()


def test_a_print_has_answers_and_quotes_black_on_white_and_says_where_it_is_from(
    url: str, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(url, width=820, dark=True)
    ask(page, FIGURE)
    ask(page, NOWHERE)
    printed = tmp_path / "print.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    with pypdfium2.PdfDocument(printed) as pdf:
        width, height = pdf[0].get_size()
        texts = [sheet.get_textpage().get_text_range() for sheet in pdf]
        picture = pdf[0].render(scale=1).to_pil().convert("L")
    assert (round(width), round(height)) == (595, 842)
    whole = " ".join(" ".join(texts).split())
    for told in (FIGURE, "2022년 집행률은 64.7%입니다. [1]", "2022년 × 집행률 (단위: %)", "2,490 1,612 64.7%", NOWHERE):
        assert told in whole
    for button in (copy.ANSWER_COPY, copy.FEEDBACK_UP, copy.NEW_CONVERSATION, copy.ASK, copy.ASK_ABOUT, copy.SHARE):
        assert button not in whole
    assert copy.FILE_NOTE in texts[-1]
    assert f"{url}/" in texts[-1]
    assert picture.getpixel((2, 2)) == picture.getpixel((int(width) - 3, 40)) == 255
    assert sum(picture.histogram()[200:]) > 0.8 * width * height
    expect(page.locator("#printed")).to_have_count(0)


def test_a_print_of_a_wide_table_breaks_no_word_and_no_figure(server_url: str, open_page: Open, tmp_path: Path) -> None:
    page = open_page(server_url, width=820)
    ask(page, "시장비서실 정원은 2023년과 2024년에 각각 몇 명인가요?")
    ask(page, "2024년 다문화담당관의 정원은 몇 명인가요?")
    printed = tmp_path / "print.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    with pypdfium2.PdfDocument(printed) as pdf:
        words = " ".join(sheet.get_textpage().get_text_range() for sheet in pdf).split()
    assert {
        "별정직",
        "4급상당",
        "7~9급상당",
        "정원",
        "총계",
        "외국인이민담당관",
        "77/74",
        "18/16",
        "관리운영계",
    } <= set(words)
    for grid in page.locator("#talk .card .grid").all():
        letters, whole = grid.evaluate("grid => [+grid.style.getPropertyValue('--fit'), !grid.matches('.too-wide')]")
        assert whole
        assert 0.55 <= letters <= 1
