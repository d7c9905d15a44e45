"""Every error as `application/problem+json` (RFC 9457), with a stable `type` and a Korean `detail`.

Routes raise `Problem`; the errors of the layers below and of FastAPI are translated here, in one table.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api import openai_errors
from corpus.errors import CorpusError
from index.errors import IndexingError, LibraryBusy
from qa.errors import QaError
from qa.explain import explain

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
SCHEMA_PLACE = "#/components/schemas/"


class Kind(Enum):
    """The kinds of problem: the last part of `type`, the HTTP status, a Korean title."""

    INVALID = ("invalid-request", 422, "요청 내용이 올바르지 않습니다")
    MALFORMED = ("malformed-request", 400, "요청을 읽을 수 없습니다")
    KEY_REQUIRED = ("key-required", 401, "열쇠가 필요합니다")
    KEY_REFUSED = ("key-refused", 401, "쓸 수 없는 열쇠입니다")
    KEY_IN_ADDRESS = ("key-in-address", 400, "주소에 열쇠가 있습니다")
    ROLE = ("role-insufficient", 403, "이 열쇠로는 할 수 없습니다")
    FOREIGN_PAGE = ("foreign-page", 403, "다른 웹 페이지에서 보낸 요청입니다")
    TOO_MANY = ("too-many-requests", 429, "요청이 너무 많습니다")
    UNKNOWN_HOST = ("unknown-host", 421, "이 서버의 주소가 아닙니다")
    NOT_FOUND = ("not-found", 404, "찾을 수 없습니다")
    NO_DOCUMENT = ("document-not-found", 404, "그런 보고서가 없습니다")
    NO_PASSAGE = ("passage-not-found", 404, "그런 조각이 없습니다")
    PASSAGE_GONE = ("passage-gone", 410, "그 조각이 있던 보고서가 바뀌었습니다")
    NO_JOB = ("job-not-found", 404, "그런 작업이 없습니다")
    NO_MODEL = ("model-not-found", 404, "그런 모델이 없습니다")
    NO_PAGE = ("page-not-found", 404, "그런 쪽이 없습니다")
    NO_PICTURES = ("no-page-pictures", 409, "쪽의 그림이 없는 형식입니다")
    METHOD = ("method-not-allowed", 405, "이 주소에서 쓸 수 없는 방식입니다")
    TOO_SLOW = ("request-timeout", 408, "요청이 너무 느리게 들어옵니다")
    TOO_LARGE = ("content-too-large", 413, "요청이 너무 큽니다")
    TOO_LONG = ("address-too-long", 414, "주소가 너무 깁니다")
    ENCODED = ("encoded-content", 415, "압축된 요청은 받지 않습니다")
    HEADERS = ("headers-too-large", 431, "요청 머리글이 너무 큽니다")
    UNREADABLE = ("unreadable-document", 422, "문서를 읽을 수 없습니다")
    UPLOADS_FULL = ("uploads-full", 503, "기다리는 업로드가 너무 많습니다")
    NOT_READY = ("not-ready", 503, "아직 질문에 답할 수 없습니다")
    BUSY = ("library-busy", 503, "자료를 쓰는 중입니다")
    OVERLOADED = ("overloaded", 503, "지금은 질문이 너무 많습니다")
    INDEX = ("index-unusable", 503, "색인을 쓸 수 없습니다")
    INTERNAL = ("internal-error", 500, "서버에서 오류가 났습니다")

    def __init__(self, slug: str, status: int, title: str) -> None:
        self.slug = slug
        self.status = status
        self.title = title

    @property
    def type(self) -> str:
        """The URI that programs compare; it never changes."""
        return f"urn:problem-type:council-qa:{self.slug}"


class FieldError(BaseModel):
    """One field of the request and what is wrong with it."""

    field: str
    message: str


class ProblemDocument(BaseModel):
    """The body of every error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FieldError] = []


@dataclass(eq=False)
class Problem(Exception):
    """An error that is answered with a problem document."""

    kind: Kind
    detail: str
    headers: dict[str, str] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)  # members of this kind's own (RFC 9457, "extension members")

    def document(self, *, instance: str, request_id: str) -> ProblemDocument:
        """The body that tells of it."""
        kind = self.kind
        return ProblemDocument(
            type=kind.type,
            title=kind.title,
            status=kind.status,
            detail=self.detail,
            instance=instance,
            request_id=request_id,
            errors=self.errors,
        )


# What the gate before the routes may answer, whatever was asked for.
OF_EVERY_REQUEST = (Kind.TOO_SLOW, Kind.TOO_LARGE, Kind.TOO_LONG, Kind.ENCODED, Kind.UNKNOWN_HOST, Kind.HEADERS)
BY_STATUS = {kind.status: kind for kind in (Kind.MALFORMED, Kind.NOT_FOUND, Kind.METHOD, Kind.TOO_SLOW, Kind.TOO_LARGE)}
DETAILS = {
    Kind.MALFORMED: "요청 본문을 읽을 수 없습니다. Content-Type이 application/json인 JSON을 보내세요.",
    Kind.NOT_FOUND: "이 주소에는 아무것도 없습니다. 쓸 수 있는 주소는 /docs 에서 볼 수 있습니다.",
    Kind.METHOD: "이 주소에서는 {method} 방식을 쓸 수 없습니다. 쓸 수 있는 방식은 /docs 에서 볼 수 있습니다.",
    Kind.TOO_SLOW: "요청 본문이 정해진 시간 안에 다 오지 않았습니다. 연결을 확인하고 다시 보내 주세요.",
    Kind.INTERNAL: "예상하지 못한 오류입니다. 요청 번호 {request_id}와(과) 함께 관리자에게 알려 주세요.",
}


def as_problem(error: Exception, *, method: str, request_id: str) -> Problem:
    """The problem that tells of an error; what is not known becomes an internal error and is logged."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException) and (kind := BY_STATUS.get(error.status_code)):
        detail = DETAILS.get(kind, "").format(method=method) or str(error.detail)
        return Problem(kind, detail, headers=dict(error.headers or {}))
    if isinstance(error, LibraryBusy):
        return Problem(Kind.BUSY, str(error), headers={"Retry-After": "5"})
    if isinstance(error, IndexingError):
        return Problem(Kind.INDEX, str(error))
    if isinstance(error, CorpusError):
        return Problem(Kind.UNREADABLE, str(error))
    if isinstance(error, QaError):
        return Problem(Kind.NOT_READY, str(error))
    log.error("request %s failed", request_id, exc_info=error)
    return Problem(Kind.INTERNAL, DETAILS[Kind.INTERNAL].format(request_id=request_id))


def problem_response(problem: Problem, *, instance: str, request_id: str) -> JSONResponse:
    """The HTTP response that carries a problem."""
    if openai_errors.spoken_at(instance):
        return JSONResponse(openai_errors.error_body(problem), status_code=problem.kind.status, headers=problem.headers)
    document = problem.document(instance=instance, request_id=request_id)
    body = document.model_dump(exclude=set() if document.errors else {"errors"}) | problem.more
    return JSONResponse(body, status_code=problem.kind.status, media_type=MEDIA_TYPE, headers=problem.headers)


def install(app: FastAPI) -> None:
    """Make an app answer every error that a route raises with a problem document."""

    async def answer(request: Request, error: Exception) -> JSONResponse:
        request_id: str = request.state.request_id
        problem = as_problem(error, method=request.method, request_id=request_id)
        return problem_response(problem, instance=request.url.path, request_id=request_id)

    for kind in (Problem, RequestValidationError, HTTPException, CorpusError, IndexingError, QaError):
        app.add_exception_handler(kind, answer)
    _describe(app)


def responses(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries of the problems a route may answer with; kinds of one status share an entry."""
    described: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        example = Problem(kind, kind.title + ".").document(instance="/v1/…", request_id="3f2a…").model_dump()
        content = {MEDIA_TYPE: {"schema": {"$ref": SCHEMA_PLACE + "ProblemDocument"}, "examples": {}}}
        entry = described.setdefault(kind.status, {"description": kind.title, "content": content})
        entry["content"][MEDIA_TYPE]["examples"][kind.slug] = {"value": example}
    return described


def _describe(app: FastAPI) -> None:
    """Add the problem document to the app's OpenAPI schemas: FastAPI only finds models of application/json."""
    describe_routes = app.openapi

    def openapi() -> dict[str, Any]:
        description = describe_routes()
        schema = ProblemDocument.model_json_schema(ref_template=SCHEMA_PLACE + "{model}")
        schemas = {**schema.pop("$defs"), ProblemDocument.__name__: schema}
        description.setdefault("components", {}).setdefault("schemas", {}).update(schemas)
        return description

    app.openapi = openapi  # type: ignore[method-assign]


def _invalid(error: RequestValidationError) -> Problem:
    errors = [FieldError(field=_place(entry["loc"]), message=explain(entry)) for entry in error.errors()]
    first = errors[0]
    detail = f"{first.field}: {first.message}" if first.field else first.message
    return Problem(Kind.INVALID, detail, errors=errors)


def _place(location: tuple[int | str, ...]) -> str:
    """("body", "filters", "years", 0) as "filters.years.0"; a place in broken JSON is no field."""
    names = [str(part) for part in location[1:]]
    return "" if names and all(name.isdigit() for name in names) else ".".join(names)
