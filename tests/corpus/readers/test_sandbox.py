"""The sandbox: what goes wrong in the child costs one file, and the next one is read."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus.errors import DamagedFile, NoTextLayer, ParserCrashed, ReadError, TooSlow
from corpus.readers.sandbox import SHARED, Limits, Sandbox, read_safely, value_of
from corpus.report import Cell, Extract, Span

LIMITS = Limits(memory=1_000_000_000, cpu_seconds=1, seconds=20.0)


def read(reader: str, text: str = "본문", limits: Limits = LIMITS) -> Extract:
    return read_safely(text.encode(), "보고.pdf", f"tests.corpus.readers.hostile:{reader}", limits)


def test_an_extract_comes_back_whole_whatever_a_library_prints() -> None:
    extract = read("printing", "예산 1,234")

    assert (extract.text, extract.format, extract.page_starts, extract.warnings) == (
        "예산 1,234",
        "test",
        (0,),
        ("주의",),
    )
    assert extract.partial
    assert extract.tables[0].cells == (Cell(0, 0, 1, 1, "예산 1,234", Span(0, 8), header=True),)


@pytest.mark.parametrize(
    ("reader", "error", "says"),
    [
        ("greedy", ParserCrashed, "중단되었습니다"),
        ("crashing", ParserCrashed, "중단되었습니다"),
        ("deep", ParserCrashed, "중단되었습니다"),
        ("endless", TooSlow, "1초 안에"),
        ("failing", DamagedFile, "손상되어"),
        ("refusing", NoTextLayer, "글자 정보가 없습니다"),
    ],
)
def test_what_goes_wrong_costs_one_file(reader: str, error: type[ReadError], says: str) -> None:
    with pytest.raises(error, match=f"보고.pdf.*{says}"):
        read(reader)

    assert read("printing", "다음 파일").text == "다음 파일"


def test_a_child_that_sleeps_is_ended_by_the_clock() -> None:
    began = time.monotonic()

    with pytest.raises(TooSlow, match="1초 안에"):
        read("sleeping", limits=Limits(seconds=1.0))

    assert time.monotonic() - began < 2 * 1.0 + 1
    assert read("printing", "다음 파일").text == "다음 파일"


def test_a_job_gets_options_and_gives_bytes() -> None:
    def run(job: str) -> bytes:
        return SHARED.run(f"tests.corpus.readers.hostile:{job}", b"\x00\n", "보고.pdf", {"times": 3}, LIMITS)

    assert run("repeating") == b"\x00\n\x00\n\x00\n"
    with pytest.raises(ParserCrashed, match=r"보고.pdf.*중단되었습니다"):
        run("dying")
    with pytest.raises(ParserCrashed, match=r"보고.pdf.*중단되었습니다"):
        run("babbling")
    assert run("repeating") == b"\x00\n\x00\n\x00\n"


def test_what_no_reader_can_have_said_is_not_taken() -> None:
    for answer in (b"\x89PNG", b"", b'{"text": 1}', b"[" * 100_000):
        with pytest.raises(ParserCrashed, match=r"보고.pdf.*중단되었습니다"):
            value_of(answer, "보고.pdf", Extract)


def test_an_answer_larger_than_a_report_is_not_taken() -> None:
    with pytest.raises(ParserCrashed):
        read("talkative", limits=Limits(output=100_000))


def test_files_are_read_at_the_same_time() -> None:
    texts = [f"파일 {at}" for at in range(12)]

    with ThreadPoolExecutor(6) as threads:
        extracts = list(threads.map(lambda text: read("printing", text), texts))

    assert [extract.text for extract in extracts] == texts


def test_the_child_loads_no_heavy_library() -> None:
    assert read("heavy_modules").text == "없음"


@pytest.mark.skipif(not hasattr(os, "nice"), reason="Windows knows no niceness")
def test_children_in_the_background_let_others_go_first() -> None:
    with Sandbox(background=True) as behind, Sandbox() as beside:
        of_background, of_others = (
            int(sandbox.run("tests.corpus.readers.hostile:niceness", b"", "보고.pdf")) for sandbox in (behind, beside)
        )
    assert of_others == os.nice(0)
    assert of_background > of_others
