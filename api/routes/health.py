"""What whoever runs the server asks: is it alive, can it answer, what has it done."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from api.dependencies import TheLibrary, TheMetrics
from api.errors import Kind, Problem, responses
from api.schemas import HealthResponse, ReadyResponse

router = APIRouter(tags=["operation"])


@router.get("/healthz", summary="Is the process alive")
async def healthz() -> HealthResponse:
    """Always 200 while the process answers at all."""
    return HealthResponse()


@router.get("/readyz", summary="Can questions be answered", responses=responses(Kind.NOT_READY, Kind.INDEX))
def readyz(library: TheLibrary) -> ReadyResponse:
    """200 once there is a report to answer from and an index to find it with."""
    documents = len(library.store.reports())
    if not documents:
        raise Problem(Kind.NOT_READY, "보고서가 없습니다. council-qa ingest 로 보고서 파일이나 폴더를 넣으세요.")
    return ReadyResponse(documents=documents, generation=library.searcher.generation)


@router.get("/metrics", summary="Figures for Prometheus", response_class=Response)
def metrics(metrics: TheMetrics) -> Response:
    """Counters and gauges in the Prometheus text format."""
    return Response(metrics.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)
