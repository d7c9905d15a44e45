"""The rules of scoring, on cases worked out by hand."""

import pytest

from evals.metrics import (
    Excerpt,
    answer_matches,
    citation_precision,
    citation_recall,
    holds,
    mean,
    overlaps,
    percentile,
    recall_at,
    reciprocal_rank,
    squeeze,
    stands_in,
    without_markers,
)


def excerpts(*texts: str, source: str = "a.txt") -> list[Excerpt]:
    return [Excerpt(source, text) for text in texts]


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("총 1,234 백만원", "총1234백만원"),
        ("Ａ１ KT", "a1kt"),
        ("50 퍼센트", "50%"),
        ("’24. 9. 3.", "'24.9.3."),
        ("유치‧정주∙안착・교류･홍보", "유치·정주·안착·교류·홍보"),
        ("32 11\t1", "32|11|1"),
        ("2,011 1,000", "2011|1000"),
        ("", ""),
    ],
)
def test_squeezing_keeps_what_two_writings_share(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed


@pytest.mark.parametrize(
    ("needle", "text", "found"),
    [
        ("74명", "현원은 74 명입니다", True),
        ("74", "정원 174명", False),
        ("74", "740명", False),
        ("7.4", "17.4%", False),
        ("4%", "93.4%", False),
        ("93.4%", "집행률 93.4퍼센트", True),
        ("1,100백만원", "1100백만원을 지원", True),
        ("8.14", "2023.8.14 제안", True),
        ("14.5", "2023.14.5", True),  # a figure that could be a date may follow a dot
        ("24. 9. 3", "’24. 9. 3. ~ ’25. 2. 28.", True),
        ("24.11월", "’24.11월", True),
        ("11", "32 11 1", True),
        ("3211", "32 11 1", False),
        ("KOICA", "koica와 협력", True),
        ("", "무엇이든", False),
        (" , ", "무엇이든", False),
    ],
)
def test_a_figure_stands_in_an_answer_only_as_a_whole(needle: str, text: str, found: bool) -> None:
    assert stands_in(needle, text) is found


def test_markers_are_no_part_of_an_answer() -> None:
    assert without_markers("현원은 74명입니다 [1][2, 3].") == "현원은 74명입니다 ."
    assert without_markers("[외국인근로자] 25.0%") == "[외국인근로자] 25.0%"


def test_an_answer_needs_every_required_string_or_one_accepted_wording() -> None:
    assert answer_matches("50명과 40명으로 다릅니다.", ["50명", "40명"])
    assert not answer_matches("50명입니다.", ["50명", "40명"])
    assert answer_matches("삼십 명", ["30명"], ["삼십 명"])
    assert not answer_matches("삼십 명", ["30명"], [])
    assert not answer_matches("7팀", ["3팀"], ["7"])  # one character is too little to tell anything


def test_a_passage_holds_evidence_of_its_own_file_only() -> None:
    evidence = Excerpt("a.txt", "정원 77명 /\n현원 74명")
    assert holds(Excerpt("a.txt", "ㅇ 정원 77명 / 현원 74명 (△3)"), evidence)
    assert not holds(Excerpt("b.txt", "ㅇ 정원 77명 / 현원 74명 (△3)"), evidence)
    assert not holds(Excerpt("a.txt", "ㅇ 정원 77명"), evidence)


def test_a_passage_that_holds_the_first_60_characters_of_long_evidence_holds_it() -> None:
    start, end = "가나다라마바사아자차" * 6, "끝"
    assert holds(Excerpt("a.txt", start), Excerpt("a.txt", start + end))
    assert not holds(Excerpt("a.txt", start[:-1]), Excerpt("a.txt", start + end))


@pytest.mark.parametrize(
    ("quote", "evidence", "shows"),
    [
        ("현원 74명", "정원 77명 / 현원 74명 (△3)", True),  # within
        ("정원 77명 / 현원 74명 (△3)", "현원 74명", True),  # around
        ("가나다라마바 하나둘셋", "가나다라마바 넷다섯여섯", True),  # 6 of 10 shared
        ("가나다라마 하나둘셋넷", "가나다라마 여섯일곱여", False),  # 5 shared: fewer than 6
        ("가나다라마바 하나둘셋넷다섯여섯", "가나다라마바 일곱여덟아홉열열하나", False),  # 6 shared, fewer than half
        ("", "현원 74명", False),
    ],
)
def test_a_quote_shows_evidence_it_shares_half_with(quote: str, evidence: str, shows: bool) -> None:
    assert overlaps(Excerpt("a.txt", quote), Excerpt("a.txt", evidence)) is shows
    assert not overlaps(Excerpt("b.txt", quote), Excerpt("a.txt", evidence))


def test_recall_counts_the_evidence_in_the_first_k() -> None:
    found = excerpts("하나", "둘 셋", "넷")
    assert recall_at(1, found, excerpts("하나", "셋")) == 0.5
    assert recall_at(2, found, excerpts("하나", "셋")) == 1.0
    assert recall_at(5, found, excerpts("다섯")) == 0.0


def test_reciprocal_rank_is_that_of_the_first_passage_with_any_evidence() -> None:
    found = excerpts("하나", "둘", "셋", "둘")
    assert reciprocal_rank(found, excerpts("둘", "없음")) == 0.5
    assert reciprocal_rank(found, excerpts("셋")) == pytest.approx(1 / 3)
    assert reciprocal_rank(found, excerpts("없음")) == 0.0
    assert reciprocal_rank([], excerpts("하나")) == 0.0


def test_citations_are_counted_both_ways() -> None:
    evidence = excerpts("현원 74명으로 부족", "정원 77명")
    quotes = excerpts("현원 74명으로 부족함", "예산현액 48,887백만원", "집행액 45,663백만원")
    assert citation_recall(quotes, evidence) == 0.5
    assert citation_precision(quotes, evidence) == pytest.approx(1 / 3)
    assert citation_recall([], evidence) == 0.0
    assert citation_precision([], evidence) == 0.0


def test_nothing_has_the_mean_and_the_percentile_zero() -> None:
    assert mean([]) == 0.0
    assert percentile([], 50) == 0.0
    assert percentile([7.0], 95) == 7.0


def test_percentiles_are_interpolated_between_neighbours() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 50) == 2.5
    assert percentile([float(value) for value in range(101)], 95) == 95.0
