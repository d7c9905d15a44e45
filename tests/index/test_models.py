import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from index.encoder import Encoder
from index.errors import ModelNotFound, ModelUnusable, VectorsInvalid
from index.models import BUILT_IN
from index.models.loading import load_embedder, load_reranker
from index.models.sentence_transformer import CrossEncoderModel
from index.models.static import StaticModel
from tests.contracts.embedder import check_embedder
from tests.index.tiny_bert import save_bert


def test_a_static_model_keeps_the_contract(embedder):
    check_embedder(embedder)


def test_a_transformer_keeps_the_contract(transformer_folder):
    check_embedder(load_embedder(str(transformer_folder)))


def test_prompts_of_the_model_are_used(transformer_folder):
    embedder = load_embedder(str(transformer_folder))
    [query], [passage] = embedder.embed_queries(["기금"]), embedder.embed_passages(["기금"])
    assert not np.allclose(query, passage, atol=1e-3)


def test_the_name_tells_one_set_of_weights_from_another(model_folder, tmp_path, embedder):
    import torch
    from safetensors.torch import load_file, save_file

    other = shutil.copytree(model_folder, tmp_path / model_folder.name)
    assert load_embedder(str(other)).name == embedder.name
    weights = load_file(other / "model.safetensors")
    save_file({name: value + torch.ones_like(value) for name, value in weights.items()}, other / "model.safetensors")
    changed = load_embedder(str(other))
    assert changed.name != embedder.name
    assert changed.name.startswith("tiny-static@")
    assert changed.folder == other


@pytest.mark.parametrize("where", ["./nowhere", "/no/such/folder", "two/slashes/here", "이름"])
def test_a_folder_that_is_not_there_says_so(where):
    with pytest.raises(ModelNotFound, match="COUNCIL_QA_INDEX__EMBEDDING_MODEL"):
        load_embedder(where)


def test_a_file_instead_of_a_folder_says_so(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelNotFound):
        load_embedder(str(tmp_path / "model.safetensors"))


def test_a_hub_name_without_network_says_what_to_do(monkeypatch):
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotFound, match="네트워크"):
        load_embedder("council-qa-tests/no-such-model")


def test_a_folder_without_safe_weights_is_refused(model_folder, tmp_path):
    folder = shutil.copytree(model_folder, tmp_path / "model")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelUnusable, match="safetensors"):
        load_embedder(str(folder))


@pytest.mark.parametrize("damaged", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_a_damaged_file_is_refused(model_folder, tmp_path, damaged):
    folder = shutil.copytree(model_folder, tmp_path / "model")
    (folder / damaged).write_bytes(b"garbage")
    with pytest.raises(ModelUnusable, match="모델을 읽을 수 없습니다"):
        load_embedder(str(folder))


def test_vectors_that_are_no_numbers_are_refused(model_folder, tmp_path):
    from safetensors.numpy import load_file, save_file

    folder = shutil.copytree(model_folder, tmp_path / "model")
    weights = load_file(folder / "model.safetensors")
    save_file({name: value * np.float32("nan") for name, value in weights.items()}, folder / "model.safetensors")
    with pytest.raises(VectorsInvalid):
        Encoder(StaticModel(folder), name="broken")


def test_a_static_model_has_the_vectors_that_sentence_transformers_gives_it():
    from sentence_transformers import SentenceTransformer

    texts = ["2024년 다문화담당관 예산 집행률은?", "Which department runs it?", "가나다 " * 3000, "🦄 유니콘", "🦄", ""]
    theirs = SentenceTransformer(str(BUILT_IN), device="cpu").encode(texts, normalize_embeddings=True)
    np.testing.assert_allclose(StaticModel(BUILT_IN).encode_queries(texts), theirs, atol=1e-6)


def test_a_static_model_with_prompts_is_left_to_sentence_transformers(model_folder, tmp_path):
    folder = shutil.copytree(model_folder, tmp_path / "model")
    settings = json.loads((folder / "config_sentence_transformers.json").read_text())
    settings["prompts"] = {"query": "기금 ", "document": ""}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(settings))
    embedder = load_embedder(str(folder))
    [query], [passage] = embedder.embed_queries(["유학생"]), embedder.embed_passages(["기금 유학생"])
    np.testing.assert_allclose(query, passage, atol=1e-5)


def test_the_built_in_model_needs_no_torch():
    code = (
        "import sys\nfrom index.models import BUILT_IN\nfrom index.models.loading import load_embedder\n"
        "load_embedder(str(BUILT_IN)).embed_queries(['예산'])\n"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_folder_needs_no_other_file_of_this_machine(model_folder):
    modules = json.loads((model_folder / "modules.json").read_text())
    assert all(not module["path"].startswith("/") for module in modules)


def test_a_cross_encoder_scores_each_text_by_itself(cross_encoder_folder):
    from sentence_transformers import CrossEncoder

    texts = ["다문화가족 지원센터", "유학생 유치", "기금 " * 500]
    scores = CrossEncoderModel(str(cross_encoder_folder)).scores("지원센터 참여", texts)
    theirs = CrossEncoder(str(cross_encoder_folder)).predict([("지원센터 참여", text) for text in texts])
    np.testing.assert_allclose(scores, theirs, atol=1e-6)
    assert scores[2] != scores[0]


def test_a_reranker_is_loaded_from_a_folder_or_says_why_not(cross_encoder_folder, tmp_path):
    from transformers import BertForSequenceClassification

    assert load_reranker(str(cross_encoder_folder)).name == "tiny-cross"
    with pytest.raises(ModelNotFound, match="COUNCIL_QA_INDEX__RERANKER_MODEL"):
        load_reranker("./nowhere")
    save_bert(BertForSequenceClassification, tmp_path, num_labels=3)
    with pytest.raises(ModelUnusable, match="one score"):
        load_reranker(str(tmp_path))
