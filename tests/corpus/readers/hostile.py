"""Readers that do what a hostile file may make a library do; `corpus.readers.sandbox` runs them in its child."""

from __future__ import annotations

import contextlib
import os
import sys

from corpus.errors import NoTextLayer
from corpus.report import Cell, Extract, Span, Table


def endless(data: bytes, name: str) -> Extract:
    while True:
        pass


def sleeping(data: bytes, name: str) -> Extract:
    import time

    time.sleep(600)
    return Extract("", "test")


def greedy(data: bytes, name: str) -> Extract:
    return Extract("가" * 4_000_000_000, "test")


def crashing(data: bytes, name: str) -> Extract:
    os.abort()


def talkative(data: bytes, name: str) -> Extract:
    return Extract("가" * 1_000_000, "test")


def refusing(data: bytes, name: str) -> Extract:
    raise NoTextLayer(f"'{name}'에는 글자 정보가 없습니다.")


def failing(data: bytes, name: str) -> Extract:
    raise TypeError("a bug of a library")


def deep(data: bytes, name: str) -> Extract:
    return deep(data, name)


def printing(data: bytes, name: str) -> Extract:
    print("a library says something")  # noqa: T201
    text = data.decode()
    cell = Cell(0, 0, 1, 1, text, Span(0, len(text)), header=True)
    return Extract(text, "test", (0,), (Table(Span(0, len(text)), 0, "", "천원", 1, 1, 1, (cell,)),), ("주의",), True)


def repeating(data: bytes, name: str, *, times: int) -> bytes:
    return data * times


def dying(data: bytes, name: str, *, times: int) -> bytes:
    os.abort()


def babbling(data: bytes, name: str, *, times: int) -> bytes:
    """What a file that has taken over the child may do: answer past the protocol."""
    for descriptor in range(3, 10):
        with contextlib.suppress(OSError):
            os.write(descriptor, (2).to_bytes(8, "big") + b"[[" * times)
    return data


def heavy_modules(data: bytes, name: str) -> Extract:
    return Extract(
        " ".join(name for name in ("numpy", "torch", "pydantic", "PIL") if name in sys.modules) or "없음", "test"
    )


def niceness(data: bytes, name: str) -> bytes:
    return str(os.nice(0)).encode()
