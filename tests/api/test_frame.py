"""What every address shares: problem documents, request ids, limits, safe headers, health, and the OpenAPI file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import openapi
from api.app import create_app
from api.errors import Kind
from api.openai_errors import spoken_at
from index.errors import GenerationDamaged, LibraryBusy
from index.library import Library
from qa.assistant import Assistant
from qa.settings import Settings, load_settings
from tests.api.problems import LOOPBACK, assert_problem


@pytest.fixture
def app(assistant: Assistant, library: Library, settings: Settings) -> FastAPI:
    return create_app(assistant, library, settings)


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/nothing", "/v1/ask/more", "/v1/documents/a/b", "/v1/documents/..%2F..%2Fetc%2Fpasswd"]
)
def test_an_address_of_the_api_that_is_not_there_is_a_problem_also_beside_the_chat(
    client: httpx.Client, path: str
) -> None:
    assert assert_problem(client.get(path), Kind.NOT_FOUND)["instance"] == unquote(path)


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/ask"), ("PUT", "/v1/documents"), ("POST", "/healthz")])
def test_a_method_that_an_address_does_not_know_is_a_problem_that_names_it(
    client: httpx.Client, method: str, path: str
) -> None:
    response = client.request(method, path)
    assert method in assert_problem(response, Kind.METHOD)["detail"]
    assert response.headers["allow"]


def test_a_body_beyond_the_limit_is_a_problem_whether_its_length_is_declared_or_not(client: httpx.Client) -> None:
    body = json.dumps({"question": "가" * 400_000}).encode()
    headers = {"Content-Type": "application/json"}
    assert_problem(client.post("/v1/ask", content=body, headers=headers), Kind.TOO_LARGE)
    pieces = (body[start : start + 65_536] for start in range(0, len(body), 65_536))
    assert_problem(client.post("/v1/ask", content=pieces, headers=headers), Kind.TOO_LARGE)


def test_an_error_nobody_expected_tells_nothing_of_the_inside(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    @app.get("/v1/broken")
    def broken() -> None:
        raise RuntimeError("password=hunter2 in /home/somebody")

    with TestClient(app, base_url=LOOPBACK) as client:
        response = client.get("/v1/broken")
    assert_problem(response, Kind.INTERNAL)
    assert "hunter2" not in response.text
    assert "hunter2" in caplog.text, "whoever runs the server finds it in the log"
    assert response.headers["x-request-id"] in caplog.text


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (LibraryBusy("다른 프로그램이 쓰는 중입니다."), Kind.BUSY),
        (GenerationDamaged("색인이 손상되었습니다."), Kind.INDEX),
    ],
)
def test_an_error_of_the_layers_below_is_a_problem_in_its_own_words(app: FastAPI, error: Exception, kind: Kind) -> None:
    @app.get("/v1/broken")
    def broken() -> None:
        raise error

    with TestClient(app, base_url=LOOPBACK) as client:
        assert assert_problem(client.get("/v1/broken"), kind)["detail"] == str(error)


def test_an_error_in_the_middle_of_a_stream_becomes_an_event(library: Library, settings: Settings) -> None:
    class Breaking:
        def stream(self, _question: object) -> Iterator[tuple[str, Any]]:
            yield "token", "정원은"
            raise GenerationDamaged("색인이 손상되었습니다.")

    app = create_app(Breaking(), library, settings)  # type: ignore[arg-type]
    with TestClient(app, base_url=LOOPBACK) as client:
        response = client.post("/v1/ask", json={"question": "정원은?"}, headers={"Accept": "text/event-stream"})
    blocks = response.text.strip().split("\n\n")
    assert [block.split("\n")[0] for block in blocks] == ["event: token", "event: error", "event: done"]
    assert json.loads(blocks[1].split("data: ", 1)[1])["type"] == Kind.INDEX.type


def test_a_callers_own_request_id_comes_back_and_a_hostile_one_does_not(client: httpx.Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "audit-7"}).headers["x-request-id"] == "audit-7"
    for hostile in ("a b", "x" * 65, '"><script>'):
        assert client.get("/healthz", headers={"X-Request-ID": hostile}).headers["x-request-id"] != hostile


@pytest.mark.parametrize("path", ["/", "/healthz", "/v1/nothing", "/docs"])
def test_every_response_keeps_a_browser_from_loading_anything_from_elsewhere(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "://" not in policy, "no other place is admitted"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("host", "admitted"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("[::1]:8000", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
    ],
)
def test_a_name_that_was_pointed_at_this_machine_is_refused(client: httpx.Client, host: str, admitted: bool) -> None:
    response = client.get("/v1/documents", headers={"Host": host})
    if admitted:
        assert response.status_code == 200
    else:
        assert_problem(response, Kind.UNKNOWN_HOST)


def test_names_of_the_settings_are_admitted(assistant: Assistant, library: Library) -> None:
    settings = load_settings(server={"host": "0.0.0.0", "allowed_hosts": ("council.example.kr",)})
    with TestClient(create_app(assistant, library, settings), base_url="http://council.example.kr") as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/healthz", headers={"Host": "other.example.kr"}).status_code == 421
    anywhere = load_settings(server={"host": "0.0.0.0"})
    with TestClient(create_app(assistant, library, anywhere), base_url="http://10.0.0.5:8000") as client:
        assert client.get("/healthz").status_code == 200


def test_health_and_readiness(client: httpx.Client, library: Library) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "ready",
        "documents": len(library.store.reports()),
        "generation": library.searcher.generation,
    }


def test_metrics_count_requests_by_template_and_answers_by_status(client: httpx.Client, library: Library) -> None:
    client.get("/v1/documents/doesnotexist")
    client.post("/v1/ask", json={"question": "정원은 몇 명인가요?"})
    text = client.get("/metrics").text
    assert 'route="/v1/documents/{document_id}",status="404"' in text
    assert "doesnotexist" not in text, "labels must not grow with what clients type"
    assert re.search(r'council_qa_answers_total\{mode="extractive",status="\w+"\} [1-9]', text)
    assert f"council_qa_documents {len(library.store.reports())}.0" in text


def test_the_documentation_page_needs_nothing_from_elsewhere(client: httpx.Client) -> None:
    page = client.get("/docs").text
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert sources
    for source in sources:
        assert source.startswith("/"), source
        assert client.get(source).status_code == 200
    assert client.get("/openapi.json").json()["info"]["title"] == "council-qa"


def test_the_chat_is_at_the_root(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")


def test_the_committed_description_is_the_apps_own(app: FastAPI) -> None:
    assert openapi.PATH.read_text(encoding="utf-8") == openapi.describe(), "run: python -m api.openapi"
    assert json.loads(openapi.describe()) == app.openapi()


def test_every_route_describes_its_problems_and_every_request_has_an_example(app: FastAPI) -> None:
    description = app.openapi()
    for path, methods in description["paths"].items():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    media_type = "application/json" if spoken_at(path) else "application/problem+json"
                    assert set(response["content"]) == {media_type}, (path, status)
    schemas = description["components"]["schemas"]
    assert schemas["AskRequest"]["examples"]
    assert schemas["AskResponse"]["examples"]
    assert "HTTPValidationError" not in schemas


def test_the_example_answer_keeps_its_own_schema() -> None:
    from api.schemas import AskRequest, AskResponse

    for model in (AskRequest, AskResponse):
        for example in model.model_json_schema()["examples"]:
            model.model_validate(example)
    [answer] = AskResponse.model_json_schema()["examples"]
    for citation in answer["citations"]:
        assert citation["end"] - citation["start"] == len(citation["quote"])
