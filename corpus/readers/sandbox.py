"""Files nobody vouches for are worked on in child processes: `Sandbox`.

Libraries for binary formats are large and some are written in C: a hostile or broken file may crash them, keep them
busy for ever or fill the memory. In a child process with limits that costs one file, and never the program. As many
children as there are processors work at the same time, one file each. What they do is in `sandbox_child`.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

from corpus.errors import ParserCrashed, ReadError, TooSlow
from corpus.readers.sandbox_child import crashed, receive, send
from corpus.report import Extract, Report

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_LOG = logging.getLogger(__name__)
_MOST_FILES = 200  # read by one child: what a library leaks goes with it
_ROOT = Path(__file__).resolve().parents[2]  # where `corpus` is imported from

Value = TypeVar("Value", Extract, Report)


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    memory: int = 1_500_000_000  # bytes of address space
    cpu_seconds: int = 120
    seconds: float = 180.0  # on the clock
    output: int = 64_000_000  # bytes of the answer; a report of 2,000 pages takes 40 million


class Sandbox:
    """Children that wait for files, at most one for each processor; started when they are needed."""

    def __init__(self, *, background: bool = False) -> None:
        """`background`: the children let everything else on the machine go first, such as questions to a server."""
        self._background = background
        self._idle: LifoQueue[_Child] = LifoQueue()
        self._free = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._children: set[_Child] = set()
        self._closed = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def run(
        self,
        job: str,
        data: bytes,
        name: str,
        options: Mapping[str, Any] | None = None,
        limits: Limits | None = None,
    ) -> bytes:
        """What a job gives ("module:function", called with a file's bytes, its name and the options, values of JSON).

        Waits until a child is free. Bytes come back as they are, an `Extract` or a `Report` as JSON, for `value_of`.
        Raises the job's own `ReadError`; `ParserCrashed` where the child died or ran out of memory, `TooSlow` where it
        took too long, `DamagedFile` for any other error.
        """
        limits = limits or Limits()
        head: dict[str, Any] = {"job": job, "name": name, "options": options or {}}
        head |= {"memory": limits.memory, "cpu_seconds": limits.cpu_seconds}
        with self._child() as child:
            answer = child.ask(json.dumps(head).encode() + b"\n", data, name, limits)
        if answer.refusal is not None:  # outside: the child that found it goes on
            raise answer.refusal
        return answer.given

    def close(self) -> None:
        """End all children, those at work too: whoever waits for one is told that it died."""
        self._closed.set()
        for child in list(self._children):
            child.end()
        while (idle := self._waiting()) is not None:
            self._forget(idle)

    @contextmanager
    def _child(self) -> Iterator[_Child]:
        """A child for one file; it is kept for the next one if it still lives."""
        with self._free:
            child = self._waiting() or self._start()
            try:
                yield child
            except BaseException:
                self._forget(child)
                raise
            if child.alive and not self._closed.is_set():
                self._idle.put(child)
            else:
                self._forget(child)

    def _waiting(self) -> _Child | None:
        while True:
            try:
                child = self._idle.get_nowait()
            except Empty:
                return None
            if child.alive or self._closed.is_set():
                return child
            self._forget(child)

    def _start(self) -> _Child:
        child = _Child(background=self._background)
        self._children.add(child)
        if self._closed.is_set():
            child.end()
        return child

    def _forget(self, child: _Child) -> None:
        child.close()
        self._children.discard(child)


SHARED = Sandbox()
"""For single files: its children wait for the next one until the program ends."""
atexit.register(SHARED.close)


def read_safely(data: bytes, name: str, reader: str, limits: Limits | None = None) -> Extract:
    """What `reader` ("module:function", bytes and name to `Extract`) makes of a file, in a limited child process.

    Raises as `Sandbox.run`.
    """
    return value_of(SHARED.run(reader, data, name, limits=limits), name, Extract)


def value_of(answer: bytes, name: str, kind: type[Value]) -> Value:
    """The value that a job gave, out of what `Sandbox.run` returned for it."""
    try:
        # mypy takes the hash of a dataclass for that of the class itself
        value: Value = _adapter(kind).validate_json(answer)  # type: ignore[arg-type]
    except ValueError as error:  # of pydantic, too: not what a reader can have said
        raise crashed(name) from error
    return value


@cache
def _adapter(kind: type[Extract | Report]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # the child has no use for it, and it loads slowly

    return TypeAdapter(kind)


def _refusal(said: Mapping[str, Any], name: str) -> ReadError | None:
    """The error in the first message of an answer."""
    if "error" not in said:
        return None
    error = said["error"]
    _LOG.debug("Work on %s failed: %s", name, error["trace"])
    return _error(str(error["code"]), str(error["message"]))


def _error(code: str, message: str) -> ReadError:
    """The error of `corpus.errors` with a code."""
    waiting: list[type[ReadError]] = [ReadError]
    for kind in waiting:
        if kind.code == code:
            return kind(message)
        waiting += kind.__subclasses__()
    return ReadError(message)


def _slow(name: str, seconds: float) -> TooSlow:
    return TooSlow(
        f"'{name}'을(를) {seconds:,.0f}초 안에 다 읽지 못했습니다. "
        "파일을 나누거나 원본 프로그램에서 다시 저장해 넣어 주세요."
    )


class _Answer(NamedTuple):
    refusal: ReadError | None
    given: bytes


class _Child:
    """A child process and the pipes to it."""

    def __init__(self, *, background: bool) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"from corpus.readers.sandbox_child import serve; serve({background})"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            start_new_session=True,  # Ctrl+C is for the program: it ends its children
        )
        self._files = 0
        self._spent = False

    @property
    def alive(self) -> bool:
        """Whether it can take another file."""
        return self._process.poll() is None and self._files < _MOST_FILES and not self._spent

    def ask(self, head: bytes, data: bytes, name: str, limits: Limits) -> _Answer:
        """The child's answer; a child that does not give one is ended."""
        self._files += 1
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        clock = threading.Timer(limits.seconds, end)
        clock.daemon = True
        clock.start()
        try:
            answer = self._exchange(head, data, name, limits.output)
        finally:
            clock.cancel()
        if answer is None:
            self.close()
            if late.is_set() or self._process.returncode == -getattr(signal, "SIGXCPU", 0):
                raise _slow(name, limits.seconds if late.is_set() else limits.cpu_seconds)
            raise crashed(name)
        self._spent = isinstance(answer.refusal, ParserCrashed)  # out of memory: not fit for another file
        return answer

    def _exchange(self, head: bytes, data: bytes, name: str, most: int) -> _Answer | None:
        """The answer, or None where the child died, says more than it may, or what none can have said."""
        sending, receiving = self._process.stdin, self._process.stdout
        if sending is None or receiving is None:  # pragma: no cover - Popen was asked for both
            return None
        try:
            send(sending, head, data)
            said, given = receive(receiving, most), receive(receiving, most)
            return None if said is None or given is None else _Answer(_refusal(json.loads(said), name), given)
        except (OSError, MemoryError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def end(self) -> None:
        """Kill the child; to be closed by whoever waits for its answer."""
        self._process.kill()

    def close(self) -> None:
        """End the child."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what could not be sent to a dead child
                    continue
        self._process.wait()
