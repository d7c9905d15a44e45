import dataclasses

from index.windows import WINDOW_CHARS, windows
from tests.index.reports import make_report


def test_windows_cover_every_unit_in_order_under_the_heading():
    lines = [f"{number}번 사업 " + "내용 " * 8 for number in range(12)]
    report = make_report("가.txt", {"사업 현황": lines})
    texts = windows(report, report.passages[0])
    assert len(texts) > 1
    assert all(text.startswith("사업 현황 ") for text in texts)
    joined = " ".join(text.removeprefix("사업 현황 ") for text in texts)
    assert joined.split() == " ".join(lines).split()
    assert all(len(text) <= len("사업 현황 ") + WINDOW_CHARS for text in texts)


def test_a_unit_longer_than_a_window_stays_whole():
    report = make_report("가.txt", {"제목": ["긴 문장 " * 100, "짧은 줄"]})
    assert len(windows(report, report.passages[0])) == 2


def test_a_passage_without_units_still_has_a_window():
    report = make_report("가.txt", {"빈 절": []})
    assert windows(report, report.passages[0]) == ["빈 절 가 빈 절"]


def test_a_window_does_not_run_over_a_heading():
    report = make_report("가.txt", {"앞 절": ["짧은 줄"], "뒤 절": ["다른 줄"]})
    whole = dataclasses.replace(report.passages[0], section=0, units=(0, 1))
    assert windows(report, whole) == ["앞 절 짧은 줄", "뒤 절 다른 줄"]
