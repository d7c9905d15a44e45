"""What staff do to the library, on the wire: uploads, the jobs they become, and edits."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from api.bodies import RequestBody, ResponseBody
from api.job_store import JobStatus
from corpus.metadata import iso_date
from index.ingest import FileStatus

JOB: JsonDict = {
    "id": "0d5c1fd1a2c84e6f9a54bb1ac53b8f57",
    "status": "running",
    "created": "2024-10-02T01:12:09.120+00:00",
    "started": "2024-10-02T01:12:09.130+00:00",
    "ended": "",
    "total": 2,
    "done": 1,
    "detail": "",
    "files": [
        {"file": "업무보고.hwpx", "status": "added", "reason": "", "document_id": "5f0c6d0d9b1e4a27", "warnings": []},
        {"file": "검토보고.pdf", "status": "waiting", "reason": "", "document_id": "", "warnings": []},
    ],
}
UPLOAD_BODY: JsonDict = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {
                        "type": "array",
                        "items": {"type": "string", "format": "binary"},
                        "description": "The files; the part may stand there many times.",
                    },
                    "title": {"type": "string", "maxLength": 200, "description": "Where one file is uploaded."},
                    "department": {"type": "string", "maxLength": 200},
                    "date": {"type": "string", "description": "2024, 2024-09 or 2024-09-01", "example": "2024-09-01"},
                    "kind": {"type": "string", "maxLength": 200},
                    "manifest": {
                        "type": "string",
                        "format": "binary",
                        "description": "CSV, JSON or TOML with file, title, department, date, kind of each file.",
                    },
                },
            }
        }
    },
}


def dated(written: str) -> str:
    """A date as ISO 8601; "" stands for none. Raises ValueError (Korean) for what is no date."""
    found = iso_date(written)
    if written and not found:
        raise ValueError("날짜는 2024, 2024-09, 2024-09-01처럼 적어 주세요.")
    return found


Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
WrittenDate = Annotated[Words, AfterValidator(dated)]


class UploadFields(RequestBody):
    """What an upload says of all its files."""

    title: Words = ""
    department: Words = ""
    date: WrittenDate = ""
    kind: Words = ""


class EditRequest(RequestBody):
    """Fields of a report to change; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"department": "다문화담당관", "date": "2024-09-01"}]})

    title: Title | None = None
    department: Words | None = None
    date: WrittenDate | None = Field(default=None, description="2024, 2024-09 or 2024-09-01; empty: unknown.")
    kind: Words | None = None

    @model_validator(mode="after")
    def _says_something(self) -> EditRequest:
        if not self.fields():
            raise ValueError("고칠 항목을 하나 이상 적어 주세요: title, department, date, kind.")
        return self

    def fields(self) -> dict[str, str]:
        """The fields to change."""
        fields: dict[str, str] = self.model_dump(exclude_none=True)
        return fields


class JobFileOut(ResponseBody):
    """One file of an upload and what became of it."""

    file: str
    status: FileStatus | Literal["waiting"]
    reason: str = Field(description="A Korean sentence where the file was refused; else empty.")
    document_id: str = Field(description="Empty until the file is a report of the library.")
    warnings: list[str]


class JobOut(ResponseBody):
    """An upload on its way into the library. Times are ISO 8601 in UTC, empty where they have not come yet."""

    model_config = ConfigDict(json_schema_extra={"examples": [JOB]})

    id: str
    status: JobStatus = Field(
        description="done: every file was dealt with, refused ones included. failed: `detail` says why. "
        "interrupted: the server stopped. While running with `done` = `total`, the index is being built."
    )
    created: str
    started: str
    ended: str
    total: int = Field(description="Files of the upload.")
    done: int = Field(description="Files dealt with.")
    detail: str = Field(description="A Korean sentence: what the job waits for, or why it did not end well.")
    files: list[JobFileOut]


class JobsResponse(ResponseBody):
    """Uploads, newest first."""

    jobs: list[JobOut]


class IndexingOut(ResponseBody):
    """Files of uploads that are not over."""

    done: int = Field(description="Files dealt with. While `done` = `total`, the index is being built.")
    total: int


class LibraryOut(ResponseBody):
    """What the library holds now."""

    documents: int
    generation: str
    indexing: IndexingOut | None = Field(description="null while nothing is being put in.")
    notices: list[str] = Field(description="Korean sentences: what holds for answers at the moment.")
