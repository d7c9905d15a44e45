"""What can go wrong at the edge.

UiError
└── AddressError   the address to serve on cannot be opened
"""

from __future__ import annotations


class UiError(Exception):
    """Anything that stops the command line or the server; the message is Korean and names the next step."""

    code = "ui_error"


class AddressError(UiError):
    """The address to serve on is taken, forbidden or does not exist."""

    code = "address_unusable"
