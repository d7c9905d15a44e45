"""Any model by a setting: a folder, or a name on the Hugging Face hub.

An embedding model that is static (one vector a token, no layers) is run by model2vec, which needs neither torch nor
transformers and is ready in half a second (docs/adr/0008); every other one by sentence-transformers or, where the
setting says so, by ONNX Runtime (docs/adr/0010).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from index.encoder import Encoder, Model
from index.errors import EmbedderError, ModelNotFound, ModelUnusable
from index.reranker import PairModel, Reranker

Backend = Literal["torch", "onnx"]

_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
_STATIC = {"StaticEmbedding", "Normalize"}
_Opened = TypeVar("_Opened")


def load_embedder(name_or_folder: str, backend: Backend = "torch") -> Encoder:
    """Load the embedding model in a folder, or the one of that name from the hub or its local cache.

    Raises ModelNotFound where there is none, ModelUnusable where the files are no embedding model.
    """
    unset = "COUNCIL_QA_INDEX__EMBEDDING_MODEL을 비워 두면 내장 모델을 씁니다."
    folder = _folder(name_or_folder, "modules.json", unset)
    if folder is None:
        return _from_hub(name_or_folder, lambda: Encoder(_layers(name_or_folder, backend), name=name_or_folder))
    name = folder.resolve().name
    return _from_folder(folder, lambda: Encoder(_embedding(folder, backend), name=name, folder=folder))


def load_reranker(name_or_folder: str, backend: Backend = "torch") -> Reranker:
    """Load the cross-encoder in a folder, or the one of that name from the hub or its local cache.

    Raises ModelNotFound where there is none, ModelUnusable where the files are no cross-encoder with one score.
    """
    unset = "COUNCIL_QA_INDEX__RERANKER_MODEL을 비워 두면 재순위 모델을 쓰지 않습니다."
    folder = _folder(name_or_folder, "config.json", unset)
    if folder is None:
        return _from_hub(name_or_folder, lambda: Reranker(_pairs(name_or_folder, backend), name=name_or_folder))
    return _from_folder(folder, lambda: Reranker(_pairs(str(folder), backend), name=folder.resolve().name))


def _embedding(folder: Path, backend: Backend) -> Model:
    if _is_static(folder):
        from index.models.static import StaticModel

        return StaticModel(folder)
    return _layers(str(folder), backend)


def _layers(name_or_folder: str, backend: Backend) -> Model:
    if backend == "onnx":
        from index.models.onnx import OnnxModel

        return OnnxModel(_on_disk(name_or_folder))
    from index.models.sentence_transformer import SentenceTransformerModel

    return SentenceTransformerModel(name_or_folder)


def _pairs(name_or_folder: str, backend: Backend) -> PairModel:
    if backend == "onnx":
        from index.models.onnx import OnnxPairModel

        return OnnxPairModel(_on_disk(name_or_folder))
    from index.models.sentence_transformer import CrossEncoderModel

    return CrossEncoderModel(name_or_folder)


def _on_disk(name_or_folder: str) -> Path:
    """The folder, or what of the hub's model ONNX Runtime needs, from the local cache where it lies there."""
    if Path(name_or_folder).is_dir():
        return Path(name_or_folder)
    from huggingface_hub import snapshot_download

    wanted = ["*.json", "onnx/model.onnx*", "model.onnx*"]
    return Path(snapshot_download(name_or_folder, allow_patterns=wanted))


def _folder(name_or_folder: str, file: str, unset: str) -> Path | None:
    """The folder that is meant; None where a hub name is. Raises ModelNotFound where neither can be."""
    folder = Path(name_or_folder).expanduser()
    if folder.is_dir():
        return folder
    if folder.exists() or not _HUB_NAME.fullmatch(name_or_folder) or name_or_folder.startswith("."):
        raise ModelNotFound(
            f"모델 폴더를 찾을 수 없습니다: {name_or_folder}. "
            f"{file}과 model.safetensors가 든 폴더의 경로인지 확인해 주세요. {unset}"
        )
    return None


def _from_folder(folder: Path, open_: Callable[[], _Opened]) -> _Opened:
    if not any(folder.rglob("*.safetensors")) and not any(folder.rglob("*.onnx")):
        raise ModelUnusable(
            f"모델 폴더에 가중치(*.safetensors)가 없습니다: {folder}. "
            "sentence-transformers 형식으로 저장한 모델 폴더를 정해 주세요. "
            "안전하지 않은 pickle 형식(*.bin, *.pt)은 읽지 않습니다."
        )
    try:
        return open_()
    except EmbedderError:
        raise
    except Exception as error:  # what the libraries raise for a wrong file depends on the file
        raise ModelUnusable(
            f"모델을 읽을 수 없습니다: {folder} ({_first_line(error)}). "
            "sentence-transformers 형식으로 저장한 모델 폴더인지, 파일이 빠짐없이 복사되었는지 확인해 주세요."
        ) from error


def _from_hub(name: str, open_: Callable[[], _Opened]) -> _Opened:
    try:
        return open_()
    except EmbedderError:
        raise
    except OSError as error:  # no such name, no network, not in the local cache
        raise ModelNotFound(
            f"모델 {name}을(를) 내려받을 수 없습니다 ({_first_line(error)}). "
            "이름과 네트워크를 확인하거나, 다른 컴퓨터에서 내려받은 모델 폴더의 경로를 정해 주세요."
        ) from error
    except Exception as error:
        raise ModelUnusable(
            f"모델 {name}을(를) 읽을 수 없습니다: {_first_line(error)}. 다른 모델을 정해 주세요."
        ) from error


def _is_static(folder: Path) -> bool:
    """Whether the folder holds nothing but token vectors (and says so), without prompts of its own."""
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    settings = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    kinds = {module["type"].rpartition(".")[2] for module in modules}
    return "StaticEmbedding" in kinds <= _STATIC and not any(settings.get("prompts", {}).values())


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200] or type(error).__name__
