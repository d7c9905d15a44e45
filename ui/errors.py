"""What can go wrong at the edge.

UiError
├── AddressError   the address to serve on cannot be opened
└── UnguardedError the address is open to other computers and nothing says who may use it
"""

from __future__ import annotations


class UiError(Exception):
    """Anything that stops the command line or the server; the message is Korean and names the next step."""

    code = "ui_error"


class AddressError(UiError):
    """The address to serve on is taken, forbidden or does not exist."""

    code = "address_unusable"


class UnguardedError(UiError):
    """Other computers could reach the server, and there is neither a key nor the word that everybody may read."""

    code = "unguarded"
