"""Cleaned text: damaged symbols, letter-spacing, broken lines."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clean import repair_glyphs, tidy, vocabulary


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("도 로 관 리 과 5,198", "도로관리과 5,198"),
        ("구     분 계", "구분 계"),
        ("Ⅰ. 일 반 현 황", "Ⅰ. 일반현황"),
        ("공 원  및 \n녹 지  관 리", "공원 및 녹지 관리"),
        ("ㅇ 목    적 : 안전", "ㅇ 목적 : 안전"),
        ("(상  담  소) 방문", "(상담소) 방문"),
        ("합 계 3,181", "합계 3,181"),
        ("기존 예산으로 할 수 있는 일", "기존 예산으로 할 수 있는 일"),
        ("그 외 다 할 수 있다", "그 외 다 할 수 있다"),
    ],
)
def test_words_set_letter_by_letter_are_closed(printed: str, meant: str) -> None:
    assert tidy(printed) == meant


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("\uf000 공원 조성", "□ 공원 조성"),
        ("\uf06c 공원 조성", "● 공원 조성"),
        ("Ÿ운용계획 심의", "•운용계획 심의"),
        ("교류ž소통", "교류·소통"),
        ("v 주요 지표", "❖ 주요 지표"),
        ("\ufffd 첫째 안", "① 첫째 안"),
        ("‚ 둘째 안", "② 둘째 안"),
        ("①① 도로 정비", "① 도로 정비"),
        ("➁ ➁ 하천 정비", "➁ 하천 정비"),
        ("vitamin 보급", "vitamin 보급"),
        ("국․시비 30‧70", "국·시비 30·70"),
        ("**전용 카드** 출시 **신규**", "전용 카드 출시 신규"),
        ("기구**에 지원\n ** 열두 곳", "기구**에 지원 ** 열두 곳"),
    ],
)
def test_damaged_symbols_are_put_right(printed: str, meant: str) -> None:
    assert tidy(printed) == meant


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("기한을 연장\n\n하는 개정", "기한을 연장하는 개정"),
        ("지하철역 유\n\n휴공간", "지하철역 유휴공간"),
        ("장기 \n정착", "장기 정착"),
        ("외국인․\n이민정책", "외국인·이민정책"),
        ("△2,11\n\n8", "△2,118"),
        ("95.6\n\n%", "95.6%"),
        ("도로 100km\n확장", "도로 100km 확장"),
    ],
)
def test_broken_lines_are_joined(printed: str, meant: str) -> None:
    assert tidy(printed) == meant


def test_words_of_the_document_decide_where_a_line_broke_inside_one() -> None:
    words = vocabulary("이 대외협력기금 조례와 그 존속기한 등")

    assert tidy("대외협력\n기금 조성", words) == "대외협력기금 조성"
    assert tidy("대외협력\n도시 조성", words) == "대외협력 도시 조성"


@given(st.text())
def test_repairing_symbols_keeps_every_offset(text: str) -> None:
    assert len(repair_glyphs(text)) == len(text)


@given(st.text(alphabet=st.sampled_from("가나다라 \n\t①①․-Ÿ\uf000\u200b12,%()")))
def test_tidy_text_is_one_normalised_line_that_lost_no_syllable(text: str) -> None:
    tidied = tidy(text)

    assert "\n" not in tidied
    assert "  " not in tidied
    assert tidied == tidied.strip()
    assert unicodedata.is_normalized("NFC", tidied)
    assert [c for c in tidied if "가" <= c <= "힣"] == [c for c in text if "가" <= c <= "힣"]
