"""The fixed Korean sentences people read, named."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer import Nearest, Scope

EMPTY_LIBRARY = "아직 보고서가 없습니다. `council-qa ingest 폴더` 명령으로 보고서를 넣은 뒤 다시 물어 주세요."
GENERATOR_FAILED = "대화 모델이 답하지 않아 보고서에서 찾은 내용을 그대로 보여 드립니다."


def no_evidence(scope: Scope, nearest: Sequence[Nearest]) -> str:
    """Nothing found: what was searched and where to look instead."""
    return f"{_searched(scope)} 이 질문에 답할 근거를 찾지 못했습니다.{_closest(nearest)}"


def weak_evidence(scope: Scope, nearest: Sequence[Nearest], missing: Sequence[str]) -> str:
    """Something near was found, but it does not say what was asked."""
    named = f"‘{'’, ‘'.join(missing)}’에 관한 내용이 없어 " if missing else ""
    return f"{_searched(scope)} {named}답할 만큼 뚜렷한 근거를 찾지 못했습니다.{_closest(nearest)}"


def out_of_scope(scope: Scope, nearest: Sequence[Nearest]) -> str:
    """The question is about a year that the reports do not tell of."""
    named = "·".join(f"{year}년" for year in scope.years)
    return f"{_searched(scope)} {named} 자료가 없어 답할 수 없습니다.{_closest(nearest)}"


def _searched(scope: Scope) -> str:
    named = [*(f"{y}년" for y in scope.years), *scope.departments, *scope.kinds]
    return f"{' · '.join(named)} 범위에서 찾아보았지만" if named else "등록된 보고서를 모두 찾아보았지만"


def _closest(nearest: Sequence[Nearest]) -> str:
    if not nearest:
        return " 다른 낱말로 다시 물어 주세요."
    place = nearest[0]
    trail = " > ".join((place.title, *place.section[-2:]))
    return f" 가장 가까운 곳은 「{trail}」입니다."


def side_missing(name: str) -> str:
    """One side of a comparison of which nothing was found."""
    return f"‘{name}’에 관한 내용은 찾지 못했습니다."
