"""Cells that hold two figures under one name: "29/24" under "정원/현원", "정/현원", "(계획/실적)"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.steps.letters import squeezed
from qa.steps.understanding import Understanding

_FIGURE = r"(?:[△▲\-−+]?\d[\d,.]*|[-–])\s*(?:[%가-힣]{0,3})"
_PAIR = re.compile(rf"\(?\s*({_FIGURE})\s*/\s*({_FIGURE})\s*\)?(?:\s*(?:\d{{1,2}}\)|\*+))?")
# "정원/현원"; over a table also with the totals: "정원 77명 / 현원 74명".
_NAMES = re.compile(
    r"(?<![가-힣])(?P<first>[가-힣]{1,6})(?:\s*[\d,.]+\s*[가-힣]{0,2})?\s*/\s*(?P<second>[가-힣]{2,6})(?![가-힣])"
)

# "부서별 정원과 현원": what a heading joins by a particle are names of figures only where they sound like it.
_JOINED = re.compile(
    r"(?<![가-힣])(?P<first>[가-힣]{1,5}(?:원|획|적|표|산|행|청|인|액|량|수))\s?(?:과|와|·)\s?"
    r"(?P<second>[가-힣]{1,5}(?:원|획|적|표|산|행|청|인|액|량|수))(?![가-힣])"
)


def parts_of(text: str) -> tuple[str, str] | None:
    """The two figures of a cell ("(1/1)1)" with the mark of a footnote), or None where it holds something else."""
    match = _PAIR.fullmatch(text.strip())
    return (match[1].strip(), match[2].strip()) if match and re.search(r"\d", text) else None


def names_in(text: str) -> list[tuple[str, str]]:
    """What a label, caption or heading may call two figures: "정/현원" are 정원 and 현원."""
    together = re.sub(r"(?<=[가-힣]) (?=[가-힣]\s*/)", "", text)
    matches = (*_NAMES.finditer(together), *_JOINED.finditer(text))
    found = ((match["first"], match["second"]) for match in matches)
    return [(first + second[1:] if len(first) == 1 else first, second) for first, second in found]


def asked_parts(places: Iterable[str], asked: Understanding) -> dict[str, int]:
    """The names of the figures that the question asks for and which of the two each is, in the question's order.

    `places` are the texts that may name them, nearest first; one that names nothing asked for is passed over. A name in
    the question's own words counts before what the vocabulary offers for them. Both, where it asks for neither by name.
    """
    pairs = [names for place in places for names in names_in(place)]
    text = squeezed(asked.text)
    for said in (text, *map(squeezed, asked.expansions)):
        for names in pairs:
            found = {name: names.index(name) for name in names if squeezed(name) in said}
            if found:
                return dict(sorted(found.items(), key=lambda part: said.index(squeezed(part[0]))))
    return {name: at for at, name in enumerate(pairs[0])} if pairs else {}


def without_names(label: str) -> str:
    """A label without the names of a pair: "1분기(계획/실적)" is "1분기"."""
    bare = re.sub(r"\([^()]*/[^()]*\)", "", label)
    return _NAMES.sub("", bare).strip()
