from concurrent.futures import ThreadPoolExecutor

import pytest

from index.morphemes import Morphemes, normalise

terms = Morphemes().terms


@pytest.mark.parametrize("spaced", ["다문화 담당관", "다 문 화 담 당 관", "다문화담당관\u00a0"])
def test_spacing_does_not_change_the_terms(spaced):
    assert terms(spaced) == terms("다문화담당관") == ["다문화", "담당관"]


def test_particles_and_endings_are_dropped_and_stems_kept():
    assert terms("센터를 새로 지었습니다") == ["센터", "짓"]


def test_a_suffix_also_gives_the_whole_word():
    assert terms("유학생의") == ["유학", "유학생"]


def test_thousands_separators_do_not_matter():
    assert terms("3,201명") == terms("3201 명") == ["3201", "명"]
    assert terms("1,234,567원")[0] == "1234567"


def test_decimals_and_dates_are_told_apart():
    assert "85.9" in terms("집행률 85.9%")
    assert terms("2024.10.5.") == terms("2024년 10월 5일")


def test_short_years_meet_full_years():
    assert terms("’13년") == terms("2013년")
    assert terms("'98년") == terms("1998년")


def test_foreign_words_are_lower_case_and_full_width_is_folded():
    assert terms("K-Food ＤＤＰ") == ["k", "food", "ddp"]


def test_decomposed_hangul_gives_the_same_terms():
    import unicodedata

    assert terms(unicodedata.normalize("NFD", "다문화가족 지원")) == terms("다문화가족 지원")


def test_circled_numbers_are_bullets_not_numbers():
    assert normalise("① 지원").strip() == "지원"


@pytest.mark.parametrize("typed", ["유학생 유치 대학 협의체는", "유학생유치대학협의체의"])
def test_bigrams_run_over_spaces_and_leave_particles_out(typed):
    assert Morphemes().bigrams(typed) == ["유학", "학생", "생유", "유치", "치대", "대학", "학협", "협의", "의체"]


def test_latin_letters_and_lone_numbers_make_no_bigrams():
    assert Morphemes().bigrams("How many ODA cities in 2023?") == []
    assert Morphemes().bigrams("12명") == ["12", "2명"]
    assert Morphemes().bigrams("서울 ODA 챌린지") == ["서울", "챌린", "린지"]


def test_a_misspelt_word_shares_bigrams_with_the_right_one():
    right, wrong = Morphemes().bigrams("다문화가족지원센터"), Morphemes().bigrams("다문화가족지원샌터")
    assert len(set(right) & set(wrong)) >= len(right) - 2


def test_no_term_holds_a_blank():
    assert not [term for term in terms("Microsoft Office 365, 서울 글로벌 센터, 02-2133-5000, a@b.kr") if " " in term]


@pytest.mark.parametrize("text", ["’24년 다문화가족지원센터 의료통역사 3,201건을 파견하였다.", "", "유학생의 " * 400])
def test_one_analysis_gives_the_same_as_two(text):
    assert Morphemes().terms_and_bigrams(text) == (terms(text), Morphemes().bigrams(text))


def test_threads_share_one_analyser():
    texts = [f"{number}번째 다문화가족 지원센터" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(terms, texts)) == [terms(text) for text in texts]


def test_nothing_gives_nothing():
    assert terms("") == terms(" \n… ㅡ") == []
