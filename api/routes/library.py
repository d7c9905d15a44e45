"""What staff do to the library: put reports in, correct what is known of them, take them out. For `jobs`, see there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from api.dependencies import DocumentId, TheJobs, TheLibrary, no_document
from api.errors import Kind, Problem, responses
from api.jobs import Jobs, Place
from api.schemas import DocumentOut
from api.schemas_library import UPLOAD_BODY, EditRequest, JobOut, UploadFields
from api.upload_form import UploadForm, invalid
from corpus.manifest import Manifest
from corpus.report import Metadata

router = APIRouter(prefix="/v1/documents", tags=["library"])


@router.post(
    "",
    summary="Upload reports",
    status_code=202,
    openapi_extra={"requestBody": cast(dict[str, Any], UPLOAD_BODY)},
    responses={
        202: {"headers": {"Location": {"description": "The job to poll.", "schema": {"type": "string"}}}},
        **responses(Kind.MALFORMED, Kind.TOO_LARGE, Kind.INVALID, Kind.UNREADABLE, Kind.UPLOADS_FULL, Kind.BUSY),
    },
)
async def upload(request: Request, response: Response, jobs: TheJobs) -> JobOut:
    """Take files in. They are read one upload after the other; the job says what became of each file."""
    with jobs.place() as place:
        form = UploadForm(request.headers.get("content-type", ""), place.folder)
        try:
            async for piece in request.stream():
                await run_in_threadpool(form.write, piece)
        except ClientDisconnect as error:
            raise Problem(Kind.MALFORMED, "업로드가 중간에 끊겼습니다. 다시 올려 주세요.") from error
        finally:
            form.close()
        form.finish()
        job = await run_in_threadpool(_submitted, form, jobs, place)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


@router.patch(
    "/{document_id}",
    summary="Correct what is known of a report",
    responses=responses(Kind.MALFORMED, Kind.NO_DOCUMENT, Kind.INVALID, Kind.BUSY),
)
def edit(document_id: DocumentId, body: EditRequest, library: TheLibrary) -> DocumentOut:
    """Change title, department, date or kind. Found and cited so when this returns, and when the file comes again."""
    report = library.edit(document_id, body.fields())
    if report is None:
        raise no_document(document_id)
    return DocumentOut.of(report)


@router.delete(
    "/{document_id}",
    summary="Remove a report",
    status_code=204,
    responses=responses(Kind.NO_DOCUMENT, Kind.INVALID, Kind.BUSY),
)
def remove(document_id: DocumentId, library: TheLibrary) -> None:
    """Remove a report for good: it is neither found nor cited any more when this returns."""
    if not library.remove(document_id):
        raise no_document(document_id)


def _submitted(form: UploadForm, jobs: Jobs, place: Place) -> JobOut:
    """The job of a form that has come in; raises the problem of one that says nothing sensible."""
    if not form.files:
        raise invalid("file", "올릴 파일이 없습니다. 파일을 'file' 항목에 넣어 주세요.")
    try:
        said = UploadFields(**form.fields)
    except ValidationError as error:
        raise RequestValidationError(_in_body(error.errors())) from error
    if said.title and len(form.files) > 1:
        raise invalid("title", "제목은 파일 하나를 올릴 때만 정할 수 있습니다. 여러 파일은 manifest를 쓰세요.")
    manifest = Manifest.load(form.manifest) if form.manifest else None
    return JobOut.model_validate(jobs.submit(place, form.files, manifest, Metadata(**said.model_dump())))


def _in_body(errors: Iterable[Any]) -> list[dict[str, Any]]:
    """Errors with the place that FastAPI gives those of a body."""
    return [{**error, "loc": ("body", *error["loc"])} for error in errors]
