"""What all bodies of requests and responses have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class RequestBody(BaseModel):
    """A body from outside: a field nobody knows is an error, not a silent no-op."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ResponseBody(BaseModel):
    """A body of ours, read from the attributes of a value."""

    model_config = ConfigDict(from_attributes=True, frozen=True)
