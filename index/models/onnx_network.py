"""The layers of a model, run by ONNX Runtime, and the tokenizer before them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnusable

_NAMES = ("onnx/model.onnx", "model.onnx")
_LONGEST = 8192  # tokens, where the folder does not say

Floats = NDArray[np.float32]


class OnnxNetwork:
    """Texts, or pairs of texts, in; one of the network's outputs out. For one thread at a time."""

    def __init__(self, folder: Path, *names: str) -> None:
        """`names`: what the output may be called.

        Raises ModelUnusable where onnxruntime or the ONNX file is missing, ValueError where the network has no such
        output, and whatever onnxruntime raises for a damaged file.
        """
        file = _onnx_file(folder)
        self._session = _session(file)
        self._inputs = {entry.name for entry in self._session.get_inputs()}
        outputs = [entry.name for entry in self._session.get_outputs()]
        self._output = next((name for name in names if name in outputs), "")
        if not self._output:
            raise ValueError(f"expected an output {' or '.join(names)}, the network has {', '.join(outputs)}")
        self._tokenizer = _tokenizer(folder)
        self.files = [*sorted(file.parent.glob(f"{file.name}*")), folder / "tokenizer.json"]
        """What decides on the output: the ONNX file, its weights where they lie beside it, and the tokenizer."""

    def run(self, texts: Sequence[Any]) -> tuple[Floats, Floats]:
        """(the output for texts or pairs of texts, the mask of shape (len(texts), tokens) that is 0 at padding)."""
        rows = self._tokenizer.encode_batch(list(texts))
        given = {
            "input_ids": np.array([row.ids for row in rows], np.int64),
            "attention_mask": np.array([row.attention_mask for row in rows], np.int64),
            "token_type_ids": np.array([row.type_ids for row in rows], np.int64),
        }
        [output] = self._session.run(
            [self._output], {key: value for key, value in given.items() if key in self._inputs}
        )
        return output.astype(np.float32), given["attention_mask"].astype(np.float32)


def read_json(file: Path, otherwise: Any = None) -> Any:
    """What stands in a file; `otherwise`, where one is given, if there is no such file."""
    if otherwise is not None and not file.is_file():
        return otherwise
    return json.loads(file.read_text(encoding="utf-8"))


def _onnx_file(folder: Path) -> Path:
    """The file where exporters put it, else the only one in the folder; raises ModelUnusable."""
    named = [folder / name for name in _NAMES if (folder / name).is_file()]
    files = named[:1] or sorted(folder.rglob("*.onnx"))
    if len(files) != 1:
        seen = ", ".join(str(file.relative_to(folder)) for file in files) or "없음"
        raise ModelUnusable(
            f"모델 폴더에 {_NAMES[0]} 파일이나 다른 ONNX 파일 하나가 있어야 합니다: {folder} (있는 파일: {seen}). "
            "docs/models.md에 만드는 방법이 있습니다. COUNCIL_QA_INDEX__BACKEND를 지우면 torch로 돌립니다."
        )
    return files[0]


def _session(file: Path) -> Any:
    try:
        from onnxruntime import InferenceSession
    except ImportError as error:
        raise ModelUnusable(
            "onnx 방식에 쓰는 onnxruntime 패키지가 설치되어 있지 않습니다. "
            "`pip install -c constraints.txt -e '.[onnx]'`로 설치하거나 COUNCIL_QA_INDEX__BACKEND를 지워 주세요."
        ) from error
    return InferenceSession(str(file), providers=["CPUExecutionProvider"])


def _tokenizer(folder: Path) -> Any:
    """The folder's tokenizer; it cuts at the model's longest text and pads a batch to its longest row."""
    from tokenizers import Tokenizer

    settings = read_json(folder / "tokenizer_config.json", {})
    chosen = read_json(folder / "sentence_bert_config.json", {}).get("max_seq_length")
    possible = (settings.get("model_max_length"), read_json(folder / "config.json").get("max_position_embeddings"))
    pad = settings.get("pad_token", "[PAD]")
    pad = pad["content"] if isinstance(pad, dict) else pad
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(chosen or min(_LONGEST, *filter(None, possible)))
    tokenizer.enable_padding(pad_token=pad, pad_id=tokenizer.token_to_id(pad) or 0)
    return tokenizer
