"""/v1/feedback: what people thought of answers. Whoever may ask may say so; staff read it (`staff_router`)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import TheFeedback
from api.errors import Kind, responses
from api.schemas_feedback import FeedbackOut, FeedbackRequest, FeedbackResponse
from qa.feedback import Rating

router = APIRouter(prefix="/v1/feedback", tags=["feedback"])
staff_router = APIRouter(prefix="/v1/feedback", tags=["feedback"])


@router.post(
    "",
    summary="Say what you think of an answer",
    status_code=201,
    responses=responses(Kind.MALFORMED, Kind.TOO_LARGE, Kind.INVALID),
)
def give(body: FeedbackRequest, feedback: TheFeedback) -> FeedbackOut:
    """Keep a thumb up or down with the question, the answer and what it cited; nothing else is kept."""
    return FeedbackOut.of(feedback.add(body.to_feedback()))


@staff_router.get("", summary="Read the feedback", responses=responses(Kind.INVALID))
def read(
    feedback: TheFeedback,
    rating: Rating | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[int, Query(ge=0, le=2**53, description="`next` of the page before")] = 0,
) -> FeedbackResponse:
    """All feedback, oldest first, a page at a time. `council-qa feedback export` makes test questions of it."""
    page = feedback.page(after=after, limit=limit + 1, rating=rating)
    more = page[limit - 1].id if len(page) > limit else None
    return FeedbackResponse(feedback=[FeedbackOut.of(kept) for kept in page[:limit]], next=more)
