"""Answers that a client already has are not sent again: ETag and If-None-Match (RFC 9110)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

NOT_SENT_AGAIN: dict[int | str, dict[str, Any]] = {304: {"description": "Not changed since the ETag of If-None-Match."}}
_ALSO_WITHOUT_BODY = ("cache-control", "vary", "content-location")


class ConditionalRoute(APIRoute):
    """A route whose 200s carry an ETag made from their body, and a Cache-Control that has caches ask every time."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler that FastAPI made, with the check around it."""
        handler = super().get_route_handler()

        async def conditional(request: Request) -> Response:
            response = await handler(request)
            if request.method not in ("GET", "HEAD") or response.status_code != 200:
                return response
            tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
            response.headers["ETag"] = tag
            response.headers.setdefault("Cache-Control", "private, no-cache")
            if not _known(request.headers.get("if-none-match", ""), tag):
                return response
            kept = {name: value for name, value in response.headers.items() if name in _ALSO_WITHOUT_BODY}
            return Response(status_code=304, headers={**kept, "ETag": tag})

        return conditional


def _known(if_none_match: str, tag: str) -> bool:
    """Whether a client's If-None-Match names a tag; weak comparison, as RFC 9110 has it for this header."""
    named = (one.strip().removeprefix("W/") for one in if_none_match.split(","))
    return any(one in ("*", tag) for one in named)
