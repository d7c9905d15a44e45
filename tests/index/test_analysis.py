import pytest

from corpus.readers.sandbox import Sandbox
from index import analysis
from index.analysis import analysts, terms_in
from index.errors import AnalysisStopped
from index.morphemes import Morphemes


def test_children_give_what_the_analyser_gives_in_the_order_of_the_texts(monkeypatch):
    monkeypatch.setattr(analysis, "_LEAST", 2)  # several children
    texts = ["다문화가족지원센터를 새로 지었습니다", "", "유학생 유치\n대학 협의체 3,201명", "K-Food \ud83d\ude00 ODA"]
    with analysts() as analyse:
        assert [terms_in(value) for value in analyse(texts)] == [
            tuple(" ".join(of_one).split(" ") for of_one in Morphemes().terms_and_bigrams(text)) for text in texts
        ]


def test_nothing_to_do_starts_no_child(monkeypatch):
    monkeypatch.delattr(Sandbox, "_start")
    with analysts() as analyse:
        assert analyse([]) == []


def test_a_child_that_dies_is_told_in_korean(monkeypatch):
    start = Sandbox._start

    def start_and_kill(sandbox):
        child = start(sandbox)
        child.end()
        return child

    monkeypatch.setattr(Sandbox, "_start", start_and_kill)
    monkeypatch.setattr(Morphemes, "_kiwi", None)
    with analysts() as analyse, pytest.raises(AnalysisStopped, match="index rebuild"):
        analyse(["기금"])


def test_where_the_analyser_is_loaded_a_few_texts_start_no_child_and_give_the_same(monkeypatch):
    texts = ["다문화가족지원센터를 새로 지었습니다", "", "유학생 유치\n대학 협의체 3,201명"]
    with monkeypatch.context() as unloaded, analysts() as analyse:
        unloaded.setattr(Morphemes, "_kiwi", None)
        of_children = analyse(texts)
    Morphemes().terms("기금")
    monkeypatch.delattr(Sandbox, "_start")
    with analysts() as analyse:
        assert analyse(texts) == of_children
