"""The library's pages in a real browser: finding and reading a report; what staff do with their key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from api.keys import FILE, Keys
from api.roles import Role
from index.library import Library
from qa.settings import load_settings
from qa.wiring import open_library
from tests.api.uploads import text_report
from tests.serving import serving
from tests.ui.pages import ANSWER_MS, Open, ask, tab_to
from ui import copy as chat
from ui.library import copy
from ui.server import build

pytestmark = pytest.mark.browser
KEY_OF_NOBODY = "cqa_00000000_" + "0" * 48
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[Role, str]]]:
    """A server of its own, open to readers, with some reports and a key of each role."""
    home = tmp_path_factory.mktemp("staffed")
    settings = load_settings(home=home, access={"open": True})
    folder = tmp_path_factory.mktemp("reports")
    for subject in ("소방", "공원", "도로", "상수도", "복지", "교통"):
        (folder / f"{subject}.txt").write_bytes(text_report(subject, f"{subject} 인력은 317명임"))
    library = open_library(settings)
    assert {outcome.status for outcome in library.ingest([folder])} == {"added"}
    library.close()
    with closing(Keys(home / FILE)) as keys:
        texts = {role: keys.create(role)[1] for role in Role}
        with serving(build(settings)) as url:
            yield f"{url}/library", texts


def give_key(page: Page, key: str) -> None:
    page.get_by_role("button", name=copy.STAFF).click()
    page.get_by_label(copy.KEY, exact=True).fill(key)
    page.keyboard.press("Enter")


def drop(page: Page, name: str, data: bytes | int) -> None:
    """Let a file, or so many zeros, fall onto the page, as a file manager does."""
    files = page.evaluate_handle(
        """([name, bytes]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name));
            return data;
        }""",
        [name, data if isinstance(data, int) else list(data)],
    )
    page.dispatch_event("[data-drop]", "dragover", {"dataTransfer": files})
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": files})


def outcome(page: Page, name: str) -> Any:
    return page.locator("#uploads li").filter(has_text=name)


# ------------------------------------------------------------------ readers


def test_a_report_is_found_its_outline_opened_and_a_table_read(
    server_url: str, open_page: Open, library: Library
) -> None:
    page = open_page(server_url)
    page.get_by_role("link", name=copy.TITLE).click()
    expect(page.get_by_role("heading", level=1, name=copy.TITLE)).to_be_visible()
    report = next(report for report in library.store.reports() if len(report.page_starts) and report.format == "pdf")
    title = report.metadata.title
    page.get_by_label(copy.FIND).press_sequentially(f"{title[-4:]} {title[:2]}")
    expect(page.locator(".reports .name")).to_have_text([title])
    expect(page.locator("#announcer")).to_have_text(copy.count(1))
    assert page.get_by_label(copy.FIND).evaluate("field => field === document.activeElement")
    page.reload()  # what is looked for stands in the address
    expect(page.locator(".reports .name")).to_have_text([title])
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    ask = page.get_by_role("link", name=copy.ASK_THIS)
    assert ask.evaluate("link => link.href") == f"{server_url}/?report={report.id}"

    table = max(report.tables, key=lambda table: report.sections[table.section].level)
    section = report.sections[table.section]
    link = page.locator(".tree").get_by_role("link", name=section.heading, exact=False)
    expect(link).to_be_hidden()
    page.get_by_role("button", name=copy.UNFOLD).click()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(section.heading)
    for cell in (cell for cell in table.cells if cell.row < table.header_rows and cell.text):
        expect(page.get_by_role("columnheader", name=cell.text, exact=True).first).to_be_visible()
    page.locator("summary", has_text=copy.PICTURES).click()
    expect(page.locator("img.page").first).to_have_js_property("complete", True, timeout=ANSWER_MS)
    assert page.locator("img.page").first.evaluate("picture => picture.naturalWidth") > 800
    page.get_by_role("link", name=copy.AFTER).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(report.sections[table.section + 1].heading)


def test_the_keyboard_alone_finds_unfolds_and_reads(server_url: str, open_page: Open, library: Library) -> None:
    page = open_page(f"{server_url}/library", chat=False)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    tab_to(page, ".reports .name")
    title = page.locator(".name:focus").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    tab_to(page, ".tree summary")
    branch = page.locator("details", has=page.locator("summary:focus")).first
    was = branch.get_attribute("open")
    page.keyboard.press("Enter")
    assert branch.get_attribute("open") != was
    tab_to(page, ".tree a")
    heading = page.locator(".tree a:focus .heading").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("[aria-current=page] .heading")).to_have_text(heading)


@pytest.mark.parametrize("width", [360, 1920])
def test_no_page_runs_out_of_the_screen(server_url: str, open_page: Open, library: Library, width: int) -> None:
    page = open_page(f"{server_url}/library", width=width, dark=True, chat=False)
    assert page.evaluate(FITS)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 23, 31)"
    for report in library.store.reports():
        page.goto(f"{server_url}/library/{report.id}")
        page.get_by_role("button", name=copy.UNFOLD).click()
        assert page.evaluate(FITS), report.source
        page.goto(f"{server_url}/library/{report.id}/sections/0")
        assert page.evaluate(FITS), report.source
    page.get_by_role("button", name=chat.THEME).click()
    page.goto(f"{server_url}/library")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(244, 246, 249)"
    page.get_by_role("button", name=copy.EDIT).first.click()  # without keys whoever is at this computer is staff
    assert page.evaluate(FITS)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=copy.EDIT).first).to_be_focused()


# ------------------------------------------------------------------ staff


def test_only_a_key_of_staff_opens_what_staff_do(staffed: tuple[str, dict[Role, str]], open_page: Open) -> None:
    url, keys = staffed
    page = open_page(url, chat=False)
    expect(page.get_by_role("button", name=copy.EDIT)).to_have_count(0)
    wrong = page.locator("#key-wrong")
    for key, said in (
        ("열쇠", copy.WORDS["keyForm"]),
        (keys[Role.STAFF][:-1], copy.WORDS["keyForm"]),
        (KEY_OF_NOBODY, "모르는 열쇠"),
        (keys[Role.READER], copy.WORDS["role"]),
    ):
        if page.locator("#key-dialog").is_hidden():
            page.get_by_role("button", name=copy.STAFF).click()
        page.get_by_label(copy.KEY, exact=True).fill(key)
        page.keyboard.press("Enter")
        expect(wrong).to_contain_text(said)
        expect(page.locator("#key")).to_be_focused()
    assert page.evaluate("sessionStorage.length") == 0
    page.get_by_label(copy.KEY, exact=True).fill(keys[Role.STAFF])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=copy.UPLOAD)).to_be_visible()
    assert "cqa_" not in page.url
    page.reload()
    expect(page.get_by_role("button", name=copy.EDIT).first).to_be_visible()
    page.get_by_role("button", name=copy.STAFF_LEAVE).click()
    expect(page.get_by_role("button", name=copy.EDIT)).to_have_count(0)
    assert page.evaluate("sessionStorage.length") == 0


def test_a_file_is_uploaded_corrected_and_removed(staffed: tuple[str, dict[Role, str]], open_page: Open) -> None:
    url, keys = staffed
    page = open_page(url, height=500, chat=False)
    give_key(page, keys[Role.STAFF])
    chosen = [
        {"name": "체육.txt", "mimeType": "text/plain", "buffer": text_report("체육", "체육 인력은 12명임")},
        {"name": "그림.pdf", "mimeType": "application/pdf", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(40)},
    ]
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=copy.CHOOSE).click()
    chooser.value.set_files(chosen)  # type: ignore[arg-type]
    expect(outcome(page, "체육.txt").locator(".state")).to_have_text(copy.WORDS["added"], timeout=ANSWER_MS)
    refused = outcome(page, "그림.pdf")
    expect(refused.locator(".state")).to_have_text(copy.WORDS["refused"])
    expect(refused.locator(".said")).to_contain_text(re.compile("[가-힣]{2}"))
    expect(page.locator("#upload-summary")).to_have_text("파일 2개 가운데 2개 끝남")
    name = page.locator(".reports .name", has_text="체육")
    expect(name).to_have_count(1)  # the list has followed

    name.scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > 0
    top = "name => name.getBoundingClientRect().top"
    place = name.evaluate(top)
    drop(page, "체육.txt", chosen[0]["buffer"])  # type: ignore[arg-type]
    expect(outcome(page, "체육.txt").locator(".state").last).to_have_text(copy.WORDS["unchanged"], timeout=ANSWER_MS)
    assert name.evaluate(top) == pytest.approx(place, abs=1)  # nothing has moved under the reader's eyes

    title = name.inner_text()
    edit = page.get_by_role("button", name=copy.about(copy.EDIT, title))
    edit.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(copy.REPORT_TITLE).fill("")
    dialog.get_by_label(copy.DATE, exact=True).fill("작년")
    dialog.get_by_role("button", name=copy.SAVE).click()
    expect(page.locator("#edit-title")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#edit-date-wrong")).to_contain_text("2024-09")
    dialog.get_by_label(copy.REPORT_TITLE).fill("체육 시설 <b>보고</b>")
    dialog.get_by_label(copy.DATE, exact=True).fill("2021-05")
    page.context.set_offline(True)
    dialog.get_by_role("button", name=copy.SAVE).click()
    expect(dialog.get_by_role("alert")).to_have_text(copy.WORDS["network"])
    page.context.set_offline(False)
    dialog.get_by_role("button", name=copy.SAVE).click()
    expect(dialog).to_have_count(0)
    expect(name).to_have_text("체육 시설 <b>보고</b>")
    expect(page.get_by_role("button", name=copy.about(copy.EDIT, "체육 시설"))).to_be_focused()
    said = copy.WORDS["saved"].format(title="체육 시설 <b>보고</b>")
    expect(page.locator("#told")).to_have_text(said)
    expect(page.locator("#told")).to_be_in_viewport(ratio=1)
    expect(page.locator("#announcer")).to_have_text(said)

    away = page.get_by_role("button", name=copy.about(copy.DELETE, "체육 시설"))
    away.click()
    expect(dialog).to_contain_text("체육 시설 <b>보고</b>")
    expect(dialog.get_by_role("button", name=copy.CANCEL)).to_be_focused()
    page.keyboard.press("Enter")
    expect(name).to_have_count(1)
    away.click()
    dialog.get_by_role("button", name=copy.DELETE).click()
    expect(name).to_have_count(0)
    said = copy.WORDS["deleted"].format(title="체육 시설 <b>보고</b>")
    expect(page.locator("#told")).to_have_text(said)
    expect(page.locator("#announcer")).to_have_text(said)


def test_an_upload_that_is_refused_says_why_and_can_be_sent_again(
    staffed: tuple[str, dict[Role, str]], open_page: Open
) -> None:
    url, keys = staffed
    page = open_page(url, width=360, chat=False)
    give_key(page, keys[Role.STAFF])

    def too_often(route: Route) -> None:
        route.fulfill(
            status=429, headers={"Retry-After": "7"}, content_type="application/problem+json", body=json.dumps({})
        )

    page.route("**/v1/documents", too_often)
    drop(page, "시장.txt", text_report("시장", "시장 점포는 80곳임"))
    row = outcome(page, "시장.txt")
    expect(row.locator(".state")).to_have_text(copy.WORDS["notDone"])
    expect(row.locator(".said")).to_contain_text("7초 뒤에")
    assert page.evaluate(FITS)
    page.unroute("**/v1/documents")
    row.get_by_role("button", name=copy.AGAIN).click()
    expect(row.locator(".state")).to_have_text(copy.WORDS["added"], timeout=ANSWER_MS)
    page.evaluate("document.body.dataset.mostBytes = 1_000_000")
    drop(page, "큰 파일.txt", 1_000_001)
    expect(outcome(page, "큰 파일.txt").locator(".said")).to_contain_text("1MB까지")
    page.get_by_role("button", name=copy.CLEAR).click()
    expect(page.locator("#uploads li")).to_have_count(0)
    page.evaluate("key => sessionStorage.setItem('council-qa-staff-key', key)", KEY_OF_NOBODY)
    drop(page, "늦은.txt", text_report("늦은", "늦은 파일임"))
    expect(page.locator("#key-wrong")).to_contain_text("모르는 열쇠")  # the key has ended meanwhile
    expect(outcome(page, "늦은.txt").get_by_role("button", name=copy.AGAIN, include_hidden=True)).to_have_count(1)


@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")  # Gradio's own bookkeeping
def test_a_report_is_uploaded_and_asked_about(open_page: Open) -> None:
    with serving(build(load_settings())) as url:
        page = open_page(url)
        page.get_by_role("link", name=chat.EMPTY_LIBRARY_UPLOAD).click()
        file = {"name": "소방.txt", "mimeType": "text/plain", "buffer": text_report("소방", "소방 인력은 317명임")}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        expect(outcome(page, "소방.txt")).to_contain_text(chat.OUTCOMES["added"], timeout=ANSWER_MS)
        expect(page.locator("#told")).to_have_text(copy.WORDS["uploaded"].format(done=1))
        page.locator(".reports").get_by_role("link", name=copy.ASK).click()
        expect(page.locator("#scope-bar .chip")).to_have_count(1, timeout=ANSWER_MS)
        ask(page, "소방 인력은 몇 명인가요?")
        expect(page.locator("#live-answer .answer")).to_contain_text("317명")
        expect(page.locator("#live-evidence mark").first).to_contain_text("317명")
