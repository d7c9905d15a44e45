"""What a problem looks like to a client."""

from __future__ import annotations

import re
from typing import Any

from api.errors import Kind

LOOPBACK = "http://127.0.0.1"


def assert_problem(response: Any, kind: Kind) -> dict[str, Any]:
    """Checks that a response is the problem document of a kind; its fields."""
    assert response.status_code == kind.status
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["type"] == f"urn:problem-type:council-qa:{kind.slug}"
    assert problem["status"] == kind.status
    assert problem["title"] == kind.title
    assert re.search(r"[가-힣]", problem["detail"]), "the detail is for a Korean reader"
    assert problem["request_id"] == response.headers["x-request-id"]
    return problem
