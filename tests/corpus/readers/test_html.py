"""HTML: text and tables as printed, whatever the encoding says; what is not shown is not read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import EmptyFile
from corpus.readers import read_file
from corpus.readers.html import read_html
from corpus.report import Extract

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title> 제10회 회의록 </title>
<style>p {{color: red}}</style></head><body><nav>메뉴 | 로그인</nav><h1>1. 개의</h1><p>위원장이 <b>개의</b>를
선포하였다.<br>다음 줄</p><p style="display: none">숨은 글</p><ul><li>첫째 안건</li><li>둘째 안건</li></ul>
<table><caption>예산 현황 (단위: 천원)</caption><thead><tr><th rowspan="2">구분</th><th colspan="2">2024년</th></tr>
<tr><th>본예산</th><th>추경</th></tr></thead><tbody><tr><td>관광과</td><td>120</td><td>30</td></tr></tbody></table>
<script>alert("글")</script><p>이상</p></body></html>"""


def read(text: str) -> Extract:
    return read_html(text.encode(), "a.html")


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "utf-8"), ("euc-kr", "cp949"), ("utf-8", "cp949"), ("nonsense", "cp949")]
)
def test_a_page_is_read_as_it_is_printed(charset: str, encoding: str) -> None:
    extract = read_html(PAGE.format(charset=charset).encode(encoding), "회의록.hwp")

    assert [line for line in extract.text.splitlines() if line] == [
        "1. 개의", "위원장이 개의를 선포하였다.", "다음 줄", "- 첫째 안건", "- 둘째 안건", "예산 현황 (단위: 천원)",
        "구분 | 2024년", "본예산 | 추경", "관광과 | 120 | 30", "이상",
    ]  # fmt: skip
    assert (extract.title, extract.format, extract.page_starts) == ("제10회 회의록", "html", ())


def test_a_table_keeps_its_spans_header_and_unit() -> None:
    (table,) = read(PAGE.format(charset="utf-8")).tables

    assert (table.rows, table.columns, table.header_rows, table.unit) == (3, 3, 2, "천원")
    assert {(c.row, c.column, c.rowspan, c.colspan, c.text) for c in table.cells} == {
        (0, 0, 2, 1, "구분"), (0, 1, 1, 2, "2024년"), (1, 1, 1, 1, "본예산"), (1, 2, 1, 1, "추경"),
        (2, 0, 1, 1, "관광과"), (2, 1, 1, 1, "120"), (2, 2, 1, 1, "30"),
    }  # fmt: skip


def test_spans_without_reason_and_broken_tags_end_in_text() -> None:
    cells = '<td colspan="2000000000" rowspan="99999">가</td>' * 30
    assert "가" in read(f"<html><body><table><tr>{cells}</tr><tr><td>나<p>다</html>").text


def test_a_page_inside_a_limited_process_and_under_a_wrong_name(tmp_path: Path) -> None:
    path = tmp_path / "보고.hwp"
    path.write_bytes(PAGE.format(charset="utf-8").encode())

    assert read_file(path).format == "html"


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(EmptyFile):
        read("<html><body><script>x()</script><img src='a.png'></body></html>")


@given(st.text(alphabet="<>/abtrdhl=\"'!-& 가나", max_size=200))
def test_any_tags_end_in_text_or_a_read_error(tags: str) -> None:
    try:
        assert read("<html>" + tags).text.strip()
    except EmptyFile:
        assert not re.search("[가나]", re.sub("<[^>]*>?", "", tags))
