"""/v1/search: the best passages for a query."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.dependencies import TheAssistant, TheDesk
from api.errors import Kind, responses
from api.schemas_search import FoundPassage, SearchRequest, SearchResponse

router = APIRouter(prefix="/v1", tags=["search"])


@router.post(
    "/search",
    summary="Search the passages",
    responses=responses(Kind.MALFORMED, Kind.TOO_LARGE, Kind.INVALID, Kind.OVERLOADED, Kind.INDEX),
)
async def search(body: SearchRequest, request: Request, assistant: TheAssistant, desk: TheDesk) -> SearchResponse:
    """The passages nearest to the query, best first; `filters` are applied before `top_k`."""
    hits = await desk.run(assistant.search, body.query, body.filters.to_filters(), body.top_k, request=request)
    return SearchResponse(passages=[FoundPassage.of_hit(hit) for hit in hits])
