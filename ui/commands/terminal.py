"""How the command line talks: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

# What documents and settings say is data: no markup, no highlighting, no emoji codes.
OUT = Console(markup=False, highlight=False, emoji=False)
ERR = Console(markup=False, highlight=False, emoji=False, stderr=True)


def say(text: str) -> None:
    """A line of the result."""
    sys.stdout.write(text + "\n")


def say_json(value: Any) -> None:
    """One JSON value a line, for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """A line for the person at the screen that is no part of the result."""
    sys.stderr.write(text + "\n")


def say_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on a terminal; lines of tab-separated fields where something else reads along."""
    if not OUT.is_terminal:
        for row in rows:
            say("\t".join(row))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for position, heading in enumerate(headings):
        table.add_column(heading, no_wrap=position == 0, overflow="fold")  # the first is what people copy
    for row in rows:
        table.add_row(*row)
    OUT.print(table)
