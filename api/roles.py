"""The three roles of those who use a server."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What the holder of a key may do; each role may also do what those before it may."""

    READER = "reader"  # ask, search, look at reports, say whether an answer was right
    STAFF = "staff"  # also put reports in, change and remove them
    ADMIN = "admin"  # also see how the server is doing

    def includes(self, other: Role) -> bool:
        """Whether this role may do what `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)
