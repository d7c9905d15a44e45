"""Texts as their letters alone, so that spacing and punctuation do not matter."""

from __future__ import annotations

import re


def squeezed(text: str) -> str:
    """The text in lower case without anything but letters and digits."""
    return re.sub(r"[\W_]+", "", text.lower())


def bigrams(text: str) -> frozenset[str]:
    """Character pairs of a text without its spaces and punctuation: robust to spacing and typing errors."""
    letters = squeezed(text)
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))
