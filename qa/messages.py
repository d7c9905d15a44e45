"""The fixed Korean sentences people read, named."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer import Nearest, Scope
from qa.steps.missing import Missing
from qa.steps.wording import topic

_LONGEST_PLACE = 60  # characters of the nearest place's title and heading; a report's title may have hundreds

EMPTY_LIBRARY = "아직 보고서가 없습니다. `council-qa ingest 폴더` 명령으로 보고서를 넣은 뒤 다시 물어 주세요."

SMALL_TALK = "무엇을 찾아 드릴까요? 보고서에 적힌 사실·수치·계획을 물어보시면 근거와 함께 답해 드립니다."


def no_evidence(scope: Scope, nearest: Sequence[Nearest]) -> str:
    """Nothing found: what was searched and where to look instead."""
    return f"{_searched(scope)} 이 질문에 답할 근거를 찾지 못했습니다.{_closest(nearest)}"


def weak_evidence(scope: Scope, nearest: Sequence[Nearest], missing: Missing) -> str:
    """Something near was found, but it does not say what was asked."""
    return f"{_searched(scope)} 답할 만큼 뚜렷한 근거를 찾지 못했습니다.{_named(missing)}{_closest(nearest)}"


def _named(missing: Missing) -> str:
    """What is missing: "‘인권담당관’은 찾은 보고서에 없습니다. 금액을 밝힌 대목이 없습니다."."""
    said = ""
    if missing.offices:
        said += f" {topic(_quoted(missing.offices))} 찾은 보고서에 없습니다."
    if missing.things:
        said += f" {_quoted(missing.things)}에 관한 내용이 없습니다."
    if missing.form:
        said += f" {_object(missing.form)} 밝힌 대목이 없습니다."
    return said


def _quoted(words: Sequence[str]) -> str:
    return f"‘{'’, ‘'.join(words)}’"


def _object(noun: str) -> str:
    """A noun with its object particle; as `topic` chooses: 은 → 을, 는 → 를."""
    return topic(noun)[:-1] + {"은": "을", "는": "를"}[topic(noun)[-1]]


def out_of_scope(scope: Scope, nearest: Sequence[Nearest], *, chosen: bool = False) -> str:
    """The question is about a year that the reports, or those `chosen` by who asks, do not tell of."""
    named = "·".join(f"{year}년" for year in scope.years)
    if chosen:
        return f"고르신 범위에는 {named} 자료가 없습니다. 범위를 지우거나 넓힌 뒤 다시 물어 주세요.{_closest(nearest)}"
    return f"{_searched(scope)} {named} 자료가 없어 답할 수 없습니다.{_closest(nearest)}"


def _searched(scope: Scope) -> str:
    named = [*(f"{y}년" for y in scope.years), *scope.departments, *scope.kinds]
    if scope.document_ids:
        named.append(f"고르신 보고서 {len(scope.document_ids)}건")
    return f"{' · '.join(named)} 범위에서 찾아보았지만" if named else "등록된 보고서를 모두 찾아보았지만"


def _closest(nearest: Sequence[Nearest]) -> str:
    if not nearest:
        return " 다른 낱말로 다시 물어 주세요."
    place = nearest[0]
    parts = (place.title, *place.section[-2:])
    if len(" > ".join(parts)) > _LONGEST_PLACE:
        parts = tuple(_short(part, _LONGEST_PLACE // 2 - 2) for part in (parts[0], *parts[1:][-1:]))
    return f" 가장 가까운 곳은 「{' > '.join(parts)}」입니다."


def side_missing(name: str) -> str:
    """One side of a comparison of which nothing was found."""
    return f"‘{name}’에 관한 내용은 찾지 못했습니다."


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
