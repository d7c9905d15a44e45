"""The sentences of a refusal."""

from qa.answer import Nearest, Scope
from qa.messages import no_evidence, weak_evidence
from qa.steps.missing import Missing


def test_a_refusal_names_what_is_missing_and_shortens_the_nearest_place() -> None:
    nearest = Nearest("r", "가나다라 " * 40, "", "2024", ("마바사 " * 40, "아자차 " * 40), "p")
    text = weak_evidence(Scope(), [nearest], Missing(("인권담당관",), ("인천", "2호기"), "날짜"))
    assert "‘인권담당관’은 찾은 보고서에 없습니다." in text
    assert "‘인천’, ‘2호기’에 관한 내용이 없습니다." in text
    assert "날짜를 밝힌 대목이 없습니다." in text
    place = text.partition("「")[2].partition("」")[0]
    assert len(place) <= 60
    assert place.count("…") == 2


def test_a_refusal_says_which_reports_were_searched() -> None:
    assert no_evidence(Scope(), ()).startswith("등록된 보고서를 모두 찾아보았지만")
    limited = no_evidence(Scope((2024,), ("공원과",), (), ("r1", "r2")), ())
    assert limited.startswith("2024년 · 공원과 · 고르신 보고서 2건 범위에서 찾아보았지만")


def test_a_short_place_is_named_whole() -> None:
    text = weak_evidence(Scope(), [Nearest("r", "업무보고", "", "2024", ("일반현황", "인력"), "p")], Missing())
    assert text.endswith("가장 가까운 곳은 「업무보고 > 일반현황 > 인력」입니다.")
