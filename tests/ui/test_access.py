"""Keys at the edge: the `council-qa keys` command, where `serve` may listen, and the chat behind a key in a browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from api.audit import FOLDER
from api.keys import FILE, FORM, Keys
from api.roles import Role
from qa.settings import load_settings
from tests.conftest import ROOT
from tests.serving import free_port, serving
from tests.ui.conftest import CHROMIUM, FLAGS
from tests.ui.pages import ANSWER_MS
from tests.ui.test_cli import Run, in_process
from tests.ui.test_serving import ingest, reports, wait_until_ready
from ui import copy
from ui.errors import UnguardedError
from ui.guard import guard
from ui.server import build

__all__ = ["in_process", "reports"]  # fixtures of the neighbours


# ------------------------------------------------------------------ council-qa keys


def test_a_key_is_shown_once_alone_on_standard_output(cli: Run) -> None:
    code, out, err = cli("keys", "create", "--role", "staff", "--name", "기록관", "--days", "30")
    assert code == 0
    found = FORM.fullmatch(out.strip())
    assert found
    assert "다시 볼 수 없으니" in err
    assert found[2] not in err
    code, out, err = cli("keys", "list", "--json")
    assert found[2] not in out + err
    key = json.loads(out)
    ends = datetime.fromisoformat(key.pop("expires_at"))
    assert abs(ends - datetime.now(UTC) - timedelta(days=30)) < timedelta(minutes=1)
    assert datetime.fromisoformat(key.pop("created_at")) <= datetime.now(UTC)
    assert key == {
        "id": found[1], "name": "기록관", "role": "staff", "revoked_at": None, "used_at": None, "state": "usable",
    }  # fmt: skip


def test_without_a_word_a_key_is_a_readers_and_does_not_end(cli: Run) -> None:
    _, _, err = cli("keys", "create")
    assert "역할 reader, 폐기할 때까지" in err
    key = json.loads(cli("keys", "list", "--json")[1])
    assert (key["role"], key["expires_at"]) == ("reader", None)


def test_the_list_tells_people_of_each_key_how_it_stands(cli: Run) -> None:
    assert "council-qa keys create" in cli("keys", "list")[2]
    one = cli("keys", "create", "--name", "의원실")[1].split("_")[1]
    other = cli("keys", "create", "--role", "admin")[1].split("_")[1]
    assert cli("keys", "revoke", one) == (0, f"폐기했습니다: {one}\n", "")
    rows = {row.split("\t")[0]: row.split("\t") for row in cli("keys", "list")[1].splitlines()}
    assert (rows[one][1], rows[one][2], rows[one][-1]) == ("reader", "의원실", "폐기됨")
    assert (rows[other][1], rows[other][-1]) == ("admin", "쓸 수 있음")


def test_revoking_what_is_not_there_says_where_to_look_and_revoking_twice_keeps_the_first_time(cli: Run) -> None:
    code, out, err = cli("keys", "revoke", "00000000")
    assert (code, out) == (1, "")
    assert "council-qa keys list" in err
    key_id = cli("keys", "create")[1].split("_")[1]
    cli("keys", "revoke", key_id)
    first = json.loads(cli("keys", "list", "--json")[1])["revoked_at"]
    assert cli("keys", "revoke", key_id)[0] == 0
    assert json.loads(cli("keys", "list", "--json")[1])["revoked_at"] == first


@pytest.mark.parametrize("arguments", [["--role", "boss"], ["--days", "0"], ["--days", "x"], ["--forever"]])
def test_an_option_that_does_not_fit_makes_no_key(cli: Run, arguments: list[str]) -> None:
    code, out, err = cli("keys", "create", *arguments)
    assert (code, out) == (2, "")
    assert re.search(r"[가-힣]", err)
    assert cli("keys", "list", "--json")[1] == ""


# ------------------------------------------------------------------ where `serve` may listen


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "council.example.kr"])
def test_serve_refuses_an_address_for_others_without_keys(cli: Run, host: str) -> None:
    code, out, err = cli("serve", "--host", host, "--port", str(free_port()))
    assert (code, out) == (1, "")
    [line] = err.splitlines()
    for told in (host, "council-qa keys create", "--open"):
        assert told in line


def test_a_revoked_or_expired_key_is_none_to_start_with() -> None:
    settings = load_settings(server={"host": "0.0.0.0"})
    with closing(Keys(settings.home / FILE)) as keys:
        key, _ = keys.create(Role.READER)
        assert "열쇠가 있어야" in guard(settings)
        keys.revoke(key.id)
    with pytest.raises(UnguardedError):
        guard(settings)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_computer_may_always_be_served_and_is_told_so(host: str) -> None:
    assert "이 컴퓨터에서만" in guard(load_settings(server={"host": host}))


def test_open_to_readers_is_said_at_the_start() -> None:
    assert "--open" in guard(load_settings(server={"host": "0.0.0.0"}, access={"open": True}))


@pytest.mark.parametrize(("arguments", "status"), [(["--open"], 200), ([], 401)], ids=["open", "with a key"])
def test_serve_opens_to_other_computers_with_a_key_or_the_word(
    reports: Path, arguments: list[str], status: int
) -> None:
    ingest(reports)
    home = load_settings().home
    with closing(Keys(home / FILE)) as keys:
        text = "" if arguments else keys.create(Role.READER)[1]
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve", "--host", "0.0.0.0", "--port", str(port), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until_ready(server, url)
        for path in ("/", "/v1/documents", "/docs"):
            assert httpx.get(f"{url}{path}", timeout=30).status_code == status
        if text:
            headers = {"Authorization": f"Bearer {text}"}
            assert httpx.get(f"{url}/v1/documents", headers=headers, timeout=30).status_code == 200
        assert httpx.get(f"{url}/metrics", timeout=30).status_code == 401
    finally:
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=60)
    assert server.returncode == 0, err
    assert ("--open" if arguments else "열쇠가 있어야") in err
    assert "Traceback" not in err


# ------------------------------------------------------------------ the chat behind a key


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM or not shutil.which(CHROMIUM):
        pytest.fail("Chromium is missing: install the `chromium` package or set COUNCIL_QA_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")
def test_the_chat_answers_who_gives_the_browser_a_key_and_nobody_else(reports: Path, browser: Browser) -> None:
    ingest(reports)
    settings = load_settings()
    with closing(Keys(settings.home / FILE)) as keys, serving(build(settings)) as url:
        key, text = keys.create(Role.READER)
        stranger = browser.new_context()
        with pytest.raises(PlaywrightError, match="AUTH_CREDENTIALS"):  # the box that asks for the key was closed
            stranger.new_page().goto(url)
        stranger.close()
        for path in ("/", "/config", "/gradio_api/queue/join", "/gradio_api/info", "/theme.css"):
            assert httpx.get(f"{url}{path}").status_code == 401, path
        context = browser.new_context(http_credentials={"username": "의원실", "password": text}, locale="ko-KR")
        page = context.new_page()
        page.goto(url)
        page.locator("#question textarea").fill("소방 인력은 몇 명인가요?")
        page.locator("#send").click()
        expect(page.locator("#live-answer .answer")).to_contain_text("317명", timeout=ANSWER_MS)
        page.get_by_role("button", name=copy.FEEDBACK_UP).click()
        expect(page.locator(".thanks")).to_have_text(copy.FEEDBACK_THANKS)
        page.get_by_role("button", name=copy.SHARE).click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=copy.SHARE_WAYS["md"]).click()
        assert "317명" in download.value.path().read_text(encoding="utf-8")
        keys.revoke(key.id)
        page.get_by_role("button", name=copy.FEEDBACK_UP).click()
        expect(page.get_by_role("alert").filter(has_text=copy.NO_KEY)).to_be_visible()
        context.close()
    [line] = map(json.loads, next((settings.home / FOLDER).iterdir()).read_text(encoding="utf-8").splitlines())
    assert (line["caller"], line["role"], line["route"]) == (key.id, "reader", "/")
    assert line["question"] == "소방 인력은 몇 명인가요?"
    assert line["request_id"]


def test_a_question_through_the_queue_of_the_chat_needs_a_key_of_its_own(reports: Path) -> None:
    ingest(reports)
    settings = load_settings()
    with closing(Keys(settings.home / FILE)) as keys, serving(build(settings)) as url:
        _, text = keys.create(Role.READER)
        body = {"data": ["소방 인력은?", []], "fn_index": 2, "session_hash": "abcdef"}
        assert httpx.post(f"{url}/gradio_api/queue/join", json=body).status_code == 401
        with_key = httpx.post(f"{url}/gradio_api/queue/join", json=body, auth=("", text))
        assert with_key.status_code == 200
        foreign = {"Origin": "https://evil.example"}
        refused = httpx.post(f"{url}/gradio_api/queue/join", json=body, auth=("", text), headers=foreign)
        assert refused.status_code == 403
