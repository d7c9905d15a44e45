"""/v1/passages: a passage by its id, also of an answer that was given before its report changed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.conditional import NOT_SENT_AGAIN, ConditionalRoute
from api.dependencies import TheLibrary
from api.errors import MEDIA_TYPE, SCHEMA_PLACE, Kind, Problem, responses
from api.examples import CITATION
from api.schemas_search import PassageOut
from corpus.report import Report, Span
from index.history import EarlierPassage

router = APIRouter(prefix="/v1/passages", tags=["documents"], route_class=ConditionalRoute, responses=NOT_SENT_AGAIN)
GONE_EXAMPLE = {
    "type": Kind.PASSAGE_GONE.type,
    "title": Kind.PASSAGE_GONE.title,
    "status": 410,
    "detail": "이 조각이 있던 '업무보고.hwpx'이(가) 2024-10-02에 바뀌었습니다. "
    "문장 3개 가운데 1개가 지금 보고서에 그대로 있습니다.",
    "instance": "/v1/passages/ff8713b64095c0f0",
    "request_id": "3f2a…",
    "ended": "2024-10-02T01:12:09+00:00",
    "document_id": CITATION["document_id"],
    "document_title": CITATION["title"],
    "sentences": 3,
    "standing": [
        {
            "passage_id": "1b0cf1d2aa34e0f7",
            "start": CITATION["start"],
            "end": CITATION["end"],
            "text": CITATION["quote"],
            "section": CITATION["section"],
            "page": 5,
            "url": "/v1/passages/1b0cf1d2aa34e0f7",
        }
    ],
}
GONE: dict[int | str, dict[str, Any]] = {
    410: {
        "description": "The report changed or was removed. `document_id`, `document_title`: what stands in its place "
        "(null: removed). `standing`: the sentences of the passage that are still there, `sentences`: how many it had.",
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": SCHEMA_PLACE + "ProblemDocument"},
                "examples": {Kind.PASSAGE_GONE.slug: {"value": GONE_EXAMPLE}},
            }
        },
    }
}


@router.get("/{passage_id}", summary="One passage", responses={**responses(Kind.NO_PASSAGE, Kind.INVALID), **GONE})
def passage(
    passage_id: Annotated[str, Path(max_length=64, examples=[CITATION["passage_id"]])], library: TheLibrary
) -> PassageOut:
    """A passage with its place and its report, as search results and citations name it.

    Where the report was ingested anew since, the same text at its new place; where it is not all there any more, a
    problem that says what became of it.
    """
    found = library.store.passage(passage_id)
    if found is not None:
        return PassageOut.of(*found)
    earlier = library.store.earlier_passage(passage_id)
    if earlier is None:
        raise Problem(Kind.NO_PASSAGE, f"'{passage_id[:100]}'인 조각이 없습니다. 번호를 확인하거나 다시 검색해 주세요.")
    if earlier.report is None or not earlier.stands_whole:
        raise _gone(earlier)
    return _at_its_new_place(passage_id, earlier.report, [at for at in earlier.units if at is not None])


def _at_its_new_place(passage_id: str, report: Report, units: list[int]) -> PassageOut:
    """The units of a passage that was cut in another way when its report was ingested anew."""
    first, last = report.units[units[0]], report.units[units[-1]]
    return PassageOut.at(report, passage_id, report.trail(first.section), Span(first.span.start, last.span.end))


def _gone(earlier: EarlierPassage) -> Problem:
    report, day = earlier.report, earlier.ended[:10]
    if report is None:
        detail = f"이 조각이 있던 보고서는 {day}에 삭제되었습니다."
        return Problem(
            Kind.PASSAGE_GONE,
            detail,
            more={"ended": earlier.ended, "document_id": None, "document_title": None, "sentences": 0, "standing": []},
        )
    standing = [_sentence(report, at) for at in earlier.units if at is not None]
    if not earlier.units:
        said = "앞의 판은 삭제되어 문장을 견줄 수 없습니다."
    elif standing:
        said = f"문장 {len(earlier.units)}개 가운데 {len(standing)}개가 지금 보고서에 그대로 있습니다."
    else:
        said = "그 문장들은 지금 보고서에 없습니다."
    return Problem(
        Kind.PASSAGE_GONE,
        f"이 조각이 있던 '{report.source}'이(가) {day}에 바뀌었습니다. {said}",
        more={
            "ended": earlier.ended,
            "document_id": report.id,
            "document_title": report.metadata.title,
            "sentences": len(earlier.units),
            "standing": standing,
        },
    )


def _sentence(report: Report, at: int) -> dict[str, Any]:
    unit = report.units[at]
    passage_id = next(passage.id for passage in report.passages if at in passage.units)
    return {
        "passage_id": passage_id,
        "start": unit.span.start,
        "end": unit.span.end,
        "text": unit.span.of(report.text),
        "section": list(report.trail(unit.section)),
        "page": report.page(unit.span.start),
        "url": f"/v1/passages/{passage_id}",
    }
