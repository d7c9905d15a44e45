"""One thread, many askers: what waits together is encoded together, queries first, and nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import index.encoder
from index.embedder import Vectors
from index.encoder import BATCH, Encoder
from index.errors import EncoderBusy, VectorsInvalid
from index.models.static import StaticModel


class Gated:
    """The tiny model behind a gate, noting what it was asked and by which thread."""

    def __init__(self, folder: Path) -> None:
        self._model = StaticModel(folder)
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()
        self.calls: list[tuple[str, list[str], str]] = []

    def fingerprint(self) -> str:
        return self._model.fingerprint()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode("queries", texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode("passages", texts)

    def _encode(self, kind: str, texts: Sequence[str]) -> Vectors:
        self.calls.append((kind, list(texts), threading.current_thread().name))
        self.entered.set()
        assert self.gate.wait(10)
        return self._model.encode_passages(texts)


@pytest.fixture
def model(model_folder: Path) -> Gated:
    return Gated(model_folder)


def wait_for(encoder: Encoder, queries: int, passages: int) -> None:
    """Until so many jobs stand in the queue."""
    pause = threading.Event()
    for _ in range(1000):
        if (len(encoder._queries), len(encoder._passages)) == (queries, passages):
            return
        pause.wait(0.01)
    raise AssertionError("the jobs did not come")


def test_queries_that_wait_together_are_one_batch_and_go_before_passages(model: Gated) -> None:
    encoder = Encoder(model, name="gated")
    model.gate.clear()
    model.entered.clear()
    with ThreadPoolExecutor(8) as askers:
        first = askers.submit(encoder.embed_passages, ["기금"])
        assert model.entered.wait(10)
        later = askers.submit(encoder.embed_passages, ["유학생"])
        wait_for(encoder, 0, 1)
        asked = [askers.submit(encoder.embed_queries, [text]) for text in ("예산", "교류", "가족")]
        wait_for(encoder, 3, 1)
        model.gate.set()
        vectors = [future.result(10) for future in (*asked, first, later)]
    kinds = [(kind, sorted(texts)) for kind, texts, _ in model.calls[1:]]
    assert kinds == [("passages", ["기금"]), ("queries", ["가족", "교류", "예산"]), ("passages", ["유학생"])]
    for text, [vector] in zip(("예산", "교류", "가족", "기금", "유학생"), vectors, strict=True):
        np.testing.assert_allclose(vector, encoder.embed_passages([text])[0], atol=1e-6)


def test_one_thread_does_all_the_work_and_a_query_asked_again_is_remembered(model: Gated) -> None:
    encoder = Encoder(model, name="gated")
    with ThreadPoolExecutor(4) as askers:
        list(askers.map(encoder.embed_queries, [["예산"], ["교류"]] * 10))
    before = len(model.calls)
    encoder.embed_queries(["예산", "교류"])
    assert len(model.calls) == before
    assert len({thread for _, _, thread in model.calls}) == 1


def test_passages_are_cut_in_slices_so_that_a_query_waits_for_one_at_most(model: Gated) -> None:
    encoder = Encoder(model, name="gated")
    assert encoder.embed_passages(["기금"] * (2 * BATCH + 1)).shape == (2 * BATCH + 1, encoder.dimension)
    assert [len(texts) for _, texts, _ in model.calls[1:]] == [BATCH, BATCH, 1]


def test_who_finds_no_place_in_the_queue_is_told_so(model: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.encoder, "MOST_WAITING", 1)
    monkeypatch.setattr(index.encoder, "PATIENCE_S", 0.05)
    encoder = Encoder(model, name="gated")
    model.gate.clear()
    model.entered.clear()
    with ThreadPoolExecutor(1) as askers:
        asked = askers.submit(encoder.embed_queries, ["예산"])
        assert model.entered.wait(10)
        with pytest.raises(EncoderBusy, match="잠시 뒤"):
            encoder.embed_queries(["교류"])
        model.gate.set()
        assert asked.result(10).shape == (1, encoder.dimension)
    assert encoder.embed_queries(["교류"]).shape == (1, encoder.dimension)


def test_a_failure_reaches_everyone_who_asked_and_the_next_batch_works(model_folder: Path) -> None:
    class Failing(Gated):
        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            if "고장" in texts:
                raise RuntimeError("out of memory")
            return super().encode_passages(texts)[: 1 if "짧게" in texts else None]

    encoder = Encoder(Failing(model_folder), name="failing")
    with pytest.raises(RuntimeError, match="out of memory"):
        encoder.embed_passages(["기금", "고장"])
    with pytest.raises(VectorsInvalid):
        encoder.embed_passages(["기금", "짧게"])
    assert encoder.embed_passages(["기금"]).shape == (1, encoder.dimension)
