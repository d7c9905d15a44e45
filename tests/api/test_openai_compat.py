"""/v1/chat/completions and /v1/models with the official `openai` client, on a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from fastapi.testclient import TestClient
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from api.app import create_app
from api.openai_compat import Asking
from api.openai_schemas import ChatRequest
from corpus.report import Metadata
from index.errors import GenerationDamaged, LibraryBusy
from index.library import Library
from qa.answer import Question
from qa.assistant import Assistant
from qa.settings import Settings

UNANSWERABLE = "화성 유인 탐사선의 발사 비용은 얼마인가요?"


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server_url}/v1", api_key="none", max_retries=0) as opened:
        yield opened


def user(text: Any) -> dict[str, Any]:
    return {"role": "user", "content": text}


def complete(client: openai.OpenAI, *messages: dict[str, Any], **more: Any) -> ChatCompletion:
    completion: ChatCompletion = client.chat.completions.create(model="council-qa", messages=messages, **more)  # type: ignore[call-overload]
    return completion


def stream(client: openai.OpenAI, *messages: dict[str, Any], **more: Any) -> list[ChatCompletionChunk]:
    return list(client.chat.completions.create(model="council-qa", messages=messages, stream=True, **more))  # type: ignore[call-overload]


def extra(message: Any) -> dict[str, Any]:
    """What the client keeps of fields that are ours."""
    kept: dict[str, Any] = message.model_extra
    return kept


def test_the_answer_is_that_of_ask_with_its_sources_as_footnotes_and_as_data(
    client: openai.OpenAI, server_url: str, answered_question: str
) -> None:
    asked = httpx.post(f"{server_url}/v1/ask", json={"question": answered_question}, timeout=30).json()
    completion = complete(client, user(answered_question))
    [choice] = completion.choices
    content = choice.message.content
    assert content is not None
    assert choice.finish_reason == "stop"
    text, *footnotes = content.split("\n\n")
    assert text == asked["answer"]
    [notes] = footnotes
    for citation, note in zip(asked["citations"], notes.split("\n"), strict=True):
        assert note.startswith(f"[{citation['marker']}] 「{citation['title']}」")
        assert f"“{' '.join(citation['quote'].split())}”" in note
    assert extra(choice.message)["citations"] == asked["citations"]
    assert extra(choice.message)["status"] == "answered"
    annotations = choice.message.annotations
    assert annotations
    for annotation in annotations:
        cited = annotation.url_citation
        marker = content[cited.start_index : cited.end_index]
        [citation] = [c for c in asked["citations"] if f"[{c['marker']}]" == marker]
        assert cited.url == f"{server_url}/v1/passages/{citation['passage_id']}"
        assert httpx.get(cited.url).json()["document_id"] == citation["document_id"]
        assert cited.title == citation["title"]


def test_chunks_put_together_are_the_whole_answer_and_usage_comes_last(
    client: openai.OpenAI, answered_question: str
) -> None:
    whole = complete(client, user(answered_question))
    chunks = stream(client, user(answered_question), stream_options={"include_usage": True})
    *said, usage = chunks
    assert "".join(chunk.choices[0].delta.content or "" for chunk in said) == whole.choices[0].message.content
    assert said[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in said] == [None] * (len(said) - 1) + ["stop"]
    last = extra(said[-1].choices[0].delta)
    assert last["citations"] == extra(whole.choices[0].message)["citations"]
    assert last["annotations"] == [found.model_dump() for found in whole.choices[0].message.annotations or []]
    assert usage.choices == []
    assert usage.usage == whole.usage
    assert all(chunk.usage is None for chunk in said)
    assert len({(chunk.id, chunk.created) for chunk in chunks}) == 1


def test_a_stream_without_options_has_no_usage_and_ends_with_done(server_url: str, answered_question: str) -> None:
    body = {"model": "council-qa", "messages": [user(answered_question)], "stream": True}
    response = httpx.post(f"{server_url}/v1/chat/completions", json=body, timeout=30)
    assert response.headers["content-type"].split(";")[0] == "text/event-stream"
    *chunks, done, end = response.text.split("\n\n")
    assert (done, end) == ("data: [DONE]", "")
    assert all("usage" not in json.loads(chunk.removeprefix("data: ")) for chunk in chunks)


def test_usage_counts_the_characters_of_messages_and_answer(client: openai.OpenAI, answered_question: str) -> None:
    completion = complete(client, {"role": "system", "content": "짧게"}, user(answered_question))
    content, usage = completion.choices[0].message.content, completion.usage
    assert content is not None
    assert usage is not None
    assert usage.prompt_tokens == len(answered_question) + 2
    assert usage.completion_tokens == len(content)
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens


def test_earlier_messages_are_the_conversation_and_system_messages_are_none(
    client: openai.OpenAI, server_url: str
) -> None:
    first, follow_up = "2022년 국내협력계정의 집행률은 얼마인가요?", "그럼 2023년은요?"
    before = complete(client, user(first)).choices[0].message.content
    asked = {"question": follow_up, "conversation": [{"question": first, "answer": before}]}
    expected = httpx.post(f"{server_url}/v1/ask", json=asked, timeout=30).json()
    assert expected["rewritten_question"]
    said = complete(
        client,
        {"role": "system", "content": "언제나 '모릅니다'라고만 답하세요."},
        user(first),
        {"role": "assistant", "content": before},
        {"role": "developer", "content": "2019년만 말하세요."},
        user(follow_up),
    )
    message = said.choices[0].message
    assert message.content is not None
    assert message.content.split("\n\n")[0] == expected["answer"]
    assert extra(message)["rewritten_question"] == expected["rewritten_question"]
    assert complete(client, user(follow_up)).choices[0].message.content != message.content


def test_text_in_parts_and_parameters_of_other_models_change_nothing(
    client: openai.OpenAI, answered_question: str
) -> None:
    half = len(answered_question) // 2
    plain = complete(client, user(answered_question)).choices[0].message
    parts = [{"type": "text", "text": answered_question}]
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
    other = complete(
        client, user(parts), temperature=0.9, top_p=0.1, seed=7, max_tokens=5, stop=["."], user="me", n=1,
        presence_penalty=1.0, tools=[tool], tool_choice="auto", response_format={"type": "text"},
        extra_body={"a_field_of_tomorrow": {"deep": [1]}},
    ).choices[0].message  # fmt: skip
    assert other == plain
    cut = [{"type": "text", "text": answered_question[:half]}, {"type": "text", "text": answered_question[half:]}]
    assert complete(client, user(cut)).choices[0].message.content


def test_a_refusal_is_an_ordinary_message_that_tells_its_status(client: openai.OpenAI, server_url: str) -> None:
    asked = httpx.post(f"{server_url}/v1/ask", json={"question": UNANSWERABLE}, timeout=30).json()
    assert asked["status"].startswith("unanswerable")
    [choice] = complete(client, user(UNANSWERABLE)).choices
    assert choice.message.content == asked["answer"]
    assert choice.message.refusal is None
    assert choice.finish_reason == "stop"
    assert extra(choice.message)["status"] == asked["status"]
    streamed = stream(client, user(UNANSWERABLE))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in streamed) == asked["answer"]
    assert extra(streamed[-1].choices[0].delta)["status"] == asked["status"]


def test_models_are_listed_and_found(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["council-qa"]
    assert client.models.retrieve("council-qa").object == "model"
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("gpt-9")
    assert caught.value.code == "model_not_found"


@pytest.mark.parametrize(
    ("changed", "status", "code", "param"),
    [
        ({"model": "gpt-9"}, 404, "model_not_found", None),
        ({"model": None}, 422, "invalid_request", "model"),
        ({"n": 2}, 422, "invalid_request", "n"),
        ({"tool_choice": "required"}, 422, "invalid_request", "tool_choice"),
        ({"response_format": {"type": "json_object"}}, 422, "invalid_request", "response_format"),
        ({"messages": []}, 422, "invalid_request", "messages"),
        ({"messages": [user("")]}, 422, "invalid_request", None),
        ({"messages": [user("가" * 2001)]}, 422, "invalid_request", None),
        ({"messages": [user("질문"), {"role": "assistant", "content": "답"}]}, 422, "invalid_request", None),
        ({"messages": [{"role": "wizard", "content": "?"}]}, 422, "invalid_request", "messages.0.role"),
        ({"messages": [user([{"type": "image_url", "image_url": {"url": "data:,"}}])]}, 422, "invalid_request",
         "messages.0.content"),
        ({"messages": [user("가" * 400_000)]}, 413, "content_too_large", None),
    ],
)  # fmt: skip
def test_an_error_has_openais_shape(
    client: openai.OpenAI, changed: dict[str, Any], status: int, code: str, param: str | None
) -> None:
    for streamed in (False, True):
        body = {"model": "council-qa", "messages": [user("질문")], "stream": streamed, **changed}
        with pytest.raises(openai.APIStatusError) as caught:
            client.chat.completions.create(**body)
        error = caught.value
        assert (error.status_code, error.code, error.param) == (status, code, param)
        assert error.type == "invalid_request_error"
        assert isinstance(error.body, dict)
        assert set(error.body) == {"message", "type", "param", "code"}
        assert any("가" <= letter <= "힣" for letter in error.body["message"])
        assert error.request_id


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"{", 422), (b"[" * 100_000, 400), (b'{"model": "\xff"}', 400), (b'{"model": "\\ud800"}', 422)],
)
def test_a_body_that_is_no_request_is_told_in_openais_shape(server_url: str, content: bytes, status: int) -> None:
    headers = {"Content-Type": "application/json"}
    response = httpx.post(f"{server_url}/v1/chat/completions", content=content, headers=headers)
    assert response.status_code == status
    assert set(response.json()["error"]) == {"message", "type", "param", "code"}
    assert httpx.get(f"{server_url}/v1/chat/completions").json()["error"]["code"] == "method_not_allowed"
    strange = httpx.get(f"{server_url}/v1/models", headers={"Host": "evil.example"})
    assert strange.json()["error"]["code"] == "unknown_host"


class Broken:
    """An assistant that fails, from its first step or half-way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def ask(self, _: Question) -> Any:
        raise self.error

    def stream(self, _: Question) -> Iterator[tuple[str, Any]]:
        yield "token", "정원은"
        raise self.error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RuntimeError("hunter2"), 500, "internal_error"),
        (GenerationDamaged("색인이 손상되었습니다."), 503, "index_unusable"),
        (LibraryBusy("쓰는 중입니다."), 503, "library_busy"),
    ],
)
def test_an_error_of_the_server_is_told_before_and_in_a_stream(
    library: Library, settings: Settings, error: Exception, status: int, code: str
) -> None:
    app = create_app(Broken(error), library, settings)  # type: ignore[arg-type]
    body = {"model": "council-qa", "messages": [user("정원은?")]}
    with TestClient(app, base_url="http://127.0.0.1") as client:
        whole = client.post("/v1/chat/completions", json=body)
        streamed = client.post("/v1/chat/completions", json={**body, "stream": True})
    assert whole.status_code == status
    assert (whole.json()["error"]["code"], whole.json()["error"]["type"]) == (code, "server_error")
    *_, told, done, _ = streamed.text.split("\n\n")
    assert json.loads(told.removeprefix("data: "))["error"]["code"] == code
    assert done == "data: [DONE]"
    assert "hunter2" not in whole.text + streamed.text


def test_what_a_report_holds_becomes_no_image_link_or_element_in_a_client_that_shows_markdown(
    library: Library, tmp_path: Path
) -> None:
    library = Library(tmp_path / "home", library.embedder)
    report = tmp_path / "소방.txt"
    hostile = "![그림](http://evil.example/?q=1) <img src=x> [여기](http://evil.example)"
    report.write_text(f"소방 업무보고\n\n1. 인력\n ㅇ 소방 인력은 317명임 {hostile}\n", encoding="utf-8")
    library.ingest([report], metadata=Metadata(title="소방 업무보고"))
    request = ChatRequest.model_validate({"model": "council-qa", "messages": [user("소방 인력은 몇 명인가요?")]})
    question = request.to_question(mode="auto", max_citations=5)
    answer = Assistant(library).ask(question)
    assert "317명" in answer.text
    asking = Asking(request, "id", lambda passage: f"http://127.0.0.1/v1/passages/{passage}")
    message = asking.completion(answer).choices[0].message
    assert message.citations[0].quote.count("](") == 2, "the data holds the words of the report"
    for way in ("](", " ![", " <img"):
        assert way not in message.content
    pieces = [
        json.loads(chunk.removeprefix(b"data: "))["choices"][0]["delta"].get("content", "")
        for chunk in asking.chunks(Assistant(library).stream(question))
        if chunk != b"data: [DONE]\n\n"
    ]
    assert "".join(pieces) == message.content
    library.close()
