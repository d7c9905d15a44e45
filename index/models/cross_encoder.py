"""A cross-encoder of sentence-transformers, from a folder or by its name on the Hugging Face hub.

Importing this module does not import torch; opening a model does, and takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCH = 8  # pairs a forward pass


class CrossEncoderModel:
    """A model that gives one score for a query and a text."""

    def __init__(self, name_or_folder: str, backend: str) -> None:
        from sentence_transformers import CrossEncoder
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # standard error belongs to the program, not to a library
        self._model: Any = CrossEncoder(
            name_or_folder,
            backend=backend,
            local_files_only=Path(name_or_folder).is_dir(),
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True} if backend == "torch" else {},
        )
        if self._model.num_labels != 1:
            raise ValueError(f"expected a model with one score for a pair, this one has {self._model.num_labels}")

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers the query, of shape (len(texts),), the higher the better."""
        pairs = [(query, text) for text in texts]
        return np.asarray(self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False), np.float32)
