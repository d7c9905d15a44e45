"""Small reports for the tests of the chat."""

from __future__ import annotations

from corpus.chunker import build_report
from corpus.report import Cell, Extract, Metadata, Report, Span, Table
from qa.answer import Answer, AnswerStatus, Citation, CitedCell, Scope

TEXT = """\
Ⅰ. 일반현황

1. 인력현황
 ㅇ 정원 77명에 현원 74명으로 3명이 부족함 (’24.10.10. 기준)
 ㅇ 결원은 하반기에 충원할 계획임

2. 예산현황

(단위 : 백만원)
부서 예산 집행 집행률
외국인이민담당관 1,200 900 75.0%
다문화담당관 22,013 15,959 72.5%
도시외교담당관 8,000 6,000 75.0%

Ⅱ. 주요 업무보고

1. 이주배경 위기여성 보호 및 자립지원
 ㅇ 소요예산 : 4,655백만원(국비 1,454, 시비 3,201)
 ㅇ 추진기간 : 2024. 1. ~ 12.
"""
META = Metadata("글로벌도시정책관 주요업무보고", "글로벌도시정책관", "2024-10-10", "업무보고")


def report_of(text: str = TEXT, *, source: str = "global.txt", metadata: Metadata = META) -> Report:
    """A report over a text; lines of the block that starts with "부서" become the cells of a table."""
    tables = (table_of(text),) if "\n부서 " in text else ()
    return build_report(Extract(text, "text", tables=tables), source=source, metadata=metadata)


def table_of(text: str) -> Table:
    """The table of `text`: one row a line, one cell a word, the first row its header."""
    start = text.index("\n부서 ") + 1
    end = text.index("\n\n", start)
    cells, at = [], start
    for row, line in enumerate(text[start:end].split("\n")):
        for column, word in enumerate(line.split(" ")):
            cells.append(Cell(row, column, 1, 1, word, Span(at, at + len(word)), header=row == 0))
            at += len(word) + 1
    return Table(Span(start, end), 0, "< 부서별 집행 >", "백만원", row + 1, column + 1, 1, tuple(cells))


def cite(report: Report, quote: str, marker: int = 1, cell: CitedCell | None = None) -> Citation:
    """A citation of the first place where a report says `quote`."""
    start = report.text.index(quote)
    passage = next(each for each in report.passages if each.span.start <= start < each.span.end)
    meta = report.metadata
    return Citation(
        marker, passage.id, report.id, report.source, meta.title, meta.department, meta.date,
        passage.trail, report.page(start), quote, start, start + len(quote), cell,
    )  # fmt: skip


def answered(text: str, *citations: Citation, question: str = "인력은 몇 명인가요?", **other: object) -> Answer:
    """An answer as the assistant gives it."""
    values: dict[str, object] = {
        "id": "a1", "question": question, "status": AnswerStatus.ANSWERED, "text": text, "citations": citations,
        "scope": Scope(), "nearest": (), "mode": "extractive", "model": "built-in-reader", "generation": "g",
        "timings_ms": {"total": 41.0}, "confidence": 0.9,
    }  # fmt: skip
    return Answer(**{**values, **other})  # type: ignore[arg-type]
