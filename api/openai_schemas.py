"""What OpenAI's clients send and get (chat completions and models), with what is ours besides.

What a client may send and we have no use for (temperature, seed, user …) is passed over: clients send much. What would
make the answer another one than was asked for (several choices, a forced tool call, JSON) is refused.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator, model_validator

from api.examples import QUESTION
from api.schemas import CitationOut
from qa.answer import AnswerStatus, Mode, Question, Turn

MODEL = "council-qa"
LONGEST_QUESTION = 2000  # characters, as in /v1/ask
LAST_TURNS = 20  # of a longer conversation, as in /v1/ask


def _plain(content: Any) -> Any:
    """The text of a message that may come in parts."""
    if content is None:
        return ""
    if not isinstance(content, list):
        return content
    texts = [part.get("text", part.get("refusal")) if isinstance(part, dict) else None for part in content]
    if all(isinstance(text, str) for text in texts):
        return "\n".join(map(str, texts))
    raise ValueError("글만 읽습니다. 문자열이나 {type: text, text: …} 조각의 목록을 보내세요.")


PARTS = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
                "required": ["type", "text"],
            },
        },
        {"type": "null"},
    ]
}


class MessageIn(BaseModel):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[str, BeforeValidator(_plain), WithJsonSchema(PARTS)] = ""


class StreamOptions(BaseModel):
    """How to stream."""

    include_usage: bool | None = None


class ChatRequest(BaseModel):
    """A conversation; its last user message is the question."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"model": MODEL, "messages": [{"role": "user", "content": QUESTION}]}]}
    )

    model: str = Field(max_length=200, description=f"`{MODEL}`.")
    messages: list[MessageIn] = Field(
        min_length=1, description="System and developer messages are no instructions to the reader and change nothing."
    )
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None
    tool_choice: str | dict[str, Any] | None = None
    response_format: dict[str, Any] | None = None

    @field_validator("n")
    @classmethod
    def _one_choice(cls, n: int | None) -> int | None:
        if n not in (None, 1):
            raise ValueError("1이어야 합니다. 같은 질문에는 언제나 같은 답이 하나 나옵니다.")
        return n

    @field_validator("tool_choice")
    @classmethod
    def _no_tool_forced(cls, choice: str | dict[str, Any] | None) -> str | dict[str, Any] | None:
        if choice not in (None, "none", "auto"):
            raise ValueError("none이나 auto여야 합니다. 이 서버는 도구를 부르지 않고 보고서에서 읽어 답합니다.")
        return choice

    @field_validator("response_format")
    @classmethod
    def _text(cls, form: dict[str, Any] | None) -> dict[str, Any] | None:
        if form is not None and form.get("type") != "text":
            raise ValueError("type은 text여야 합니다. 구조화된 답과 인용은 POST /v1/ask 로 받으세요.")
        return form

    @model_validator(mode="after")
    def _ends_with_a_question(self) -> Self:
        said = self._conversation()
        if not said or said[-1].role != "user":
            raise ValueError("messages의 마지막은 user의 질문이어야 합니다.")
        if not 0 < len(said[-1].content.strip()) <= LONGEST_QUESTION:
            raise ValueError(f"질문은 1자 이상 {LONGEST_QUESTION:,}자 이하여야 합니다.")
        return self

    def to_question(self, *, mode: Mode, max_citations: int) -> Question:
        """The last user message with the conversation before it."""
        *earlier, last = self._conversation()
        turns: list[Turn] = []
        for message in earlier:
            if message.role == "user":
                turns.append(Turn(message.content[:LONGEST_QUESTION], ""))
            elif turns:
                turns[-1] = Turn(turns[-1].question, message.content)
        return Question(
            last.content.strip(), conversation=tuple(turns[-LAST_TURNS:]), mode=mode, max_citations=max_citations
        )

    def characters(self) -> int:
        """The length of all messages in code points."""
        return sum(len(message.content) for message in self.messages)

    def _conversation(self) -> list[MessageIn]:
        return [message for message in self.messages if message.role in ("user", "assistant")]


class UrlCitation(BaseModel):
    """`content[start_index:end_index]` is the marker, in code points; the address gives the passage."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    """A marker of the answer and where it points, as OpenAI's web search tells it."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class Told(BaseModel):
    """What goes with the text of an answer: of OpenAI's fields `annotations`, ours the others."""

    annotations: list[Annotation]
    citations: list[CitationOut]
    status: AnswerStatus
    rewritten_question: str = Field(description="As in /v1/ask: how a follow-up was understood; else empty.")


class MessageOut(Told):
    """The answer with its sources as footnotes."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class Choice(BaseModel):
    """The only one."""

    index: Literal[0] = 0
    message: MessageOut
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """Characters (code points) of the messages and of the answer: without a chat model there are no tokens."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int

    @classmethod
    def of(cls, request: ChatRequest, content: str) -> Self:
        """The figures of a request and the text it was answered with."""
        asked, said = request.characters(), len(content)
        return cls(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)


class ChatCompletion(BaseModel):
    """An answer as OpenAI's clients read it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]
    usage: Usage


class ModelOut(BaseModel):
    """What answers."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 1_795_564_800  # 2026-11-25
    owned_by: str = "council-qa"


class ModelsResponse(BaseModel):
    """The only model."""

    object: Literal["list"] = "list"
    data: list[ModelOut]
