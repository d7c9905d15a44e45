"""The wire under the app: what uvicorn lets through, and what it says of a request that is none.

uvicorn has a clock for idle connections but none for a request that never ends its headers, and answers what is no
HTTP in plain text.
"""

from __future__ import annotations

import asyncio
import sys
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from api.errors import MEDIA_TYPE, Kind, Problem

HEADERS_S = 10.0  # from the opening of a connection, or the first byte of a further request, to the end of its headers
KEEP_ALIVE_S = 15  # an idle connection stays open this long
MAX_HEADERS = 16_384  # bytes of the request line and all headers that are kept while they are incomplete

_DETAILS = {
    Kind.TOO_SLOW: f"요청의 머리글이 {HEADERS_S:.0f}초 안에 다 오지 않았습니다. 연결을 확인하고 다시 보내 주세요.",
    Kind.HEADERS: f"요청 줄과 머리글은 모두 {MAX_HEADERS:,}바이트까지 받습니다. 쿠키나 주소를 줄여 주세요.",
    Kind.MALFORMED: "HTTP/1.1 요청으로 읽을 수 없습니다. 요청 줄과 머리글을 확인해 주세요.",
}


def config(app: FastAPI, *, graceful_s: int) -> uvicorn.Config:
    """How uvicorn serves the app; `graceful_s` is how long open connections keep a stopping server."""
    return uvicorn.Config(
        app,
        http=Wire,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=graceful_s,
        h11_max_incomplete_event_size=MAX_HEADERS,
    )


class Wire(H11Protocol):
    """uvicorn's connection, with a clock for the headers and problem documents for what is no request."""

    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock: a connection is opened to send something."""
        super().connection_made(transport)
        self._wind_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; the clock runs while headers have begun and not ended."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self._clock is None and not self.transport.is_closing():
            self._wind_up()

    def send_400_response(self, msg: str) -> None:
        """Say as a problem document what is wrong with what h11 could not read, and close."""
        hint = getattr(sys.exception(), "error_status_hint", HTTPStatus.BAD_REQUEST)
        self._refuse(Kind.HEADERS if hint == Kind.HEADERS.status else Kind.MALFORMED)

    def _wind_up(self) -> None:
        self._clock = self.loop.call_later(HEADERS_S, self._too_slow)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _too_slow(self) -> None:
        self._clock = None
        if not self.transport.is_closing():
            self._refuse(Kind.TOO_SLOW)

    def _refuse(self, kind: Kind) -> None:
        document = Problem(kind, _DETAILS[kind]).document(instance="", request_id=uuid4().hex)
        body = document.model_dump_json(exclude={"errors"}).encode()
        headers: list[Any] = [
            ("Content-Type", MEDIA_TYPE),
            ("Content-Length", str(len(body))),
            ("X-Request-ID", document.request_id),
            ("Connection", "close"),
        ]
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            response = h11.Response(status_code=kind.status, headers=headers, reason=STATUS_PHRASES[kind.status])
            for event in (response, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
