"""/v1/documents and /v1/search on a real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from index.library import Library
from qa.settings import load_settings
from qa.wiring import open_assistant, open_library
from tests.serving import serving


def listed(client: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    documents: list[dict[str, Any]] = client.get("/v1/documents", params=query).json()["documents"]
    return documents


def test_the_list_tells_of_every_report_what_the_contract_says(client: httpx.Client, library: Library) -> None:
    documents = listed(client)
    assert {document["document_id"] for document in documents} == {report.id for report in library.store.reports()}
    for document in documents:
        assert {"document_id", "source", "title", "department", "date", "kind", "status", "pages", "passages"} <= set(
            document
        )
        assert document["status"] == "ready"
        assert document["passages"] > 0
        assert "/" not in document["source"]


def test_pages_of_the_list_together_are_the_whole_list(client: httpx.Client) -> None:
    seen, after = [], ""
    while after is not None:
        page = client.get("/v1/documents", params={"limit": 2, "after": after}).json()
        assert len(page["documents"]) <= 2
        seen += page["documents"]
        after = page["next"]
    assert seen == listed(client)


def test_filters_narrow_the_list(client: httpx.Client) -> None:
    everything = listed(client)
    [first, *_] = everything
    same_department = [d for d in everything if d["department"] == first["department"]]
    assert listed(client, department=first["department"]) == same_department
    assert len(same_department) < len(everything)
    assert listed(client, year=2024) == [d for d in everything if d["date"].startswith("2024")]
    assert listed(client, year=1999) == []


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"year": "작년"}, {"department": ""}])
def test_a_query_that_does_not_fit_is_a_problem(client: httpx.Client, query: dict[str, Any]) -> None:
    response = client.get("/v1/documents", params=query)
    assert response.status_code == 422
    assert response.json()["type"] == "urn:problem-type:council-qa:invalid-request"


def test_one_report_is_described_as_in_the_list(client: httpx.Client) -> None:
    [first, *_] = listed(client)
    assert client.get(f"/v1/documents/{first['document_id']}").json() == first


def test_the_text_of_a_report_is_the_stored_one(client: httpx.Client, library: Library) -> None:
    for report in library.store.reports():
        assert client.get(f"/v1/documents/{report.id}/text").json() == {"document_id": report.id, "text": report.text}


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("document_id", ["0000000000000000", "없는것", "x" * 64])
def test_a_report_that_is_not_there_is_a_problem(client: httpx.Client, method: str, document_id: str) -> None:
    response = client.request(method, f"/v1/documents/{document_id}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == "urn:problem-type:council-qa:document-not-found"


def test_search_finds_passages_within_the_filters_best_first(client: httpx.Client, library: Library) -> None:
    body = {"query": "국제교류 협력", "top_k": 4, "filters": {"years": [2024]}}
    passages = client.post("/v1/search", json=body).json()["passages"]
    assert 0 < len(passages) <= 4
    assert all(passage["date"].startswith("2024") for passage in passages)
    fused = [passage["scores"]["fused"] for passage in passages]
    assert fused == sorted(fused, reverse=True)
    for passage in passages:
        report = library.store.report(passage["document_id"])
        assert report is not None
        assert report.text[passage["start"] : passage["end"]] == passage["text"]


@pytest.mark.parametrize(
    "body", [{"query": ""}, {"query": "가", "top_k": 0}, {"query": "가", "top_k": 51}, {"q": "가"}]
)
def test_a_search_that_does_not_fit_is_a_problem(client: httpx.Client, body: dict[str, Any]) -> None:
    response = client.post("/v1/search", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_a_removed_report_is_gone_from_list_search_and_answers(tmp_path: Path) -> None:
    settings = load_settings()
    (tmp_path / "소방.txt").write_text("소방 업무보고\n\n1. 인력\n ㅇ 소방 인력은 317명임.\n", encoding="utf-8")
    (tmp_path / "공원.txt").write_text("공원 업무보고\n\n1. 시설\n ㅇ 공원 벤치는 42개임.\n", encoding="utf-8")
    library = open_library(settings)
    library.ingest([tmp_path / "소방.txt", tmp_path / "공원.txt"])
    app = create_app(open_assistant(settings, library), library, settings)
    with serving(app) as url, httpx.Client(base_url=url, timeout=30) as client:
        gone = next(d["document_id"] for d in listed(client) if d["source"] == "소방.txt")
        found = client.post("/v1/search", json={"query": "소방 인력"}).json()["passages"]
        assert found[0]["document_id"] == gone
        assert client.delete(f"/v1/documents/{gone}").status_code == 204
        assert [d["source"] for d in listed(client)] == ["공원.txt"]
        after = client.post("/v1/search", json={"query": "소방 인력"}).json()["passages"]
        assert gone not in {passage["document_id"] for passage in after}
        answer = client.post("/v1/ask", json={"question": "소방 인력은 몇 명인가요?"}).json()
        assert "317" not in answer["answer"]
        assert client.get(f"/v1/documents/{gone}/text").status_code == 404
        assert client.delete(f"/v1/documents/{gone}").status_code == 404
    library.close()
