"""A model of layers: any sentence-transformers model, from a folder or by its name on the Hugging Face hub.

Importing this module does not import torch; opening a model does, and takes seconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import Vectors

BATCH = 64  # texts a forward pass
_SAMPLE = 1024  # values of each weight that go into the fingerprint


class SentenceTransformerModel:
    """A model with its own prompts for queries and documents, where it has them."""

    def __init__(self, name_or_folder: str, backend: str) -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # standard error belongs to the program, not to a library
        self._model: Any = SentenceTransformer(
            name_or_folder,
            backend=backend,
            local_files_only=Path(name_or_folder).is_dir(),
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True} if backend == "torch" else {},
        )

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
