"""The desk where questions are worked on: a few workers, and a short line of those who wait.

Answering is computing, so more workers than the machine's cores only make every question slower. Whoever finds the line
full is told so at once (`DeskFull`, 503 with Retry-After) instead of waiting for an answer that comes too late.

Whatever answers a question goes through the one desk of the app:

    hits = await desk.run(assistant.search, query, request=request)     # an async route; `request`: of whom it is for
    async for event in desk.stream(assistant.stream(question)): ...     # an async generator
    answer = desk.run_blocking(assistant.ask, question)                 # a thread that may wait, as Gradio's
    for event in desk.stream_blocking(assistant.stream(question)): ...

Work that waits is dropped when its caller is cancelled or its client has gone; a stream stops at its next event.
"""

from __future__ import annotations

import asyncio
import contextvars
import queue
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, TypeVar, TypeVarTuple

from fastapi import Request
from starlette.requests import ClientDisconnect

from api.errors import Kind, Problem

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

RETRY_AFTER = {"Retry-After": "2"}  # seconds; a full line is worked off in about as many
_END = object()


class DeskFull(Problem):
    """Nobody can be added to the line now."""

    def __init__(self, waiting: int) -> None:
        super().__init__(
            Kind.OVERLOADED,
            f"지금 질문이 많아 {waiting}건이 기다리고 있습니다. 2초쯤 뒤에 다시 보내 주세요.",
            headers=RETRY_AFTER,
        )


class DeskClosed(Problem):
    """The server is about to stop: what is being worked on is finished, nothing else is begun."""

    def __init__(self) -> None:
        super().__init__(
            Kind.OVERLOADED,
            "서버를 닫는 중이라 새 질문을 받지 않습니다. 서버가 다시 열린 뒤에 보내 주세요.",
            headers=RETRY_AFTER,
        )


class Desk:
    """Works on questions, a few at a time, in the order in which they came. Safe to use from any thread."""

    def __init__(self, *, workers: int, max_waiting: int) -> None:
        """`workers` questions are worked on at the same time, up to `max_waiting` others wait."""
        self._workers = ThreadPoolExecutor(workers, thread_name_prefix="desk")
        self._max_waiting = max_waiting
        self._room = workers + max_waiting
        self._taken: set[Future[Any]] = set()
        self._lock = threading.Lock()
        self._closed = False

    @property
    def taken(self) -> int:
        """How many questions are worked on or wait."""
        return len(self._taken)

    async def run(self, work: Callable[[*Ts], T], *args: *Ts, request: Request | None = None) -> T:
        """What `work` returns or raises; given a request whose body is read, also ends when its client has gone.

        Raises DeskFull, DeskClosed, and ClientDisconnect where the client did not wait.
        """
        worked = asyncio.wrap_future(self._begin(work, *args))  # cancelled, it cancels what it stands for
        if request is None:
            return await _answered(worked)
        gone = asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait((worked, gone), return_when=asyncio.FIRST_COMPLETED)
            if not worked.done():
                raise ClientDisconnect
            return await _answered(worked)
        finally:
            gone.cancel()
            worked.cancel()

    def run_blocking(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        """What `work` returns or raises; the calling thread waits. Raises DeskFull and DeskClosed."""
        try:
            return self._begin(work, *args).result()
        except CancelledError:
            raise DeskClosed from None

    def stream(self, events: Iterator[T]) -> AsyncGenerator[T]:
        """The events as they come about, however slowly they are taken: a slow reader keeps no worker.

        Raises DeskFull and DeskClosed at once; the iterator raises what `events` raises, and DeskClosed where the desk
        closed before it was this one's turn. Closed early, it stops the work at its next event.
        """
        loop, arrived = asyncio.get_running_loop(), asyncio.Queue[Any]()
        work = self._begin_stream(events, lambda item: loop.call_soon_threadsafe(arrived.put_nowait, item))

        async def taken() -> AsyncGenerator[T]:
            with work:
                while (item := _event(await arrived.get())) is not _END:
                    yield item

        return taken()

    def stream_blocking(self, events: Iterator[T]) -> Iterator[T]:
        """As `stream`, for a thread that may wait."""
        arrived = queue.SimpleQueue[Any]()
        work = self._begin_stream(events, arrived.put)

        def taken() -> Iterator[T]:
            with work:
                while (item := _event(arrived.get())) is not _END:
                    yield item

        return taken()

    def close(self) -> None:
        """Refuse new work and drop what waits; what is being worked on goes on to its end."""
        with self._lock:
            self._closed = True
            taken = list(self._taken)
        for future in taken:
            future.cancel()
        self._workers.shutdown(wait=False)

    def _begin(self, work: Callable[[*Ts], T], *args: *Ts) -> Future[T]:
        with self._lock:
            if self._closed:
                raise DeskClosed
            if len(self._taken) >= self._room:
                raise DeskFull(self._max_waiting)
            future: Future[T] = self._workers.submit(contextvars.copy_context().run, partial(work, *args))
            self._taken.add(future)
        future.add_done_callback(self._leave)
        return future

    def _begin_stream(self, events: Iterator[Any], put: Callable[[Any], object]) -> AbstractContextManager[None]:
        """Have the events put one by one; leaving the context stops that."""
        stopped = threading.Event()
        future = self._begin(_hand_out, events, put, stopped)
        future.add_done_callback(lambda done: done.cancelled() and put(_Failure(DeskClosed())))

        @contextmanager
        def listening() -> Iterator[None]:
            try:
                yield
            finally:
                stopped.set()
                future.cancel()

        return listening()

    def _leave(self, future: Future[Any]) -> None:
        with self._lock:
            self._taken.discard(future)


async def _answered(worked: asyncio.Future[T]) -> T:
    """The result; work that was dropped although its caller still waits was dropped by a desk that closed."""
    try:
        return await worked
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise DeskClosed from None


async def _gone(request: Request) -> None:
    """Ends when the client of a request whose body is read has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _hand_out(events: Iterator[Any], put: Callable[[Any], object], stopped: threading.Event) -> None:
    """Put one event after the other, at last the end or what went wrong."""
    try:
        for event in events:
            if stopped.is_set():
                return
            put(event)
        put(_END)
    except Exception as error:
        put(_Failure(error))


class _Failure:
    def __init__(self, error: Exception) -> None:
        self.error = error


def _event(item: Any) -> Any:
    if isinstance(item, _Failure):
        raise item.error
    return item
