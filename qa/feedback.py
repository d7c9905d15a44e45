"""What people thought of answers: kept in an SQLite database of its own, to become test questions (`evals.feedback`).

Only what a person sends is kept: the question (as typed and as understood), the answer, what it cited, thumb and
words; not who sent it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from qa.answer import AnswerStatus

FILE = "feedback.sqlite3"  # in the home folder
_SCHEMA = """CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY,
    created TEXT NOT NULL,        -- ISO 8601, UTC
    answer_id TEXT UNIQUE,        -- NULL where none was given
    rating TEXT NOT NULL,
    feedback TEXT NOT NULL        -- the Feedback as JSON
)"""
Rating = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """What an answer cited, as far as it is needed to find it again."""

    source: str
    quote: str
    document_id: str = ""
    passage_id: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A thumb up or down for an answer. What was not said is empty."""

    question: str
    answer: str
    rating: Rating
    answer_id: str = ""
    status: AnswerStatus | None = None
    reason: str = ""
    comment: str = ""
    citations: tuple[CitedQuote, ...] = ()
    generation: str = ""
    rewritten_question: str = ""  # the question as it was understood, where that was completed or respelled


@dataclass(frozen=True, slots=True)
class KeptFeedback:
    """Feedback with its number and when it came: ISO 8601, UTC."""

    id: int
    created: str
    feedback: Feedback


_FEEDBACK = TypeAdapter(Feedback)


class FeedbackStore:
    """Feedback by the number it got; any thread may use it."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(home / FILE, timeout=30, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute(_SCHEMA)

    def add(self, feedback: Feedback) -> KeptFeedback:
        """Keep what somebody thought; a second word on the same answer takes the place of the first."""
        created = datetime.now(UTC).isoformat(timespec="seconds")
        row = (created, feedback.answer_id or None, feedback.rating, _FEEDBACK.dump_json(feedback).decode())
        with self._lock:
            (number,) = self._db.execute(
                "INSERT INTO feedback (created, answer_id, rating, feedback) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (answer_id) DO UPDATE SET created = excluded.created, rating = excluded.rating, "
                "feedback = excluded.feedback RETURNING id",
                row,
            ).fetchone()
        return KeptFeedback(number, created, feedback)

    def page(self, *, after: int = 0, limit: int = 50, rating: Rating | None = None) -> list[KeptFeedback]:
        """Feedback in the order it first came, from the one after a number on."""
        with self._lock:
            rows = self._db.execute(
                "SELECT id, created, feedback FROM feedback WHERE id > ?1 AND (?2 IS NULL OR rating = ?2) "
                "ORDER BY id LIMIT ?3",
                (after, rating, limit),
            ).fetchall()
        return [KeptFeedback(number, created, _FEEDBACK.validate_json(text)) for number, created, text in rows]

    def __iter__(self) -> Iterator[KeptFeedback]:
        after = 0
        while page := self.page(after=after, limit=200):
            yield from page
            after = page[-1].id

    def close(self) -> None:
        """Give the database back."""
        with self._lock:
            self._db.close()
