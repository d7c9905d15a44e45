"""Feedback on the wire."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.bodies import RequestBody, ResponseBody
from api.examples import ANSWER, CITATION, QUESTION
from api.schemas import QuestionText
from qa.answer import AnswerStatus
from qa.feedback import CitedQuote, Feedback, KeptFeedback, Rating

MAX_COMMENT = 2_000  # characters

Id = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
Name = Annotated[str, StringConstraints(max_length=300)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000)]
Rewritten = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000)]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_COMMENT)]
Quote = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class CitedQuoteIn(BaseModel):
    """A citation as the answer gave it; of its fields these are kept."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    source: Name
    quote: Quote
    document_id: Id = ""
    passage_id: Id = ""


class FeedbackRequest(RequestBody):
    """What somebody thinks of an answer. A second word on the same `answer_id` takes the place of the first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "answer_id": ANSWER["id"],
                    "question": QUESTION,
                    "answer": ANSWER["answer"],
                    "status": "answered",
                    "rating": "up",
                    "citations": [CITATION],
                    "generation": ANSWER["generation"],
                }
            ]
        }
    )

    question: QuestionText
    answer: Text
    rating: Rating
    answer_id: Id = ""
    status: AnswerStatus | None = None
    reason: Words = Field(default="", description="One of the reasons that were offered.")
    comment: Comment = ""
    citations: Annotated[tuple[CitedQuoteIn, ...], Field(max_length=10)] = ()
    generation: Id = ""
    rewritten_question: Rewritten = Field(
        default="",
        description="That of the answer: a follow-up as it was understood. Test questions are made of it, where it is.",
    )

    def to_feedback(self) -> Feedback:
        """The value that is kept."""
        citations = tuple(CitedQuote(**citation.model_dump()) for citation in self.citations)
        return Feedback(**(self.model_dump(exclude={"citations"}) | {"citations": citations}))


class CitedQuoteOut(ResponseBody):
    """What an answer cited."""

    source: str
    quote: str
    document_id: str
    passage_id: str


class FeedbackOut(ResponseBody):
    """Feedback as it was kept."""

    id: int
    created: str = Field(description="ISO 8601, UTC.", examples=["2024-10-02T01:12:09+00:00"])
    question: str
    answer: str
    rating: Rating
    answer_id: str
    status: AnswerStatus | None
    reason: str
    comment: str
    citations: list[CitedQuoteOut]
    generation: str
    rewritten_question: str

    @classmethod
    def of(cls, kept: KeptFeedback) -> Self:
        """The response that carries feedback."""
        said = kept.feedback
        return cls(
            id=kept.id,
            created=kept.created,
            question=said.question,
            answer=said.answer,
            rating=said.rating,
            answer_id=said.answer_id,
            status=said.status,
            reason=said.reason,
            comment=said.comment,
            citations=[CitedQuoteOut.model_validate(citation) for citation in said.citations],
            generation=said.generation,
            rewritten_question=said.rewritten_question,
        )


class FeedbackResponse(ResponseBody):
    """One page of feedback, oldest first."""

    feedback: list[FeedbackOut]
    next: int | None = Field(description="Value of `after` for the next page; null on the last one.")
