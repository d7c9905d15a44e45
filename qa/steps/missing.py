"""What to name as missing where no answer is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.steps import lacks
from qa.steps.draft import Draft
from qa.steps.evidence import Evidence
from qa.steps.form_told import untold_form
from qa.steps.understanding import Understanding

_MOST = 3


@dataclass(frozen=True, slots=True)
class Missing:
    """What the reports do not tell: offices that stand nowhere, other things named, and the form asked for ("금액")."""

    offices: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    form: str = ""


def missing(asked: Understanding, evidence: Evidence, draft: Draft, unheard: Sequence[str]) -> Missing:
    """What a question names that neither the best report nor any other place found tells."""
    if not evidence.candidates:
        return Missing()
    offices = tuple(lacks.absent_offices(asked, evidence.candidates[0].view.report))
    things: list[str] = []
    for thing in _things(asked, evidence, draft, unheard):
        if not any(thing in told or told in thing for told in (*offices, *things)):
            things.append(thing)
    return Missing(offices[:_MOST], tuple(things[:_MOST]), untold_form(asked, draft))


def _things(asked: Understanding, evidence: Evidence, draft: Draft, unheard: Sequence[str]) -> Iterator[str]:
    """The most telling first: what is said otherwise, what is named, what is asked, then single words."""
    best = evidence.candidates[0].view
    yield from lacks.absent_ordinals(asked, best)
    yield from (f.text for f in lacks.contradicted_figures(asked, best, draft))
    yield from (c for c in asked.compounds if any(t in c for t in (*unheard, *_absent_names(asked, evidence))))
    if asked.wanted and not lacks.stands(asked.wanted, asked, lacks.passage_letters(best)):
        yield asked.wanted
    yield from (t for t in unheard if len(t) > 1 and t in asked.nouns)


def _absent_names(asked: Understanding, evidence: Evidence) -> Iterator[str]:
    letters = lacks.letters_of(evidence.candidates[0].view.report)
    return (name for name in asked.proper if not lacks.stands(name, asked, letters))
