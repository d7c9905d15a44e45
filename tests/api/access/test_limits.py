"""How much one caller may ask, and how large it may be."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import httpx
from starlette.responses import StreamingResponse

from api.errors import Kind
from api.keys import Keys
from api.roles import Role
from tests.api.access.callers import ELSEWHERE, bearer, client
from tests.api.problems import assert_problem
from tests.serving import serving


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
