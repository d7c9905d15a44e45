"""The lexical index: BM25 over terms, by tantivy (k1 = 1.2, b = 0.75, which it does not let anybody change).

Fields hold terms joined by blanks and cut at blanks only; a query is a sum of term queries, never a query string, so
nothing a person types has a syntax. Passages are known by their number, the position in the generation's passage list.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

_K1 = 1.2  # tantivy's own
_HEAP_BYTES = 64_000_000
_NOT_SCORED = "basic"  # postings without frequencies


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """One passage as the index sees it: `fields` maps a field to its terms."""

    document_id: str
    fields: Mapping[str, Sequence[str]]


class LexicalIndex:
    """BM25 scores of passages for query terms."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    @staticmethod
    def write(folder: Path, fields: Sequence[str], entries: Iterable[LexicalEntry]) -> None:
        """Build the index in an empty folder; the n-th entry is passage n. A term must not contain a blank."""
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("passage", indexed=True, fast=True)
        builder.add_text_field("document", tokenizer_name="raw", index_option=_NOT_SCORED)
        for field in fields:
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        index = tantivy.Index(builder.build(), path=str(folder))
        writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)  # one thread: one order, one segment
        for number, entry in enumerate(entries):
            document = tantivy.Document()
            document.add_unsigned("passage", number)
            document.add_text("document", entry.document_id)
            for field in fields:
                document.add_text(field, " ".join(entry.fields[field]))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def search(
        self, field: str, terms: Sequence[str], *, top_k: int, documents: Sequence[str] | None = None
    ) -> dict[int, float]:
        """Passage number to BM25 score of the best `top_k` passages, within `documents` where given."""
        return self._run(field, terms, top_k, "document", documents)

    def scores(self, field: str, terms: Sequence[str], passages: Sequence[int]) -> dict[int, float]:
        """Passage number to BM25 score of exactly these passages; one without any of the terms is left out."""
        return self._run(field, terms, len(passages), "passage", passages)

    def idf(self, field: str, term: str) -> float:
        """How rare a term is among passages, as BM25 weighs it: ln(1 + (N - n + 0.5) / (n + 0.5))."""
        total, having = self._searcher.num_docs, self.document_frequency(field, term)
        return math.log(1 + (total - having + 0.5) / (having + 0.5))

    def best_possible(self, field: str, terms: Sequence[str]) -> float:
        """What no passage's BM25 score for these terms can reach: the sum of idf times (k1 + 1)."""
        return sum(self.idf(field, term) for term in dict.fromkeys(terms)) * (_K1 + 1)

    def document_frequency(self, field: str, term: str) -> int:
        """How many passages hold a term."""
        return int(self._searcher.doc_freq(field, term))

    def _run(
        self, field: str, terms: Sequence[str], top_k: int, limit_field: str, limit_to: Sequence[object] | None
    ) -> dict[int, float]:
        if not terms or top_k < 1 or (limit_to is not None and not limit_to):
            return {}
        should, must = tantivy.Occur.Should, tantivy.Occur.Must
        query = tantivy.Query.boolean_query(
            [(should, tantivy.Query.term_query(self._schema, field, term, "freq")) for term in dict.fromkeys(terms)]
        )
        if limit_to is not None:
            within = tantivy.Query.term_set_query(self._schema, limit_field, list(limit_to))
            query = tantivy.Query.boolean_query([(must, query), (must, tantivy.Query.const_score_query(within, 0.0))])
        found = self._searcher.search(query, limit=top_k, count=False).hits
        numbers = self._searcher.fast_field_values("passage", [address for _, address in found])
        return {int(number): float(score) for (score, _), number in zip(found, numbers, strict=True)}
