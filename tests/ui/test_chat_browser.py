"""The chat in a real Chromium, over the real server and the sample reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from api.desk import Desk
from corpus.clean import tidy
from qa.settings import load_settings
from qa.wiring import open_library
from tests.corpus.readers.pdf_files import flowed, needs_font
from tests.serving import serving
from tests.ui.pages import ANSWER_MS, NOWHERE, Open, ask, example, tab_to, wait_for
from tests.ui.reports import answered, cite, report_of
from tests.ui.test_chat import Scripted, Shelf
from ui import copy
from ui.chat import MAX_QUESTION
from ui.chat_page import SCRIPTS, STYLES, build_chat, mount_chat
from ui.server import build

pytestmark = [
    pytest.mark.browser,
    # Gradio's own bookkeeping of its queue asks pandas for things that pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]


# ---------------------------------------------------------------------------------------------- asking


def test_an_example_is_answered_with_evidence_beside_it(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    assert page.title() == copy.PRODUCT
    assert page.locator("html").get_attribute("lang") == "ko"
    question = example(page)
    assert 4 <= page.locator(".examples button").count() <= 6
    page.locator(".examples button").first.click()
    wait_for(page, question)
    answer, card = page.locator("#live-answer .answer"), page.locator("#live-evidence .card").first
    expect(answer).to_have_attribute("data-status", "answered")
    expect(card.locator("mark").first).to_be_visible()
    left, right = answer.bounding_box(), card.bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] <= right["x"], "the evidence stands beside the answer"
    expect(page.locator("#welcome")).to_be_hidden()
    expect(page.locator("#announcer")).to_contain_text(answer.inner_text().split()[0])


def test_a_marker_leads_to_its_evidence_and_back(server_url: str, open_page: Open) -> None:
    page = open_page(server_url, width=390, height=700)
    ask(page, example(page))
    marker = page.locator("#live-answer .marker").first
    marker.click()
    card = page.locator(f"[id='{marker.get_attribute('data-goto')}']")
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport(ratio=0.3)
    expect(card).to_have_class(re.compile("flash"))
    card.get_by_role("button", name=copy.BACK_TO_ANSWER).click()
    expect(marker).to_be_focused()
    expect(marker).to_be_in_viewport()


def test_the_chat_says_what_the_api_says(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    question = example(page)
    ask(page, question)
    told = httpx.post(f"{server_url}/v1/ask", json={"question": question}, timeout=30).json()
    lines = [line.strip("-• ") for line in told["answer"].splitlines() if line.strip()]
    shown = " ".join(page.locator("#live-answer .answer").inner_text().split())
    assert all(" ".join(line.split()) in shown for line in lines)
    assert page.locator("#live-evidence .card").count() == len(told["citations"])
    assert page.locator("#live-evidence h4").all_inner_texts() == [each["title"] for each in told["citations"]]


@needs_font
def test_a_quote_of_a_pdf_is_shown_on_its_page_when_asked_for(tmp_path: Path, open_page: Open) -> None:
    settings = load_settings()
    file = tmp_path / "소방.pdf"
    file.write_bytes(flowed("소방 업무보고", "1. 인력", "ㅇ 소방 인력은 317명임", "2. 장비", "ㅇ 소방차는 29대임"))
    library = open_library(settings)
    library.ingest([file])
    library.close()
    with serving(build(settings)) as url:
        page = open_page(url)
        asked_for: list[str] = []
        page.on("request", lambda request: asked_for.append(request.url) if ".png" in request.url else None)
        ask(page, "소방 인력은 몇 명인가요?")
        card = page.locator("#live-evidence .card").first
        assert asked_for == []
        card.locator("summary", has_text=copy.PAGE_PICTURE).click()
        picture = card.get_by_role("img", name=re.compile("1쪽의 그림"))
        expect(picture).to_be_visible()
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True, timeout=ANSWER_MS)
        assert picture.evaluate("picture => picture.naturalWidth") > 800
        told = httpx.post(f"{url}/v1/ask", json={"question": "소방 인력은 몇 명인가요?"}, timeout=30).json()
        [citation, *_] = told["citations"]
        assert asked_for[0].endswith(f"/pages/1.png?quote={citation['start']},{citation['end']}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_link_asks_its_question(server_url: str, open_page: Open) -> None:
    question = example(open_page(server_url))
    page = open_page(str(httpx.URL(server_url, path="/", params={"q": question})))
    wait_for(page, question)
    expect(page.locator("#live-answer .answer")).to_have_attribute("data-status", "answered")


def test_what_no_report_says_is_refused_with_the_nearest_sections(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    ask(page, NOWHERE)
    expect(page.locator("#live-answer .answer")).to_have_attribute("data-status", re.compile("^unanswerable_"))
    assert page.locator("#live-answer .marker").count() == 0
    near = page.locator("#live-evidence .near").first
    near.locator("summary").click()
    expect(near.locator(".excerpt p").first).to_be_visible()
    question = near.locator("[data-ask]").get_attribute("data-ask")
    assert question
    near.locator("[data-ask]").click()
    wait_for(page, question)


def test_a_follow_up_question_takes_the_conversation_along(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    first = example(page)
    ask(page, first)
    with page.expect_request("**/gradio_api/queue/join*") as sent:
        ask(page, "그 밖에는요?")
    _, earlier, _ = json.loads(sent.value.post_data or "{}")["data"]
    assert [turn["question"] for turn in earlier] == [first]
    assert earlier[0]["answer"]
    assert page.locator(".question").count() == 2
    expect(page.locator("#history .card").first).to_be_attached()
    page.locator("#history .marker").first.click()
    expect(page.locator("#history .card").first).to_be_focused()


def test_new_conversation_forgets_the_old_one(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    ask(page, example(page))
    page.get_by_role("button", name=copy.NEW_CONVERSATION).click()
    expect(page.locator("#welcome h2")).to_be_visible(timeout=ANSWER_MS)
    assert page.locator("[data-turn]").count() == 0
    with page.expect_request("**/gradio_api/queue/join*") as sent:
        ask(page, "인력은 몇 명인가요?")
    assert json.loads(sent.value.post_data or "{}")["data"][1] == []


def test_browsers_at_once_each_get_their_own_answer(server_url: str, open_page: Open) -> None:
    pages = [open_page(server_url) for _ in range(4)]
    example(pages[0])
    questions = [pages[0].locator(".examples [data-ask]").nth(place).get_attribute("data-ask") for place in range(4)]
    for page, question in zip(pages, questions, strict=True):
        page.locator("#question textarea").fill(question or "")
        page.keyboard.press("Enter")
    for page, question in zip(pages, questions, strict=True):
        wait_for(page, question or "")
        assert page.locator(".question").count() == 1
        others = [other for other in questions if other and other != question]
        assert not any(
            other in page.content() for other in others if other not in page.locator("#welcome").inner_html()
        )


# ---------------------------------------------------------------------------------------------- states


@pytest.mark.parametrize(
    ("question", "sentence"),
    [("   ", copy.QUESTION_EMPTY), ("가" * 3_000, copy.question_too_long(MAX_QUESTION, 3_000))],
    ids=["empty", "too long"],
)
def test_a_question_that_cannot_be_asked_says_why(
    server_url: str, open_page: Open, question: str, sentence: str
) -> None:
    page = open_page(server_url)
    page.locator("#question textarea").fill(question)
    page.locator("#send").click()
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible(timeout=ANSWER_MS)
    assert page.locator("#question textarea").input_value() == question
    ask(page, example(page))
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_have_count(0)


def test_a_lost_connection_keeps_the_question_and_the_conversation(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    first = example(page)
    ask(page, first)
    page.context.set_offline(True)
    page.locator("#question textarea").fill("끊긴 동안의 질문")
    page.keyboard.press("Enter")
    expect(page.locator("#lost")).to_be_visible(timeout=ANSWER_MS)
    with page.expect_navigation(timeout=ANSWER_MS):  # Gradio reloads the page when the server answers again
        page.context.set_offline(False)
    expect(page.locator("#history .question", has_text=first)).to_be_visible(timeout=ANSWER_MS)
    expect(page.locator("#question textarea")).to_have_value("끊긴 동안의 질문")
    page.locator("#send").click()
    wait_for(page, "끊긴 동안의 질문")


def test_a_link_to_the_question_is_copied(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    question = example(page)
    ask(page, question)
    page.get_by_role("button", name=copy.LINK_COPY).click()
    expect(page.get_by_role("button", name=copy.COPIED)).to_be_visible()
    assert httpx.URL(page.evaluate("navigator.clipboard.readText()")).params["q"] == question


# ---------------------------------------------------------------------------------------------- screens and hands


@pytest.mark.parametrize("width", [360, 820, 1920])
def test_nothing_runs_out_of_the_screen(server_url: str, open_page: Open, width: int) -> None:
    page = open_page(server_url, width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ask(page, example(page))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    answer = page.locator("#live-answer .answer").bounding_box()
    card = page.locator(".card").first.bounding_box()
    assert answer is not None
    assert card is not None
    below = card["y"] >= answer["y"] + answer["height"]
    assert below == (width <= 980), "below the answer on a phone, beside it on a wide screen"
    expect(page.locator("#send")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [360, 820])
def test_typing_a_question_moves_nothing(server_url: str, open_page: Open, width: int) -> None:
    page = open_page(server_url, width=width, height=740)
    example(page)
    page.locator("#question textarea").click()
    page.keyboard.type("2024년 예산 집행률은?")
    assert page.evaluate("scrollY") == 0


def test_the_keyboard_alone_is_enough(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    question = example(page)
    expect(page.locator("#question textarea")).to_be_focused()
    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    expect(page.locator("#question textarea")).to_be_focused()
    tab_to(page, ".examples button")
    page.keyboard.press("Enter")
    wait_for(page, question)
    page.locator("#question textarea").focus()
    tab_to(page, ".marker", backwards=True)
    page.keyboard.press("Enter")
    expect(page.locator(".card:focus")).to_have_count(1)
    tab_to(page, ".back")
    page.keyboard.press("Enter")
    expect(page.locator(".marker:focus")).to_have_count(1)


def test_light_and_dark_follow_the_system_and_then_the_choice(server_url: str, open_page: Open) -> None:
    def background(page: Page) -> Any:
        return page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")

    light, page = open_page(server_url), open_page(server_url, dark=True)
    dark = background(page)
    assert dark != background(light)
    page.get_by_role("button", name=copy.THEME).click()
    assert background(page) == background(light)
    page.reload()
    expect(page.locator("#welcome h2")).to_be_visible(timeout=ANSWER_MS)
    assert background(page) == background(light)


# ---------------------------------------------------------------------------------------------- trust


HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>${alert(3)}{{alert(4)}}**굵게**$x^2$"


@pytest.fixture
def hostile_url() -> Iterator[tuple[str, Any]]:
    """The chat over a report that is full of markup, and the page object behind it."""
    report = report_of(f"1. 현황\n ㅇ {HOSTILE} 인력은 3명임\n")
    answer = answered(f"{HOSTILE} [1]", cite(report, f"{HOSTILE} 인력은 3명임"))
    chat = build_chat(Scripted(answer), Shelf(report), Desk(workers=1, max_waiting=4))  # type: ignore[arg-type]
    app = FastAPI()
    mount_chat(app, chat)
    with serving(app) as url:
        yield url, chat


def test_markup_in_a_report_and_in_a_question_stays_text(hostile_url: tuple[str, Any], open_page: Open) -> None:
    page = open_page(hostile_url[0])
    ask(page, HOSTILE)
    assert HOSTILE in page.locator("#live-answer .answer").inner_text()
    assert tidy(HOSTILE) in page.locator("#live-evidence mark").inner_text()
    assert page.locator("#talk img, #talk script, #talk strong, #talk .katex").count() == 0


def test_a_closed_page_leaves_nothing_on_the_server(hostile_url: tuple[str, Any], open_page: Open) -> None:
    url, chat = hostile_url
    page = open_page(url)
    ask(page, "남지 말아야 할 질문")
    sessions = chat.state_holder.session_data
    assert any("남지 말아야" in str(state.config_values) for state in sessions.values()), "Gradio keeps last values"
    other = open_page(url)
    page.context.close()
    expect(other.locator("#send")).to_be_visible()
    for _ in range(100):
        if not any("남지 말아야" in str(state.config_values) for state in list(sessions.values())):
            break
        other.wait_for_timeout(200)
    else:
        pytest.fail("the closed page's question is still on the server")


@pytest.mark.parametrize(
    "path", ["/gradio_api/upload", "/gradio_api/file=http://127.0.0.1:9/", "/gradio_api/file=x.py"]
)
def test_the_chat_takes_and_gives_no_files(server_url: str, path: str) -> None:
    assert httpx.post(f"{server_url}/gradio_api/{path}", files={"files": ("a.html", b"<b>")}).status_code in (404, 405)
    assert httpx.get(f"{server_url}/gradio_api/{path}").status_code == 404


def test_no_style_and_no_script_loads_from_another_site(server_url: str) -> None:
    static = Path(__file__).resolve().parents[2] / "ui" / "static"
    sources = [(static / name).read_text(encoding="utf-8") for name in (*STYLES, *SCRIPTS)]
    for source in [*sources, httpx.get(f"{server_url}/theme.css").text]:
        assert not re.findall(r"https?://(?!www\.w3\.org/)", source)
        assert "@import" not in source
        assert "@font-face" not in source
