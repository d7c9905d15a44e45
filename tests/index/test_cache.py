import pytest

from index.cache import BATCH, WorkCache


@pytest.fixture
def asked():
    return []


@pytest.fixture
def upper(asked):
    def make(texts):
        asked.extend(texts)
        return [text.upper().encode() for text in texts]

    return make


@pytest.fixture
def cache(tmp_path):
    return WorkCache(tmp_path / "work.sqlite3")


def test_only_new_texts_are_worked_on(cache, upper, asked):
    assert cache.fetch("m", ["a", "b"], upper) == [b"A", b"B"]
    assert cache.fetch("m", ["c", "b", "a"], upper) == [b"C", b"B", b"A"]
    assert asked == ["a", "b", "c"]


def test_a_repeated_text_is_worked_on_once(cache, upper, asked):
    assert cache.fetch("m", ["a", "a"], upper) == [b"A", b"A"]
    assert asked == ["a"]


def test_another_maker_starts_anew(cache, upper, asked):
    cache.fetch("m", ["a"], upper)
    cache.fetch("other", ["a"], upper)
    assert asked == ["a", "a"]


def test_what_was_done_before_a_stop_is_kept(cache, upper, asked):
    texts = [str(number) for number in range(BATCH + 1)]

    def stop_at_the_second_batch(batch):
        if len(batch) < BATCH:
            raise KeyboardInterrupt
        return upper(batch)

    with pytest.raises(KeyboardInterrupt):
        cache.fetch("m", texts, stop_at_the_second_batch)
    asked.clear()
    cache.fetch("m", texts, upper)
    assert asked == texts[BATCH:]


def test_what_is_no_longer_used_is_forgotten(cache, upper, asked):
    cache.fetch("m", ["a", "b"], upper)
    cache.keep_only({"m": ["a"]})
    asked.clear()
    cache.fetch("m", ["a", "b"], upper)
    assert asked == ["b"]


def test_a_damaged_file_costs_only_the_work(tmp_path, cache, upper):
    (tmp_path / "work.sqlite3").write_bytes(b"garbage" * 500)
    assert cache.fetch("m", ["a"], upper) == [b"A"]
