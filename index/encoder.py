"""The embedder that the rest of the program works with: one thread that runs the model, however many ask.

Queries that wait at the same time are encoded as one batch and go before passages, so that a question never waits for
an ingestion, only for the slice of passages at work. The vectors of the last queries are kept. Who finds the queue full
waits, and is told so after a while: memory does not grow with the number of askers.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from index.embedder import Vectors
from index.errors import EncoderBusy, VectorsInvalid

BATCH = 64  # texts that are encoded together
MOST_WAITING = 256  # jobs in the queue
PATIENCE_S = 20.0  # how long one waits for a place in it
KEPT = 4096  # query vectors


class Model(Protocol):
    """A loaded embedding model; it is only ever called by one thread."""

    def fingerprint(self) -> str:
        """Eight hex digits that change with the weights."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), of length 1 or zeros."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), of length 1 or zeros."""
        ...


@dataclass(frozen=True, slots=True)
class _Job:
    texts: Sequence[str]
    vectors: Future[Vectors] = field(default_factory=Future)


class Encoder:
    """An Embedder over a loaded model. Any number of threads may use it at once.

    The model runs in one thread: tokenizers cannot be shared between threads, and torch would grow a pool for every
    server thread. A text in which the model knows no token has a vector of zeros: it is like nothing.
    """

    def __init__(self, model: Model, *, name: str, folder: Path | None = None) -> None:
        """`name` and the model's fingerprint together are what a generation remembers; raises VectorsInvalid."""
        self.folder = folder
        self._model = model
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")
        self._places = threading.BoundedSemaphore(MOST_WAITING)
        self._queries: deque[_Job] = deque()
        self._passages: deque[_Job] = deque()
        self._query = lru_cache(maxsize=KEPT)(lambda text: self._encoded(self._queries, [text])[0])
        self.name = f"{name}@{model.fingerprint()}"
        self.dimension = len(self._query("차원"))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, each of length 1; raises EncoderBusy, VectorsInvalid."""
        slices = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        return self._together([self._encoded(self._passages, part) for part in slices])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, each of length 1; raises EncoderBusy, VectorsInvalid."""
        return self._together([self._query(text)[np.newaxis] for text in texts])

    def _together(self, parts: Sequence[Vectors]) -> Vectors:
        return np.concatenate([np.empty((0, self.dimension), np.float32), *parts])

    def _encoded(self, waiting: deque[_Job], texts: Sequence[str]) -> Vectors:
        """Vectors of a few texts, when their turn has come."""
        if not self._places.acquire(timeout=PATIENCE_S):
            raise EncoderBusy(
                f"임베딩을 기다리는 일이 {MOST_WAITING}개를 넘어 {PATIENCE_S:.0f}초 동안 차례가 오지 않았습니다. "
                "잠시 뒤 다시 시도해 주세요."
            )
        try:
            job = _Job(texts)
            waiting.append(job)
            self._thread.submit(self._work)
            return job.vectors.result()
        finally:
            self._places.release()

    def _work(self) -> None:
        """Encode what waits longest: all queries together, else one slice of passages. Called once for every job."""
        if self._queries:
            jobs = [self._queries.popleft() for _ in range(min(BATCH, len(self._queries)))]
            encode = self._model.encode_queries
        elif self._passages:
            jobs = [self._passages.popleft()]
            encode = self._model.encode_passages
        else:  # done together with an earlier one
            return
        try:
            vectors = _checked(encode([text for job in jobs for text in job.texts]), [len(job.texts) for job in jobs])
        except Exception as error:
            for job in jobs:
                job.vectors.set_exception(error)
            return
        for job, part in zip(jobs, vectors, strict=True):
            job.vectors.set_result(part)


def _checked(vectors: Vectors, counts: Sequence[int]) -> list[Vectors]:
    """The vectors of each job; raises VectorsInvalid."""
    if vectors.ndim != 2 or len(vectors) != sum(counts):
        raise VectorsInvalid(
            f"임베딩 모델이 텍스트 {sum(counts)}개에 모양이 {vectors.shape}인 벡터를 내었습니다. "
            "다른 모델을 정해 주세요."
        )
    if not np.isfinite(vectors).all():
        raise VectorsInvalid("임베딩 모델이 숫자가 아닌 값(NaN)을 내었습니다. 모델 파일을 다시 받아 주세요.")
    return np.split(vectors, np.cumsum(counts)[:-1])
