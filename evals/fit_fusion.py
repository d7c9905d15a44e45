"""Chooses how much each search engine counts, and measures what that is worth.

    python -m evals.fit_fusion --set REPORTS MANIFEST QUESTIONS.jsonl… [--set …] [--model FOLDER]

Every combination of a small grid is tried on the signals of each question (index/fusion.py), the best taken by the mean
of recall@1, @3 and @5. The figures are those of cross-validation: of each of five parts with the weights that the other
four choose. Writes index/fusion.toml.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from corpus.manifest import Manifest
from evals.dataset import Case, load_questions
from evals.metrics import Excerpt, recall_at
from index.fusion import fuse
from index.library import Library
from index.models import BUILT_IN
from index.models.loading import load_embedder

FOLDS = 5
CUTOFFS = (1, 3, 5)
GRID = {"lexical": (0.0, 0.5, 1.0), "bigrams": (0.0, 0.5, 1.0), "dense": (0.0, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8)}
ALONE = {"bm25": (1.0, 0.0, 0.0), "words": (0.5, 1.0, 0.0), "dense": (0.0, 0.0, 1.0)}
APART = ("paraphrase", "english")  # types that a dense model is there for

Weights = tuple[float, ...]  # in the order of GRID
Recalls = tuple[float, ...]  # in the order of CUTOFFS


@dataclass(frozen=True, slots=True)
class Searched:
    """A question, what every engine says of the proposed passages, and the text of these."""

    case: Case
    signals: Mapping[str, Mapping[int, float]]
    texts: Mapping[int, Excerpt]

    def recalls(self, weights: Weights) -> Recalls:
        """Share of the evidence in the first passages, for each cutoff."""
        named = dict(zip(GRID, weights, strict=True))
        best = [self.texts[n] for n in fuse(self.signals, named) if n in self.texts][: max(CUTOFFS)]
        return tuple(recall_at(k, best, self.case.evidence) for k in CUTOFFS)


def main() -> None:
    """The command."""
    arguments = _arguments()
    searched = [
        found
        for reports, manifest, *questions in arguments.set
        for found in _search(Path(reports), Path(manifest), [Path(q) for q in questions], arguments.model)
    ]
    combinations = [weights for weights in product(*GRID.values()) if any(weights)]
    found = np.array([[one.recalls(weights) for weights in combinations] for one in searched])
    held = _cross_validated(found)
    best = combinations[int(found.mean(axis=(0, 2)).argmax())]
    rows = {
        **{name: np.array([one.recalls(weights) for one in searched]) for name, weights in ALONE.items()},
        "fused": held,
    }
    figures = {
        name: {"all": _means(values), **{kind: _means(values[_of_type(searched, kind)]) for kind in APART}}
        for name, values in rows.items()
    }
    _show(figures)
    _write(dict(zip(GRID, best, strict=True)), figures, len(searched))


def _search(reports: Path, manifest: Path, questions: Sequence[Path], model: str) -> Iterator[Searched]:
    """The answerable questions of a set, each searched for in a library of its reports alone."""
    library = Library(Path(tempfile.mkdtemp(prefix="council-qa-fusion-")), load_embedder(model))
    library.ingest([reports], manifest=Manifest.load(manifest))
    searcher = library.searcher
    for case in load_questions(questions):
        if not case.answerable:
            continue
        signals = searcher.signals(" ".join((*case.before, case.question)))
        texts = {}
        for number in {n for scores in signals.values() for n in scores}:
            if (passage := searcher.passage(number)) is not None:
                texts[number] = Excerpt(passage[0].source, passage[1].span.of(passage[0].text))
        yield Searched(case, signals, texts)


def _cross_validated(found: np.ndarray) -> np.ndarray:
    """Recalls of each question with the weights that the questions of the other parts choose, (questions, cutoffs)."""
    order = np.random.default_rng(7).permutation(len(found))
    held = np.zeros((len(found), len(CUTOFFS)))
    for fold in range(FOLDS):
        part = order[fold::FOLDS]
        others = np.setdiff1d(order, part)
        held[part] = found[part, int(found[others].mean(axis=(0, 2)).argmax())]
    return held


def _of_type(searched: Sequence[Searched], kind: str) -> list[int]:
    return [at for at, one in enumerate(searched) if one.case.type == kind]


def _means(recalls: np.ndarray) -> list[float]:
    return [round(float(column.mean()), 3) for column in recalls.T] if len(recalls) else []


def _show(figures: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    table = Table(*["signals", *(f"{kind} @{'/@'.join(map(str, CUTOFFS))}" for kind in ("all", *APART))])
    for name, kinds in figures.items():
        table.add_row(name, *("  ".join(f"{value:.3f}" for value in values) for values in kinds.values()))
    Console().print(table)


def _write(weights: Mapping[str, float], figures: Mapping[str, Mapping[str, Sequence[float]]], questions: int) -> None:
    lines = [
        "# Written by `python -m evals.fit_fusion`, which says how. Each signal is a share of the best possible score",
        "# (fusion.py); lexical: BM25 over morphemes, bigrams: BM25 over pairs of syllables inside compounds, dense:",
        "# cosine of the best window. Figures: share of the evidence in the first 1, 3 and 5 passages.",
        "[weights]",
        *(f"{name} = {weight}" for name, weight in weights.items()),
        "",
        "[figures]",
        f"questions = {questions}",
        *(
            f"{name} = {{ {', '.join(f'{k} = {list(v)}' for k, v in kinds.items())} }}"
            for name, kinds in figures.items()
        ),
    ]
    Path(str(files("index") / "fusion.toml")).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.fit_fusion", description=__doc__)
    parser.add_argument("--set", nargs="+", action="append", required=True, metavar="REPORTS MANIFEST QUESTIONS…")
    parser.add_argument("--model", default=str(BUILT_IN), help="embedding model (default: the built-in one)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
