"""What the OpenAPI document says of access: how a key is sent, which role an operation needs, how it may be refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api import openai_errors
from api.access import rule_of
from api.errors import Kind, responses

REFUSALS = (
    Kind.KEY_IN_ADDRESS, Kind.KEY_REQUIRED, Kind.KEY_REFUSED, Kind.ROLE, Kind.FOREIGN_PAGE, Kind.TOO_MANY,
)  # fmt: skip
SCHEME = "bearer"  # its name in the OpenAPI document


def describe(openapi: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """An app's OpenAPI document with the keys: each operation names its role and how it may be refused."""
    document = openapi()
    document.setdefault("components", {})["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "description": "`council-qa keys create`; see docs/access.md"}
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            rule = rule_of(method.upper(), path)
            if rule.role is None:
                operation["security"] = []
                continue
            # Without keys, or open to readers, a server asks for none.
            operation["security"] = [{SCHEME: []}, {}]
            operation["x-required-role"] = rule.role.value
            for status, told in _refusals(path).items():
                known = operation["responses"].setdefault(str(status), told)["content"]
                for media_type, content in told["content"].items():
                    known.setdefault(media_type, content)["examples"].update(content["examples"])
    return document


def _refusals(path: str) -> dict[int | str, dict[str, Any]]:
    """How an operation may be refused, in the shape that its address answers errors in."""
    if not openai_errors.spoken_at(path):
        return responses(*REFUSALS)
    told = openai_errors.openai_responses(*REFUSALS)
    for entry in told.values():
        schema = {"$ref": f"#/components/schemas/{entry.pop('model').__name__}"}
        entry["content"]["application/json"]["schema"] = schema
    return told
