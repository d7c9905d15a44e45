"""POST /v1/ask: a question in, a cited answer out, whole or as events."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from api import events
from api.dependencies import TheAssistant, TheDesk, TheMetrics, TheRecorder, TheSettings
from api.errors import Kind, responses
from api.schemas import AskRequest, AskResponse

router = APIRouter(prefix="/v1", tags=["ask"])

STREAM_EXAMPLE = (
    'event: scope\ndata: {"years": [], …}\n\nevent: evidence\ndata: {"citations": […]}\n\n'
    'event: token\ndata: {"text": "규모는 "}\n\nevent: answer\ndata: {"id": "…", "status": "answered", …}\n\n'
    "event: done\ndata: {}\n\n"
)


@router.post(
    "/ask",
    summary="Ask a question",
    response_model=AskResponse,
    responses={
        200: {
            "description": "The answer. `Accept: text/event-stream` streams scope, evidence, token, answer, done.",
            "content": {events.MEDIA_TYPE: {"schema": {"type": "string"}, "example": STREAM_EXAMPLE}},
        },
        **responses(Kind.MALFORMED, Kind.TOO_LARGE, Kind.INVALID, Kind.OVERLOADED, Kind.INDEX),
    },
)
async def ask(
    body: AskRequest,
    request: Request,
    assistant: TheAssistant,
    desk: TheDesk,
    settings: TheSettings,
    metrics: TheMetrics,
    record: TheRecorder,
) -> AskResponse | Response:
    """Answer from the ingested reports, or say that they do not hold the answer (`status`)."""
    question = body.to_question(mode=settings.answer.mode, max_citations=settings.answer.max_citations)
    if events.wanted(request.headers.get("accept", "")):
        stream = events.events(
            desk,
            assistant,
            question,
            metrics=metrics,
            record=record,
            path=request.url.path,
            request_id=request.state.request_id,
        )
        # A proxy that buffers would turn the stream into one late block.
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(stream, media_type=events.MEDIA_TYPE, headers=headers)
    answer = await desk.run(assistant.ask, question, request=request)
    metrics.answer(answer)
    record(answer)
    return AskResponse.of(answer)
