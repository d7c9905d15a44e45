"""Who calls: from where, and how a key is sent."""

from __future__ import annotations

import base64

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.problems import LOOPBACK

QUESTION = {"question": "시장비서실 정원은 몇 명인가요?"}
ELSEWHERE = ("10.0.0.7", 50_000)  # a client on another computer


def client(app: FastAPI, *, key: str = "", address: tuple[str, int] = ("127.0.0.1", 50_000)) -> TestClient:
    """A client that sends a key, from this computer or another one."""
    return TestClient(app, base_url=LOOPBACK, headers=bearer(key) if key else {}, client=address)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def basic(key: str, name: str = "의원실") -> dict[str, str]:
    """What a browser sends once the person has typed a key into its password box."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{key}".encode()).decode()}
