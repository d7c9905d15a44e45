"""What goes over the wire: requests with their limits, responses with their examples.

The responses are built from the values of `qa` and `index` by name (`from_attributes`), so a field that is added there
and here needs no code in between.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints

from api.bodies import RequestBody, ResponseBody
from api.examples import ANSWER, CITATION, EXCERPT, QUESTION
from api.schemas_place import OfPassage, OfReport, PageLabel, Place, report_fields
from corpus.report import Report
from index.hits import Filters
from qa.answer import Answer, AnswerStatus, Mode, Question, Turn

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
QuestionText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
EarlierAnswer = Annotated[str, StringConstraints(max_length=8000)]
Year = Annotated[int, Field(ge=1900, le=2200)]


class FiltersIn(RequestBody):
    """Which reports to look at; an empty list does not limit anything."""

    departments: list[Line] = Field(default=[], max_length=50)
    years: list[Year] = Field(default=[], max_length=50)
    kinds: list[Line] = Field(default=[], max_length=50)
    document_ids: list[Line] = Field(default=[], max_length=200)

    def to_filters(self) -> Filters:
        """The value the search understands."""
        return Filters(
            years=tuple(self.years),
            departments=tuple(self.departments),
            kinds=tuple(self.kinds),
            document_ids=tuple(self.document_ids),
        )


class TurnIn(RequestBody):
    """An earlier question of the conversation and what was answered."""

    question: QuestionText
    answer: EarlierAnswer = ""


class AskRequest(RequestBody):
    """A question."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": QUESTION}]})

    question: QuestionText
    filters: FiltersIn = FiltersIn()
    ignored: FiltersIn = Field(
        default=FiltersIn(),
        description="Years, departments and kinds that the question's words name but that shall not narrow it.",
    )
    conversation: list[TurnIn] = Field(default=[], max_length=20)
    mode: Mode | None = Field(default=None, description="How to compose the answer; left out: as the server is set.")
    max_citations: int | None = Field(default=None, ge=1, le=10, description="Left out: as the server is set.")

    def to_question(self, *, mode: Mode, max_citations: int) -> Question:
        """The value the assistant understands; the arguments fill what the request left out."""
        return Question(
            text=self.question,
            filters=self.filters.to_filters(),
            ignored=self.ignored.to_filters(),
            conversation=tuple(Turn(turn.question, turn.answer) for turn in self.conversation),
            mode=self.mode or mode,
            max_citations=self.max_citations or max_citations,
        )


class CellOut(ResponseBody):
    """The table cell a citation points at."""

    row: str
    column: str
    unit: str


class Marked(ResponseBody):
    """What a marker [1] of an answer stands for."""

    marker: int


class CitationOut(Place, OfPassage, Marked):
    """A verbatim quote: `quote` is `text[start:end]` of `GET /v1/documents/{id}/text`, in code points."""

    model_config = ConfigDict(json_schema_extra={"examples": [CITATION]})

    quote: str
    start: int
    end: int
    cell: CellOut | None


class NearestOut(ResponseBody):
    """A section that comes closest to a question that could not be answered."""

    document_id: str
    title: str
    department: str
    date: str
    section: list[str]
    passage_id: str


class ScopeOut(ResponseBody):
    """What the question was understood to be about, and whether that had to be loosened."""

    years: list[int]
    departments: list[str]
    kinds: list[str]
    document_ids: list[str]
    loosened: bool


class ComparedOut(ResponseBody):
    """The figure of one of the things that an answer sets side by side."""

    name: str = Field(examples=["2023년"])
    text: str = Field(description="As it is printed.", examples=["94.3%"])
    value: float = Field(description="In won for money, else as printed.")
    unit: str
    marker: int = Field(description="Of the citation that proves it.")


class AskResponse(ResponseBody):
    """A short answer with markers [1], and the citations they stand for."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANSWER]})

    id: str
    question: str
    rewritten_question: str = Field(
        description="The question as it was understood, where it was completed from the conversation; else empty."
    )
    status: AnswerStatus
    answer: str
    citations: list[CitationOut]
    scope: ScopeOut
    nearest: list[NearestOut]
    confidence: float = Field(
        ge=0, le=1, description="Probability, as fitted on questions, that the reports answer the question."
    )
    compared: list[ComparedOut] = Field(description="Two or more where figures of one kind are set side by side.")
    mode: str
    model: str
    generation: str
    timings_ms: dict[str, float]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The response that carries an answer."""
        return cls(
            id=answer.id,
            question=answer.question,
            rewritten_question=answer.rewritten,
            status=answer.status,
            answer=answer.text,
            citations=[CitationOut.model_validate(citation) for citation in answer.citations],
            scope=ScopeOut.model_validate(answer.scope),
            nearest=[NearestOut.model_validate(section) for section in answer.nearest],
            confidence=answer.confidence,
            compared=[ComparedOut.model_validate(figure) for figure in answer.compared],
            mode=answer.mode,
            model=answer.model,
            generation=answer.generation,
            timings_ms=answer.timings_ms,
        )


class DocumentOut(OfReport):
    """An ingested report."""

    source: str = Field(description="The ingested file's name.")
    kind: str
    format: str = Field(description="text, markdown, hwp, hwpx, pdf or docx, as read; only a pdf has page pictures.")
    status: Literal["ready", "partial"] = Field(description="partial: something of the file could not be read.")
    pages: int | None = Field(description="null where the file knows no pages.")
    passages: int
    warnings: list[str]

    @classmethod
    def of(cls, report: Report) -> Self:
        """The response that carries a report without its text."""
        return cls(
            **report_fields(report),
            kind=report.metadata.kind,
            format=report.format,
            status="partial" if report.partial else "ready",
            pages=len(report.page_starts) or None,
            passages=len(report.passages),
            warnings=list(report.warnings),
        )


class DocumentsResponse(ResponseBody):
    """One page of the reports, by file name."""

    documents: list[DocumentOut]
    next: str | None = Field(description="Value of `after` for the next page; null on the last one.")


class TextResponse(ResponseBody):
    """The text of a report; offsets of citations and passages count its code points."""

    document_id: str
    text: str


class ExcerptResponse(ResponseBody):
    """What stands around a quote: its table, or else the lines before and after it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXCERPT]})

    document_id: str
    section: list[str]
    page: int | None
    page_label: PageLabel
    quote: str
    start: int
    end: int
    html: str = Field(
        description="A `<table>` with merged cells, caption and header cells, or paragraphs; what is quoted stands in "
        "`<mark>`. Everything of the report is escaped: no style, script or link of it is in here."
    )


class HealthResponse(ResponseBody):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class ReadyResponse(ResponseBody):
    """Questions can be answered."""

    status: Literal["ready"] = "ready"
    documents: int
    generation: str
