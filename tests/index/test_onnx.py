"""Models run by ONNX Runtime, against what sentence-transformers makes of the same folder."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from index.errors import ModelNotFound, ModelUnusable
from index.models.loading import load_embedder, load_reranker
from index.models.onnx import OnnxPairModel
from index.models.sentence_transformer import CrossEncoderModel
from tests.contracts.embedder import check_embedder
from tests.index.tiny_bert import export_onnx, save_bert

TEXTS = ["다문화가족 지원센터", "유학생 유치 대학 협의체에 20개 대학 참여", "abc", "", "기금 " * 500]


@pytest.fixture(scope="module")
def onnx_folder(transformer_folder, tmp_path_factory):
    """The tiny BERT with an ONNX file beside its weights."""
    from transformers import BertModel

    folder = shutil.copytree(transformer_folder, tmp_path_factory.mktemp("onnx") / "tiny-bert")
    export_onnx(BertModel, folder, "last_hidden_state")
    return folder


@pytest.fixture
def copied(onnx_folder, tmp_path):
    """A folder of its own for a test that changes files."""
    return shutil.copytree(onnx_folder, tmp_path / "tiny-bert")


def change(file, **values):
    """Put these values into a JSON file; None takes one out."""
    settings = json.loads(file.read_text()) | values
    file.write_text(json.dumps({key: value for key, value in settings.items() if value is not None}))


def test_it_keeps_the_contract(onnx_folder):
    check_embedder(load_embedder(str(onnx_folder), "onnx"))


@pytest.mark.parametrize(
    "pooling",
    [
        {"pooling_mode": "mean"},
        {"pooling_mode": "cls"},
        {"pooling_mode": "lasttoken"},
        {"pooling_mode": None, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True},
        {"pooling_mode": None, "pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False},
        {"pooling_mode": None, "pooling_mode_mean_tokens": False, "pooling_mode_lasttoken": True},
    ],
    ids=str,
)
def test_vectors_are_those_of_sentence_transformers(copied, pooling):
    change(copied / "1_Pooling" / "config.json", **pooling)
    ours, theirs = load_embedder(str(copied), "onnx"), load_embedder(str(copied), "torch")
    np.testing.assert_allclose(ours.embed_queries(TEXTS), theirs.embed_queries(TEXTS), atol=1e-5)
    np.testing.assert_allclose(ours.embed_passages(TEXTS), theirs.embed_passages(TEXTS), atol=1e-5)
    assert not np.allclose(ours.embed_queries(["기금"]), ours.embed_passages(["기금"]), atol=1e-3)  # prompts


@pytest.mark.parametrize(
    ("file", "limit"), [("sentence_bert_config.json", "max_seq_length"), ("tokenizer_config.json", "model_max_length")]
)
def test_long_texts_are_cut_where_the_folder_says(copied, file, limit):
    longer = ["유 학 생 유 치", "유 학 생 유 치 대 학"]
    [first, second] = load_embedder(str(copied), "onnx").embed_passages(longer)
    assert not np.allclose(first, second, atol=1e-3)
    change(copied / file, **{limit: 8})
    [first, second] = load_embedder(str(copied), "onnx").embed_passages(longer)
    np.testing.assert_allclose(first, second, atol=1e-5)


def test_it_needs_no_torch(onnx_folder):
    code = (
        "import sys\nfrom index.models.loading import load_embedder\n"
        f"load_embedder({str(onnx_folder)!r}, 'onnx').embed_queries(['예산'])\n"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_file_with_8_bit_weights_is_taken_where_it_is_the_only_one(copied):
    from onnxruntime.quantization import quantize_dynamic

    whole = load_embedder(str(copied), "onnx")
    before = whole.embed_passages(TEXTS)
    quantize_dynamic(str(copied / "onnx" / "model.onnx"), str(copied / "onnx" / "model_qint8.onnx"))
    assert load_embedder(str(copied), "onnx").name == whole.name
    (copied / "onnx" / "model.onnx").unlink()
    small = load_embedder(str(copied), "onnx")
    assert small.name != whole.name
    assert ((small.embed_passages(TEXTS) * before).sum(axis=1) > 0.98).all()


def test_other_weights_or_prompts_have_another_name(copied):
    from transformers import BertModel

    first = load_embedder(str(copied), "onnx").name
    assert first.startswith("tiny-bert@")
    change(copied / "config_sentence_transformers.json", prompts={"query": "q: "})
    second = load_embedder(str(copied), "onnx").name
    model = BertModel.from_pretrained(copied)
    model.embeddings.word_embeddings.weight.data += 1
    model.save_pretrained(copied)
    shutil.rmtree(copied / "onnx")
    export_onnx(BertModel, copied, "last_hidden_state")
    assert len({first, second, load_embedder(str(copied), "onnx").name}) == 3


def test_a_cross_encoder_gives_the_scores_of_sentence_transformers(cross_encoder_folder, tmp_path):
    from transformers import BertForSequenceClassification

    folder = shutil.copytree(cross_encoder_folder, tmp_path / "tiny-cross")
    export_onnx(BertForSequenceClassification, folder, "logits")
    texts = TEXTS * 4  # more than one forward pass
    ours = OnnxPairModel(folder).scores("지원센터 참여", texts)
    theirs = CrossEncoderModel(str(folder)).scores("지원센터 참여", texts)
    assert ours.shape == (20,)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)
    assert load_reranker(str(folder), "onnx").name == "tiny-cross"


def test_a_cross_encoder_with_several_scores_is_refused(tmp_path):
    from transformers import BertForSequenceClassification

    save_bert(BertForSequenceClassification, tmp_path, num_labels=3)
    with pytest.raises(ModelUnusable, match="one score"):
        load_reranker(str(tmp_path), "onnx")


def test_a_folder_without_an_onnx_file_says_how_to_make_one(transformer_folder, cross_encoder_folder):
    for load, folder in ((load_embedder, transformer_folder), (load_reranker, cross_encoder_folder)):
        with pytest.raises(ModelUnusable, match=r"onnx/model\.onnx.*docs/models\.md"):
            load(str(folder), "onnx")


def test_of_several_onnx_files_none_is_guessed(copied):
    (copied / "onnx" / "model.onnx").rename(copied / "onnx" / "model_O1.onnx")
    shutil.copy(copied / "onnx" / "model_O1.onnx", copied / "onnx" / "model_O2.onnx")
    with pytest.raises(ModelUnusable, match=r"model_O1\.onnx, onnx/model_O2\.onnx"):
        load_embedder(str(copied), "onnx")


def test_a_damaged_onnx_file_is_refused(copied):
    (copied / "onnx" / "model.onnx").write_bytes(b"garbage")
    with pytest.raises(ModelUnusable, match="모델을 읽을 수 없습니다"):
        load_embedder(str(copied), "onnx")


def test_an_onnx_file_without_token_vectors_is_refused(copied):
    from transformers import BertModel

    shutil.rmtree(copied / "onnx")
    export_onnx(BertModel, copied, "something")
    with pytest.raises(ModelUnusable, match="last_hidden_state"):
        load_embedder(str(copied), "onnx")


def test_other_modules_and_poolings_are_left_to_torch(copied):
    change(copied / "1_Pooling" / "config.json", pooling_mode=["cls", "mean"])
    with pytest.raises(ModelUnusable, match="torch"):
        load_embedder(str(copied), "onnx")
    modules = json.loads((copied / "modules.json").read_text())
    (copied / "modules.json").write_text(json.dumps([*modules, {"type": "sentence_transformers.models.Dense"}]))
    with pytest.raises(ModelUnusable, match="Dense"):
        load_embedder(str(copied), "onnx")


def test_without_onnxruntime_it_says_what_to_install(onnx_folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelUnusable, match=r"\.\[onnx\]"):
        load_embedder(str(onnx_folder), "onnx")


def test_a_hub_name_without_network_says_what_to_do(monkeypatch):
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    for load in (load_embedder, load_reranker):
        with pytest.raises(ModelNotFound, match="네트워크"):
            load("council-qa-tests/no-such-model", "onnx")


def test_the_built_in_kind_of_model_does_not_mind(model_folder):
    assert load_embedder(str(model_folder), "onnx").name == load_embedder(str(model_folder)).name
