"""What can go wrong before a single question is scored.

    EvalsError
    ├── DatasetError    a question file cannot be used; every problem with file and line
    ├── ReportsError    the reports to ask about could not be ingested
    └── OutputError     a file asked for cannot be written where it was asked for

Messages are Korean: what was expected, what was seen, what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence

_SHOWN = 20


class EvalsError(Exception):
    """Base of the errors of `evals`."""


class DatasetError(EvalsError):
    """A question file cannot be used."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        more = len(problems) - _SHOWN
        lines = [*problems[:_SHOWN], *([f"… 그 밖에 {more}건"] if more > 0 else [])]
        super().__init__("질문 파일을 쓸 수 없습니다. 아래 줄을 고쳐 주십시오.\n" + "\n".join(lines))


class ReportsError(EvalsError):
    """The reports to ask about could not be ingested."""


class OutputError(EvalsError):
    """A file asked for cannot be written where it was asked for."""
