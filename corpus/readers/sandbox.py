"""Files nobody vouches for are worked on in child processes: `Sandbox`.

Libraries for binary formats are large and some are written in C: a hostile or broken file may crash them, keep them
busy for ever or fill the memory. In a child process with limits that costs one file, and never the program. As many
children as there are processors work at the same time, one file each.

The child runs `serve`: it reads requests from standard input and writes answers to standard output, each a length in
eight bytes and so many bytes.

    request   JSON line {"job": "module:function", "name", "options", "memory", "cpu_seconds"}, then the file's bytes
    answer    JSON {"result": …} or {"error": {"code", "message", "trace"}}
"""

from __future__ import annotations

import atexit
import importlib
import json
import logging
import os
import signal
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import Empty, LifoQueue
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar

from corpus.errors import DamagedFile, ParserCrashed, ReadError, TooSlow
from corpus.report import Extract, Report

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_LOG = logging.getLogger(__name__)
_LENGTH = struct.Struct(">Q")
_MOST_FILES = 200  # read by one child: what a library leaks goes with it
_ROOT = Path(__file__).resolve().parents[2]  # where `corpus` is imported from

Result = TypeVar("Result", Extract, Report)


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    memory: int = 1_500_000_000  # bytes of address space
    cpu_seconds: int = 120
    seconds: float = 180.0  # on the clock
    output: int = 64_000_000  # bytes of the answer; a report of 2,000 pages takes 40 million


class Sandbox:
    """Children that wait for files, at most one for each processor; started when they are needed."""

    def __init__(self) -> None:
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
        """The answer to a job ("module:function", called with a file's bytes, its name and the options).

        Waits until a child is free; `result_of` makes a value of the answer. Raises `ParserCrashed` where the child
        died, `TooSlow` where it took too long.
        """
        limits = limits or Limits()
        head: dict[str, Any] = {"job": job, "name": name, "options": options or {}}
        head |= {"memory": limits.memory, "cpu_seconds": limits.cpu_seconds}
        with self._child() as child:
            return child.ask(json.dumps(head).encode() + b"\n", data, name, limits)

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
        child = _Child()
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

    Raises the reader's own `ReadError`; `ParserCrashed` where the child died or ran out of memory, `TooSlow` where it
    took too long, `DamagedFile` for any other error.
    """
    return result_of(SHARED.run(reader, data, name, limits=limits), name, Extract)


def result_of(answer: bytes, name: str, kind: type[Result]) -> Result:
    """The value in an answer of `Sandbox.run`; raises the `ReadError` in it."""
    if answer.startswith(_REFUSED):
        said = json.loads(answer)["error"]
        _LOG.debug("Reading %s failed: %s", name, said["trace"])
        raise _error(str(said["code"]), str(said["message"]))
    try:
        # mypy takes the hash of a dataclass for that of the class itself
        result: Result = _adapter(kind).validate_json(answer)["result"]  # type: ignore[arg-type]
    except (ValueError, KeyError) as error:  # of pydantic, too: not what a reader can have said
        raise _crashed(name) from error
    return result


@cache
def _adapter(kind: type[Extract | Report]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # the child has no use for it, and it loads slowly

    return TypeAdapter(dict[str, kind])  # type: ignore[valid-type]


def _error(code: str, message: str) -> ReadError:
    """The error of `corpus.errors` with a code."""
    waiting: list[type[ReadError]] = [ReadError]
    for kind in waiting:
        if kind.code == code:
            return kind(message)
        waiting += kind.__subclasses__()
    return ReadError(message)


def _crashed(name: str) -> ParserCrashed:
    return ParserCrashed(
        f"'{name}'을(를) 읽다가 처리가 중단되었습니다(손상되었거나 지나치게 큰 내용). "
        "원본 프로그램에서 다시 저장하거나 파일을 나누어 넣어 주세요."
    )


def _slow(name: str, seconds: float) -> TooSlow:
    return TooSlow(
        f"'{name}'을(를) {seconds:,.0f}초 안에 다 읽지 못했습니다. "
        "파일을 나누거나 원본 프로그램에서 다시 저장해 넣어 주세요."
    )


# ------------------------------------------------------------------------------------------ the parent's side


class _Child:
    """A child process and the pipes to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from corpus.readers.sandbox import serve; serve()"],
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

    def ask(self, head: bytes, data: bytes, name: str, limits: Limits) -> bytes:
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
            answer = self._exchange(head, data, limits.output)
        finally:
            clock.cancel()
        if answer is None:
            self.close()
            if late.is_set() or self._process.returncode == -getattr(signal, "SIGXCPU", 0):
                raise _slow(name, limits.seconds if late.is_set() else limits.cpu_seconds)
            raise _crashed(name)
        self._spent = answer.startswith(_SPENT)
        return answer

    def _exchange(self, head: bytes, data: bytes, most: int) -> bytes | None:
        """The answer, or None where the child died or says more than it may."""
        sending, receiving = self._process.stdin, self._process.stdout
        if sending is None or receiving is None:  # pragma: no cover - Popen was asked for both
            return None
        try:
            _send(sending, head, data)
            return _receive(receiving, most)
        except (OSError, MemoryError):
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


# ------------------------------------------------------------------------------------------ the pipe


def _send(pipe: IO[bytes], *parts: bytes) -> None:
    pipe.write(_LENGTH.pack(sum(map(len, parts))))
    for part in parts:
        pipe.write(part)
    pipe.flush()


def _receive(pipe: IO[bytes], most: int) -> bytes | None:
    """The next message, or None at the end of the pipe or where it is longer than `most`."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size or _LENGTH.unpack(head)[0] > most:
        return None
    length = _LENGTH.unpack(head)[0]
    message = pipe.read(length)
    return message if len(message) == length else None


# ------------------------------------------------------------------------------------------ the child's side

_REFUSED = b'{"error"'
_SPENT = _REFUSED + b':{"code": "%s"' % ParserCrashed.code.encode()  # it ran out of memory: not fit for another file
_FRAMES = 20  # of a traceback: those nearest to the error


def serve() -> None:
    """Do jobs until standard input ends; standard output is kept from whatever a library prints."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while (request := _receive(asked, sys.maxsize)) is not None:
        head, _, data = request.partition(b"\n")
        del request
        answer = _answer(json.loads(head), data)
        del data
        _send(answers, answer)


def _answer(head: dict[str, Any], data: bytes) -> bytes:
    """What became of a file."""
    from pydantic_core import to_json

    name = str(head["name"])
    try:
        _limit(int(head["memory"]), int(head["cpu_seconds"]))
        module, _, function = str(head["job"]).partition(":")
        result = getattr(importlib.import_module(module), function)(data, name, **head["options"])
        return to_json({"result": result})
    except ReadError as error:
        return _refusal(error)
    except (MemoryError, RecursionError):
        return _refusal(_crashed(name))
    except Exception:
        return _refusal(_damaged(name))


def _refusal(error: ReadError) -> bytes:
    said = {"code": error.code, "message": str(error), "trace": traceback.format_exc(limit=-_FRAMES)}
    return _REFUSED + b":" + json.dumps(said).encode() + b"}"


def _damaged(name: str) -> DamagedFile:
    return DamagedFile(f"'{name}'은(는) 손상되어 읽을 수 없습니다. 원본 프로그램에서 다시 저장해 넣어 주세요.")


def _limit(memory: int, cpu_seconds: int) -> None:
    """Bound the memory of this process and the processor time it may still use, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu_seconds + 1, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
