"""What tables call their totals: "합계", "총 계", "소계(19개)". The one place that lists these words."""

from __future__ import annotations

import re
from functools import lru_cache

_OF_ALL = frozenset({"계", "합계", "총계", "총합", "전체"})
_NAMES = _OF_ALL | {"소계"}
_ASIDE = re.compile(r"\([^()]*\)")
_NO_LETTER = re.compile(r"[\W_]+")


def is_total(label: str) -> bool:
    """Whether a label is a total's name and nothing else; blanks, marks and what stands in brackets do not count."""
    return _bare(label) in _NAMES


def is_grand_total(label: str) -> bool:
    """The same of a total of everything: no subtotal."""
    return _bare(label) in _OF_ALL


def holds_total(label: str) -> bool:
    """Whether one of a label's words is a total's name: "일반직 소계", "다문화담당관 계(19개)", "합계 남"."""
    return is_total(label) or any(is_total(word) for word in label.split())


@lru_cache(maxsize=4096)
def _bare(label: str) -> str:
    return _NO_LETTER.sub("", _ASIDE.sub("", label))
