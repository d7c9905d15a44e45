"""How much of a question a unit and its surroundings tell: its terms, other words for them, and words like them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.hits import Hit
from qa.steps.alternates import Alternate
from qa.steps.letters import squeezed
from qa.steps.understanding import Understanding
from qa.steps.unit_view import UnitView
from qa.steps.word_vectors import WordVectors

NAMES = (
    "own", "context", "trail", "passage",  # idf share of the question's terms; each place includes those before
    "meant_own", "meant_context", "meant_trail", "meant_passage",  # the same, other words for a term counting too
    "nouns_own", "nouns_trail",  # the same as meant_*, of the nouns alone
    "asked_own", "asked_context", "asked_trail",  # the same as meant_*, of the terms that name the wanted attribute
    "attribute_own", "attribute_label",  # … of the word next to the interrogative; in the label or a column's
    "synonyms_own", "synonyms_context",  # idf share of the vocabulary's words for what was said
    "soft_own", "soft_context", "soft_asked",  # strength of each term's best match there: 1, 0.9 or a cosine
    "compounds_own", "compounds_near", "compounds_passage",  # share of the noun compounds that stand there as written
    "compounds_divided",  # share of those whose letter pairs stand there, most of them, but not the compound itself
    "rival",  # the unit speaks of something that is only called alike
    "rare_missing",  # idf share of the rarest third of the terms that even the passage lacks
)  # fmt: skip
_LONG_COMPOUND, _MOST = 3, 0.5  # letters of a compound that may be divided, and the share of its pairs that is most
_MEANT = 0.9  # what another word for a term counts where the term itself counts 1

Found = NDArray[np.bool_]  # of shape (units, terms)


def coverage(
    asked: Understanding,
    views: Sequence[UnitView],
    hits: Sequence[Hit],
    ranks: Sequence[int],
    idf: Callable[[str], float],
    vectors: WordVectors,
) -> NDArray[np.float64]:
    """Features of shape (len(views), len(NAMES)); `ranks` says which of the hits each view's passage is."""
    terms = asked.terms
    weights = term_weights(asked, idf)
    wanted = np.array([t in asked.asked for t in terms], dtype=bool)
    attribute = np.array([t in asked.attribute for t in terms], dtype=bool)
    nouns = np.array([t in asked.nouns for t in terms], dtype=bool)
    rare = weights >= np.sort(weights)[-max(1, len(terms) // 3)] if len(terms) else np.zeros(0, dtype=bool)

    places = [
        [v.terms for v in views],
        [v.terms | v.context_terms for v in views],
        [v.terms | v.context_terms | v.trail_terms for v in views],
    ]
    exact = [_found(terms, bags) for bags in places]
    searched = [h.passage.search_text for h in hits]
    exact.append(exact[2] | np.array([[t in text for t in terms] for text in searched], dtype=bool)[list(ranks)])
    meant = [found | _meant(asked, bags) for found, bags in zip(exact, places, strict=False)]
    meant.append(exact[3] | meant[2] | _printed(asked, searched)[list(ranks)])
    labels = [v.label_terms for v in views]
    in_label = _found(terms, labels) | _meant(asked, labels)

    words = vectors.ids(terms)
    soft_own = np.maximum(vectors.best_cosines(words, [v.word_ids for v in views]), _MEANT * meant[0])
    above = vectors.best_cosines(words, [v.context_word_ids for v in views])
    soft_context = np.maximum.reduce([soft_own, above, _MEANT * meant[2]])

    letters = [
        [v.own_letters for v in views],
        [v.near_letters for v in views],
        [squeezed(text) for text in searched],
    ]
    compounds = [_compounds_in(asked, texts) for texts in letters]
    compounds[2] = compounds[2][list(ranks)]
    divided = _compounds_divided(asked, views)
    synonyms = asked.synonyms
    synonym_weights = np.array([idf(t) for t in synonyms])
    columns = (
        *(_share(found, weights) for found in exact),
        *(_share(found, weights) for found in meant),
        _share(meant[0], weights * nouns), _share(meant[2], weights * nouns),
        *(_share(found, weights * wanted) for found in meant[:3]),
        _share(meant[0], weights * attribute), _share(in_label, weights * attribute),
        *(_share(_found(synonyms, bags), synonym_weights) for bags in places[:2]),
        _share(soft_own, weights), _share(soft_context, weights), _share(soft_context, weights * wanted),
        *compounds, divided, rivals(asked, views).astype(np.float64),
        _share(~meant[3], weights * rare),
    )  # fmt: skip
    return np.stack(columns, axis=1)


def term_weights(asked: Understanding, idf: Callable[[str], float]) -> NDArray[np.float64]:
    """How much each term of a question counts, of shape (terms,): its idf, or where the reports know only other words
    for it the lowest idf of those.
    """
    return np.array([_weight(term, asked.alternates, idf) for term in asked.terms])


def _weight(term: str, alternates: Sequence[Alternate], idf: Callable[[str], float]) -> float:
    phrases = [p for a in alternates if term in a.covers for p in a.phrases]
    return min([idf(term), *(max(idf(t) for t in phrase) for phrase in phrases)])


def _found(terms: Sequence[str], bags: Sequence[frozenset[str]]) -> Found:
    return np.array([[t in bag for t in terms] for bag in bags], dtype=bool).reshape(len(bags), len(terms))


def _meant(asked: Understanding, bags: Sequence[frozenset[str]]) -> Found:
    """Which terms have another word for them in which bags."""
    found = np.zeros((len(bags), len(asked.terms)), dtype=bool)
    anywhere = frozenset().union(*bags)
    for alternate in asked.alternates:
        covered = [n for n, term in enumerate(asked.terms) if term in alternate.covers]
        phrases = [phrase for phrase in alternate.phrases if phrase <= anywhere]  # most stand nowhere
        if covered and phrases:
            words = frozenset().union(*(phrase for phrase in phrases if len(phrase) == 1))
            longer = [phrase for phrase in phrases if len(phrase) > 1]
            said = np.array([not words.isdisjoint(b) or any(p <= b for p in longer) for b in bags], dtype=bool)
            found[:, covered] |= said[:, None]
    return found


def _printed(asked: Understanding, texts: Sequence[str]) -> Found:
    """Which terms have another word for them in which texts, as printed."""
    said = [{t for a in asked.alternates if any(p in text for p in a.printed) for t in a.covers} for text in texts]
    return np.array([[t in covered for t in asked.terms] for covered in said], dtype=bool).reshape(
        len(texts), len(asked.terms)
    )


def _compounds_in(asked: Understanding, texts: Sequence[str]) -> NDArray[np.float64]:
    """Share of the question's noun compounds that stand in each text, letters alone counting; of shape (texts,)."""
    names = [squeezed(c) for c in asked.compounds]
    return np.array([sum(name in text for name in names) / len(names) if names else 0.0 for text in texts])


def rivals(asked: Understanding, views: Sequence[UnitView]) -> NDArray[np.bool_]:
    """Which units speak of something that is only called alike, of shape (units,).

    A unit does where it has most letters of a compound but not the compound, nor one like it that is asked for too,
    and others of the units have it whole: "국내협력계정", where there are units of the "국제협력계정".
    """
    names = [squeezed(c) for c in asked.compounds if len(c) > _LONG_COMPOUND]
    pairs = {name: {name[at : at + 2] for at in range(len(name) - 1)} for name in names}
    found = np.zeros(len(views), dtype=np.bool_)
    for name in names:
        if not any(name in v.near_letters for v in views):
            continue
        alike = [other for other in names if len(pairs[name] & pairs[other]) >= _MOST * len(pairs[name])]
        for number, letters in enumerate(v.near_letters for v in views):
            almost = sum(pair in letters for pair in pairs[name]) >= _MOST * len(pairs[name])
            found[number] |= almost and not any(other in letters for other in alike)
    return found


def _compounds_divided(asked: Understanding, views: Sequence[UnitView]) -> NDArray[np.float64]:
    """Share of the compounds of which a unit's place has most pairs of letters but not the whole, of shape (units,).

    "국내협력계정" has most of "국제협력계정" and is something else.
    """
    names = [squeezed(c) for c in asked.compounds if len(c) > _LONG_COMPOUND]
    if not names:
        return np.zeros(len(views))
    pairs = [{name[at : at + 2] for at in range(len(name) - 1)} for name in names]

    def divided(text: str) -> float:
        almost = (
            name not in text and sum(pair in text for pair in own) >= _MOST * len(own)
            for name, own in zip(names, pairs, strict=True)
        )
        return sum(almost) / len(names)

    return np.array([divided(view.near_letters) for view in views])


def _share(found: NDArray[np.generic], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the terms' weight that is found, of shape (units,)."""
    total = float(weights.sum())
    return found.astype(np.float64) @ weights / total if total else np.zeros(len(found))


@dataclass(frozen=True, slots=True)
class Told:
    """How well a question is told at three distances; 1: by its own words, 0.9: by other words, else by likeness.

    `terms` and `compounds` have the shape (3, terms) and (3, compounds); the rows are the unit with its label, what it
    hangs under besides, and its whole passage besides.
    """

    terms: NDArray[np.float64]
    compounds: NDArray[np.float64]
    weights: NDArray[np.float64]  # how much each term counts, of shape (terms,)


OWN, NEAR, PASSAGE = range(3)


def told(
    asked: Understanding,
    view: UnitView,
    passage: Sequence[UnitView],
    idf: Callable[[str], float],
    vectors: WordVectors,
) -> Told:
    """How a unit tells a question; `passage` are all units of its passage."""
    own = view.terms | view.label_terms
    near = own | view.context_terms | view.trail_terms
    bags = (own, near, near.union(*(v.terms for v in passage)))
    report, section = view.report, view.unit.section
    columns = "" if view.table is None else " ".join(view.table.column_label(c) for c in range(view.table.columns))
    beside = f"{view.text} {view.label} {columns}"
    above = " ".join((beside, view.context, report.metadata.title, *report.trail(section), *view.passage.trail))
    texts = (beside, above, f"{above} {view.passage.search_text}")
    terms = vectors.best_cosines(vectors.ids(asked.terms), [vectors.ids(sorted(bag)) for bag in bags])
    terms = np.maximum.reduce([terms, _found(asked.terms, bags), _MEANT * _meant(asked, bags)])
    terms[PASSAGE] = np.maximum(terms[PASSAGE], [float(t in view.passage.search_text) for t in asked.terms])
    compounds = [
        [_compound_told(c, asked, squeezed(text), bag) for c in asked.compounds]
        for text, bag in zip(texts, bags, strict=True)
    ]
    return Told(
        terms.astype(np.float64), np.array(compounds).reshape(3, len(asked.compounds)), term_weights(asked, idf)
    )


def _compound_told(compound: str, asked: Understanding, text: str, bag: frozenset[str]) -> float:
    """1 where a text has a noun compound, else the share of it that other words or its pairs of letters tell."""
    name = squeezed(compound)
    if name in text:
        return 1.0
    pairs = [name[at : at + 2] for at in range(len(name) - 1)]
    alike = sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
    others = [a for a in asked.alternates if a.covers and all(t in compound for t in a.covers) and a.said_by(bag)]
    meant = max((sum(map(len, a.covers)) / len(compound) for a in others), default=0.0)
    return _MEANT * max(alike, min(1.0, meant))
