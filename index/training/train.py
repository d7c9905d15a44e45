"""Trains the built-in model with one command and writes a folder that `SentenceTransformer(folder)` loads.

    python -m index.training.train --data FOLDER --synonyms qa/vocabulary/*.toml --out index/models/ko-en-static

The folder of training pairs is described in `data.py`. It needs no network and no accelerator,
and about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from index.training.card import write_card
from index.training.contrastive import Floats, Schedule, learn
from index.training.data import Pair, hold_out, load_sources, own_pairs, read_pairs, sample
from index.training.evaluate import on_pairs
from index.training.vocabulary import UNKNOWN, train_tokenizer

LOG = logging.getLogger(__name__)
VOCABULARY_TEXT = 8_000_000  # characters
HELD_OUT = {
    "English sentence, Korean sentence": "python_docs_en_ko",
    "defined term, its definition in a statute": "law_kr_definition",
}


def train(data: Path, out: Path, *, synonyms: Sequence[Path], vocabulary: int, schedule: Schedule) -> dict[str, Any]:
    """Trains on the pairs of `data`, writes the model, its log and its card to `out`; returns the log."""
    started = perf_counter()
    pairs = sample(chain(read_pairs(data), own_pairs(synonyms, schedule.seed)), load_sources(), schedule.seed)
    tests: dict[str, list[Pair]] = {}
    for name, pattern in HELD_OUT.items():
        pairs, tests[name] = hold_out(pairs, pattern, 1000)
    LOG.info("%d pairs", len(pairs))
    tokenizer = train_tokenizer(_texts(pairs, VOCABULARY_TEXT), size=vocabulary)
    LOG.info("%d pieces", tokenizer.get_vocab_size())
    vectors, losses = learn(tokenizer, pairs, schedule)
    model = save(tokenizer, vectors, out)
    log = {
        "vocabulary": tokenizer.get_vocab_size(),
        "schedule": vars(schedule),
        "pairs": dict(sorted(Counter(pair.source for pair in pairs).items())),
        "loss of each hundred steps": losses,
        "held-out pairs": {name: on_pairs(model, test) for name, test in tests.items()},
        "minutes": round((perf_counter() - started) / 60, 1),
    }
    (out / "training.json").write_text(json.dumps(log, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    write_card(out, log)
    return log


def save(tokenizer: Any, vectors: Floats, out: Path) -> Any:
    """Writes a sentence-transformers model that returns unit vectors, and returns it as loaded from there.

    The file holds float32, because the library computes in the type of the file. The values have float16
    precision only, which costs nothing measurable and lets the file pack to half its size.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    scaled = vectors / np.abs(vectors).max()
    scaled[tokenizer.token_to_id(UNKNOWN)] = 0  # what is not known says nothing; model2vec leaves it out, too
    weights = torch.from_numpy(scaled.astype(np.float16).astype(np.float32))
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights), Normalize()], device="cpu"
    )
    model.save(str(out), create_model_card=False)
    (out / "model.safetensors").chmod(0o644)  # the library leaves it readable by its owner alone
    return SentenceTransformer(str(out), device="cpu", local_files_only=True)


def _texts(pairs: Sequence[Pair], most: int) -> Iterator[str]:
    """Texts of the first pairs, together about `most` characters."""
    for pair in pairs:
        if most <= 0:
            return
        yield pair.first
        yield pair.second
        most -= len(pair.first) + len(pair.second)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m index.training.train", description="Trains the built-in embedding model."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of *.tsv.gz pairs (source, text_a, text_b)")
    parser.add_argument("--synonyms", type=Path, nargs="*", default=[], help="TOML files of words that mean the same")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    parser.add_argument("--vocabulary", type=int, default=32000, help="most pieces (default: %(default)s)")
    parser.add_argument("--dimension", type=int, default=384, help="length of a vector (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=2500, help="batches to learn from (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=1024, help="pairs in a batch (default: %(default)s)")
    parser.add_argument("--rate", type=float, default=0.05, help="learning rate (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="seed of sampling and learning (default: %(default)s)")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    schedule = Schedule(options.dimension, options.steps, options.batch, options.rate, options.seed)
    train(options.data, options.out, synonyms=options.synonyms, vocabulary=options.vocabulary, schedule=schedule)


if __name__ == "__main__":
    main()
