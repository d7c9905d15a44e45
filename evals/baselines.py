"""The naive means that the assistant must beat: BM25 over lines or over pieces of a fixed length, handed out verbatim.

They know no outline, no table, no scope and no refusal; their figures say how hard a question set is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals import metrics
from evals.dataset import Case
from evals.metrics import Excerpt
from evals.stages import LONG_CHARS, SHORT_CHARS
from index.lexical import LexicalEntry, LexicalIndex
from index.morphemes import Morphemes

BEST_LINES = 3
PIECE_CHARS = 1000

_FIELD = "terms"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a naive means reaches on the answerable questions, as shares between 0 and 1."""

    name: str
    accuracy: float  # what it hands out holds the answer and is short enough for one
    contains: float  # what it hands out holds the answer
    recall_at_5: float  # of the evidence, in its best five pieces


def baselines(cases: Sequence[Case], texts: Mapping[str, str]) -> list[Baseline]:
    """The naive means over some reports; `texts` maps file name to text."""
    asked = [case for case in cases if case.answerable]
    lines = [Excerpt(name, line) for name, text in texts.items() for line in text.split("\n") if line.strip()]
    pieces = [Excerpt(name, piece) for name, text in texts.items() for piece in pieces_of(text, PIECE_CHARS)]
    return [
        _measure(f"best {BEST_LINES} lines", asked, lines, handed_out=BEST_LINES),
        _measure(f"best piece of {PIECE_CHARS} characters", asked, pieces, handed_out=1),
    ]


def pieces_of(text: str, chars: int) -> list[str]:
    """A text cut at line ends into pieces of at most `chars` characters; a longer line is a piece of its own."""
    pieces: list[str] = []
    piece = ""
    for line in text.splitlines(keepends=True):
        if piece and len(piece) + len(line) > chars:
            pieces.append(piece)
            piece = ""
        piece += line
    return [*pieces, piece] if piece else pieces


def _measure(name: str, cases: Sequence[Case], pieces: Sequence[Excerpt], *, handed_out: int) -> Baseline:
    terms = Morphemes().terms
    accurate, containing, recalls = [], [], []
    with tempfile.TemporaryDirectory(prefix="council-qa-baseline-", ignore_cleanup_errors=True) as folder:
        entries = (LexicalEntry(piece.source, {_FIELD: terms(piece.text)}) for piece in pieces)
        LexicalIndex.write(Path(folder), [_FIELD], entries)
        index = LexicalIndex(Path(folder))
        for case in cases:
            query = terms(" ".join((*case.before, case.question)))
            best = [pieces[number] for number in index.search(_FIELD, query, top_k=max(5, handed_out))]
            answer = "\n".join(piece.text for piece in best[:handed_out])
            accepted = case.answers if case.has_one_answer else ()
            holds = metrics.answer_matches(answer, case.must_include, accepted)
            containing.append(holds)
            accurate.append(holds and len(answer) <= (SHORT_CHARS if case.has_one_answer else LONG_CHARS))
            recalls.append(metrics.recall_at(5, best, case.evidence))
    return Baseline(name, metrics.mean(accurate), metrics.mean(containing), metrics.mean(recalls))
