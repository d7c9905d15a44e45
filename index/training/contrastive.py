"""Learns one vector per token so that the texts of a pair find each other among all texts of the batch.

Method: in-batch softmax over cosines (InfoNCE; "multiple negatives ranking", Henderson et al. 2017), in both
directions, with Adam. A text is the idf-weighted sum of its token vectors. The weights are fixed during the training
and multiplied into the vectors after it, so that a plain mean of the shipped vectors is the idf-weighted mean.

A loop of our own, because the tokens are encoded once here; the generic trainer encodes them again in every step,
which for a model without layers is most of the work.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.training.data import Pair

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

LOG = logging.getLogger(__name__)
BLOCKS = 8  # of a batch
LONGEST_TEXT = 200  # characters of each text that are read, two windows of 40 tokens


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to learn. `crop` is the shortest and longest random window of a passage, in tokens."""

    dimension: int
    steps: int
    batch: int
    rate: float
    seed: int
    scale: float = 20.0
    crop: tuple[int, int] = (8, 64)
    warm_up: int = 100


@dataclass(frozen=True)
class TokenTexts:
    """Many texts as one array of token ids; text i is ids[offsets[i] : offsets[i + 1]]."""

    ids: Ints
    offsets: Ints

    @classmethod
    def encode(cls, tokenizer: Any, texts: Sequence[str]) -> TokenTexts:
        """Token ids of each text's beginning; a text without any token becomes the unknown token."""
        rows: list[list[int]] = []
        for start in range(0, len(texts), 10_000):
            batch = [text[:LONGEST_TEXT] for text in texts[start : start + 10_000]]
            rows += [encoding.ids or [0] for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False)]
        lengths = np.fromiter((len(row) for row in rows), np.int64, len(rows))
        ids = np.fromiter((token for row in rows for token in row), np.int64, int(lengths.sum()))
        return cls(ids, np.concatenate([[0], np.cumsum(lengths)]))

    def take(self, rows: Ints, crop: tuple[int, int] | None, chance: np.random.Generator) -> tuple[Ints, Ints]:
        """(ids, start of each text) of the texts `rows`, each cut to a random window where `crop` is given."""
        starts = self.offsets[rows]
        lengths = self.offsets[rows + 1] - starts
        if crop is not None:
            kept = np.minimum(lengths, chance.integers(crop[0], crop[1] + 1, len(rows)))
            starts = starts + (chance.random(len(rows)) * (lengths - kept + 1)).astype(np.int64)
            lengths = kept
        begins = np.cumsum(lengths) - lengths
        return self.ids[np.repeat(starts - begins, lengths) + np.arange(lengths.sum())], begins

    def idf(self, size: int) -> Floats:
        """log(texts / (texts with the token + 1)) for each of the `size` tokens."""
        count = len(self.offsets) - 1
        owner = np.repeat(np.arange(count), np.diff(self.offsets))
        texts_with = np.bincount(np.unique(owner * size + self.ids) % size, minlength=size)
        return np.maximum(np.log(count / (texts_with + 1.0)), 0.0).astype(np.float32)


def learn(
    tokenizer: Any, pairs: Sequence[Pair], schedule: Schedule, *, weigh: bool = True
) -> tuple[Floats, list[float]]:
    """(token vectors, weights multiplied in, of shape (vocabulary, dimension); the mean loss of each hundred steps)."""
    import torch
    from torch.nn import functional

    torch.manual_seed(schedule.seed)
    chance = np.random.default_rng(schedule.seed)
    first = TokenTexts.encode(tokenizer, [pair.first for pair in pairs])
    second = TokenTexts.encode(tokenizer, [pair.second for pair in pairs])
    same_first, same_second = _number([pair.first for pair in pairs]), _number([pair.second for pair in pairs])
    size = tokenizer.get_vocab_size()
    weights = torch.from_numpy(second.idf(size)) if weigh else torch.ones(size)
    vectors = torch.nn.Parameter(torch.randn(size, schedule.dimension))
    optimizer = torch.optim.Adam([vectors], lr=schedule.rate, fused=True)

    def embed(ids: Ints, begins: Ints) -> Any:
        tokens = torch.from_numpy(ids)
        pooled = functional.embedding_bag(
            tokens, vectors, torch.from_numpy(begins), mode="sum", per_sample_weights=weights[tokens]
        )
        return functional.normalize(pooled)

    losses: list[float] = []
    recent: list[float] = []
    for step, rows in enumerate(_batches(_number([pair.source for pair in pairs]), schedule, chance), start=1):
        optimizer.param_groups[0]["lr"] = schedule.rate * min(
            step / schedule.warm_up, 1.0 - (step - 1) / schedule.steps
        )
        cosines = embed(*first.take(rows, None, chance)) @ embed(*second.take(rows, schedule.crop, chance)).T
        twins = _equal(same_first[rows]) | _equal(same_second[rows])
        scores = (cosines * schedule.scale).masked_fill(torch.from_numpy(twins), -1e4)
        target = torch.arange(len(rows))
        loss = (functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)) / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        recent.append(float(loss.detach()))
        if len(recent) == 100:
            losses.append(round(sum(recent) / 100, 4))
            recent.clear()
            LOG.info("step %d of %d: loss %.3f", step, schedule.steps, losses[-1])
    return (vectors.detach() * weights[:, None]).numpy(), losses


def _batches(sources: Ints, schedule: Schedule, chance: np.random.Generator) -> Any:
    """`schedule.steps` arrays of row numbers; every row once before any row comes again.

    A batch is made of blocks of one source each: negatives of the same register are harder than others.
    """
    block = max(1, schedule.batch // BLOCKS)
    order: Ints = np.empty(0, np.int64)
    for _ in range(schedule.steps):
        if len(order) < schedule.batch:
            rows = chance.permutation(len(sources))
            rows = rows[np.argsort(sources[rows], kind="stable")]
            blocks = np.array_split(rows, range(block, len(rows), block))
            order = np.concatenate([blocks[number] for number in chance.permutation(len(blocks))])
        yield order[: schedule.batch]
        order = order[schedule.batch :]


def _number(texts: Sequence[str]) -> Ints:
    """A number for each text, equal for equal texts."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(text, len(known)) for text in texts], np.int64)


def _equal(numbers: Ints) -> NDArray[np.bool_]:
    """Which texts of a batch are equal to which others (not to themselves): these are no negatives."""
    equal: NDArray[np.bool_] = numbers[:, None] == numbers[None, :]
    np.fill_diagonal(equal, False)
    return equal
