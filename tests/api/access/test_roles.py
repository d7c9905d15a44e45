"""What each role may do, and who needs none."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.access import RULES, rule_of
from api.errors import Kind
from api.keys import Keys
from api.roles import Role
from tests.api.access.callers import ELSEWHERE, QUESTION, bearer, client
from tests.api.problems import assert_problem


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
