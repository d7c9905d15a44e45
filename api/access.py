"""Who may do what (docs/adr/0009): one table of rules, and the middleware that holds every request against it before
its body is read. Chat, API and whatever is mounted later pass here; what no line names needs a reader's key.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import ipaddress
import re
from dataclasses import dataclass
from typing import Literal, cast
from urllib.parse import urlsplit

from fastapi.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import Kind, Problem
from api.keys import BEARER, FORM, Keys, refused
from api.rate_limits import RateLimits
from api.roles import Role
from qa.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
POST = frozenset({"POST"})
KEY_NAMES = frozenset({"key", "api_key", "apikey", "token", "access_token"})
BASIC = 'Basic realm="council-qa", charset="UTF-8"'  # what makes a browser ask the person for the key
Holder = Literal["local", "open"]  # who comes without a key: from this computer, or from anywhere to an open server


@dataclass(frozen=True, slots=True)
class Rule:
    """What an address and everything below it needs."""

    path: str
    role: Role | None  # None: nothing, not even a key
    methods: frozenset[str] | None = None  # None: all
    counted: bool = True  # against the limits
    page: bool = False  # part of the chat: the browser may ask the person for a key

    def fits(self, method: str, path: str) -> bool:
        """Whether this rule speaks of a request."""
        below = self.path == "/" or path == self.path or path.startswith(f"{self.path}/")
        return below and (self.methods is None or method in self.methods)


RULES = (  # the first that fits holds
    Rule("/healthz", None, counted=False),
    Rule("/readyz", None, counted=False),
    Rule("/metrics", Role.ADMIN, counted=False),
    Rule("/v1/ask", Role.READER),
    Rule("/v1/search", Role.READER),
    Rule("/v1/chat/completions", Role.READER),
    Rule("/v1/feedback", Role.READER, POST, page=True),  # a thumb in the chat
    Rule("/v1/feedback", Role.STAFF),  # what others asked
    Rule("/v1/jobs", Role.STAFF),
    Rule("/v1", Role.READER, SAFE),
    Rule("/v1", Role.STAFF),  # whatever else changes something
    Rule("/mcp", Role.READER),
    Rule("/gradio_api/queue/join", Role.READER, page=True),  # a question in the chat
    Rule("/conversation.docx", Role.READER, page=True),  # what the chat puts into files
    Rule("/conversation.md", Role.READER, page=True),
    Rule("/", Role.READER, counted=False, page=True),
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request."""

    id: str  # of the key, or a Holder
    role: Role | None  # None: nobody who may do anything
    address: str
    keyed: bool = False


class Access:
    """Decides who a caller is and whether a request goes on."""

    def __init__(self, keys: Keys, settings: Settings) -> None:
        self.keys = keys
        self.limits = RateLimits(
            per_minute=settings.access.requests_per_minute, at_once=settings.access.concurrent_requests
        )
        self._open = settings.access.open
        self._origins = settings.access.allowed_origins
        self._on_loopback = is_loopback(settings.server.host)

    async def admit(self, connection: HTTPConnection, rule: Rule, method: str) -> Caller:
        """The caller of a request that may go on. Raises Problem where it may not."""
        _refuse_key_in_address(connection)
        self._refuse_foreign_page(connection.headers, method)
        if rule.role is None:
            return Caller("open", None, _address(connection))
        by_browser = rule.role is Role.READER and (rule.page or method in SAFE)
        caller = await self._caller(connection, by_browser=by_browser, page=rule.page)
        if caller.role is None or not caller.role.includes(rule.role):
            raise self._not_enough(caller, rule)
        return caller

    async def _caller(self, connection: HTTPConnection, *, by_browser: bool, page: bool) -> Caller:
        address = _address(connection)
        anonymous = self._without_key(address)
        text = _key_text(connection.headers, by_browser=by_browser)
        # A server without keys, or open to readers, takes the made-up key that some clients insist on sending.
        if not text or (anonymous.role and not FORM.fullmatch(text)) or anonymous.role is Role.ADMIN:
            return anonymous
        try:
            if self.keys.quick(text):
                key = self.keys.authenticate(text)
            else:
                key = await asyncio.to_thread(self.keys.authenticate, text)
        except Problem as problem:
            await self.limits.hit(f"wrong {address}")  # nobody tries keys without end
            if page:
                problem.headers["WWW-Authenticate"] = BASIC  # so that the browser asks again
            raise
        return Caller(key.id, key.role, address, keyed=True)

    def _without_key(self, address: str) -> Caller:
        if self._on_loopback and not _is_outside(address) and not self.keys.any():
            return Caller("local", Role.ADMIN, address)
        return Caller("open", Role.READER if self._open else None, address)

    def _not_enough(self, caller: Caller, rule: Rule) -> Problem:
        role = cast(Role, rule.role)
        if caller.keyed:
            return Problem(
                Kind.ROLE,
                f"이 요청에는 {role} 이상의 열쇠가 필요합니다. 보낸 열쇠의 역할은 {caller.role}입니다.",
                headers={"WWW-Authenticate": f'{BEARER}, error="insufficient_scope"'},
            )
        return Problem(
            Kind.KEY_REQUIRED,
            f"이 요청에는 {role} 이상의 열쇠가 필요합니다. Authorization: Bearer 머리글에 열쇠를 넣어 보내세요. "
            "열쇠는 관리자가 council-qa keys create 로 만듭니다.",
            headers={"WWW-Authenticate": BASIC if rule.page else BEARER},
        )

    def _refuse_foreign_page(self, headers: Headers, method: str) -> None:
        """Another web page must not use the reader's browser to upload to, or delete from, a server that trusts this
        computer. The method of Go's net/http.CrossOriginProtection: no token is needed.
        """
        origin, site = headers.get("origin", ""), headers.get("sec-fetch-site", "")
        if method in SAFE or "*" in self._origins or origin in self._origins:
            return
        same_host = not origin or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
        if not (site in ("same-origin", "none") if site else same_host):
            raise Problem(
                Kind.FOREIGN_PAGE,
                "다른 웹 페이지에서 보낸 요청이라 받지 않았습니다. 그 페이지를 믿는다면 "
                "COUNCIL_QA_ACCESS__ALLOWED_ORIGINS 설정에 그 주소(예: https://groupware.example.kr)를 넣으세요.",
            )


class Admission:
    """ASGI middleware inside the Gate: nothing behind it sees a request that may not be made."""

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Raises Problem, which the Gate answers."""
        if scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        rule = rule_of(scope["method"], scope["path"])
        caller = await self._access.admit(HTTPConnection(scope), rule, scope["method"])
        scope["state"]["caller"] = caller
        if not rule.counted or (not caller.keyed and is_loopback(caller.address)):
            await self._app(scope, receive, send)
            return
        counted_as = caller.id if caller.keyed else caller.address
        await self._access.limits.hit(counted_as)
        async with self._access.limits.running(counted_as):
            await self._app(scope, receive, send)


def rule_of(method: str, path: str) -> Rule:
    """The rule that holds for a request."""
    return next(rule for rule in RULES if rule.fits(method, path))


def caller_of(connection: HTTPConnection) -> Caller:
    """Who sent an admitted request."""
    return cast(Caller, connection.scope["state"]["caller"])


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this computer only; a name other than localhost may be anything."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _key_text(headers: Headers, *, by_browser: bool) -> str:
    """What was sent as a key. A browser cannot send Bearer by itself; it asks the person for a name and a password and
    sends those: the password is the key, and it opens nothing but the chat and what the chat shows.
    """
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic" and by_browser:
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            raise refused("Authorization 머리글을 읽을 수 없습니다. 비밀번호 칸에 열쇠를 적어 주세요.") from None
    return ""


def _refuse_key_in_address(connection: HTTPConnection) -> None:
    query = connection.query_params
    if any(name.lower() in KEY_NAMES for name in query) or any(FORM.search(value) for value in query.values()):
        raise Problem(
            Kind.KEY_IN_ADDRESS,
            "열쇠를 주소에 넣을 수 없습니다. 주소는 여러 곳에 기록됩니다. Authorization: Bearer 머리글로 보내고, "
            "주소에 넣었던 열쇠는 council-qa keys revoke 로 폐기하세요.",
        )


def _address(connection: HTTPConnection) -> str:
    """Where a request comes from; behind a proxy on this machine what that says (uvicorn reads X-Forwarded-For)."""
    return connection.client.host if connection.client else ""


def _is_outside(address: str) -> bool:
    """Whether an address is surely another computer's; a Unix socket has none."""
    return bool(re.search(r"[.:]", address)) and not is_loopback(address)
