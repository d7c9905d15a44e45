"""How well a model alone finds the right passage: recall@k from questions to passages, and between held-out pairs.

    python -m index.training.evaluate --model FOLDER --reports FOLDER --questions FILE.jsonl
    python -m index.training.evaluate --model FOLDER --squad KorQuAD_v1.0_dev.json

A question is a JSON object a line: "question", "doc" (a file of the reports folder), "evidence" (verbatim strings, or
objects with "doc" and "text") and "type" ("english" is reported apart).
A passage is about 500 characters of whole lines. A file in the form of SQuAD (Rajpurkar et al. 2016; KorQuAD: Lim et
al. 2019) has paragraphs of its own, each found by one vector of the whole.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.training.data import Pair

Scores = NDArray[np.float32]
PASSAGE = 500  # characters
WINDOW, STRIDE = 40, 20  # tokens
RANKS = (1, 5)


@dataclass(frozen=True)
class Passage:
    """A piece of a report: the file's name and the text."""

    doc: str
    text: str


@dataclass(frozen=True)
class Query:
    """A question, its type, and the numbers of the passages that hold its evidence."""

    text: str
    kind: str
    right: frozenset[int]


def cut(folder: Path, size: int = PASSAGE) -> list[Passage]:
    """The reports of `folder` in pieces of whole lines of about `size` characters."""
    passages: list[Passage] = []
    for file in sorted(folder.glob("*.txt")):
        piece = ""
        for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
            if piece and len(piece) + len(line) > size:
                passages.append(Passage(file.name, piece))
                piece = ""
            piece += line
        passages.append(Passage(file.name, piece))
    return [passage for passage in passages if passage.text.strip()]


def load_queries(file: Path, passages: Sequence[Passage]) -> list[Query]:
    """The questions whose evidence stands in some passage (white space does not count)."""
    bare = ["".join(passage.text.split()) for passage in passages]
    queries: list[Query] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        right: set[int] = set()
        for entry in row.get("evidence") or []:
            doc, text = (entry["doc"], entry["text"]) if isinstance(entry, dict) else (row["doc"], entry)
            text = "".join(text.split())
            right |= {i for i, passage in enumerate(passages) if passage.doc == doc and text in bare[i]}
        if right:
            queries.append(Query(row["question"], row["type"], frozenset(right)))
    return queries


def recall(scores: Scores, right: Sequence[frozenset[int]], ranks: Sequence[int] = RANKS) -> dict[str, float]:
    """The share of rows of `scores` with a right column among the first k, for each k: {"recall@1": ...}."""
    order = np.argsort(-scores, axis=1, kind="stable")
    return {
        f"recall@{k}": round(
            float(np.mean([not found.isdisjoint(row[:k].tolist()) for row, found in zip(order, right, strict=True)])), 3
        )
        for k in ranks
    }


def windows(tokenizer: Any, texts: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """(overlapping pieces of WINDOW tokens, the number of the text that each comes from)."""
    pieces: list[str] = []
    owners: list[int] = []
    for number, encoding in enumerate(tokenizer.encode_batch(list(texts), add_special_tokens=False)):
        spans = encoding.offsets
        for start in range(0, max(1, len(spans) - WINDOW + STRIDE), STRIDE):
            inside = spans[start : start + WINDOW]
            pieces.append(texts[number][inside[0][0] : inside[-1][1]] if inside else "")
            owners.append(number)
    return pieces, np.array(owners)


def on_reports(model: Any, folder: Path, questions: Path) -> dict[str, Any]:
    """Recall on reports, for a passage as one vector and as the best of its windows; English questions apart; speed."""
    passages = cut(folder)
    queries = load_queries(questions, passages)
    texts = [passage.text for passage in passages]
    started = perf_counter()
    whole = model.encode(texts, show_progress_bar=False)
    passages_a_second = len(texts) / (perf_counter() - started)
    asked = np.stack([model.encode(query.text) for query in queries])
    started = perf_counter()
    for query in queries:
        model.encode(query.text)
    ms_a_query = 1000 * (perf_counter() - started) / len(queries)
    pieces, owners = windows(model.tokenizer, texts)
    by_piece = asked @ model.encode(pieces, show_progress_bar=False).T
    best = np.stack([by_piece[:, owners == number].max(axis=1) for number in range(len(texts))], axis=1)
    english = np.array([query.kind == "english" for query in queries])
    figures: dict[str, Any] = {"questions": len(queries), "passages": len(passages)}
    for language, rows in (("korean", ~english), ("english", english)):
        if rows.any():
            right = [query.right for query, wanted in zip(queries, rows, strict=True) if wanted]
            figures[language] = {
                "whole passage": recall((asked @ whole.T)[rows], right),
                "best window": recall(best[rows], right),
            }
    return figures | {"passages a second": round(passages_a_second), "ms a query": round(ms_a_query, 2)}


def on_paragraphs(model: Any, file: Path) -> dict[str, Any]:
    """Recall of the paragraph that a question was asked about, among all paragraphs of a file in the form of SQuAD."""
    asked: list[tuple[str, str]] = [
        (question["question"], paragraph["context"])
        for article in json.loads(file.read_text(encoding="utf-8"))["data"]
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    ]
    paragraphs = list(dict.fromkeys(context for _, context in asked))
    number = {text: at for at, text in enumerate(paragraphs)}
    whole = model.encode(paragraphs, show_progress_bar=False)
    scores = model.encode([question for question, _ in asked], show_progress_bar=False) @ whole.T
    right = [frozenset({number[context]}) for _, context in asked]
    return {"questions": len(asked), "paragraphs": len(paragraphs)} | recall(scores, right, (*RANKS, 20))


def on_pairs(model: Any, pairs: Sequence[Pair]) -> dict[str, float]:
    """Recall of the second text of each pair, searched with the first among the second texts of all pairs."""
    scores = model.encode([pair.first for pair in pairs]) @ model.encode([pair.second for pair in pairs]).T
    return recall(scores, [frozenset({number}) for number in range(len(pairs))])


def main(arguments: Sequence[str] | None = None) -> None:
    """The command: prints the figures as JSON."""
    from sentence_transformers import SentenceTransformer

    parser = argparse.ArgumentParser(
        prog="python -m index.training.evaluate", description="Recall of a model alone on reports."
    )
    parser.add_argument("--model", type=Path, required=True, help="folder of a sentence-transformers model")
    parser.add_argument("--reports", type=Path, help="folder of *.txt reports")
    parser.add_argument("--questions", type=Path, help="JSON lines with question, doc, evidence, type")
    parser.add_argument("--squad", type=Path, help="a file in the form of SQuAD, for example KorQuAD_v1.0_dev.json")
    options = parser.parse_args(arguments)
    if not options.squad and not (options.reports and options.questions):
        parser.error("expected --squad, or --reports and --questions")
    model = SentenceTransformer(str(options.model), device="cpu", local_files_only=True)
    figures = {}
    if options.squad:
        figures["paragraphs"] = on_paragraphs(model, options.squad)
    if options.reports and options.questions:
        figures["reports"] = on_reports(model, options.reports, options.questions)
    json.dump(figures, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
