"""Which keys open the server, and what is said of those that do not."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.errors import Kind
from api.keys import FILE, Keys
from api.roles import Role
from tests.api.access.callers import ELSEWHERE, QUESTION, bearer, client
from tests.api.problems import assert_problem
from tests.conftest import ROOT
from tests.serving import serving


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`council-qa keys …` in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COUNCIL_QA_HOME": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", "keys", *arguments],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


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
