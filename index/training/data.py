"""Text pairs for training: what may be read, how much of each source is taken, and what is held out.

The pairs lie outside the repository as `*.tsv.gz` files with the columns source, text_a, text_b. `sources.toml` is an
allow-list: it names each licence and the attribution owed; a source that it does not name is not read.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from index.training.glossary import compose, read_glossary, read_synonyms

HERE = Path(__file__).parent
ALLOW_LIST = HERE / "sources.toml"
OWN_SOURCE = "council_qa_glossary"
OWN_SYNONYMS = "council_qa_synonyms"
OWN_PAIRS = 20_000  # of each
TRAIL = " > "
_SENTENCE = re.compile(r"(?<=[.?!])\s+|\s+(?=\d{1,2}\. )")
_FEWEST_SENTENCES = 3


@dataclass(frozen=True)
class Source:
    """One entry of the allow-list; the fields are those of `sources.toml`."""

    names: str
    about: str
    origin: str
    licence: str
    attribution: str
    cap: int
    heading: bool = False
    cloze: float = 0.0


@dataclass(frozen=True)
class Pair:
    """Two texts that belong together: a heading and its passage, two wordings, a sentence and its translation."""

    source: str
    first: str
    second: str


def load_sources(path: Path = ALLOW_LIST) -> tuple[Source, ...]:
    """The allow-list, in the order in which its patterns are tried; TypeError where an entry has an unknown field."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["source"]
    return tuple(Source(**entry) for entry in entries)


def find_source(name: str, sources: Sequence[Source]) -> Source | None:
    """The entry that allows the source `name`, or None where none does."""
    return next((source for source in sources if fnmatchcase(name, source.names)), None)


def read_pairs(folder: Path) -> Iterator[Pair]:
    """Every row of the `*.tsv.gz` files in `folder`.

    Raises FileNotFoundError where the folder holds no such file.
    """
    files = sorted(folder.glob("*.tsv.gz"))
    if not files:
        raise FileNotFoundError(f"expected *.tsv.gz files with training pairs in {folder}, found none")
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            next(lines)
            for source, first, second in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield Pair(source, first, second)


def own_pairs(synonyms: Sequence[Path], seed: int) -> Iterator[Pair]:
    """Pairs from the project's own glossary, and from its files of synonyms."""
    known = {OWN_SOURCE: read_glossary(), OWN_SYNONYMS: [e for file in synonyms for e in read_synonyms(file)]}
    for source, entries in known.items():
        for first, second in compose(entries, OWN_PAIRS if entries else 0, seed):
            yield Pair(source, first, second)


def sample(pairs: Iterator[Pair], sources: Sequence[Source], seed: int) -> list[Pair]:
    """The allowed pairs without repetition, at most `cap` of each source, shuffled."""
    chance = random.Random(seed)  # noqa: S311 - a reproducible sample, not a secret
    by_name: dict[str, dict[Pair, None]] = defaultdict(dict)
    allowed: dict[str, Source | None] = {}
    for pair in pairs:
        if pair.source not in allowed:
            allowed[pair.source] = find_source(pair.source, sources)
        if allowed[pair.source] is not None and pair.first and pair.second:
            by_name[pair.source][pair] = None
    taken: list[Pair] = []
    for name, unique in by_name.items():
        source = allowed[name]
        assert source is not None  # noqa: S101 - by_name holds allowed names only
        rows = list(unique)
        rows = chance.sample(rows, min(source.cap, len(rows)))
        if source.heading:
            rows = [_heading_alone(pair, chance) for pair in rows]
        taken += [_cloze(pair, chance) if chance.random() < source.cloze else pair for pair in rows]
    chance.shuffle(taken)
    return taken


def hold_out(pairs: Sequence[Pair], pattern: str, count: int) -> tuple[list[Pair], list[Pair]]:
    """(the pairs to train on, `count` pairs of sources matching `pattern` that training must not see)."""
    held: list[Pair] = []
    kept: list[Pair] = []
    for pair in pairs:
        (held if len(held) < count and fnmatchcase(pair.source, pattern) else kept).append(pair)
    seen = {text for pair in held for text in (pair.first, pair.second)}
    return [pair for pair in kept if pair.first not in seen and pair.second not in seen], held


def _heading_alone(pair: Pair, chance: random.Random) -> Pair:
    """For half of the pairs the last heading of the trail alone, so that the law's name does not do all the work."""
    if chance.random() < 0.5:
        return pair
    return Pair(pair.source, pair.first.rpartition(TRAIL)[2], pair.second)


def _cloze(pair: Pair, chance: random.Random) -> Pair:
    """A sentence of the passage against the rest of it (inverse cloze task, Lee et al. 2019); else the pair itself."""
    sentences = [part for part in _SENTENCE.split(pair.second) if part.strip()]
    if len(sentences) < _FEWEST_SENTENCES:
        return pair
    taken = sentences.pop(chance.randrange(len(sentences)))
    return Pair(pair.source, taken, " ".join(sentences))
