"""Training reads only what the allow-list permits, samples reproducibly, and learns what belongs together."""

import gzip
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from index.training.contrastive import Schedule, TokenTexts, learn
from index.training.data import Pair, Source, find_source, hold_out, load_sources, own_pairs, read_pairs, sample
from index.training.evaluate import recall
from index.training.glossary import read_glossary, read_synonyms
from index.training.vocabulary import cut_particles, train_tokenizer


def pair(source: str, number: int = 0) -> Pair:
    return Pair(source, f"제목 {number}", f"본문 {number}")


def test_a_source_that_is_not_on_the_allow_list_is_left_out() -> None:
    taken = sample(iter([pair("law_kr_definition"), pair("sae4k"), pair("unheard_of")]), load_sources(), seed=1)
    assert [one.source for one in taken] == ["law_kr_definition"]


def test_no_licence_of_the_allow_list_is_share_alike() -> None:
    for source in load_sources():
        assert "SA" not in source.licence.upper().replace("-", " ").split()


def test_machine_translation_is_taken_more_sparingly_than_other_documentation() -> None:
    translated = find_source("ms_dotnet_mt_head_body", load_sources())
    written = find_source("ms_dotnet_head_body", load_sources())
    assert translated is not None
    assert written is not None
    assert translated.cap < written.cap


def test_a_sample_is_capped_without_repetition_and_the_same_for_the_same_seed() -> None:
    rows = [pair("chatbot_qa", number % 5000) for number in range(10_000)]
    first, again, other = (sample(iter(rows), load_sources(), seed) for seed in (1, 1, 2))
    assert len(first) == len(set(first)) == 3000
    assert first == again != other


def test_held_out_texts_are_in_no_training_pair() -> None:
    rows = [pair("law_kr_definition", number // 2) for number in range(20)]
    kept, held = hold_out(rows, "law_*", 3)
    assert len(held) == 3
    assert not {one.first for one in held} & {one.first for one in kept}


def test_pairs_are_read_from_every_file_of_the_folder(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with gzip.open(tmp_path / f"{name}.tsv.gz", "wt", encoding="utf-8") as file:
            file.write(f'source\ttext_a\ttext_b\n{name}\t그는 "네"라고\t답했다\n')
    assert list(read_pairs(tmp_path)) == [Pair(name, '그는 "네"라고', "답했다") for name in ("a", "b")]


def test_a_folder_without_pairs_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=str(tmp_path)):
        list(read_pairs(tmp_path))


def test_a_glossary_line_without_a_tab_is_named_in_the_error(tmp_path: Path) -> None:
    path = tmp_path / "glossary.tsv"
    path.write_text("budget 예산\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        read_glossary(path)


def test_particles_and_endings_are_cut_off_but_compounds_are_not() -> None:
    assert next(cut_particles(["외국인주민을 지원한다"])).split() == ["외국인주민", "을", "지원", "한", "다"]


def test_recall_counts_a_question_whose_right_passage_is_among_the_first() -> None:
    scores = np.array([[0.9, 0.1, 0.2], [0.9, 0.5, 0.6]], np.float32)
    assert recall(scores, [frozenset({0}), frozenset({2})], ranks=(1, 2)) == {"recall@1": 0.5, "recall@2": 1.0}


def test_learning_brings_the_texts_of_a_pair_together() -> None:
    pairs = list(chain(own_pairs([], seed=1)))[:2000]
    tokenizer = train_tokenizer([text for one in pairs for text in (one.first, one.second)], size=2000)
    vectors, losses = learn(tokenizer, pairs, Schedule(dimension=16, steps=200, batch=64, rate=0.05, seed=1))
    assert vectors.shape == (tokenizer.get_vocab_size(), 16)
    assert losses[-1] < losses[0] / 2


def test_a_random_window_lies_inside_its_text() -> None:
    texts = TokenTexts(np.arange(100), np.array([0, 60, 100]))
    ids, begins = texts.take(np.array([1, 0]), (5, 10), np.random.default_rng(1))
    second, first = np.split(ids, [begins[1]])
    assert second.min() >= 60
    assert first.max() < 60
    assert 5 <= len(first) <= 10


def test_synonyms_of_a_file_become_pairs_and_so_do_plain_lists_of_words(tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text(
        '[synonyms]\n"쓴 돈" = ["집행액"]\n'
        "[expand]\n'\\b(?:fees?|charges?)\\b' = [\"요금\"]\n'(?:돈|예산).{0,3}썼' = [\"집행\"]\n",
        encoding="utf-8",
    )
    assert read_synonyms(file) == [(["쓴 돈"], ["집행액"]), (["fee", "charge"], ["요금"])]


def test_a_sentence_is_taken_out_of_a_passage_and_set_against_the_rest() -> None:
    sources = (Source("laws", "", "", "", "", cap=10, cloze=1.0),)
    passage = Pair("laws", "제목", "첫째 문장이다. 둘째 문장이다. 셋째 문장이다.")
    short = Pair("laws", "다른 제목", "한 문장이다.")
    taken = {pair.first: pair.second for pair in sample(iter([passage, short]), sources, seed=3)}
    [sentence] = taken.keys() - {"다른 제목"}
    assert sentence in passage.second
    assert sentence not in taken[sentence]
    assert taken["다른 제목"] == "한 문장이다."
