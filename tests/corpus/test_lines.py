"""Lines: places, pages, and which line goes on with which."""

from __future__ import annotations

import pytest

from corpus.lines import Lines


def test_lines_know_their_place_indent_and_gap() -> None:
    text = "첫 줄 \n\n   둘째 줄\n\t셋째"
    lines = Lines.of(text).all

    assert [text[line.start : line.end] for line in lines] == ["첫 줄", "둘째 줄", "셋째"]
    assert [line.indent for line in lines] == [0, 3, 4]
    assert [line.gap for line in lines] == [3, 1, 0]
    assert [line.ragged for line in lines] == [True, False, False]


@pytest.mark.parametrize(("text", "pages"), [("가\n\n\n\n나", ()), ("가\n\f나", ()), ("가\n나", (0, 2))])
def test_a_page_begins_at_a_wide_gap_a_form_feed_or_where_the_reader_says(text: str, pages: tuple[int, ...]) -> None:
    assert [line.new_page for line in Lines.of(text, pages).all] == [True, True]


@pytest.mark.parametrize(
    ("line", "goes_on"),
    [
        ("공원을 늘리기 위해", True),
        ("공원과 하천, ", True),
        ("협약(서울시", True),
        ("나무 심기", False),
        ("시민과 함께 공원을 넓히고 하천을 되살리는 여러 사업 추진", True),
        ("시민과 함께 공원을 넓히고 하천을 되살리는 여러 사업을 한다.", False),
        ("시민과 함께 공원을 넓히고 하천을 되살리는 사업 추진(열 곳)", False),
    ],
)
def test_a_line_goes_on_when_it_is_unfinished_or_reaches_the_margin(line: str, goes_on: bool) -> None:
    lines = Lines.of(f"{line}\n시민과 함께 공원을 넓히고 하천을 되살리는 여러 사업 추진")

    assert lines.continues(lines.all[0]) is goes_on
