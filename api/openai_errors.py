"""Errors in the shape that OpenAI's clients read, on the addresses that are made for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from api.errors import Kind, Problem

CHAT_COMPLETIONS = "/v1/chat/completions"
MODELS = "/v1/models"
TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class OpenAIError(BaseModel):
    """What is wrong, for people (`message`) and for programs (`code`)."""

    message: str
    type: str
    param: str | None
    code: str


class OpenAIErrorBody(BaseModel):
    """The body of every error on these addresses."""

    error: OpenAIError


def spoken_at(path: str) -> bool:
    """Whether an address answers errors in this shape."""
    return path in (CHAT_COMPLETIONS, MODELS) or path.startswith(f"{MODELS}/")


def error_body(problem: Problem) -> dict[str, Any]:
    """A problem as OpenAI's clients read it; `param` is the first field of the request that is wrong."""
    fields = [error.field for error in problem.errors if error.field]
    return _body(problem.kind, problem.detail, fields[0] if fields else None)


def openai_responses(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """As `errors.responses`, in this shape."""
    described: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        new = {"model": OpenAIErrorBody, "description": kind.title, "content": {"application/json": {"examples": {}}}}
        entry = described.setdefault(kind.status, new)
        entry["content"]["application/json"]["examples"][kind.slug] = {"value": _body(kind, kind.title + ".", None)}
    return described


def _body(kind: Kind, message: str, param: str | None) -> dict[str, Any]:
    of_the_server = "server_error" if kind.status >= 500 else "invalid_request_error"
    error = OpenAIError(
        message=message, type=TYPES.get(kind.status, of_the_server), param=param, code=kind.slug.replace("-", "_")
    )
    return OpenAIErrorBody(error=error).model_dump()
