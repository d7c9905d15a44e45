"""Edits, conditional requests and passages of earlier versions on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.uploads import api_over, asked, text_report, uploaded
from tests.conftest import SAMPLES


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with api_over(tmp_path_factory.mktemp("library-home")) as opened:
        yield opened


def put(client: httpx.Client, name: str, *lines: str) -> str:
    """The id of a report about one subject."""
    [outcome] = uploaded(client, (name, text_report(name.partition(".")[0], *lines)))
    document_id: str = outcome["document_id"]
    return document_id


# ---------------------------------------------------------------------------------------------- edits


def test_an_edit_is_in_the_list_the_search_and_the_citations_and_stays(client: httpx.Client) -> None:
    lines = ("체육관은 33곳임", "체육관 이용자는 5만명임")
    document_id = put(client, "체육.txt", *lines)
    passage = asked(client, "체육관은 몇 곳인가요?")["citations"][0]["passage_id"]
    body = {"title": "생활체육 현황", "department": "체육진흥과", "date": "2023. 5. 2.", "kind": ""}
    edited = client.patch(f"/v1/documents/{document_id}", json=body)
    assert edited.status_code == 200
    wanted = {"title": "생활체육 현황", "department": "체육진흥과", "date": "2023-05-02", "kind": ""}
    for document in (edited.json(), client.get(f"/v1/documents/{document_id}").json()):
        assert {name: document[name] for name in wanted} == wanted
    [cited] = asked(client, "체육관은 몇 곳인가요?")["citations"]
    assert (cited["title"], cited["department"], cited["date"]) == ("생활체육 현황", "체육진흥과", "2023-05-02")
    assert cited["passage_id"] == passage, "citations of earlier answers keep their ids"
    found = client.post("/v1/search", json={"query": "생활체육", "filters": {"departments": ["체육진흥과"]}}).json()
    assert found["passages"][0]["document_id"] == document_id
    put(client, "체육.txt", *lines)
    assert client.get(f"/v1/documents/{document_id}").json()["department"] == "체육진흥과"
    assert [d["source"] for d in client.get("/v1/documents", params={"q": "체육 생활"}).json()["documents"]] == [
        "체육.txt"
    ]


@pytest.mark.parametrize(
    "body",
    [{}, {"title": ""}, {"title": "가" * 201}, {"date": "어제"}, {"부서": "과"}, {"title": None}, {"kind": 3}, []],
)
def test_an_edit_that_does_not_fit_is_a_problem(client: httpx.Client, body: Any) -> None:
    document_id = put(client, "고정.txt", "고정된 것 1개")
    response = client.patch(f"/v1/documents/{document_id}", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    missing = client.patch("/v1/documents/none", json={"title": "제목"})
    assert missing.json()["type"] == "urn:problem-type:council-qa:document-not-found"


@pytest.mark.parametrize(
    ("q", "found"), [("업무", True), ("돌봄업무", True), ("업무 돌봄", True), ("돌봄.TXT", True), ("돌봄 우주", False)]
)
def test_the_list_is_searched_by_words_of_title_and_file_name(client: httpx.Client, q: str, found: bool) -> None:
    put(client, "돌봄.txt", "돌봄 8곳")
    listed = client.get("/v1/documents", params={"q": q}).json()["documents"]
    assert ("돌봄.txt" in {document["source"] for document in listed}) is found


# ---------------------------------------------------------------------------------------------- conditional requests


def test_what_a_client_has_already_is_not_sent_again_until_it_changes(client: httpx.Client) -> None:
    data = (SAMPLES / "fund-review-2023-08.pdf").read_bytes()
    [outcome] = uploaded(client, ("심사.pdf", data))
    document = f"/v1/documents/{outcome['document_id']}"
    passage = client.post("/v1/search", json={"query": "기금", "filters": {"document_ids": [outcome["document_id"]]}})
    paths = [
        "/v1/documents",
        document,
        f"{document}/text",
        f"{document}/file",
        f"{document}/pages/1.png",
        f"/v1/passages/{passage.json()['passages'][0]['passage_id']}",
    ]
    tags = {}
    for path in paths:
        first = client.get(path)
        tags[path] = first.headers["etag"]
        assert first.headers["cache-control"] in ("private, no-cache", "no-store")
        for known in (tags[path], f'W/{tags[path]}, "other"', "*"):
            again = client.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tags[path]
            assert again.headers["x-request-id"]
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    client.patch(document, json={"title": "다른 제목"})
    changed = {path for path in paths if client.get(path, headers={"If-None-Match": tags[path]}).status_code == 200}
    assert changed == {"/v1/documents", document, paths[-1]}, "the file and its text are the same"


# ---------------------------------------------------------------------------------------------- earlier versions


def cited_passage(client: httpx.Client, question: str) -> tuple[str, str]:
    [citation, *_] = asked(client, question)["citations"]
    return citation["passage_id"], citation["quote"]


def test_a_citation_of_a_report_that_was_cut_anew_opens_the_same_text_at_its_new_place(client: httpx.Client) -> None:
    lines = ("수목원은 61곳임", "수목원 직원은 204명임")
    put(client, "수목원.txt", *lines)
    passage_id, quote = cited_passage(client, "수목원은 몇 곳인가요?")
    body = text_report("수목원", *lines) + "".join(f" ㅇ 새로운 줄 {n}번이 들어감\n" for n in range(80)).encode()
    [outcome] = uploaded(client, ("수목원.txt", body))
    opened = client.get(f"/v1/passages/{passage_id}")
    assert opened.status_code == 200
    place = opened.json()
    assert place["passage_id"] == passage_id
    assert place["document_id"] == outcome["document_id"]
    assert quote in place["text"]
    text = client.get(f"/v1/documents/{outcome['document_id']}/text").json()["text"]
    assert text[place["start"] : place["end"]] == place["text"]


def test_a_citation_of_a_report_that_changed_says_how_and_where_the_sentence_stands_now(client: httpx.Client) -> None:
    put(client, "미술관.txt", "미술관은 12곳임", "미술관 관람객은 70만명임")
    passage_id, quote = cited_passage(client, "미술관은 몇 곳인가요?")
    new = put(client, "미술관.txt", "미술관 관람객은 95만명임", "미술관은 12곳임")
    gone = client.get(f"/v1/passages/{passage_id}")
    assert gone.status_code == 410
    assert gone.headers["content-type"] == "application/problem+json"
    problem = gone.json()
    assert problem["type"] == "urn:problem-type:council-qa:passage-gone"
    assert problem["document_id"] == new
    assert problem["document_title"] == client.get(f"/v1/documents/{new}").json()["title"]
    assert "미술관.txt" in problem["detail"]
    [same] = [sentence for sentence in problem["standing"] if sentence["text"].strip() == quote.strip()]
    assert problem["sentences"] > len(problem["standing"])
    place = client.get(same["url"]).json()
    assert place["document_id"] == new
    assert quote.strip() in place["text"]
    text = client.get(f"/v1/documents/{new}/text").json()["text"]
    assert text[same["start"] : same["end"]] == same["text"]


def test_a_citation_of_a_removed_report_says_that_it_was_removed_and_no_more(client: httpx.Client) -> None:
    document_id = put(client, "박물관.txt", "박물관은 29곳임")
    passage_id, _ = cited_passage(client, "박물관은 몇 곳인가요?")
    assert client.delete(f"/v1/documents/{document_id}").status_code == 204
    gone = client.get(f"/v1/passages/{passage_id}")
    assert gone.status_code == 410
    assert (gone.json()["document_id"], gone.json()["standing"]) == (None, [])
    assert "삭제" in gone.json()["detail"]
    assert "박물관" not in gone.text
    never = client.get("/v1/passages/0123456789abcdef")
    assert never.status_code == 404


def test_history_and_edits_outlive_the_server(tmp_path: Path) -> None:
    with api_over(tmp_path / "home") as client:
        put(client, "온실.txt", "온실은 5동임")
        passage_id, _ = cited_passage(client, "온실은 몇 동인가요?")
        new = put(client, "온실.txt", "온실은 7동임")
        client.patch(f"/v1/documents/{new}", json={"department": "녹지과"})
    with api_over(tmp_path / "home") as client:
        assert client.get(f"/v1/passages/{passage_id}").json()["document_id"] == new
        assert client.get(f"/v1/documents/{new}").json()["department"] == "녹지과"
        [cited] = asked(client, "온실은 몇 동인가요?")["citations"]
        assert cited["department"] == "녹지과"
