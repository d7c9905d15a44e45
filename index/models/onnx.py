"""Models of layers run by ONNX Runtime: folders in the form of sentence-transformers that hold an ONNX file, too.

Neither torch nor transformers is loaded, which saves an office computer seconds and hundreds of megabytes, and files
with 8-bit weights run as well. sentence-transformers has such a backend of its own; docs/adr/0010 tells why it cannot
be used. What the folder says of prompts, length and pooling is followed, so the vectors are those of
sentence-transformers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import Vectors
from index.errors import ModelUnusable
from index.models.onnx_network import Floats, OnnxNetwork, read_json

PAIRS = 8  # a forward pass
_RUN = ["Transformer", "Pooling", "Normalize"]  # the modules of a model that ONNX Runtime and this file can run
_SAMPLES, _SAMPLE = 64, 4096  # places in each file that go into the fingerprint, and bytes at each


class OnnxModel:
    """An embedding model with its own prompts for queries and documents, where it has them."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelUnusable where there is no ONNX file, or the model has modules that are not run here."""
        modules = [module["type"].rpartition(".")[2] for module in read_json(folder / "modules.json")]
        if modules not in (_RUN, _RUN[:2]):
            raise _not_run(f"모듈이 {', '.join(modules)}인")
        self._pool = _pooling(read_json(folder / "1_Pooling" / "config.json"))
        settings = read_json(folder / "config_sentence_transformers.json", {})
        self._prompts = settings.get("prompts", {})
        self._default_prompt = settings.get("default_prompt_name")
        self._network = OnnxNetwork(folder, "token_embeddings", "last_hidden_state")

    def fingerprint(self) -> str:
        """Eight hex digits over a sample of the weights and over the prompts: a retrained model has another name."""
        digest = hashlib.sha256(json.dumps(self._prompts, sort_keys=True).encode())
        for file in self._network.files:
            size = file.stat().st_size
            digest.update(f"{file.name}{size}".encode())
            with file.open("rb") as content:
                for start in range(0, size, max(_SAMPLE, size // _SAMPLES)):
                    content.seek(start)
                    digest.update(content.read(_SAMPLE))
        return digest.hexdigest()[:8]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), of length 1."""
        return self._encode(self._prompt("query"), texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), of length 1."""
        return self._encode(self._prompt("document", "passage", "corpus"), texts)

    def _prompt(self, *names: str) -> str:
        """The first prompt that has one of these names, as sentence-transformers chooses it."""
        name = next((name for name in names if name in self._prompts), self._default_prompt)
        return self._prompts.get(name) or ""

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        tokens, mask = self._network.run([prompt + text for text in texts])
        vectors = self._pool(tokens, mask)
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return unit


class OnnxPairModel:
    """A cross-encoder that gives one score for a query and a text."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelUnusable where there is no ONNX file, ValueError where a pair has several scores."""
        labels = len(read_json(folder / "config.json").get("id2label", ()))
        if labels != 1:
            raise ValueError(f"expected a model with one score for a pair, this one has {labels}")
        self._network = OnnxNetwork(folder, "logits")

    def scores(self, query: str, texts: Sequence[str]) -> Floats:
        """How well each text answers the query, of shape (len(texts),), between 0 and 1, the higher the better."""
        logits = [
            self._network.run([(query, text) for text in texts[start : start + PAIRS]])[0][:, 0]
            for start in range(0, len(texts), PAIRS)
        ]
        return np.asarray(1 / (1 + np.exp(-np.concatenate(logits))), np.float32)


def _pooling(settings: Mapping[str, Any]) -> Callable[[Floats, Floats], Floats]:
    """How token vectors become one vector; raises ModelUnusable where it is a way that is not run here."""
    known = {"cls": _first, "mean": _mean, "lasttoken": _last}
    former = {"cls_token": "cls", "mean_tokens": "mean"}  # as flags "pooling_mode_…" before sentence-transformers 5.3
    flags = [key.removeprefix("pooling_mode_") for key, on in settings.items() if "pooling_mode_" in key and on]
    mode = settings.get("pooling_mode", [former.get(flag, flag) for flag in flags])
    mode = mode[0] if isinstance(mode, list) and len(mode) == 1 else mode
    if not isinstance(mode, str) or mode not in known or not settings.get("include_prompt", True):
        raise _not_run(f"토큰을 {mode} 방식으로 모으는")
    return known[mode]


def _first(tokens: Floats, mask: Floats) -> Floats:
    return tokens[:, 0]


def _mean(tokens: Floats, mask: Floats) -> Floats:
    return np.asarray((tokens * mask[:, :, np.newaxis]).sum(axis=1) / mask.sum(axis=1, keepdims=True), np.float32)


def _last(tokens: Floats, mask: Floats) -> Floats:
    return np.asarray(tokens[np.arange(len(tokens)), mask.sum(axis=1).astype(np.int64) - 1], np.float32)


def _not_run(what: str) -> ModelUnusable:
    return ModelUnusable(
        f"onnx 방식은 Transformer와 Pooling(cls, mean, lasttoken)으로 된 모델을 돌립니다. {what} 모델은 torch로 돌려야 "
        "합니다. COUNCIL_QA_INDEX__BACKEND를 지워 주세요."
    )
