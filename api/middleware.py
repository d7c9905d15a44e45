"""What every request passes before its route: a request id, the host check, the size limit, safe headers, and the net
that turns an error nobody expected into a problem document.
"""

from __future__ import annotations

import asyncio
import re
import time
from uuid import uuid4

from fastapi.datastructures import Headers
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Kind, Problem, as_problem, problem_response
from api.metrics import Metrics
from qa.settings import ServerSettings

REQUEST_ID = "X-Request-ID"
ACCEPTED_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
SLOWEST = 50_000  # bytes a second of a body beyond the time that every body has
DRAINED, DRAINED_S = 16_000_000, 2.0  # bytes and seconds of a body over the limit that are read on and forgotten
MAX_ADDRESS = 8_192  # bytes of path and query
MAX_HEADERS = 32_768  # bytes of names and values; of incomplete ones the connection itself refuses less
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
UPLOAD = ("POST", "/v1/documents")  # the one request that may be large
CLOSE = {"Connection": "close"}  # with a body half sent, the next request could not be told from its rest
SAFE_HEADERS = {
    # Everything comes from this server: a report cannot make a browser load anything from elsewhere. Gradio and the
    # documentation page need inline scripts and styles.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class Gate:
    """ASGI middleware around the whole app, the chat included."""

    def __init__(self, app: ASGIApp, *, server: ServerSettings, metrics: Metrics) -> None:
        self._app = app
        self._limit = server.max_body_bytes
        self._upload_limit = server.max_upload_bytes
        self._body_s = server.body_timeout_s
        self._hosts = LOOPBACK_NAMES | {name.lower() for name in server.allowed_hosts} | {server.host.lower()}
        # Bound to an outside address without names given, every name is meant.
        self._any_host = "*" in server.allowed_hosts or (server.host not in LOOPBACK_NAMES and not server.allowed_hosts)
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                marked = MutableHeaders(scope=message)
                marked[REQUEST_ID] = request_id
                for name, value in SAFE_HEADERS.items():
                    marked.setdefault(name, value)
            await send(message)

        started = time.perf_counter()
        try:
            limit = self._upload_limit if (scope["method"], scope["path"]) == UPLOAD else self._limit
            self._check(scope, headers, limit)
            await self._app(scope, self._limited(receive, limit), send_marked)
        except ClientDisconnect:  # nobody is there to be told of anything
            pass
        except Exception as error:
            problem = as_problem(error, method=scope["method"], request_id=request_id)
            if status:  # the response is under way and cannot be taken back: break it off
                raise
            if problem.kind is Kind.TOO_LARGE and "expect" not in headers:
                await _drain(receive)
            response = problem_response(problem, instance=scope["path"], request_id=request_id)
            await response(scope, receive, send_marked)
        finally:
            self._metrics.request(scope, status=status, seconds=time.perf_counter() - started)

    def _check(self, scope: Scope, headers: Headers, limit: int) -> None:
        """Raise the problem of a request that need not be looked at further."""
        _check_size(scope)
        host = _host_name(headers.get("host", ""))
        if not self._any_host and host not in self._hosts:
            raise Problem(
                Kind.UNKNOWN_HOST,
                "이 서버가 모르는 이름으로 온 요청입니다. 127.0.0.1로 접속하거나 "
                "COUNCIL_QA_SERVER__ALLOWED_HOSTS 설정에 그 이름을 넣으세요.",
            )
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding != "identity":
            raise Problem(Kind.ENCODED, "Content-Encoding 없이 압축하지 않은 본문을 보내 주세요.", headers=CLOSE)
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > limit:
            raise _too_large(limit)

    def _limited(self, receive: Receive, limit: int) -> Receive:
        """The same stream of messages, cut off where more comes than was declared or is allowed."""
        received = 0
        whole = False
        began = asyncio.get_running_loop().time()

        async def receive_limited() -> Message:
            nonlocal received, whole
            if whole:  # what comes now is that the client leaves, sooner or later
                return await receive()
            try:
                async with asyncio.timeout_at(began + self._body_s + received / SLOWEST):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(Kind.TOO_SLOW.status, headers=CLOSE) from None
            whole = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > limit:
                # FastAPI lets an HTTPException through while it reads a body and hides every other error.
                raise HTTPException(Kind.TOO_LARGE.status, _too_large(limit).detail, headers=CLOSE)
            return message

        return receive_limited


async def _drain(receive: Receive) -> None:
    """Read on for a while and forget it: a connection closed while its client still sends is reset, answer and all."""
    drained = 0
    try:
        async with asyncio.timeout(DRAINED_S):
            while drained < DRAINED:
                message = await receive()
                drained += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def _too_large(limit: int) -> Problem:
    return Problem(
        Kind.TOO_LARGE,
        f"요청 본문은 {limit:,}바이트까지 받습니다. 질문이나 대화 기록을 줄이거나, 파일을 나누어 올리세요.",
        headers=CLOSE,
    )


def _check_size(scope: Scope) -> None:
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MAX_ADDRESS:
        raise Problem(Kind.TOO_LONG, f"주소와 질의 문자열은 {MAX_ADDRESS:,}바이트까지 받습니다. 본문으로 보내 주세요.")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS:
        raise Problem(Kind.HEADERS, f"요청 머리글은 모두 {MAX_HEADERS:,}바이트까지 받습니다. 쿠키를 줄여 주세요.")


def _request_id(headers: Headers) -> str:
    """The caller's own id where it is harmless, so that both sides' logs can be laid side by side; else a new one."""
    given = headers.get(REQUEST_ID, "")
    return given if ACCEPTED_ID.fullmatch(given) else uuid4().hex


def _host_name(host: str) -> str:
    """The name of a Host header without its port: "[::1]:8000" is "::1"."""
    name = host.lower().strip()
    if name.startswith("["):
        return name[1:].split("]")[0]
    return name.rsplit(":", 1)[0]
