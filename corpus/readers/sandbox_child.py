"""The child's side of `corpus.readers.sandbox`, and the messages between the two.

The child runs `serve`: it reads requests from standard input and writes answers to standard output, each message a
length in eight bytes and so many bytes. It loads nothing but what its jobs need.

    request   JSON line {"job": "module:function", "name", "options", "memory", "cpu_seconds"}, then the file's bytes
    answer    JSON {} or {"error": {"code", "message", "trace"}}; then in a message of its own what the job gave
"""

from __future__ import annotations

import importlib
import json
import os
import struct
import sys
import traceback
from typing import IO, Any

from corpus.errors import DamagedFile, ParserCrashed, ReadError

_LENGTH = struct.Struct(">Q")
_NICE = 10  # of 19
_FRAMES = 20  # of a traceback: those nearest to the error


def serve(background: bool) -> None:
    """Do jobs until standard input ends; standard output is kept from whatever a library prints."""
    if background and hasattr(os, "nice"):
        os.nice(_NICE)
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while (request := receive(asked, sys.maxsize)) is not None:
        head, _, data = request.partition(b"\n")
        del request
        said, given = _answer(json.loads(head), data)
        del data
        send(answers, json.dumps(said).encode())
        send(answers, given)


def send(pipe: IO[bytes], *parts: bytes) -> None:
    """Write one message."""
    pipe.write(_LENGTH.pack(sum(map(len, parts))))
    for part in parts:
        pipe.write(part)
    pipe.flush()


def receive(pipe: IO[bytes], most: int) -> bytes | None:
    """The next message, or None at the end of the pipe or where it is longer than `most`."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size or _LENGTH.unpack(head)[0] > most:
        return None
    length = _LENGTH.unpack(head)[0]
    message = pipe.read(length)
    return message if len(message) == length else None


def crashed(name: str) -> ParserCrashed:
    """The error of a child that died or had no memory left."""
    return ParserCrashed(
        f"'{name}'을(를) 읽다가 처리가 중단되었습니다(손상되었거나 지나치게 큰 내용). "
        "원본 프로그램에서 다시 저장하거나 파일을 나누어 넣어 주세요."
    )


def _answer(head: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """What became of a job: both messages of the answer."""
    from pydantic_core import to_json

    name = str(head["name"])
    try:
        _limit(int(head["memory"]), int(head["cpu_seconds"]))
        module, _, function = str(head["job"]).partition(":")
        given = getattr(importlib.import_module(module), function)(data, name, **head["options"])
        return {}, given if isinstance(given, bytes) else to_json(given)
    except ReadError as error:
        return _refusal(error), b""
    except (MemoryError, RecursionError):
        return _refusal(crashed(name)), b""
    except Exception:
        return _refusal(_damaged(name)), b""


def _refusal(error: ReadError) -> dict[str, Any]:
    said = {"code": error.code, "message": str(error), "trace": traceback.format_exc(limit=-_FRAMES)}
    return {"error": said}


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
