"""What every Embedder must do, whatever model is behind it: call `check_embedder` from a test of yours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from index.embedder import Embedder

TEXTS = ["다문화가족 지원센터", "유학생 유치 대학 협의체에 20개 대학 참여", "abc def", "가", "기금 " * 2000]


def check_embedder(embedder: Embedder) -> None:
    """Shape, type, length, order, sameness, independence of the batch, threads, and odd texts."""
    assert embedder.name
    assert embedder.dimension > 0
    for embed in (embedder.embed_passages, embedder.embed_queries):
        vectors = embed(TEXTS)
        assert vectors.shape == (len(TEXTS), embedder.dimension)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
        np.testing.assert_array_equal(vectors, embed(TEXTS))
        np.testing.assert_allclose(embed(TEXTS[::-1]), vectors[::-1], atol=1e-4)
        np.testing.assert_allclose(embed(TEXTS[1:2])[0], vectors[1], atol=1e-4)
        assert embed([]).shape == (0, embedder.dimension)
        odd = embed(["", "\x00\ufffd\n", "😀"])
        assert np.isfinite(odd).all()
        assert (np.linalg.norm(odd, axis=1) < 1 + 1e-4).all()
    alone = embedder.embed_queries(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(embedder.embed_queries, [TEXTS] * 8):
            np.testing.assert_allclose(vectors, alone, atol=1e-4)
    assert not np.allclose(alone[0], alone[1], atol=1e-3), "different texts should not get the same vector"
