"""Putting short Korean sentences together from what reports print."""

from __future__ import annotations

import re

from qa.figures import Figure, FigureKind
from qa.steps.features import new_figures, wanted_counters
from qa.steps.letters import bigrams
from qa.steps.understanding import Expects, Understanding
from qa.steps.unit_view import UnitView

_BREAKS = re.compile(r"(?<=[.!?。])\s+|\s*[;∘◦ㅇ○•▸‣▶※]\s*|,\s+|\s+(?=[①-⑳❶-❿➊-➓]|\()")
_STRONG_BREAKS = re.compile(r"(?<=다\.)\s+|\s+(?=[∘◦ㅇ○•▸‣▶※]|- )")


def topic(noun: str) -> str:
    """A noun with its topic particle: "집행률은", "예산현액은", "정원(명)은"."""
    bare = re.sub(r"[\s\W]*\([^()]*\)\s*$|[^\w가-힣]+$", "", noun)
    last = bare[-1:] or "것"
    closed = (ord(last) - ord("가")) % 28 != 0 if "가" <= last <= "힣" else last.lower() in "lmnr013678"
    return f"{noun}{'은' if closed else '는'}"


def focus(view: UnitView, asked: Understanding) -> Figure | None:
    """The one figure of a unit that answers the question, or None when that is not certain.

    Among the figures of the expected form the one whose words just before it the question names best.
    """
    fitting = [f for f in new_figures(view, asked) if _fits(f, asked)]
    if not fitting:
        return None
    counters = wanted_counters(asked)
    if counters and any(f.counter in counters for f in fitting):
        fitting = [f for f in fitting if f.counter in counters]
    if len(fitting) == 1:
        return fitting[0]
    named = bigrams(" ".join((asked.text, *asked.expansions)))
    shares = sorted(
        ((_lead_share(view, f, named), -f.span.start, f) for f in fitting), reverse=True, key=lambda s: s[:2]
    )
    clear = shares[0][0] > 0.5 and shares[0][0] - shares[1][0] > 0.2
    return shares[0][2] if clear else None


def _fits(figure: Figure, asked: Understanding) -> bool:
    match asked.expects:
        case Expects.MONEY:
            return figure.kind is FigureKind.MONEY
        case Expects.PERCENT:
            return figure.kind is FigureKind.PERCENT
        case Expects.COUNT:
            return figure.kind is FigureKind.COUNT and figure.counter not in ("년", "월", "일")
        case Expects.DATE:
            return figure.kind is FigureKind.DATE
        case _:
            return False


def _lead_share(view: UnitView, figure: Figure, named: frozenset[str]) -> float:
    """Share of the words before a figure, back to the figure before it, that the question names."""
    before = max((f.span.end for f in view.figures if f.span.end <= figure.span.start), default=0)
    lead = bigrams(
        re.split(r"[,/(]", view.text[before : figure.span.start])[-1] or view.text[before : figure.span.start]
    )
    return len(lead & named) / len(lead) if lead else 0.0


def shorten(text: str, limit: int, wanted: frozenset[str]) -> str:
    """The text, or where it is too long its stretch of whole clauses that shares most pairs with the question."""
    if len(text) <= limit:
        return text
    for breaks in (_STRONG_BREAKS, _BREAKS):
        pieces = [p.strip() for p in breaks.split(text) if p and p.strip()]
        best = _best_stretch(pieces, limit, wanted)
        if best:
            return best
    return text[: limit - 1].rstrip() + "…"


def _best_stretch(pieces: list[str], limit: int, wanted: frozenset[str]) -> str:
    best, best_score = "", 0.0
    for first in range(len(pieces)):
        for last in range(first, len(pieces)):
            stretch = " ".join(pieces[first : last + 1])
            if len(stretch) > limit - 2:
                break
            score = len(bigrams(stretch) & wanted) + 0.001 * len(stretch)
            if score > best_score:
                best, best_score = stretch, score
    return best
