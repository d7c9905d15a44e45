"""Models of layers run by sentence-transformers, from a folder or by their name on the Hugging Face hub.

Importing this module does not import torch; opening a model does, and takes seconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors

BATCH = 64  # texts a forward pass
PAIRS = 8  # pairs a forward pass: a pair is a question and a whole passage
_SAMPLE = 1024  # values of each weight that go into the fingerprint


class SentenceTransformerModel:
    """An embedding model with its own prompts for queries and documents, where it has them."""

    def __init__(self, name_or_folder: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model: Any = _open(SentenceTransformer, name_or_folder)

    def fingerprint(self) -> str:
        """Eight hex digits over a sample of every weight and over the prompts: a retrained model has another name."""
        digest = hashlib.sha256(json.dumps(self._model.prompts, sort_keys=True).encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            values = tensor.detach().cpu().flatten()
            sample = values[:: max(1, len(values) // _SAMPLE)].float().numpy()
            digest.update(f"{name}{tuple(tensor.shape)}".encode() + sample.tobytes())
        return digest.hexdigest()[:8]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), of length 1."""
        return self._encode(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), of length 1."""
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        vectors = encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)


class CrossEncoderModel:
    """A model that gives one score for a query and a text."""

    def __init__(self, name_or_folder: str) -> None:
        """Raises ValueError where a pair has several scores."""
        from sentence_transformers import CrossEncoder

        self._model: Any = _open(CrossEncoder, name_or_folder)
        if self._model.num_labels != 1:
            raise ValueError(f"expected a model with one score for a pair, this one has {self._model.num_labels}")

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers the query, of shape (len(texts),), the higher the better."""
        pairs = [(query, text) for text in texts]
        return np.asarray(self._model.predict(pairs, batch_size=PAIRS, show_progress_bar=False), np.float32)


def _open(kind: Callable[..., Any], name_or_folder: str) -> Any:
    """A model of this class; no pickled weights are read and no code that comes with the model is run."""
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # standard error belongs to the program, not to a library
    return kind(
        name_or_folder,
        local_files_only=Path(name_or_folder).is_dir(),
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )
