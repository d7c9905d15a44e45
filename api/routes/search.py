"""/v1/search: the best passages for a query."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import TheAssistant
from api.errors import Kind, responses
from api.schemas import FoundPassage, SearchRequest, SearchResponse

router = APIRouter(prefix="/v1", tags=["search"])


@router.post(
    "/search",
    summary="Search the passages",
    responses=responses(Kind.MALFORMED, Kind.TOO_LARGE, Kind.INVALID, Kind.INDEX),
)
def search(body: SearchRequest, assistant: TheAssistant) -> SearchResponse:
    """The passages nearest to the query, best first; `filters` are applied before `top_k`."""
    hits = assistant.search(body.query, body.filters.to_filters(), body.top_k)
    return SearchResponse(passages=[FoundPassage.of_hit(hit) for hit in hits])
