import pytest

from index.morphemes import Morphemes
from index.user_words import read_user_words, user_words

terms = Morphemes().terms
WORDS = [word.form for word in user_words()]


def ends_in_consonant(word: str) -> bool:
    return (ord(word[-1]) - ord("가")) % 28 > 0


def in_context(word: str) -> list[str]:
    """Three sentences and a table row with the word in them, particles agreeing."""
    closed = ends_in_consonant(word)
    return [
        f"{word}{'은' if closed else '는'} 얼마인가요?",
        f"올해 {word}{'이' if closed else '가'} 늘어난 이유를 설명해 주세요.",
        f"시의 {word}에 대한 현황",
        f"| {word} | 34 | 12.5 |",
    ]


def holds(found: list[str], wanted: list[str]) -> bool:
    """Whether `wanted` stands in `found` without a gap."""
    return any(found[at : at + len(wanted)] == wanted for at in range(len(found) - len(wanted) + 1))


@pytest.mark.parametrize("word", WORDS)
def test_a_user_word_gives_the_same_terms_alone_in_sentences_and_in_a_table_row(word: str) -> None:
    alone = terms(word)
    assert alone[-1] == word
    assert [text for text in in_context(word) if not holds(terms(text), alone)] == []


def test_a_user_word_is_also_found_by_the_words_inside_it() -> None:
    missing = {word.form: part for word in user_words() for part in word.parts if not meets(part, word.form)}
    assert missing == {}


def meets(part: str, word: str) -> bool:
    """Whether a query of the part alone, or before another noun, has all its terms among those of the word."""
    found = {*terms(word), "현황"}
    return part in word and any(set(terms(query)) <= found for query in (part, f"{part} 현황"))


def test_every_line_is_one_word_given_once() -> None:
    assert len(WORDS) == len(set(WORDS))
    assert [word for word in WORDS if " " in word or len(word) < 2] == []
    assert {word.tag for word in user_words()} <= {"NNG", "NNP"}


@pytest.mark.parametrize("asked", ["집행", "집행률"])
def test_a_rate_meets_its_noun_and_itself(asked: str) -> None:
    assert set(terms(asked)) <= set(terms("예산 집행률 85.9%"))


def test_neighbouring_columns_of_a_table_are_told_apart() -> None:
    assert terms("정원 34 현원 32") == ["정원", "34", "현원", "32"]
    assert terms("현원") == ["현원"]


def test_user_words_do_not_swallow_letters_of_other_words() -> None:
    assert terms("정원사가 공원에서 일했다")[:2] == ["정원사", "공원"]
    assert "현원" not in terms("표현원리를 배운다")
    assert "시비" not in terms("도시비전 발표회")
    assert "구비" not in terms("지구비상대책")


def test_a_score_and_parts_are_optional_and_a_line_without_a_tag_is_refused() -> None:
    whole, plain = read_user_words("# c\n집행률\tNNG\t집행\t2.5\n\n현원\tNNG\n")
    assert (whole.parts, whole.score) == (("집행",), 2.5)
    assert (plain.parts, plain.score) == ((), 0.0)
    with pytest.raises(ValueError, match="line 1"):
        read_user_words("현원")
