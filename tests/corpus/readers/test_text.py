"""TXT and Markdown: encodings told apart, line ends and letters made one."""

from __future__ import annotations

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import BinaryFile, EmptyFile, ReadError, UnknownEncoding
from corpus.readers.text import read_text

KOREAN = "공원과 업무보고\n\n□ 예산 : 5억원 (’25년) 「조례」 ① ◦ 對 ㎢\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_in_every_form(encoding: str) -> None:
    assert read_text(KOREAN.encode(encoding), "a.txt").text == KOREAN


@pytest.mark.parametrize("text", ["예산\n", "□ ※ ① 「」\n", "Budget 2024: 예산\n", "뷁 햏 똠방각하\n"])
def test_cp949_is_never_taken_for_something_else(text: str) -> None:
    assert read_text(text.encode("cp949"), "a.txt").text == text


def test_line_ends_and_decomposed_letters_are_made_one() -> None:
    data = unicodedata.normalize("NFD", "공원\r\n하천\r").encode()

    assert read_text(data, "a.txt").text == "공원\n하천\n"


def test_a_cut_last_character_is_left_out_with_a_warning() -> None:
    extract = read_text("보고서를 쓰는 중에 끊긴 파일".encode()[:-1], "a.txt")

    assert extract.text == "보고서를 쓰는 중에 끊긴 파"
    assert extract.partial
    assert "잘려" in extract.warnings[0]


def test_markdown_gives_its_title() -> None:
    extract = read_text("# 공원과 업무보고\n\n## 예산\n".encode(), "a.md")

    assert (extract.format, extract.title) == ("markdown", "공원과 업무보고")


def test_plain_text_has_no_title_of_its_own() -> None:
    extract = read_text(b"# not a title\n", "a.txt")

    assert (extract.format, extract.title) == ("text", "")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b" \n\t\r\n", EmptyFile),
        (b"\xef\xbb\xbf", EmptyFile),
        (b"\xff\xfe", EmptyFile),
        (b"abc\x00\x01\x02\xfe\xdc", BinaryFile),
        (b"text with a bell \x07 inside", BinaryFile),
        (bytes(range(256)) * 8, BinaryFile),
        (b"\xff\xfe\x00\xd8\x00\xd8" + "가나다라".encode("utf-16-le"), UnknownEncoding),
        ("한글".encode() + b"\xff\xff plain words that follow", UnknownEncoding),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, error: type[ReadError]) -> None:
    with pytest.raises(error) as caught:
        read_text(data, "보고.txt")

    assert "'보고.txt'" in str(caught.value)


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_read_error(data: bytes) -> None:
    with contextlib.suppress(ReadError):
        assert read_text(data, "a.txt").text.strip()
