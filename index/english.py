"""Stems of English words, by tantivy's Snowball stemmer: "trucks" and "truck" are one."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import tantivy


@lru_cache(maxsize=16_384)
def english_stem(word: str) -> str:
    """The stem of an English word; any other word as it is."""
    if not word.isascii() or not word.isalpha():
        return word
    stems = _stemmer().analyze(word)
    return str(stems[0]) if stems else word


@cache
def _stemmer() -> Any:
    whole = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return whole.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("english")).build()
