"""Runs the server until it is stopped."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
import time
from contextlib import ExitStack

import uvicorn

from api.desk import Desk
from api.wire import config
from index.morphemes import Morphemes
from qa.settings import ServerSettings, Settings
from ui.commands.terminal import note
from ui.errors import AddressError
from ui.guard import guard

# Open chats hold a connection each; they must not keep the server from stopping.
GRACE_S = 3
ANSWERS_S = 30  # what is being answered may take this long when the server stops


def serve(settings: Settings) -> None:
    """Open the address, then load the models, then answer until Ctrl+C.

    Raises AddressError and UnguardedError before anything heavy is loaded, and what opening a library raises.
    """
    policy = guard(settings)
    with listen(settings.server) as listener:
        note("모델과 색인을 여는 중입니다 …")
        Morphemes.load_aside()
        from ui.server import build  # Gradio: seconds

        app = build(settings)
        try:
            place = address(settings.server)
            _Announced(config(app, graceful_s=GRACE_S), place, policy, app.state.desk).run(sockets=[listener])
        except KeyboardInterrupt:
            note("서버를 닫았습니다.")


def listen(server: ServerSettings) -> socket.socket:
    """A bound socket; raises AddressError with what to do about it."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as on_failure:
            listener = on_failure.enter_context(socket.socket(family, kind, protocol))
            if sys.platform != "win32":  # there it would let two servers share the port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(place)
            listener.listen()
            on_failure.pop_all()
    except OSError as error:
        raise AddressError(_what_to_do(server, error)) from error
    return listener


def address(server: ServerSettings) -> str:
    """What to type into a browser on this machine."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound
    host = everywhere.get(server.host, server.host)
    return f"http://[{host}]:{server.port}" if ":" in host else f"http://{host}:{server.port}"


def _what_to_do(server: ServerSettings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"{server.host}의 {server.port}번 포트를 다른 프로그램이 쓰고 있습니다. 그 프로그램을 닫거나 "
            f"--port {server.port + 1 if server.port < 65535 else 8000}처럼 다른 포트를 정하세요."
        )
    if error.errno == errno.EACCES:
        return f"{server.port}번 포트를 열 권한이 없습니다. --port 8000처럼 1024보다 큰 포트를 정하세요."
    return (
        f"{server.host}:{server.port} 주소를 열 수 없습니다({error.strerror or error}). --host와 --port를 확인하세요."
    )


class _Announced(uvicorn.Server):
    """Says where it is once it answers, and finishes the answers it has begun before it stops."""

    def __init__(self, config: uvicorn.Config, place: str, policy: str, desk: Desk) -> None:
        super().__init__(config)
        self._place = place
        self._policy = policy
        self._desk = desk

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            note(f"{self._place} 에서 열렸습니다. API 설명은 {self._place}/docs, 끝내려면 Ctrl+C.")
            note(self._policy)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Refuse new questions, finish the ones begun, then close."""
        self._desk.close()
        deadline = time.monotonic() + ANSWERS_S
        while self._desk.taken and not self.force_exit and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        await super().shutdown(sockets)
