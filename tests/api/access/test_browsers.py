"""A key in a browser, and web pages of other servers."""

from __future__ import annotations

from typing import Any

import pytest

from api.errors import Kind
from api.keys import Keys
from api.roles import Role
from qa.errors import SettingsError
from qa.settings import load_settings
from tests.api.access.callers import QUESTION, basic, bearer, client
from tests.api.problems import assert_problem


def test_a_browser_asks_the_person_for_the_key_and_may_then_read_and_judge(make: Any, keys: Keys) -> None:
    _, staff = keys.create(Role.STAFF)
    with client(make()) as browser:
        assert browser.get("/docs").headers["www-authenticate"].startswith("Basic ")
        again = browser.get("/docs", headers=basic("typed wrong"))
        assert_problem(again, Kind.KEY_REFUSED)
        assert again.headers["www-authenticate"].startswith("Basic "), "the browser asks once more"
        assert browser.get("/docs", headers=basic(staff)).status_code == 200
        assert browser.get("/v1/documents", headers=basic(staff)).status_code == 200
        thumb = {"question": "질문", "answer": "답", "rating": "up"}
        assert browser.post("/v1/feedback", json=thumb, headers=basic(staff)).status_code == 201
        assert_problem(browser.delete("/v1/documents/none", headers=basic(staff)), Kind.KEY_REQUIRED)
        assert_problem(browser.post("/v1/ask", json=QUESTION, headers=basic(staff)), Kind.KEY_REQUIRED)


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://127.0.0.1"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9000"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://127.0.0.1:9000"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://127.0.0.1@evil.example"}, False),
    ],
)
def test_another_web_page_cannot_use_the_browser_of_who_trusts_this_server(
    make: Any, headers: dict[str, str], ours: bool
) -> None:
    with client(make()) as browser:
        for method, path in (("POST", "/v1/documents"), ("DELETE", "/v1/documents/none"), ("POST", "/v1/ask")):
            response = browser.request(method, path, headers=headers)
            if ours:
                assert response.status_code != 403
            else:
                assert_problem(response, Kind.FOREIGN_PAGE)
        assert browser.get("/v1/documents", headers=headers).status_code == 200


def test_no_other_web_page_may_read_until_a_setting_names_it(make: Any, keys: Keys) -> None:
    _, reader = keys.create(Role.READER)
    groupware = "https://groupware.example.kr"
    preflight = {"Origin": groupware, "Access-Control-Request-Method": "POST",
                 "Access-Control-Request-Headers": "authorization,content-type"}  # fmt: skip
    with client(make()) as closed:
        assert "access-control-allow-origin" not in closed.options("/v1/ask", headers=preflight).headers
        response = closed.get("/v1/documents", headers={"Origin": groupware, **bearer(reader)})
        assert "access-control-allow-origin" not in response.headers
    with client(make(access={"allowed_origins": f"{groupware}, https://other.example.kr"})) as opened:
        allowed = opened.options("/v1/ask", headers=preflight)
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == groupware
        assert "authorization" in allowed.headers["access-control-allow-headers"]
        from_there = {"Origin": groupware, "Sec-Fetch-Site": "cross-site"}
        answer = opened.post("/v1/ask", json=QUESTION, headers=from_there | bearer(reader))
        assert answer.status_code == 200
        refusal = opened.post("/v1/ask", json=QUESTION, headers=from_there)
        assert_problem(refusal, Kind.KEY_REQUIRED)
        for response in (answer, refusal):
            assert response.headers["access-control-allow-origin"] == groupware
            assert "access-control-allow-credentials" not in response.headers
        assert (
            "access-control-allow-origin"
            not in opened.options("/v1/ask", headers=preflight | {"Origin": "https://evil.example"}).headers
        )


@pytest.mark.parametrize("origin", ["groupware.example.kr", "https://groupware.example.kr/", "ftp://x", "https://"])
def test_an_origin_that_no_browser_would_send_is_refused_at_the_start(origin: str) -> None:
    with pytest.raises(SettingsError, match="COUNCIL_QA_ACCESS__ALLOWED_ORIGINS"):
        load_settings(access={"allowed_origins": origin})
