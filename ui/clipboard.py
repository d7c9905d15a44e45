"""An answer as plain text with its sources, in the form that 시정질문 documents cite reports."""

from __future__ import annotations

from corpus.clean import tidy
from qa.answer import Answer, Citation
from ui import copy


def answer_with_sources(answer: Answer) -> str:
    """The question, the answer with its markers, and one line for each source."""
    parts = [f"{copy.QUESTION_LABEL}: {answer.question}", f"{copy.ANSWER}: {answer.text.strip()}"]
    if answer.citations:
        parts.append("\n".join([copy.EVIDENCE, *map(source_line, answer.citations)]))
    return "\n\n".join(parts)


def source_line(citation: Citation) -> str:
    """[1] 「글로벌도시정책관 주요업무보고」(글로벌도시정책관, 2024. 10. 10.), Ⅳ. 주요 업무보고 > 1. …, 12쪽: “…”"""
    issued = ", ".join(filter(None, [citation.department, copy.korean_date(citation.date)]))
    title = f"「{citation.title or citation.source}」" + (f"({issued})" if issued else "")
    place = " > ".join(citation.section)
    page = copy.page_place(citation.page, citation.page_label)
    cell = " × ".join(filter(None, [citation.cell.row, citation.cell.column])) if citation.cell else ""
    where = ", ".join(filter(None, [title, place, page, cell]))
    return f"[{citation.marker}] {where}: “{tidy(citation.quote)}”"
