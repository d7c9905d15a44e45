"""Tiny real models and reports small enough to be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.encoder import Encoder
from index.models.loading import load_embedder
from tests.index.tiny_bert import save_bert

_LETTERS = (
    "다문화가족지원센터유학생협의체예산집행률운영프로그램안전점검역사대외협력기금남북교류은는이의를abcdefghij0123456789"
)


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static embedding model of single letters, saved the way the built-in model is."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    letters = dict.fromkeys(_LETTERS)
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, **{c: n for n, c in enumerate(letters, 1)}}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    torch.manual_seed(7)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=32)], device="cpu")
    folder = tmp_path_factory.mktemp("models") / "tiny-static"
    model.save(str(folder))
    return folder


@pytest.fixture(scope="session")
def embedder(model_folder: Path) -> Encoder:
    """The tiny model, loaded."""
    return load_embedder(str(model_folder))


@pytest.fixture(scope="session")
def transformer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny BERT with prompts of its own, saved as a sentence-transformers folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    source = tmp_path_factory.mktemp("bert")
    save_bert(BertModel, source)
    body = Transformer(str(source), max_seq_length=64)
    model = SentenceTransformer(
        modules=[body, Pooling(32)], device="cpu", prompts={"query": "query: ", "document": "doc: "}
    )
    folder = tmp_path_factory.mktemp("models") / "tiny-bert"
    model.save(str(folder))
    return folder


@pytest.fixture(scope="session")
def cross_encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny BERT that scores pairs of texts."""
    from transformers import BertForSequenceClassification

    folder = tmp_path_factory.mktemp("models") / "tiny-cross"
    folder.mkdir()
    save_bert(BertForSequenceClassification, folder, num_labels=1)
    return folder
