"""The question of a comparison as one question for each of its sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.steps.understanding import Expects, Understanding

_MOST_SIDES = 4
_LONGEST_NAME = 5  # words of a side's name
_YEAR = (
    r"['’‘]?{year}\s*년도?(?:\s*\d{{1,2}}\s*월)?(?:\s*\d{{1,2}}\s*일)?(?:\s*[1-4](?:/4)?\s*분기|\s*[상하]반기)?"
    r"(?:\([^()]*\))?(?:\s*보고서?)?"
)
_JOINING = (
    r"(?:에서는|에서|에는|에|이랑|랑|과|와|하고|부터|까지|의|이|은|는|,)*"
    r"(?:\s*사이(?:에|의)?)?(?:\s*(?:중|가운데)에?서?(?=\s))?"
)
_LINK = r"(?:와|과|이랑|랑|하고|및|(?:인가요|인지|인가|이야|야|예요|이에요|입니까),?)"
_PARTICLE = re.compile(
    r"(?:에서는|에서|에는|에|은|는|이|가|을|를|의|도|만|인가요|인지|인가|이야|예요|이에요|입니까|이랑|랑|하고)?[,?.]*$"
)
# What only asks to compare; without it a side is asked for in the form of its own answer.
_COMPARING = re.compile(
    r"[,.]?\s*(?:어디|어느\s*(?:쪽|게|것|해|곳|때)|언제|무엇|뭐|누가)(?:이|가|은|는)?\s*(?:더\s*)?(?:많|높|적|낮|크|큰|작|길|짧)[^?,.]*[?,.]?"
    r"|각각|나란히|씩(?=이|인)|더\s*(?:많이|적게)|\s쪽[은이](?=\s)|이?\s[많높적낮]아(?=\s|\?)"
    r"|(?:서로|어떻게)\s*(?:다르|다른|다릅)[^?,.\s]*|(?:서로\s*)?(?:비교|견주|견줘)[^?,.]*"
    r"|(?:얼마|몇\s*\S{1,2})에서\s*(?=얼마|몇)|,?\s*(?:얼마나\s*)?(?:늘었|늘어|줄었|줄어|증가|감소|달라)[^?,.]*"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One side of a comparison: its name ("2023년", "국내협력계정"), its year if it is one, and its own question."""

    name: str
    year: int | None
    question: str


def parts(asked: Understanding) -> tuple[Part, ...]:
    """The sides that a comparison names, each as a question of its own; empty where it names no two.

    "도서관 방문자는 2023년과 2024년에 각각 몇 명" asks "2023년 도서관 방문자는 몇 명" and the same of 2024.
    """
    if asked.expects is not Expects.COMPARISON:
        return ()
    found = _parts_by_year(asked) if len(asked.years) >= 2 else _parts_by_name(asked)
    return found if 2 <= len(found) <= _MOST_SIDES else ()


def _parts_by_year(asked: Understanding) -> tuple[Part, ...]:
    bare, said = asked.text, {}
    for year in sorted(asked.years):
        pattern = _YEAR.format(year=rf"(?:{year}|(?<!\d){year % 100:02})")
        match = re.search(pattern, bare)
        if match is None:
            return ()
        said[year] = match[0]
        bare = re.sub(pattern + _JOINING, " ", bare)
    return tuple(Part(f"{year}년", year, _plain(f"{words} {bare}")) for year, words in said.items())


def _parts_by_name(asked: Understanding) -> tuple[Part, ...]:
    """Two things joined by a particle; a name may have several words where both end alike ("중국 출신과 몽골 출신")."""
    if len(asked.sides) != 2:
        return ()
    one, other = map(re.escape, asked.sides)
    link = re.search(rf"{one}{_LINK}\s+(?=\S*{other})", asked.text, re.IGNORECASE)
    if link is None:
        return ()
    before, after = asked.text[: link.end()].split(), asked.text[link.end() :].split()
    head = re.sub(rf"{_LINK}$", "", before[-1])
    length = next((n for n, word in enumerate(after[:_LONGEST_NAME], 1) if _PARTICLE.sub("", word) == head), 1)
    first = [*_bare_run(before[:-1])[-(length - 1) :], head] if length > 1 else [head]
    second = " ".join(after[:length])
    name = _PARTICLE.sub("", second)
    ending = second[len(name) :] if second[len(name) :].startswith(("에", "의")) else ""
    lead, rest = before[: len(before) - len(first)], after[length:]
    return tuple(
        Part(name, None, _plain(" ".join((*lead, f"{name}{ending}", *rest)))) for name in (" ".join(first), name)
    )


def _bare_run(words: Sequence[str]) -> list[str]:
    """The words at the end that carry no particle and no figure: the rest of a name."""
    run: list[str] = []
    for word in reversed(words):
        if re.search(r"\d", word) or re.search(r"(?:에서|은|는|을|를|의|에|까지|중|기준|현재)[,.]?$|,$", word):
            break
        run.insert(0, word)
    return run


def _plain(text: str) -> str:
    bare = re.sub(r"\s+(?:[은는을를이가]?\s*[?.,])+$", "", " ".join(_COMPARING.sub(" ", text).split()))
    return bare if _asks(bare) else _PARTICLE.sub("", bare)


def _asks(text: str) -> bool:
    return re.search(r"몇|얼마|언제|어디|누구|누가|무엇|뭐|왜|어느|어떤|알려|[요까지죠]\W*$", text) is not None
