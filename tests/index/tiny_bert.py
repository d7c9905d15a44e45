"""A transformer small enough for tests: real layers, random weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def save_bert(kind: Any, folder: Path, **settings: Any) -> None:
    """A BERT of two layers with random weights and a vocabulary of letters, saved as transformers saves it."""
    import torch
    from transformers import BertConfig, BertTokenizerFast

    letters = sorted(set("다문화가족지원센터유학생유치대학협의체에개참여기금abcdef20query:doc"))
    (folder / "vocab.txt").write_text(
        "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "query", "doc", *letters])
    )
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"))
    torch.manual_seed(11)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    kind(BertConfig(vocab_size=len(tokenizer), **sizes, **settings)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def export_onnx(kind: Any, folder: Path, output: str) -> None:
    """Write the weights in `folder` as `onnx/model.onnx` beside them, with this name for the first output."""
    import warnings

    import torch

    model = kind.from_pretrained(folder, attn_implementation="eager").eval()
    ids = torch.ones(2, 5, dtype=torch.long)
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])  # all ones would be exported as no mask at all
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids)}
    (folder / "onnx").mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own, of torch's parts to each other
        torch.onnx.export(
            model,
            kwargs=inputs,
            f=str(folder / "onnx" / "model.onnx"),
            input_names=list(inputs),
            output_names=[output],
            dynamic_shapes={name: {0: "texts", 1: "tokens"} for name in inputs},
            external_data=False,
            verbose=False,
        )
