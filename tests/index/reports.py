"""Reports made from a few lines, with true offsets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from corpus.report import Metadata, Passage, Report, Section, Span, Unit, UnitKind


def make_report(
    source: str, sections: Mapping[str, Sequence[str]], *, department: str = "", date: str = "", kind: str = "업무보고"
) -> Report:
    """One section, and in it one passage, for each heading; one unit for each line."""
    text = "".join(f"{heading}\n" + "".join(f"ㅇ {line}\n" for line in lines) for heading, lines in sections.items())
    metadata = Metadata(title=source.rpartition(".")[0], department=department, date=date, kind=kind)
    outline = [Section("", 0, None, Span(0, 0), Span(0, len(text)))]
    units: list[Unit] = []
    passages: list[Passage] = []
    at = 0
    for heading, lines in sections.items():
        start, section = at, len(outline)
        at += len(heading) + 1
        first = len(units)
        for line in lines:
            units.append(Unit(Span(at, at + len(line) + 2), UnitKind.BULLET, line, section, marker="ㅇ"))
            at += len(line) + 3
        outline.append(Section(heading, 1, 0, Span(start, start + len(heading)), Span(start, at)))
        passages.append(
            Passage(
                id=_digest(f"{source}\n{heading}\n{text[start:at]}"),
                span=Span(start, at),
                section=section,
                trail=(heading,),
                units=tuple(range(first, len(units))),
                search_text=" ".join([metadata.title, heading, *lines]),
            )
        )
    return Report(
        id=_digest(source + text),
        source=source,
        metadata=metadata,
        text=text,
        sections=tuple(outline),
        tables=(),
        units=tuple(units),
        passages=tuple(passages),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


FAMILY = make_report(
    "다문화담당관.txt",
    {
        "가족 지원": ["다문화가족 지원센터 25개소 운영", "의료통역사 파견 3,201건"],
        "유학생 유치": ["유학생 유치 대학 협의체에 20개 대학 참여", "외국인 학생 설명회 개최"],
    },
    department="다문화담당관",
    date="2024-09-01",
)
FUND = make_report(
    "대외협력기금.txt",
    {
        "기금 현황": ["대외협력기금 예산 12.5억원", "집행률 85.9%"],
        "교류 사업": ["남북 교류 협력 사업", "자매도시 교류 프로그램 운영"],
    },
    department="국제교류담당관",
    date="2023-08-21",
    kind="검토보고",
)
