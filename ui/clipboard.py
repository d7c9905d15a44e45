"""An answer as plain text with its sources, to be pasted into a document."""

from __future__ import annotations

from qa.answer import Answer
from qa.sources import source_line
from ui import copy


def answer_with_sources(answer: Answer) -> str:
    """The question, the answer with its markers, and one line for each source."""
    parts = [f"{copy.QUESTION_LABEL}: {answer.question}", f"{copy.ANSWER}: {answer.text.strip()}"]
    if answer.citations:
        parts.append("\n".join([copy.EVIDENCE, *map(source_line, answer.citations)]))
    return "\n\n".join(parts)
