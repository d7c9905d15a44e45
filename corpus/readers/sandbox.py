"""Files nobody vouches for are handled in a child process: `read_safely` reads one, `run_safely` does anything else.

Libraries for binary formats are large and some are written in C: a hostile or broken file may crash them, keep them
busy for ever or fill the memory. In a child process with limits that costs one file, and never the program.

The child runs `serve`: it reads requests from standard input and writes answers to standard output, each a length in
eight bytes and so many bytes.

    request   JSON line {"function": "module:function", "arguments", "name", "memory", "cpu_seconds"}, the file's bytes
    answer    JSON line {} or {"error": {"code", "message"}}, then what the function gave: bytes, or a value as JSON
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from typing import IO, Any, TypeVar

from corpus.errors import DamagedFile, ParserCrashed, ReadError, TooSlow
from corpus.report import Extract

_LENGTH = struct.Struct(">Q")
_MOST_FILES = 200  # read by one child: what a library leaks goes with it
_ROOT = Path(__file__).resolve().parents[2]  # where `corpus` is imported from
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    memory: int = 1_500_000_000  # bytes of address space
    cpu_seconds: int = 120
    seconds: float = 180.0  # on the clock
    output: int = 200_000_000  # bytes of the answer


def read_safely(data: bytes, name: str, reader: str, limits: Limits | None = None) -> Extract:
    """What `reader` ("module:function", bytes and name to `Extract`) makes of a file, in a limited child process.

    Raises the reader's own `ReadError`; `ParserCrashed` where the child died or ran out of memory, `TooSlow` where it
    took too long, `DamagedFile` for any other error.
    """
    return run_safely(data, name, reader, _as_extract, limits or Limits())


def run_safely(
    data: bytes,
    name: str,
    function: str,
    take: Callable[[bytes], Result],
    limits: Limits,
    arguments: Mapping[str, Any] | None = None,
) -> Result:
    """What `take` makes of the bytes that `function` ("module:function") gives for a file in a limited child process.

    The function gets the file's bytes and name, then `arguments` (values of JSON) by name. It gives bytes, or a value
    that is sent as JSON. `take` raises ValueError for what such a function cannot have said. Raises as `read_safely`.
    """
    head = {
        "function": function,
        "arguments": arguments or {},
        "name": name,
        "memory": limits.memory,
        "cpu_seconds": limits.cpu_seconds,
    }
    with _POOL.worker() as worker:
        outcome = _outcome(worker.ask(json.dumps(head).encode() + b"\n" + data, name, limits), name, take)
        if isinstance(outcome, ParserCrashed):  # raised here it ends the child, too
            raise outcome
    if isinstance(outcome, ReadError):
        raise outcome
    return outcome


def _as_extract(answer: bytes) -> Extract:
    from pydantic import TypeAdapter  # the child has no use for it, and it loads slowly

    return TypeAdapter(Extract).validate_json(answer)


def _outcome(answer: bytes, name: str, take: Callable[[bytes], Result]) -> Result | ReadError:
    line, _, given = answer.partition(b"\n")
    try:
        said: Any = json.loads(line)
        if "error" in said:
            return _error(str(said["error"]["code"]), str(said["error"]["message"]))
        return take(given)
    except (ValueError, KeyError, TypeError):  # of pydantic, too
        return _crashed(name)


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


class _Worker:
    """A child process and the pipes to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from corpus.readers.sandbox import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
        )
        self.files = 0

    @property
    def alive(self) -> bool:
        """Whether it can take another file."""
        return self._process.poll() is None and self.files < _MOST_FILES

    def ask(self, request: bytes, name: str, limits: Limits) -> bytes:
        """The child's answer; a child that does not give one is ended."""
        self.files += 1
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        clock = threading.Timer(limits.seconds, end)
        clock.daemon = True
        clock.start()
        try:
            answer = self._exchange(request, limits.output)
        finally:
            clock.cancel()
        if answer is None:
            self.close()
            if late.is_set() or self._process.returncode == -getattr(signal, "SIGXCPU", 0):
                raise _slow(name, limits.seconds if late.is_set() else limits.cpu_seconds)
            raise _crashed(name)
        return answer

    def _exchange(self, request: bytes, most: int) -> bytes | None:
        """The answer, or None where the child died or says more than it may."""
        sending, receiving = self._process.stdin, self._process.stdout
        if sending is None or receiving is None:  # pragma: no cover - Popen was asked for both
            return None
        try:
            _send(sending, request)
            return _receive(receiving, most)
        except OSError:
            return None

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


class _Pool:
    """Children that wait for files, at most one for each processor."""

    def __init__(self) -> None:
        self._idle: LifoQueue[_Worker] = LifoQueue()
        self._free = threading.BoundedSemaphore(os.cpu_count() or 1)

    @contextmanager
    def worker(self) -> Iterator[_Worker]:
        """A child for one file; it is kept for the next one if it still lives."""
        with self._free:
            worker = self._waiting() or _Worker()
            try:
                yield worker
            except BaseException:
                worker.close()
                raise
            if worker.alive:
                self._idle.put(worker)
            else:
                worker.close()

    def _waiting(self) -> _Worker | None:
        while True:
            try:
                worker = self._idle.get_nowait()
            except Empty:
                return None
            if worker.alive:
                return worker
            worker.close()

    def close(self) -> None:
        """End all children that wait."""
        while (worker := self._waiting()) is not None:
            worker.close()


_POOL = _Pool()
atexit.register(_POOL.close)


# ------------------------------------------------------------------------------------------ the pipe


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
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


def serve() -> None:
    """Read files until standard input ends; standard output is kept from whatever a library prints."""
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
        module, _, function = str(head["function"]).partition(":")
        given = getattr(importlib.import_module(module), function)(data, name, **head["arguments"])
        return b"{}\n" + (given if isinstance(given, bytes) else to_json(given))
    except ReadError as error:
        return _refusal(error)
    except (MemoryError, RecursionError):
        return _refusal(_crashed(name))
    except Exception:
        return _refusal(_damaged(name))


def _refusal(error: ReadError) -> bytes:
    return json.dumps({"error": {"code": error.code, "message": str(error)}}).encode()


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
