"""Static models without torch: a text's vector is the mean of its tokens' vectors, at length 1.

It gives what sentence-transformers gives for the same folder (`StaticEmbedding.forward`, `Normalize.forward`): the same
means to the last bit, lengths within one. But torch and all that comes with it stay out, some 400 MB and seconds of
every start.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.embedder import Vectors, checked, fingerprint, sample

_PROMPTS = {"document": "", "query": ""}
_FILES = ("config_sentence_transformers.json", "model.safetensors", "modules.json", "tokenizer.json")
_WEIGHTS = "embedding.weight"
_SHORTEST = 1e-12  # below it a vector stays as it is (torch.nn.functional.normalize)


class StaticEmbedder:
    """An Embedder over a folder of which `is_static` holds; a text without a known token has a vector of zeros."""

    def __init__(self, folder: Path) -> None:
        """Load the model. Raises VectorsInvalid, and whatever the libraries raise for a damaged file."""
        self.folder = folder
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._weights: Vectors = checked(load_file(folder / "model.safetensors")[_WEIGHTS])
        sampled = (f"0.{_WEIGHTS}", self._weights.shape, sample(self._weights.reshape(-1)))
        self.name = f"{folder.resolve().name}@{fingerprint(_PROMPTS, [sampled])}"
        self.dimension: int = self._weights.shape[1]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, each of length 1."""
        means = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, encoding in enumerate(self._tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            if encoding.ids:
                means[row] = self._weights[encoding.ids].sum(axis=0) / np.float32(len(encoding.ids))
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        vectors: Vectors = means / np.maximum(lengths, np.float32(_SHORTEST))
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, each of length 1."""
        return self.embed_passages(texts)


def is_static(folder: Path) -> bool:
    """Whether a folder holds a static float32 model without prompts. Raises whatever damaged files raise."""
    if not all((folder / name).is_file() for name in _FILES):
        return False
    config = json.loads((folder / "config_sentence_transformers.json").read_text("utf-8"))
    modules = json.loads((folder / "modules.json").read_text("utf-8"))
    kinds = [module["type"].rpartition(".")[2] for module in modules]
    if kinds[:1] != ["StaticEmbedding"] or set(kinds[1:]) - {"Normalize"} or modules[0]["path"]:
        return False
    with safe_open(folder / "model.safetensors", framework="numpy") as weights:
        is_float32 = list(weights.keys()) == [_WEIGHTS] and weights.get_slice(_WEIGHTS).get_dtype() == "F32"
    return is_float32 and config.get("prompts") == _PROMPTS
