"""What became of passages that are no longer there, and what people have said of reports: tables beside the reports.

An answer that was given before a report changed still names its passages. Of a passage that is gone only hashes of its
units are kept: enough to find the same sentences in the version that took its place, and nothing to read.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.report import Passage, Report, Unit

_DIGEST = 8  # bytes of a unit's hash

SCHEMA = (
    """CREATE TABLE earlier_passages (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL,          -- sha256 of the file's name
        units BLOB NOT NULL,           -- the first 8 bytes of each unit's sha256; empty once the report was removed
        ended TEXT NOT NULL            -- when it ceased to be there: ISO 8601, UTC
    ) WITHOUT ROWID""",
    "CREATE INDEX earlier_passages_of_source ON earlier_passages (source)",
    """CREATE TABLE edits (
        document_id TEXT PRIMARY KEY,  -- the same file name and text have the same id again
        fields TEXT NOT NULL           -- what people said of it, as JSON: {"title": …}
    ) WITHOUT ROWID""",
)


@dataclass(frozen=True, slots=True)
class EarlierPassage:
    """A passage that is gone, and the report that now stands in the place of its own."""

    ended: str  # ISO 8601, UTC
    report: Report | None  # of the same file name; None where it was removed
    units: tuple[int | None, ...]  # where each unit of the passage stands in that report; None: no longer there

    @property
    def stands_whole(self) -> bool:
        """Whether all of the passage stands in the report of today, one unit after the other."""
        first = self.units[0] if self.units else None
        return first is not None and self.units == tuple(range(first, first + len(self.units)))


def replaced(db: sqlite3.Connection, old: Report, new: Report | None) -> None:
    """Note the passages of a report that the version taking its place does not have; None where there is no such."""
    kept = {passage.id for passage in new.passages} if new else set()
    gone = (passage for passage in old.passages if passage.id not in kept)
    rows = [(passage.id, _source(old.source), _digests(old, passage), _now()) for passage in gone]
    db.executemany("INSERT OR REPLACE INTO earlier_passages VALUES (?, ?, ?, ?)", rows)


def there_again(db: sqlite3.Connection, report: Report) -> None:
    """Forget that passages were gone."""
    db.executemany("DELETE FROM earlier_passages WHERE id = ?", [(passage.id,) for passage in report.passages])


def removed(db: sqlite3.Connection, report: Report) -> None:
    """Keep of a report nothing but that its passages, of earlier versions too, are gone."""
    replaced(db, report, None)
    db.execute("UPDATE earlier_passages SET units = x'' WHERE source = ?", (_source(report.source),))
    db.execute("DELETE FROM edits WHERE document_id = ?", (report.id,))


def earlier_passage(db: sqlite3.Connection, passage_id: str, reports: Iterable[Report]) -> EarlierPassage | None:
    """What became of a passage; None where there never was one of that id."""
    row = db.execute("SELECT source, units, ended FROM earlier_passages WHERE id = ?", (passage_id,)).fetchone()
    if row is None:
        return None
    source, digests, ended = row
    report = next((report for report in reports if _source(report.source) == source), None)
    wanted = [digests[at : at + _DIGEST] for at in range(0, len(digests), _DIGEST)]
    return EarlierPassage(ended, report, tuple(_places(report, wanted)) if report else ())


def edits(db: sqlite3.Connection, document_id: str) -> dict[str, str]:
    """What people have said of a report after it was ingested: title, department, date, kind, as far as they did."""
    row = db.execute("SELECT fields FROM edits WHERE document_id = ?", (document_id,)).fetchone()
    fields: dict[str, str] = json.loads(row[0]) if row else {}
    return fields


def edit(db: sqlite3.Connection, document_id: str, fields: Mapping[str, str]) -> None:
    """Add to what people have said of a report."""
    said = json.dumps(edits(db, document_id) | dict(fields), ensure_ascii=False)
    db.execute("INSERT OR REPLACE INTO edits VALUES (?, ?)", (document_id, said))


def _places(report: Report, wanted: Iterable[bytes]) -> Iterable[int | None]:
    """Where units with these hashes stand in a report; of several alike, the next one in reading order."""
    places: defaultdict[bytes, list[int]] = defaultdict(list)
    for at, unit in enumerate(report.units):
        places[_digest(unit)].append(at)
    last = -1
    for digest in wanted:
        found = next((at for at in places[digest] if at > last), next(iter(places[digest]), None))
        yield found
        last = last if found is None else found


def _digests(report: Report, passage: Passage) -> bytes:
    return b"".join(_digest(report.units[at]) for at in passage.units)


def _digest(unit: Unit) -> bytes:
    """White space does not count: another program wrote the file, or another reader read it."""
    return hashlib.sha256("".join(unit.text.split()).encode("utf-8", "surrogatepass")).digest()[:_DIGEST]


def _source(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
