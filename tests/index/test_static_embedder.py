"""Static models are embedded without torch; sentence-transformers, which defines what they mean, is the measure."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.errors import VectorsInvalid
from index.models import BUILT_IN
from index.sentence_transformer import SentenceTransformerEmbedder, load_embedder
from index.static_embedder import StaticEmbedder, is_static
from tests.contracts.embedder import TEXTS, check_embedder

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("model", ["built-in", "tiny"])
def test_vectors_and_name_are_those_of_sentence_transformers(model: str, model_folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folder = {"built-in": BUILT_IN, "tiny": model_folder}[model]
    light = load_embedder(str(folder))
    full = SentenceTransformerEmbedder(SentenceTransformer(str(folder), device="cpu"), name=folder.name)
    texts = [*TEXTS, "", "😀", "집행률 95％ ㆍ (’13년) 1,200백만원", "Which department runs CityNet?"]

    assert isinstance(light, StaticEmbedder)
    assert (light.name, light.dimension) == (full.name, full.dimension)
    for embed, expected in [(light.embed_passages, full.embed_passages), (light.embed_queries, full.embed_queries)]:
        np.testing.assert_allclose(embed(texts), expected(texts), atol=2e-7)


def test_the_built_in_model_keeps_the_contract() -> None:
    check_embedder(load_embedder(str(BUILT_IN)))


def test_the_built_in_model_loads_no_torch() -> None:
    source = (
        "import sys\n"
        "from index.models import BUILT_IN\n"
        "from index.sentence_transformer import load_embedder\n"
        "load_embedder(str(BUILT_IN)).embed_queries(['기금'])\n"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_static_model_with_prompts_is_left_to_sentence_transformers(model_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "prompts")
    config = folder / "config_sentence_transformers.json"
    said = json.loads(config.read_text())
    config.write_text(json.dumps(said | {"prompts": {"query": "ab: ", "document": ""}}))

    embedder = load_embedder(str(folder))

    assert not is_static(folder)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert not np.allclose(embedder.embed_queries(["기금"]), embedder.embed_passages(["기금"]), atol=1e-3)


def test_weights_that_are_no_numbers_are_refused(model_folder: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = shutil.copytree(model_folder, tmp_path / "broken")
    weights = load_file(folder / "model.safetensors")
    save_file({name: np.full_like(value, np.nan) for name, value in weights.items()}, folder / "model.safetensors")

    with pytest.raises(VectorsInvalid):
        load_embedder(str(folder))
