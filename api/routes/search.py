"""/v1/search and /v1/passages: the best passages for a query, and one by its id."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.dependencies import TheAssistant, TheDesk, TheLibrary
from api.errors import Kind, Problem, responses
from api.schemas import FoundPassage, PassageOut, SearchRequest, SearchResponse

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


@router.get("/passages/{passage_id}", summary="One passage", responses=responses(Kind.NO_PASSAGE, Kind.INVALID))
def passage(passage_id: Annotated[str, Path(max_length=64)], library: TheLibrary) -> PassageOut:
    """A passage with its place and its report, as search results and citations name it."""
    found = library.store.passage(passage_id)
    if found is None:
        raise Problem(
            Kind.NO_PASSAGE,
            f"'{passage_id[:100]}'인 조각이 없습니다. 보고서가 바뀌거나 삭제되었을 수 있으니 다시 검색해 주세요.",
        )
    return PassageOut.of(*found)
