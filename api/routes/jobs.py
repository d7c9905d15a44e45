"""/v1/jobs: what became of uploads."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.dependencies import TheJobs
from api.errors import Kind, Problem, responses
from api.schemas_library import JOB, JobOut, JobsResponse

router = APIRouter(prefix="/v1/jobs", tags=["library"])


@router.get("", summary="List the uploads", responses=responses(Kind.INVALID))
def jobs(jobs: TheJobs, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> JobsResponse:
    """The newest uploads first; those that ended are told of for a week."""
    return JobsResponse(jobs=[JobOut.model_validate(job) for job in jobs.store.newest(limit)])


@router.get("/{job_id}", summary="One upload", responses=responses(Kind.NO_JOB, Kind.INVALID))
def job(job_id: Annotated[str, Path(max_length=64, examples=[JOB["id"]])], jobs: TheJobs) -> JobOut:
    """How far an upload is, and the outcome of each file."""
    found = jobs.store.get(job_id)
    if found is None:
        raise Problem(Kind.NO_JOB, f"'{job_id[:100]}'인 작업이 없습니다. 끝난 작업은 7일 동안만 볼 수 있습니다.")
    return JobOut.model_validate(found)
