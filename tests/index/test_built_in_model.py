"""The model in the repository loads without a network, keeps to its limits and understands the words it is for."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from index.models import BUILT_IN
from index.training.evaluate import on_paragraphs

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def model() -> Any:
    return SentenceTransformer(str(BUILT_IN), device="cpu", local_files_only=True)


def cosine(model: Any, first: str, second: str) -> float:
    return float(np.dot(*model.encode([first, second])))


def test_the_folder_holds_no_pickle_and_is_small() -> None:
    files = [file for file in BUILT_IN.rglob("*") if file.is_file()]
    assert {file.suffix for file in files} <= {".json", ".safetensors", ".md"}
    assert sum(file.stat().st_size for file in files) < 40 * MEGABYTE


def test_vectors_are_float32_of_length_one(model: Any) -> None:
    vectors = model.encode(["외국인주민 지원 조례", "Which department runs it?", "가" * 5000])
    assert vectors.dtype == np.float32
    assert vectors.shape[1] == model.get_embedding_dimension() <= 384
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_vocabulary_is_at_most_32k(model: Any) -> None:
    assert model.tokenizer.get_vocab_size() <= 32_768


def test_a_text_without_a_known_token_is_like_nothing(model: Any) -> None:
    assert not model.encode([""]).any()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("집행률 95%", "집행률 95％"),
        ("CityNet 가입", "citynet 가입"),
        ("사업ㆍ예산", "사업·예산"),
        ("가족 지원", "가족 지원"),  # composed and decomposed Hangul
        ("\uf000 추진계획", "추진계획"),
    ],
)
def test_ways_of_writing_the_same_give_the_same_vector(model: Any, first: str, second: str) -> None:
    assert cosine(model, first, second) == pytest.approx(1.0, abs=1e-4)


def test_particles_hardly_move_a_text(model: Any) -> None:
    assert cosine(model, "조례를 개정한다", "조례는 개정하였다") > 0.7


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("쓰레기 처리 비용은 얼마인가요?", "폐기물 처리 예산 1,200백만원", "도서관 건립 예산 1,200백만원"),
        (
            "공원은 누가 관리하나요?",
            "공원의 유지관리는 푸른도시과에서 담당한다.",
            "도로의 점용허가는 건설과에서 담당한다.",
        ),
        (
            "보조금을 돌려줘야 하는 때는?",
            "거짓으로 보조금을 받은 경우 반환을 명하여야 한다.",
            "위원회는 위원장 1명으로 구성한다.",
        ),
        ("library opening hours", "도서관 이용시간 및 휴관일", "하수도 요금 감면 대상"),
        ("budget for waste recycling", "재활용 폐기물 예산", "청소년 상담 인원"),
    ],
)
def test_a_question_is_nearer_to_its_passage_than_to_another(model: Any, question: str, right: str, wrong: str) -> None:
    assert cosine(model, question, right) > cosine(model, question, wrong) + 0.1


def test_paragraphs_of_a_file_like_squad_are_found_and_counted_once(model: Any, tmp_path: Path) -> None:
    texts = {
        "공원의 유지관리는 푸른도시과에서 담당한다.": ["공원은 누가 관리하나요?", "푸른도시과가 맡은 일은?"],
        "도서관 이용시간은 오전 9시부터 오후 6시까지이다.": ["도서관은 몇 시에 여나요?"],
        "거짓으로 보조금을 받은 경우 반환을 명하여야 한다.": [
            "하수도 요금은 얼마인가요?"
        ],  # a question without a word of it
    }
    paragraphs = [{"context": text, "qas": [{"question": q} for q in asked]} for text, asked in texts.items()]
    twice = {"context": paragraphs[1]["context"], "qas": [{"question": "이용시간은?"}]}
    file = tmp_path / "squad.json"
    file.write_text(json.dumps({"data": [{"paragraphs": paragraphs}, {"paragraphs": [twice]}]}))
    figures = on_paragraphs(model, file)
    assert (figures["questions"], figures["paragraphs"]) == (5, 3)
    assert 0.6 <= figures["recall@1"] <= figures["recall@5"] == 1


def test_the_card_names_every_source_of_the_log_with_a_licence() -> None:
    from index.training.data import find_source, load_sources

    card = (BUILT_IN / "README.md").read_text(encoding="utf-8")
    log = json.loads((BUILT_IN / "training.json").read_text(encoding="utf-8"))
    for name in log["pairs"]:
        source = find_source(name, load_sources())
        assert source is not None
        assert source.licence
        assert f"`{source.names}`" in card


def test_nothing_in_the_folder_names_a_place_of_the_machine_that_trained_it() -> None:
    for file in BUILT_IN.rglob("*"):
        if file.suffix in {".json", ".md"}:
            assert str(Path.home()) not in file.read_text(encoding="utf-8").split()
