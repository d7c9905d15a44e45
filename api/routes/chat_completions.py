"""/v1/chat/completions and /v1/models: the assistant for programs that speak OpenAI's protocol."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse

from api.dependencies import Recorder, TheAssistant, TheDesk, TheMetrics, TheRecorder, TheSettings
from api.errors import OF_EVERY_REQUEST, Kind, Problem
from api.events import MEDIA_TYPE
from api.metrics import Metrics
from api.openai_compat import Asked, Asking
from api.openai_errors import CHAT_COMPLETIONS, MODELS, openai_responses
from api.openai_schemas import MODEL, ChatCompletion, ChatRequest, ModelOut, ModelsResponse

router = APIRouter(tags=["openai"], responses=openai_responses(*OF_EVERY_REQUEST))

STREAM_EXAMPLE = (
    'data: {"id": "chatcmpl-…", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": '
    '"규모는 "}, "finish_reason": null}], …}\n\ndata: [DONE]\n\n'
)


@router.post(
    CHAT_COMPLETIONS,
    summary="Ask as OpenAI's clients do",
    response_model=ChatCompletion,
    responses={
        200: {
            "description": "The answer with footnotes. `stream: true` sends chunks and `[DONE]`.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": STREAM_EXAMPLE}},
        },
        **openai_responses(Kind.MALFORMED, Kind.NO_MODEL, Kind.TOO_LARGE, Kind.INVALID, Kind.OVERLOADED, Kind.INDEX),
    },
)
async def chat_completions(
    body: ChatRequest,
    request: Request,
    assistant: TheAssistant,
    desk: TheDesk,
    settings: TheSettings,
    metrics: TheMetrics,
    record: TheRecorder,
) -> ChatCompletion | Response:
    """The last user message is the question, those before it the conversation. `usage` counts characters."""
    _known(body.model)
    question = body.to_question(mode=settings.answer.mode, max_citations=settings.answer.max_citations)
    asking = Asking(body, request.state.request_id, lambda passage: str(request.url_for("passage", passage_id=passage)))
    if body.stream:
        chunks = desk.stream(asking.chunks(_counted(assistant.stream(question), metrics, record)))
        # A proxy that buffers would turn the stream into one late block.
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(chunks, media_type=MEDIA_TYPE, headers=headers)
    answer = await desk.run(assistant.ask, question, request=request)
    metrics.answer(answer)
    record(answer)
    return asking.completion(answer)


@router.get(MODELS, summary="What answers")
def models() -> ModelsResponse:
    """The only model there is."""
    return ModelsResponse(data=[ModelOut()])


@router.get(f"{MODELS}/{{model}}", summary="What one model is", responses=openai_responses(Kind.NO_MODEL, Kind.INVALID))
def model(model: Annotated[str, Path(max_length=200, examples=[MODEL])]) -> ModelOut:
    """The model of that name."""
    _known(model)
    return ModelOut()


def _known(name: str) -> None:
    if name != MODEL:
        raise Problem(Kind.NO_MODEL, f"'{name[:100]}'인 모델이 없습니다. model에 '{MODEL}'를 적으세요.")


def _counted(asked: Asked, metrics: Metrics, record: Recorder) -> Iterator[tuple[str, Any]]:
    for name, value in asked:
        if name == "answer":
            metrics.answer(value)
            record(value)
        yield name, value
