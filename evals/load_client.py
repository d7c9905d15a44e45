"""Asks a server questions from many clients at once; a process of its own, so that it shares no interpreter with it.

usage: python -m evals.load_client URL CLIENTS SECONDS < questions, a JSON array   → what came of them, as JSON
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from http import HTTPStatus
from statistics import quantiles

import httpx

TIMEOUT_S = 60.0


async def load(url: str, clients: int, seconds: float, questions: Sequence[str]) -> dict[str, float]:
    """What `clients` see who each ask one question after the other; one who is refused comes back when told to."""
    taken_s: list[float] = []
    statuses: Counter[int] = Counter()
    ends = time.perf_counter() + seconds

    async def ask(client: httpx.AsyncClient, number: int) -> None:
        while time.perf_counter() < ends:
            began = time.perf_counter()
            try:
                response = await client.post("/v1/ask", json={"question": questions[number % len(questions)]})
            except httpx.HTTPError:
                statuses[0] += 1
                continue
            statuses[response.status_code] += 1
            if response.status_code == HTTPStatus.OK:
                taken_s.append(time.perf_counter() - began)
                number += 1
            else:
                await asyncio.sleep(float(response.headers.get("Retry-After", 1)))

    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    began = time.perf_counter()
    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT_S, limits=limits, trust_env=False) as client:
        # Each starts at another question, so that no two ask the same at the same time.
        await asyncio.gather(*(ask(client, number * len(questions) // clients) for number in range(clients)))
    return summary(taken_s, statuses, time.perf_counter() - began)


def summary(taken_s: Sequence[float], statuses: Counter[int], seconds: float) -> dict[str, float]:
    """The figures of a run: answers a second, their times, and how many requests ended otherwise."""
    at = quantiles(taken_s, n=100, method="inclusive") if len(taken_s) > 1 else [float("nan")] * 99
    return {
        "answers_per_s": round(len(taken_s) / seconds, 1),
        "p50_ms": round(at[49] * 1000, 1),
        "p95_ms": round(at[94] * 1000, 1),
        "p99_ms": round(at[98] * 1000, 1),
        "answered": statuses[HTTPStatus.OK],
        "refused_503": statuses[HTTPStatus.SERVICE_UNAVAILABLE],
        "errors": statuses.total() - statuses[HTTPStatus.OK] - statuses[HTTPStatus.SERVICE_UNAVAILABLE],
    }


def main(arguments: Sequence[str]) -> None:
    """The command."""
    url, clients, seconds = arguments
    figures = asyncio.run(load(url, int(clients), float(seconds), json.load(sys.stdin)))
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
