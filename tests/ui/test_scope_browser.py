"""The scope of the chat in a real Chromium: choosing, taking back, asking again, links, keyboard, a phone."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Locator, Page, expect

from api.desk import Desk
from corpus.report import Metadata
from qa.answer import Scope
from tests.serving import serving
from tests.ui.pages import ANSWER_MS, Open, ask, tab_to, wait_for
from tests.ui.reports import answered, cite, report_of
from tests.ui.test_chat import Scripted, Shelf
from ui import copy
from ui.chat_page import build_chat, mount_chat

pytestmark = [
    pytest.mark.browser,
    # Gradio's own bookkeeping of its queue asks pandas for things that pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

STAFF = "시장비서실 인력은 몇 명인가요?"  # told of by a report of 2023 and one of 2024


def chosen(page: Page) -> Locator:
    """The chips above the question box."""
    return page.locator("#scope-bar .chip")


def choose(page: Page, *labels: str) -> None:
    """Tick choices of the panel."""
    page.locator("#scope-open").click()
    for label in labels:
        page.locator(f"#scope-dialog [data-label='{label}']").check()
    page.locator("#scope-dialog .done").click()


def cited_dates(page: Page) -> set[str]:
    return {facts.partition("20")[2][:2] for facts in page.locator("#live-evidence .card .facts").all_inner_texts()}


def ask_again(page: Page, label: str) -> None:
    """Press the button of an answer's chip and wait for the answer without it."""
    page.locator("#live-answer").get_by_role("button", name=copy.ask_without(label)).click()
    without = page.locator("#live-answer [data-state=done] .without", has_text=f"‘{label}’")
    expect(without).to_be_visible(timeout=ANSWER_MS)


def document(url: str, source: str) -> Any:
    documents = httpx.get(f"{url}/v1/documents").json()["documents"]
    return next(each for each in documents if each["source"] == source)


def test_a_chosen_year_limits_every_answer_until_it_is_taken_back(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    choose(page, "2023년")
    expect(chosen(page)).to_have_text(["2023년×"])
    ask(page, STAFF)
    assert cited_dates(page) == {"23"}
    expect(page.locator("#live-answer .chip.chosen")).to_contain_text(f"{copy.SCOPE_CHOSEN}: 2023년")
    expect(page.locator("#live-answer .chip.understood")).to_contain_text(f"{copy.SCOPE_UNDERSTOOD}: 시장비서실")
    ask(page, "시장비서실의 정원은 몇 명인가요?")
    assert cited_dates(page) == {"23"}
    page.reload()
    expect(chosen(page)).to_have_text(["2023년×"], timeout=ANSWER_MS)
    chosen(page).get_by_role("button").click()
    expect(chosen(page)).to_have_count(0)
    expect(page.locator("#scope-open")).to_be_focused()
    ask(page, STAFF)
    assert "24" in cited_dates(page)


def test_the_first_screens_examples_are_those_of_the_chosen_report(server_url: str, open_page: Open) -> None:
    report = document(server_url, "international-account-2019-2023.docx")
    sources = "[...document.querySelectorAll('.examples .from')].map((from) => from.textContent)"
    page = open_page(f"{server_url}/?report={report['document_id']}")
    expect(page.get_by_role("heading", name=copy.EXAMPLES_WITHIN)).to_be_visible(timeout=ANSWER_MS)
    assert set(page.evaluate(sources)) == {report["title"]}
    chosen(page).get_by_role("button").click()
    expect(page.get_by_role("heading", name=copy.EXAMPLES, exact=True)).to_be_visible(timeout=ANSWER_MS)
    assert len(set(page.evaluate(sources))) > 2
    choose(page, "2024년")
    expect(page.get_by_role("heading", name=copy.EXAMPLES_WITHIN)).to_be_visible(timeout=ANSWER_MS)
    assert not any("2023년" in question for question in page.locator(".examples .q").all_inner_texts())
    question = page.locator(".examples button").first.get_attribute("data-ask")
    assert question
    page.locator(".examples button").first.click()
    wait_for(page, question)
    expect(page.locator("#live-answer .answer")).to_have_attribute("data-status", "answered")


def test_a_panel_that_is_drawn_late_is_opened_all_the_same(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    choose(page, "2023년")
    page.evaluate("""() => {
        const panel = document.getElementById("scope-dialog"), place = panel.parentNode;
        panel.remove();
        councilChat.scope.open();
        setTimeout(() => place.append(panel), 150);
    }""")
    expect(page.locator("#scope-dialog [data-label='2024년']")).to_be_visible()


def test_what_was_understood_is_taken_back_and_asked_again(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    question = f"2023년 {STAFF}"
    ask(page, question)
    assert cited_dates(page) == {"23"}
    with page.expect_request("**/gradio_api/queue/join*") as sent:
        ask_again(page, "2023년")
    assert json.loads(sent.value.post_data or "{}")["data"][:2] == [question, []], "the same question, not a follow-up"
    expect(page.locator("#live-answer .without")).to_have_text(copy.asked_without(["2023년"], done=True))
    expect(page.locator("#live-answer .chip .name")).to_have_text(["시장비서실"])
    assert "24" in cited_dates(page)
    expect(page.locator("#live-answer")).to_be_focused()
    ask_again(page, "시장비서실")
    expect(page.locator("#live-answer .without")).to_have_text(copy.asked_without(["2023년", "시장비서실"], done=True))
    with page.expect_request("**/gradio_api/queue/join*") as sent:
        ask(page, "그럼 현원은요?")
    _, earlier, scope = json.loads(sent.value.post_data or "{}")["data"]
    assert [turn["question"] for turn in earlier] == [question], "each asking anew takes the place of the one before"
    assert scope["ignored"] == {}
    expect(page.locator("#live-answer .without")).to_have_count(0)


def test_a_condition_that_was_chosen_is_taken_back_from_the_answer_too(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    choose(page, "2023년", "업무보고")
    ask(page, STAFF)
    ask_again(page, "2023년")
    expect(chosen(page)).to_have_text(["업무보고×"])
    assert "24" in cited_dates(page)
    expect(page.locator("#scope-bar").get_by_role("button", name=copy.SCOPE_CLEAR)).to_be_hidden()
    choose(page, "2024년")
    page.locator("#scope-bar").get_by_role("button", name=copy.SCOPE_CLEAR).click()
    expect(chosen(page)).to_have_count(0)
    choose(page, "2024년")
    page.get_by_role("button", name=copy.NEW_CONVERSATION).click()
    expect(page.locator("#welcome h2")).to_be_visible(timeout=ANSWER_MS)
    expect(chosen(page)).to_have_count(0)


def test_an_answer_is_asked_again_with_its_own_conditions_not_those_of_now(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    choose(page, "2023년", "업무보고")
    ask(page, STAFF)
    page.locator("#scope-bar").get_by_role("button", name=copy.SCOPE_CLEAR).click()
    with page.expect_request("**/gradio_api/queue/join*") as sent:
        ask_again(page, "2023년")
    scope = json.loads(sent.value.post_data or "{}")["data"][2]
    assert (scope["filters"]["years"], scope["filters"]["kinds"]) == ([], ["업무보고"])


def test_what_a_link_ignores_is_ignored_after_a_reload_too(server_url: str, open_page: Open) -> None:
    question = f"2023년 {STAFF}"
    page = open_page(str(httpx.URL(server_url, path="/", params={"q": question, "not_year": "2023"})))
    wait_for(page, question)
    page.add_init_script("sessionStorage.removeItem('council-qa-kept')")  # as where the turns were too long to be kept
    page.reload()
    wait_for(page, question)
    expect(page.locator("#live-answer .without")).to_have_text(copy.asked_without(["2023년"], done=True))


def test_a_link_that_cannot_be_read_asks_nothing_by_itself(server_url: str, open_page: Open) -> None:
    page = open_page(str(httpx.URL(server_url, path="/", params={"q": STAFF, "year": "작년"})))
    expect(page.locator(".scope-note")).to_have_text(copy.SCOPE_UNREADABLE)
    expect(page.locator("#question textarea")).to_have_value(STAFF)
    assert page.locator("[data-turn]").count() == 0


def test_a_link_opens_the_chat_with_its_report_and_carries_the_choice_on(server_url: str, open_page: Open) -> None:
    report = document(server_url, "mayor-office-2023-04.txt")
    page = open_page(f"{server_url}/?report={report['document_id']}&kind=업무보고")
    expect(chosen(page)).to_have_count(2, timeout=ANSWER_MS)
    expect(chosen(page).last).to_contain_text(report["title"])
    ask(page, STAFF)
    assert cited_dates(page) == {"23"}
    page.get_by_role("button", name=copy.LINK_COPY).click()
    expect(page.get_by_role("button", name=copy.COPIED)).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    other = open_page(link)
    wait_for(other, STAFF)
    assert cited_dates(other) == {"23"}
    expect(chosen(other)).to_have_count(2)


def test_a_link_to_no_report_says_so_calmly_and_asks_all_of_them(server_url: str, open_page: Open) -> None:
    page = open_page(str(httpx.URL(server_url, path="/", params={"report": "nirgends", "q": STAFF})))
    wait_for(page, STAFF)
    expect(page.locator("#scope-bar .scope-note")).to_have_text(copy.REPORT_NOT_LISTED_SO_ALL)
    expect(chosen(page)).to_have_count(0)
    expect(page.locator("#live-answer .answer")).to_have_attribute("data-status", "answered")
    page = open_page(f"{server_url}/?year=작년")
    expect(page.locator("#scope-bar .scope-note")).to_have_text(copy.SCOPE_UNREADABLE, timeout=ANSWER_MS)


def test_a_department_that_is_gone_finds_nothing_and_says_so(server_url: str, open_page: Open) -> None:
    page = open_page(f"{server_url}/?department=없어진 부서")
    expect(chosen(page)).to_have_text(["없어진 부서×"], timeout=ANSWER_MS)
    ask(page, STAFF)
    expect(page.locator("#live-answer .answer")).to_have_attribute("data-status", "unanswerable_no_evidence")
    expect(page.locator("#live-answer .answer")).to_contain_text("없어진 부서 범위에서 찾아보았지만")


def test_the_scope_is_set_and_taken_back_with_the_keyboard_alone(server_url: str, open_page: Open) -> None:
    page = open_page(server_url)
    expect(page.locator("#question textarea")).to_be_focused(timeout=ANSWER_MS)
    tab_to(page, "#scope-open", backwards=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name=copy.SCOPE_TITLE)).to_be_visible()
    tab_to(page, "[data-label='2023년']")
    page.keyboard.press("Space")
    expect(chosen(page)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#scope-open")).to_be_focused()
    tab_to(page, "#question textarea")
    page.keyboard.type(STAFF)
    page.keyboard.press("Enter")
    wait_for(page, STAFF)
    tab_to(page, "#live-answer .understood button", backwards=True)
    page.keyboard.press("Enter")
    expect(page.locator("#live-answer [data-state=done] .without")).to_be_visible(timeout=ANSWER_MS)
    tab_to(page, "#live-answer .chosen button")


HOSTILE = "<img src=x onerror=alert(1)><b>굵게</b>' \" ${alert(2)} {}"


def test_a_phone_shows_panel_and_chips_whole_and_nothing_of_a_report_is_markup(open_page: Open) -> None:
    long = "서울특별시 " * 12
    reports = [
        report_of(
            source=f"{number}.txt", metadata=Metadata(f"{HOSTILE} {long} {number}", f"{HOSTILE} {number}", "2024")
        )
        for number in range(12)
    ]
    department = reports[0].metadata.department
    answer = answered("3명 [1]", cite(reports[0], "3명이 부족함"), scope=Scope(departments=(department,)))
    app = FastAPI()
    mount_chat(app, build_chat(Scripted(answer), Shelf(*reports), Desk(workers=1, max_waiting=4)))  # type: ignore[arg-type]
    with serving(app) as url:
        page = open_page(url, width=360, height=740)
        page.locator("#scope-open").click()
        expect(page.locator("#scope-dialog")).to_be_visible(timeout=ANSWER_MS)
        box = page.locator("#scope-dialog").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        departments = page.locator("#scope-dialog .departments")
        departments.get_by_role("searchbox").fill("굵게 11")
        expect(departments.get_by_role("checkbox")).to_have_count(1)
        departments.get_by_role("searchbox").fill("없는 이름")
        expect(departments.locator(".none")).to_have_text(copy.SCOPE_NO_MATCH)
        departments.get_by_role("searchbox").fill("")
        departments.get_by_role("checkbox").first.check()
        page.locator("#scope-dialog .document_ids").get_by_role("checkbox").first.check()
        page.locator("#scope-dialog .done").click()
        expect(chosen(page).first).to_have_text(f"{department}×")
        ask(page, "인력은 몇 명인가요?")
        expect(page.locator("#live-answer .chip")).to_have_count(2)
        assert page.locator("#composer :is(img, b), #talk :is(img, b)").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(page.locator("#send")).to_be_in_viewport(ratio=1)
