"""The words that decide, for all steps: they are data (qa/vocabulary/*.toml), so that an office can add its own."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def vocabulary(file: str) -> dict[str, Any]:
    """A file of the vocabulary as written; reading all of them takes a quarter of a second."""
    return tomllib.loads((resources.files("qa.vocabulary") / file).read_text("utf-8"))


@cache
def vocabulary_files() -> tuple[str, ...]:
    """The names of all files, in order."""
    found = (file.name for file in resources.files("qa.vocabulary").iterdir())
    return tuple(sorted(name for name in found if name.endswith(".toml")))
