"""The real embedder: any sentence-transformers model, from a folder or by its name on the Hugging Face hub.

torch and sentence-transformers are imported when a model is loaded, not before: importing them takes seconds.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import Vectors
from index.errors import ModelNotFound, ModelUnusable, VectorsInvalid

BATCH = 64  # texts a forward pass
_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
_SAMPLE = 1024  # values of each weight that go into the fingerprint


def load_embedder(name_or_folder: str) -> SentenceTransformerEmbedder:
    """Load the model in a folder, or the one of that name from the hub or its local cache.

    Raises ModelNotFound where there is none, ModelUnusable where the files are no embedding model.
    """
    folder = Path(name_or_folder).expanduser()
    if folder.is_dir():
        return SentenceTransformerEmbedder(_load_folder(folder), name=folder.resolve().name, folder=folder)
    if folder.exists() or not _HUB_NAME.fullmatch(name_or_folder) or name_or_folder.startswith("."):
        raise ModelNotFound(
            f"임베딩 모델 폴더를 찾을 수 없습니다: {name_or_folder}. "
            "modules.json과 model.safetensors가 든 폴더의 경로인지 확인해 주세요. "
            "COUNCIL_QA_INDEX__EMBEDDING_MODEL을 비워 두면 내장 모델을 씁니다."
        )
    return SentenceTransformerEmbedder(_load_from_hub(name_or_folder), name=name_or_folder)


class SentenceTransformerEmbedder:
    """An Embedder over a loaded model.

    The model's own prompts for queries and documents are used where it has them. All encoding runs in one thread of its
    own: tokenizers cannot be shared between threads, and torch would grow a pool for every server thread. A text in
    which the model knows no token has a vector of zeros: it is like nothing.
    """

    def __init__(self, model: Any, *, name: str, folder: Path | None = None) -> None:
        self.folder = folder
        self._model = model
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedder")
        self.name = f"{name}@{_fingerprint(model)}"
        self.dimension = self._encode(model.encode_query, ["차원"]).shape[1]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, each of length 1."""
        return self._embed(self._model.encode_document, texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, each of length 1."""
        return self._embed(self._model.encode_query, texts)

    def _embed(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors = self._encode(encode, texts)
        if vectors.shape != (len(texts), self.dimension):
            raise VectorsInvalid(
                f"임베딩 모델 {self.name}이(가) 모양이 다른 벡터를 내었습니다: "
                f"{(len(texts), self.dimension)}이어야 하는데 {vectors.shape}입니다. 다른 모델을 정해 주세요."
            )
        return vectors

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        work = partial(encode, list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        vectors = np.asarray(self._thread.submit(work).result(), dtype=np.float32)
        if not np.isfinite(vectors).all():
            raise VectorsInvalid("임베딩 모델이 숫자가 아닌 값(NaN)을 내었습니다. 모델 파일을 다시 받아 주세요.")
        return vectors


def _load_folder(folder: Path) -> Any:
    if not any(folder.rglob("*.safetensors")):
        raise ModelUnusable(
            f"임베딩 모델 폴더에 가중치(*.safetensors)가 없습니다: {folder}. "
            "sentence-transformers 형식으로 저장한 모델 폴더를 정해 주세요. "
            "안전하지 않은 pickle 형식(*.bin, *.pt)은 읽지 않습니다."
        )
    try:
        return _sentence_transformer(str(folder), local_files_only=True)
    except Exception as error:  # what the library raises for a wrong file depends on the file
        raise ModelUnusable(
            f"임베딩 모델을 읽을 수 없습니다: {folder} ({_first_line(error)}). "
            "sentence-transformers 형식으로 저장한 모델 폴더인지, 파일이 빠짐없이 복사되었는지 확인해 주세요."
        ) from error


def _load_from_hub(name: str) -> Any:
    try:
        return _sentence_transformer(name, local_files_only=False)
    except OSError as error:  # no such name, no network, not in the local cache
        raise ModelNotFound(
            f"임베딩 모델 {name}을(를) 내려받을 수 없습니다 ({_first_line(error)}). "
            "이름과 네트워크를 확인하거나, 다른 컴퓨터에서 내려받은 모델 폴더의 경로를 정해 주세요."
        ) from error
    except Exception as error:
        raise ModelUnusable(
            f"임베딩 모델 {name}을(를) 읽을 수 없습니다: {_first_line(error)}. 다른 모델을 정해 주세요."
        ) from error


def _sentence_transformer(name_or_folder: str, *, local_files_only: bool) -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # standard error belongs to the program, not to a library
    return SentenceTransformer(
        name_or_folder,
        local_files_only=local_files_only,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )


def _fingerprint(model: Any) -> str:
    """Eight hex digits over a sample of every weight and over the prompts: a retrained model has another name."""
    digest = hashlib.sha256(json.dumps(model.prompts, sort_keys=True).encode())
    for name, tensor in sorted(model.state_dict().items()):
        values = tensor.detach().cpu().flatten()
        sample = values[:: max(1, len(values) // _SAMPLE)].float().numpy()
        digest.update(f"{name}{tuple(tensor.shape)}".encode() + sample.tobytes())
    return digest.hexdigest()[:8]


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200] or type(error).__name__
