"""Requests that are made to harm, against the whole product on a real socket: each ends with a clean problem."""

from __future__ import annotations

import gzip
import json
import re
import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from api import middleware, wire
from api.app import create_app
from api.errors import Kind
from index.library import Library
from qa.assistant import Assistant
from qa.settings import load_settings
from tests.serving import serving

JSON = {"Content-Type": "application/json"}
WAIT_S = 30
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=WAIT_S) as opened:
        yield opened


def connected(url: str) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=WAIT_S)


def answer_to(url: str, *pieces: bytes) -> tuple[int, dict[str, str], Any]:
    """Status, headers and JSON of what comes back for bytes; the server has to close the connection itself."""
    with connected(url) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return received(connection)


def received(connection: socket.socket) -> tuple[int, dict[str, str], Any]:
    """The first answer on a connection that the server closes then."""
    data = b""
    while piece := connection.recv(65_536):
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(first.split()[1]), headers, json.loads(body[: int(headers["content-length"])])


def healthy(connection: socket.socket) -> bool:
    """Whether a whole request on an open connection is answered."""
    connection.sendall(HEALTH)
    data = b""
    while not data.endswith(b"}"):
        piece = connection.recv(65_536)
        assert piece, "the connection was closed"
        data += piece
    return data.startswith(b"HTTP/1.1 200")


def assert_clean(status: int, headers: Any, problem: dict[str, Any], kind: Kind) -> None:
    assert (status, problem["type"]) == (kind.status, kind.type), problem
    assert headers["content-type"] == "application/problem+json"
    assert re.search(r"[가-힣]", problem["detail"])
    assert "Traceback" not in json.dumps(problem)


def assert_refused(response: httpx.Response, kind: Kind) -> None:
    assert_clean(response.status_code, response.headers, response.json(), kind)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "x-gzip", "gzip, gzip", "zstd"])
def test_a_compressed_body_is_not_even_unpacked(client: httpx.Client, encoding: str) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    assert len(bomb) < 60_000
    response = client.post("/v1/ask", content=bomb, headers={**JSON, "Content-Encoding": encoding})
    assert_refused(response, Kind.ENCODED)


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"[" * 10_000, Kind.INVALID),
        (b"[" * 10_000 + b"]" * 10_000, None),
        (b'{"question":' * 10_000 + b"1" + b"}" * 10_000, None),
        (b'{"question": "\xff\xfe"}', None),
        (b'{"question": "\xed\xa0\x80"}', None),
        (b'{"question": "a\x00b"}', None),
        (b"\x00" * 1_000, None),
        (b'{"question": 1e999}', None),
        (b'{"question": ' + b"9" * 100_000 + b"}", None),
        (b'{"question": NaN, "query": Infinity}', None),
    ],
)
def test_json_that_is_made_to_break_a_parser_is_a_problem(
    client: httpx.Client, path: str, body: bytes, kind: Kind | None
) -> None:
    response = client.post(path, content=body, headers=JSON)
    assert response.status_code in (400, 422), response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert len(response.content) < 5_000, "what was sent is not sent back"


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "정원\x00은?",
        "\ud800",
        "\udcff 정원은?",
        "\ufffe\uffff",
        "\u202e정원은?",
        "정원은? \r\nX-Evil: 1",
        "' OR 1=1; DROP TABLE documents; --",
        "../../../../etc/passwd",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "${jndi:ldap://127.0.0.1/a}",
        "{{7*7}}",
        '"((AND OR NOT -title:*^9~2 [1 TO 2]',
    ],
)
def test_text_that_is_made_to_harm_is_only_a_question(client: httpx.Client, text: str) -> None:
    """Sent as JSON escapes, so that every code unit arrives. Half of a surrogate pair is no text: it is refused."""
    for path, field in (("/v1/ask", "question"), ("/v1/search", "query")):
        response = client.post(path, content=json.dumps({field: text}), headers=JSON)
        if re.search("[\ud800-\udfff]", text):
            assert_refused(response, Kind.INVALID)
        else:
            assert response.status_code == 200, response.text
            assert "root:" not in response.text
    filters = {name: [text] for name in ("departments", "kinds", "document_ids")}
    response = client.post("/v1/ask", content=json.dumps({"question": "정원은?", "filters": filters}), headers=JSON)
    assert response.status_code in (200, 422)
    if response.status_code == 200:
        assert response.json()["citations"] == []


@pytest.mark.parametrize(
    "name",
    [
        "..", "../..", "..%2F..%2Fetc%2Fpasswd", "..%252f..%252fetc%252fpasswd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..\\..\\windows\\win.ini", "%00", "a%00.pdf", "%ff%fe", "%c0%ae%c0%ae%c0%af", "%0d%0aX-Evil:%201",
        quote("file:///etc/passwd", safe=""), quote("http://169.254.169.254/latest", safe=""),
        quote("가" * 64, safe=""),
        "x" * 65, "con", "%E2%80%AE", "'%20OR%201=1--", "*", "%3F", "%25",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "path",
    [
        "/v1/documents/{}", "/v1/documents/{}/text", "/v1/documents/{}/file", "/v1/documents/{}/pages/1.png",
        "/v1/documents/{}/excerpt?quote=0,1", "/v1/passages/{}",
    ],
)  # fmt: skip
def test_an_id_that_is_a_path_an_address_or_no_text_names_nothing(server_url: str, path: str, name: str) -> None:
    target = path.format(name).encode("ascii")
    status, headers, problem = answer_to(
        server_url, b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    )
    assert status in (404, 422), problem
    assert headers["content-type"] == "application/problem+json"
    assert "x-evil" not in headers


@pytest.mark.parametrize("given", ["a\r\nX-Evil: 1", "a\nSet-Cookie: a=1", "a\x00", "a\tb", "é", "x" * 8_000])
def test_a_request_id_cannot_write_headers(server_url: str, given: str) -> None:
    status, headers, _ = answer_to(
        server_url,
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Request-ID: "
        + given.encode()
        + b"\r\n\r\n",
    )
    assert status in (200, 400)
    assert not {"x-evil", "set-cookie"} & headers.keys()
    assert re.fullmatch(r"[0-9a-f]{32}|a", headers["x-request-id"]), "an own one, or the part before the line break"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nBad Header\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: 1\x00\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64) + b"\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\r\n\r\n\r\nnonsense\r\n\r\n",
    ],
)
def test_what_is_no_request_is_told_so_and_the_connection_closed(server_url: str, request_: bytes) -> None:
    status, headers, problem = answer_to(server_url, request_)
    assert 400 <= status < 500
    assert headers["content-type"] == "application/problem+json"
    assert problem["status"] == status


def test_headers_without_end_are_refused_once_they_pass_the_limit(server_url: str) -> None:
    line = b"X-Filler: " + b"a" * 1_000 + b"\r\n"
    answered = answer_to(
        server_url, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n", line * (wire.MAX_HEADERS // len(line) + 1)
    )
    assert_clean(*answered, Kind.HEADERS)


def test_headers_up_to_the_limit_are_read_and_more_refused(client: httpx.Client) -> None:
    def get(size: int) -> httpx.Response:
        return client.get("/healthz", headers={"X-Filler": "a" * size})

    assert get(8_000).status_code == 200
    assert_refused(get(middleware.MAX_HEADERS), Kind.HEADERS)
    many = [(f"X-{number}", "1" * 100) for number in range(400)]
    assert_refused(client.get("/healthz", headers=many), Kind.HEADERS)
    twice = [("X-Request-ID", "one"), ("X-Request-ID", "two"), ("Accept", "a/b"), ("Accept", "text/event-stream")]
    assert client.get("/healthz", headers=twice).status_code == 200


def test_an_enormous_address_is_refused(client: httpx.Client) -> None:
    assert_refused(client.get(f"/v1/documents?after={'a' * middleware.MAX_ADDRESS}"), Kind.TOO_LONG)
    assert_refused(client.get(f"/v1/documents/{'a' * middleware.MAX_ADDRESS}"), Kind.TOO_LONG)
    many = "&".join("year=2024" for _ in range(800))
    assert_refused(client.get(f"/v1/documents?{many}"), Kind.INVALID)
    assert_refused(client.get("/v1/documents?limit=" + "9" * 5_000), Kind.INVALID)
    assert client.get("/v1/documents?" + "&".join(f"x{number}=1" for number in range(900))).status_code == 200


def test_a_body_larger_than_declared_is_no_further_request(server_url: str) -> None:
    body = b'{"question": "?"}'
    smuggled = b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    head = (
        b"POST /v1/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )
    status, _, problem = answer_to(server_url, head + body + smuggled)
    assert (status, problem["type"]) == (404, Kind.NOT_FOUND.type)


@pytest.fixture
def hasty(assistant: Assistant, library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that gives a body and headers little time."""
    monkeypatch.setattr(wire, "HEADERS_S", 1.0)
    settings = load_settings(server={"body_timeout_s": 0.3})
    with serving(create_app(assistant, library, settings)) as url:
        yield url


def test_a_body_that_does_not_come_is_timed_out_and_the_connection_closed(hasty: str) -> None:
    head = b"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    assert_clean(*answer_to(hasty, head, b'{"question"'), Kind.TOO_SLOW)
    assert_clean(*answer_to(hasty, head), Kind.TOO_SLOW)


def test_a_body_that_drips_is_timed_out_too(hasty: str) -> None:
    head = b"POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    with connected(hasty) as connection:
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        connection.settimeout(0.05)
        begun = time.monotonic()
        first = b""
        while not first:
            assert time.monotonic() - begun < WAIT_S
            connection.sendall(b"1\r\n \r\n")
            try:
                first = connection.recv(12)
            except TimeoutError:
                continue
        assert first == b"HTTP/1.1 408"


def test_headers_that_do_not_come_are_timed_out(hasty: str) -> None:
    for begun in (b"", b"GET /healthz HTTP/1.1\r\n", b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: "):
        assert_clean(*answer_to(hasty, begun), Kind.TOO_SLOW)


def test_the_headers_of_a_further_request_are_timed_out_too_and_an_idle_connection_is_not(hasty: str) -> None:
    with connected(hasty) as connection:
        assert healthy(connection)
        time.sleep(1.5 * wire.HEADERS_S)  # an idle connection may stay open longer
        assert healthy(connection)
        connection.sendall(HEALTH[:20])
        assert_clean(*received(connection), Kind.TOO_SLOW)
