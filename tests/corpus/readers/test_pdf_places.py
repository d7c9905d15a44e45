"""Lines of a page found again in the text that the reader made of it."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.pdf_lines import TextLine
from corpus.readers.pdf_places import boxes_of


def line(number: int, text: str) -> TextLine:
    """A line whose characters are ten points wide and begin at the left edge; its number is its top."""
    width = len("".join(text.split()))
    edges = array("f", [edge for at in range(width) for edge in (at * 10.0, at * 10.0 + 10.0)])
    return TextLine(text, 0.0, number, width * 10.0, number + 1, 10.0, 10.0, edges)


def lines(*texts: str) -> list[TextLine]:
    return [line(number, text) for number, text in enumerate(texts)]


def test_a_quote_is_boxed_from_its_first_to_its_last_character() -> None:
    assert boxes_of(lines("가나 다라", "마바사"), "가나 다라마바사", 3, 6) == [(20, 0, 40, 1), (0, 1, 10, 2)]


def test_what_was_left_out_is_not_taken_for_what_was_kept() -> None:
    page = lines("2", "머리말", "2024년 실적", "2", "건수", "2")
    text = "2024년 실적\n2\n건수\n"
    assert boxes_of(page, text, 0, len(text)) == [(0, 2, 70, 3), (0, 3, 10, 4), (0, 4, 20, 5)]


def test_what_stands_elsewhere_in_the_text_is_found_all_the_same() -> None:
    page = lines("표의 첫 칸", "안쪽 표의 칸", "표의 끝 칸", "다음 문단")
    text = "표의 첫 칸 | 표의 끝 칸\n안쪽 표의 칸\n다음 문단\n".replace("|", " ")
    start = text.index("안쪽")
    assert boxes_of(page, text, start, start + 2) == [(0, 1, 20, 2)]
    start = text.index("다음")
    assert boxes_of(page, text, start, start + 2) == [(0, 3, 20, 4)]


def test_parts_of_a_character_that_the_text_holds_as_one_are_boxed_together() -> None:
    page = lines("\u1112\u1161\u11ab\u1100\u1173\u11af 문서", "\u200b끝")
    assert boxes_of(page, "한글 문서\n끝", 1, 2) == [(30, 0, 60, 1)]
    assert boxes_of(page, "한글 문서\n끝", 0, 7) == [(0, 0, 80, 1), (10, 1, 20, 2)]


@given(st.lists(st.tuples(st.text("12가 ", min_size=1, max_size=5), st.booleans()), max_size=30))
def test_all_that_was_kept_is_found_whatever_was_left_out(page: list[tuple[str, bool]]) -> None:
    printed = lines(*(text for text, _ in page))
    text = "\n".join(text for text, kept in page if kept)
    characters = sum(not char.isspace() for char in text)
    assert sum(round(right - left) for left, _, right, _ in boxes_of(printed, text, 0, len(text))) == 10 * characters
