"""Who may do what: every case of keys and roles, limits, other web pages, and the rules themselves."""

from __future__ import annotations

import asyncio
import base64
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse

from api.access import RULES, rule_of
from api.app import create_app
from api.errors import Kind
from api.keys import FILE, USED_EVERY_S, Keys
from api.roles import Role
from index.errors import HomeNotWritable, StoreDamaged, StoreTooNew
from index.library import Library
from qa.assistant import Assistant
from qa.errors import SettingsError
from qa.settings import load_settings
from tests.api.test_frame import LOOPBACK, assert_problem
from tests.serving import serving

ROOT = Path(__file__).resolve().parents[2]
QUESTION = {"question": "시장비서실 정원은 몇 명인가요?"}
ELSEWHERE = ("10.0.0.7", 50_000)  # a client on another computer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The home of this test's keys and audit log; the reports are the session's."""
    return tmp_path / "home"


@pytest.fixture
def keys(folder: Path) -> Iterator[Keys]:
    with closing(Keys(folder / FILE)) as opened:
        yield opened


@pytest.fixture
def make(assistant: Assistant, library: Library, folder: Path) -> Any:
    """Makes an app over the session's reports with this test's keys; arguments are groups of settings."""

    def app(**groups: Any) -> FastAPI:
        return create_app(assistant, library, load_settings(home=folder, **groups))

    return app


def client(app: FastAPI, *, key: str = "", address: tuple[str, int] = ("127.0.0.1", 50_000)) -> TestClient:
    """A client that sends a key, from this computer or another one."""
    return TestClient(app, base_url=LOOPBACK, headers=bearer(key) if key else {}, client=address)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def basic(key: str, name: str = "의원실") -> dict[str, str]:
    """What a browser sends once the person has typed a key into its password box."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{key}".encode()).decode()}


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`council-qa keys …` in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COUNCIL_QA_HOME": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", "keys", *arguments],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


# ------------------------------------------------------------------ keys


def test_a_server_without_keys_trusts_this_computer_and_nobody_else(make: Any) -> None:
    with client(make()) as here:
        assert here.post("/v1/ask", json=QUESTION).status_code == 200
        assert here.delete("/v1/documents/none").status_code == 404
        assert here.get("/metrics").status_code == 200
    with client(make(), address=ELSEWHERE) as through_a_proxy:
        assert_problem(through_a_proxy.post("/v1/ask", json=QUESTION), Kind.KEY_REQUIRED)


def test_once_there_is_a_key_every_request_needs_one_also_of_this_computer(make: Any, keys: Keys) -> None:
    with client(make()) as here:
        assert here.get("/v1/documents").status_code == 200
        _, text = keys.create(Role.READER)
        problem = here.get("/v1/documents")
        assert "council-qa keys create" in assert_problem(problem, Kind.KEY_REQUIRED)["detail"]
        assert problem.headers["www-authenticate"] == 'Bearer realm="council-qa"'
        assert here.get("/v1/documents", headers=bearer(text)).status_code == 200


def test_the_end_of_the_last_key_does_not_open_the_server(make: Any, keys: Keys) -> None:
    key, _ = keys.create(Role.ADMIN)
    keys.revoke(key.id)
    with client(make()) as here:
        assert_problem(here.get("/v1/documents"), Kind.KEY_REQUIRED)


def test_whether_the_process_lives_needs_no_key(make: Any, keys: Keys) -> None:
    keys.create(Role.READER)
    with client(make(), address=ELSEWHERE) as anybody:
        assert anybody.get("/healthz").status_code == 200
        assert anybody.get("/readyz").status_code == 200


def wrong_keys(right: str) -> dict[str, str]:
    """Texts that are not the key, by what is wrong with them."""
    _, key_id, secret = right.split("_")
    return {
        "empty": "",
        "another word": "sk-none",
        "cut off": right[:-1],
        "longer": right + "0",
        "upper case": right.upper(),
        "id alone": f"cqa_{key_id}_",
        "unknown id": f"cqa_{'0' * 8}_{secret}",
        "wrong secret": f"cqa_{key_id}_{'0' * 48}",
        "with a quote": f"cqa_{key_id}_{secret}' OR 1=1",
        "other digits": right.replace(right[-1], "٣"),
    }


@pytest.mark.parametrize("wrong", wrong_keys("cqa_00000000_"))
@pytest.mark.parametrize("proven", [False, True], ids=["new", "used before"])
def test_what_is_not_the_key_is_refused(make: Any, keys: Keys, wrong: str, proven: bool) -> None:
    _, right = keys.create(Role.ADMIN)
    with client(make()) as caller:
        if proven:
            assert caller.get("/v1/documents", headers=bearer(right)).status_code == 200
        headers = {"Authorization": f"Bearer {wrong_keys(right)[wrong]}".encode()}
        response = caller.get("/v1/documents", headers=headers)  # type: ignore[arg-type]
    assert_problem(response, Kind.KEY_REQUIRED if wrong == "empty" else Kind.KEY_REFUSED)
    assert response.headers["www-authenticate"].startswith('Bearer realm="council-qa"')
    assert right not in response.text


@pytest.mark.parametrize("header", ["Token {}", "{}", "Digest {}", "Basic {}", "Basic !", "Bearer", "Bearer\t{}"])
def test_a_key_in_any_other_form_of_the_header_opens_nothing(make: Any, keys: Keys, header: str) -> None:
    _, right = keys.create(Role.ADMIN)
    with client(make()) as caller:
        for method, path in (("GET", "/v1/documents"), ("DELETE", "/v1/documents/none")):
            response = caller.request(method, path, headers={"Authorization": header.format(right)})
            assert response.status_code == 401
            assert response.headers["content-type"] == "application/problem+json"


def test_an_expired_and_a_revoked_key_are_refused_and_their_holder_is_told(make: Any, keys: Keys, folder: Path) -> None:
    (old, expired), (gone, revoked) = keys.create(Role.READER, days=1), keys.create(Role.READER)
    with client(make()) as caller:
        for text in (expired, revoked):
            assert caller.get("/v1/documents", headers=bearer(text)).status_code == 200
        with closing(sqlite3.connect(folder / FILE)) as db, db:
            db.execute("UPDATE keys SET expires_at = ? WHERE id = ?", (int(time.time()) - 1, old.id))
        keys.revoke(gone.id)
        assert (
            "기한" in assert_problem(caller.get("/v1/documents", headers=bearer(expired)), Kind.KEY_REFUSED)["detail"]
        )
        assert (
            "폐기" in assert_problem(caller.get("/v1/documents", headers=bearer(revoked)), Kind.KEY_REFUSED)["detail"]
        )
        stolen = f"{revoked[:-48]}{'0' * 48}"
        assert "폐기" not in caller.get("/v1/documents", headers=bearer(stolen)).text, "only the holder is told"


def test_a_revocation_by_the_command_holds_from_the_next_request_on(make: Any, folder: Path) -> None:
    with serving(make()) as url, httpx.Client(base_url=url, timeout=30) as caller:
        made = command(folder, "create", "--role", "reader", "--name", "의원실")
        key = made.stdout.strip()
        for _ in range(3):
            assert caller.get("/v1/documents", headers=bearer(key)).status_code == 200
        assert command(folder, "revoke", key.split("_")[1]).returncode == 0
        response = caller.get("/v1/documents", headers=bearer(key))
    assert "폐기" in assert_problem(response, Kind.KEY_REFUSED)["detail"]


@pytest.mark.parametrize("name", ["key", "api_key", "token", "access_token", "API_KEY"])
@pytest.mark.parametrize("path", ["/v1/documents", "/healthz", "/"])
def test_a_key_in_the_address_is_refused_also_a_right_one(make: Any, keys: Keys, name: str, path: str) -> None:
    _, right = keys.create(Role.READER)
    with client(make(), key=right) as caller:
        response = caller.get(path, params={name: right})
        assert "Bearer" in assert_problem(response, Kind.KEY_IN_ADDRESS)["detail"]
        assert_problem(caller.get("/v1/documents", params={"department": right}), Kind.KEY_IN_ADDRESS)


# ------------------------------------------------------------------ roles


@pytest.mark.parametrize(
    ("method", "path", "least"),
    [
        ("POST", "/v1/ask", Role.READER),
        ("POST", "/v1/search", Role.READER),
        ("GET", "/v1/documents", Role.READER),
        ("GET", "/v1/passages/none", Role.READER),
        ("POST", "/v1/feedback", Role.READER),
        ("POST", "/v1/chat/completions", Role.READER),
        ("POST", "/mcp", Role.READER),
        ("GET", "/docs", Role.READER),
        ("GET", "/openapi.json", Role.READER),
        ("GET", "/v1/feedback", Role.STAFF),
        ("POST", "/v1/documents", Role.STAFF),
        ("PUT", "/v1/documents/none", Role.STAFF),
        ("PATCH", "/v1/documents/none", Role.STAFF),
        ("DELETE", "/v1/documents/none", Role.STAFF),
        ("GET", "/v1/jobs/none", Role.STAFF),
        ("GET", "/metrics", Role.ADMIN),
    ],
)
def test_a_role_may_do_what_the_table_says_and_no_more(
    make: Any, keys: Keys, method: str, path: str, least: Role
) -> None:
    texts = {role: keys.create(role)[1] for role in Role}
    with client(make()) as caller:
        for role, text in texts.items():
            response = caller.request(method, path, headers=bearer(text))
            if role.includes(least):
                assert response.status_code not in (401, 403)
                continue
            assert least in assert_problem(response, Kind.ROLE)["detail"]
            assert 'error="insufficient_scope"' in response.headers["www-authenticate"]


def test_a_reader_who_uploads_is_refused_before_anything_of_the_file_is_read(make: Any, keys: Keys) -> None:
    _, reader = keys.create(Role.READER)
    sent: list[Any] = []
    scope = {
        "type": "http", "method": "POST", "path": "/v1/documents", "query_string": b"", "client": ELSEWHERE,
        "headers": [(b"host", b"127.0.0.1"), (b"authorization", f"Bearer {reader}".encode())],
    }  # fmt: skip

    async def receive() -> Any:
        raise AssertionError("the body was asked for")

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(make()(scope, receive, send))
    assert sent[0]["status"] == Kind.ROLE.status


def test_every_route_of_the_app_that_changes_something_needs_staff(make: Any) -> None:
    asking = {"/v1/ask", "/v1/search", "/v1/feedback", "/v1/chat/completions"}
    description = make().openapi()
    changing = [
        (path, operation)
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
        if method != "get" and path not in asking
    ]
    assert changing
    for path, operation in changing:
        assert operation["x-required-role"] == "staff", path


def test_an_address_that_nobody_thought_of_needs_a_key_and_a_change_below_v1_a_staff_key() -> None:
    assert rule_of("GET", "/somewhere/new").role is Role.READER
    assert rule_of("POST", "/v1/new").role is Role.STAFF
    assert rule_of("GET", "/v1/new").role is Role.READER
    assert rule_of("POST", "/v1/asking").role is Role.STAFF, "a rule holds for whole parts of a path"
    assert RULES[-1].path == "/"
    assert RULES[-1].methods is None, "some rule fits every request"


def test_the_description_tells_how_to_send_a_key_and_which_role_is_needed(make: Any) -> None:
    description = make().openapi()
    assert description["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for path, operations in description["paths"].items():
        for operation in operations.values():
            if path in ("/healthz", "/readyz"):
                assert operation["security"] == []
            else:
                assert {"bearer": []} in operation["security"]
                assert {"400", "401", "403", "429"} <= set(operation["responses"])
    refused = description["paths"]["/v1/ask"]["post"]["responses"]["400"]["content"]["application/problem+json"]
    assert set(refused["examples"]) == {"malformed-request", "key-in-address"}


# ------------------------------------------------------------------ open to readers


def test_an_open_server_lets_everybody_read_and_only_staff_change(make: Any, keys: Keys) -> None:
    _, staff = keys.create(Role.STAFF)
    app = make(access={"open": True}, server={"host": "0.0.0.0"})
    with client(app, address=ELSEWHERE) as anybody:
        assert anybody.post("/v1/ask", json=QUESTION).status_code == 200
        assert anybody.get("/v1/documents", headers=bearer("sk-made-up")).status_code == 200
        assert_problem(anybody.delete("/v1/documents/none"), Kind.KEY_REQUIRED)
        assert_problem(anybody.get("/metrics"), Kind.KEY_REQUIRED)
        assert anybody.delete("/v1/documents/none", headers=bearer(staff)).status_code == 404
        wrong = bearer(f"{staff[:-48]}{'0' * 48}")
        assert_problem(anybody.get("/v1/documents", headers=wrong), Kind.KEY_REFUSED)


def test_an_open_server_without_keys_lets_nobody_elsewhere_change_anything(make: Any) -> None:
    with client(make(access={"open": True}, server={"host": "0.0.0.0"}), address=ELSEWHERE) as anybody:
        assert anybody.get("/v1/documents").status_code == 200
        assert_problem(anybody.delete("/v1/documents/none"), Kind.KEY_REQUIRED)


# ------------------------------------------------------------------ browsers


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


# ------------------------------------------------------------------ limits


def test_more_requests_than_a_minute_allows_are_told_when_to_come_back(make: Any, keys: Keys) -> None:
    (_, one), (_, other) = keys.create(Role.READER), keys.create(Role.READER)
    with client(make(access={"requests_per_minute": 3})) as caller:
        for _ in range(3):
            assert caller.get("/v1/documents", headers=bearer(one)).status_code == 200
        refused = caller.get("/v1/documents", headers=bearer(one))
        assert_problem(refused, Kind.TOO_MANY)
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert caller.get("/v1/documents", headers=bearer(other)).status_code == 200, "each key has its own"
        assert caller.get("/healthz").status_code == 200


def test_addresses_without_a_key_are_counted_one_by_one_and_this_computer_not_at_all(make: Any) -> None:
    app = make(access={"requests_per_minute": 2, "open": True}, server={"host": "0.0.0.0"})
    caller, another, here = client(app, address=ELSEWHERE), client(app, address=("10.0.0.8", 1)), client(app)
    assert [caller.get("/v1/documents").status_code for _ in range(3)] == [200, 200, 429]
    assert [caller.get("/docs").status_code for _ in range(5)] == [200] * 5, "the parts of a page are not counted"
    assert another.get("/v1/documents").status_code == 200
    assert [here.get("/v1/documents").status_code for _ in range(5)] == [200] * 5


def test_nobody_tries_keys_without_end(make: Any, keys: Keys) -> None:
    _, right = keys.create(Role.READER)
    with client(make(access={"requests_per_minute": 3}), address=ELSEWHERE) as caller:
        tries = [caller.get("/v1/documents", headers=bearer("cqa_wrong")).status_code for _ in range(4)]
        assert tries == [401, 401, 401, 429]
        assert caller.get("/v1/documents", headers=bearer(right)).status_code == 200


def test_more_requests_at_once_than_allowed_are_refused_and_there_is_room_again_afterwards(
    make: Any, keys: Keys
) -> None:
    (_, one), (_, other) = keys.create(Role.READER), keys.create(Role.READER)
    app = make(access={"concurrent_requests": 2})
    let_go = threading.Event()

    @app.get("/v1/slow")
    async def slow() -> StreamingResponse:
        async def parts() -> Any:
            yield b"first"
            while not let_go.is_set():
                await asyncio.sleep(0.01)

        return StreamingResponse(parts())

    with serving(app) as url, httpx.Client(base_url=url, timeout=30) as caller:
        with (
            caller.stream("GET", "/v1/slow", headers=bearer(one)),
            caller.stream("GET", "/v1/slow", headers=bearer(one)),
        ):
            refused = caller.get("/v1/documents", headers=bearer(one))
            assert_problem(refused, Kind.TOO_MANY)
            assert refused.headers["retry-after"] == "1"
            assert caller.get("/v1/documents", headers=bearer(other)).status_code == 200
            let_go.set()
        deadline = time.monotonic() + 10
        while caller.get("/v1/documents", headers=bearer(one)).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_an_upload_may_be_larger_than_other_bodies_but_not_without_end(make: Any) -> None:
    app = make(server={"max_body_bytes": 10_000, "max_upload_bytes": 20_000})
    with client(app) as caller:
        assert_problem(caller.post("/v1/search", content=bytes(10_001)), Kind.TOO_LARGE)
        assert caller.post("/v1/documents", content=bytes(20_000)).status_code != 413
        assert_problem(caller.post("/v1/documents", content=bytes(20_001)), Kind.TOO_LARGE)
        assert_problem(caller.post("/v1/documents/x", content=bytes(10_001)), Kind.TOO_LARGE)


# ------------------------------------------------------------------ the file of the keys


def test_the_file_holds_no_key_and_is_for_its_owner_only(keys: Keys, folder: Path) -> None:
    _, text = keys.create(Role.STAFF, "기록관")
    for path in folder.iterdir():
        assert text.split("_")[2].encode() not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0, path
    with closing(sqlite3.connect(folder / FILE)) as db:
        ((salt, one),) = db.execute("SELECT salt, hash FROM keys").fetchall()
    assert len(salt) == 16
    assert len(one) == 64


def test_the_last_use_is_written_at_most_once_a_minute(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    key, text = keys.create(Role.READER)
    assert keys.list()[0].used_at is None
    now = time.time()
    for later, written in ((0, 0), (USED_EVERY_S - 1, 0), (USED_EVERY_S + 1, USED_EVERY_S + 1)):
        monkeypatch.setattr(time, "time", lambda later=later: now + later)
        keys.authenticate(text)
        assert keys.list()[0].used_at == int(now + written)
    assert key.used_at is None


def test_a_file_that_cannot_be_written_keeps_nobody_out(keys: Keys, folder: Path) -> None:
    _, text = keys.create(Role.READER)
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # another process is writing and does not end
        assert keys.authenticate(text).role is Role.READER
    assert keys.list()[0].used_at is None


def test_a_key_that_was_proven_costs_microseconds(keys: Keys) -> None:
    _, text = keys.create(Role.READER)
    assert not keys.quick(text)
    keys.authenticate(text)
    assert keys.quick(text)
    started = time.process_time()
    for _ in range(1000):
        keys.authenticate(text)
    assert time.process_time() - started < 0.5, "half a millisecond each, where hashing takes fifty"


def test_a_file_that_is_no_database_of_ours_is_told_in_korean(tmp_path: Path) -> None:
    damaged, newer = tmp_path / "damaged.sqlite3", tmp_path / "newer.sqlite3"
    damaged.write_bytes(b"not a database at all" * 100)
    with closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreDamaged, match="열쇠 파일"):
        Keys(damaged)
    with pytest.raises(StoreTooNew, match="새 판"):
        Keys(newer)
    with pytest.raises(HomeNotWritable, match="COUNCIL_QA_HOME"):
        Keys(damaged / "below" / FILE)
