"""A question and its answer as the page keeps them, to be copied, printed, put into a file, or judged.

The page holds each answer as one JSON value (`kept_by_page`) and hands it back as it is: the server keeps nothing.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from api.markup import visible
from corpus.clean import tidy
from qa.answer import Answer, Citation, CitedCell
from qa.sources import place_line
from ui import copy

MOST_TURNS = 200
MOST_LINES = 2_000  # of all answers together


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what was answered; `answer` holds markers like [1] that stand for the citations."""

    question: str
    answer: str
    citations: tuple[Citation, ...] = ()
    rewritten: str = ""  # the question as it was understood, where it was completed

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The part of an answer that is written down."""
        return cls(answer.question, answer.text.strip(), answer.citations, answer.rewritten)


def kept_by_page(answer: Answer) -> str:
    """What the page needs of an answer, as JSON: the body of `POST /v1/feedback` but for the rating, and `rewritten`.

    In ASCII, so that no template drops a character of a quote that cannot be seen.
    """
    kept = {
        "answer_id": answer.id,
        "question": answer.question,
        "rewritten": answer.rewritten,
        "answer": answer.text.strip(),
        "status": answer.status,
        "generation": answer.generation,
        "citations": [asdict(citation) for citation in answer.citations],
    }
    return json.dumps(kept, separators=(",", ":"))


def source_lines(citation: Citation) -> tuple[str, ...]:
    """A source as the lines of a document: the place, row × column of a table's cell, the quoted words."""
    cell = citation.cell
    named = " × ".join(filter(None, [cell.row, cell.column])) if cell else ""
    unit = copy.unit_label(cell.unit) if cell and named and cell.unit else ""
    lines = (place_line(citation), f"{named} {unit}".strip(), f"“{tidy(citation.quote)}”")
    return tuple(filter(None, lines))


# ---------------------------------------------------------------------------------------------- from the page


def _cut(most: int) -> BeforeValidator:
    """Ends a text that is only shown, such as the label of a row, where a document has no room for more."""
    return BeforeValidator(lambda text: f"{text[: most - 1]}…" if isinstance(text, str) and len(text) > most else text)


_Line = Annotated[str, _cut(300), AfterValidator(visible)]
_Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8_000), AfterValidator(visible)]
_Quote = Annotated[str, _cut(4_000), AfterValidator(visible)]


class _Kept(BaseModel):
    """Of what the page keeps, the fields that are written down."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class CellIn(_Kept):
    """The table cell a citation points at."""

    row: _Line = ""
    column: _Line = ""
    unit: _Line = ""


class CitationIn(_Kept):
    """A quote and its place."""

    marker: Annotated[int, Field(ge=0, le=999)]
    source: _Line
    title: _Line = ""
    department: _Line = ""
    date: _Line = ""
    section: Annotated[tuple[_Line, ...], Field(max_length=20)] = ()
    page: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    page_label: _Line = ""
    quote: _Quote
    cell: CellIn | None = None

    def to_citation(self) -> Citation:
        """The value that is written down; what leads back into the library is left out."""
        values = dict(self) | {"cell": CitedCell(**dict(self.cell)) if self.cell else None}
        return Citation(passage_id="", document_id="", start=0, end=0, **values)


class TurnIn(_Kept):
    """A question and its answer."""

    question: Annotated[_Question, AfterValidator(visible)]
    answer: _Text
    rewritten: _Text = ""
    citations: Annotated[tuple[CitationIn, ...], Field(max_length=10)] = ()


class ConversationIn(_Kept):
    """The body of a download: the turns of a page, oldest first."""

    turns: Annotated[tuple[TurnIn, ...], Field(min_length=1, max_length=MOST_TURNS)]

    @model_validator(mode="after")
    def _within_lines(self) -> Self:
        """A word processor's file takes longer than its lines are many: so many are written in a second or two."""
        lines = sum(turn.answer.count("\n") + 1 for turn in self.turns)
        if lines > MOST_LINES:
            raise ValueError(copy.too_many_lines(MOST_LINES, lines))
        return self

    def exchanges(self) -> list[Exchange]:
        """The values that are written down."""
        return [
            Exchange(turn.question, turn.answer, tuple(each.to_citation() for each in turn.citations), turn.rewritten)
            for turn in self.turns
        ]
