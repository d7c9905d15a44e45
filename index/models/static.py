"""A static model: a text's vector is the mean of its tokens' vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embedder import Vectors


class StaticModel:
    """The static model in a folder that sentence-transformers wrote, run by model2vec.

    The vectors are those of `SentenceTransformer(folder)`, save that tokens the model does not know are left out.
    """

    def __init__(self, folder: Path) -> None:
        from model2vec import StaticModel as Model

        self._model = Model.from_pretrained(folder, normalize=True, max_length=None)
        self._files = [folder / "model.safetensors", folder / "tokenizer.json"]

    def fingerprint(self) -> str:
        """Eight hex digits over the weights and the tokenizer."""
        digest = hashlib.sha256()
        for file in self._files:
            digest.update(file.read_bytes())
        return digest.hexdigest()[:8]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), of length 1; zeros for a text without a known token."""
        return np.asarray(self._model.encode(texts, use_multiprocessing=False), np.float32)

    encode_passages = encode_queries
