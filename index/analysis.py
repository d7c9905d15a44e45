"""Terms and bigrams of many passages, worked out in child processes.

The analyser takes half a gigabyte and a core. In children it works on every core, and the memory goes back when the
index is built; a program that only stores reports never loads it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from corpus.errors import ReadError
from corpus.readers.sandbox import Sandbox
from index.errors import AnalysisStopped
from index.morphemes import Morphemes

_LEAST = 128  # texts that take longer than a child needs to load the analyser

Terms = tuple[list[str], list[str]]
"""Terms and bigrams of one text."""


@contextmanager
def analysts() -> Iterator[Callable[[Sequence[str]], list[bytes]]]:
    """A function from texts to what `terms_in` reads, one value a text; its children end with the context.

    The function raises AnalysisStopped where a child died or took too long.
    """
    most = os.cpu_count() or 1
    with ThreadPoolExecutor(most) as threads, Sandbox(background=True) as sandbox:

        def ask(texts: Sequence[str]) -> list[bytes]:
            try:
                answer = sandbox.run("index.analysis:analyse", json.dumps(texts).encode(), "index")
            except ReadError as error:
                raise AnalysisStopped(
                    "보고서의 형태소를 분석하던 프로세스가 멈추었습니다. 남은 메모리를 확인한 뒤 "
                    "`council-qa index rebuild`로 색인을 다시 만들어 주세요. 등록한 보고서는 그대로 있습니다."
                ) from error
            return [json.dumps(value, ensure_ascii=False).encode() for value in json.loads(answer)]

        def ask_all(texts: Sequence[str]) -> list[bytes]:
            if Morphemes.loaded() and len(texts) <= _LEAST:  # as in a server that answers questions
                return [json.dumps(value, ensure_ascii=False).encode() for value in _analysed(texts)]
            size = max(_LEAST, -(-len(texts) // most))
            parts = [texts[start : start + size] for start in range(0, len(texts), size)]
            return [value for values in threads.map(ask, parts) for value in values]

        yield ask_all


def analyse(data: bytes, _name: str) -> bytes:
    """The child's job: a JSON array of texts to one of pairs, terms and bigrams joined by blanks."""
    return json.dumps(_analysed(json.loads(data))).encode()


def _analysed(texts: Sequence[str]) -> list[list[str]]:
    pairs = map(Morphemes().terms_and_bigrams, texts)
    return [[" ".join(terms), " ".join(bigrams)] for terms, bigrams in pairs]


def terms_in(value: bytes) -> Terms:
    """Terms and bigrams in a value of `analysts`."""
    terms, bigrams = json.loads(value)
    return terms.split(" "), bigrams.split(" ")
