"""What a report says about itself."""

from __future__ import annotations

import pytest

from corpus.manifest import guess_metadata
from corpus.metadata import iso_date
from corpus.readers import read_file
from corpus.report import Extract, Metadata
from tests.corpus.reports import DATA


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("policy", Metadata("녹색도시정책관 주요업무보고", "녹색도시정책관", "2025-03-31", "업무보고")),
        (
            "review",
            Metadata(
                "한빛시 마을공동체기금의 설치 및 운용에 관한 조례 일부개정조례안 검토보고", "", "2025-04-07", "검토보고"
            ),
        ),
        ("office", Metadata("office", "", "2025-04-01", "")),
        ("markdownish", Metadata("소통협력실 주요업무보고", "소통협력실", "2025-04", "업무보고")),
    ],
)
def test_title_department_date_and_kind_are_read_from_the_text(style: str, said: Metadata) -> None:
    assert guess_metadata(read_file(DATA / f"{style}.txt"), f"{style}.txt") == said


def test_the_file_name_tells_what_the_text_does_not() -> None:
    said = guess_metadata(Extract("ㅇ 내용 없음", "text"), "2025-04-01_공원녹지과_업무보고.txt")

    assert said == Metadata("공원녹지과 주요업무보고", "공원녹지과", "2025-04-01", "업무보고")


def test_a_title_that_the_file_gives_itself_is_taken() -> None:
    said = guess_metadata(Extract("# 하천과 업무보고\n\n- 내용", "markdown", title="하천과 업무보고"), "a.md")

    assert (said.title, said.department, said.kind) == ("하천과 업무보고", "하천과", "업무보고")


def test_nothing_said_is_nothing_claimed() -> None:
    assert guess_metadata(Extract("그냥 글", "text"), "메모.txt") == Metadata(title="그냥 글")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025", "2025"),
        ("2025. 4.", "2025-04"),
        ("2025.4.1.", "2025-04-01"),
        ("2025-04-01", "2025-04-01"),
        ("2025년 4월 1일", "2025-04-01"),
        ("’25.4.1.", "2025-04-01"),
        ("2025-13-01", ""),
        ("2025.4.1.까지", ""),
        ("2025-02-30", ""),
        ("제12회", ""),
        ("", ""),
        ("1,200명", ""),
    ],
)
def test_dates_are_as_exact_as_they_are_written(written: str, date: str) -> None:
    assert iso_date(written) == date


def test_a_title_is_no_longer_than_a_line() -> None:
    assert guess_metadata(Extract("가" * 100_000, "text"), "메모.txt").title == "메모"
    assert len(guess_metadata(Extract("", "text", title="가" * 1000), "메모.txt").title) == 200


def test_a_press_release_is_called_by_its_headline() -> None:
    text = (
        "보도자료\n\n‘25년 2분기 수출은 141억\n달러로 13.4% 감소\n\n보도시점 | 2025. 9. 19.(금) 11:00\n\n"
        "2025년 2분기(4~6월) 수출은 141억 달러로 전년 동기 대비 13.4% 감소하였다.\n"
    )
    found = guess_metadata(Extract(text, "hwpx"), "발표.hwpx")
    assert (found.title, found.kind, found.date) == (
        "‘25년 2분기 수출은 141억 달러로 13.4% 감소",
        "보도자료",
        "2025-09-19",
    )
