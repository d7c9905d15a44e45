"""What is installed, where the data is and whether all of it works: the first place to look."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import Any

from corpus.errors import CorpusError
from index.errors import IndexingError
from qa.errors import QaError
from qa.settings import Settings
from qa.wiring import open_library

PACKAGES = (
    "torch",
    "sentence-transformers",
    "faiss-cpu",
    "tantivy",
    "kiwipiepy",
    "langchain-core",
    "fastapi",
    "gradio",
)


def examine(settings: Settings) -> dict[str, Any]:
    """Versions, home, generation, counts, the embedding model, and in `problems` what a person must see to."""
    found: dict[str, Any] = {
        "version": version("council-qa"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: version(name) for name in PACKAGES},
        "home": str(settings.home),
        "generation": None,
        "counts": None,
        "embedding": None,
        "reranker": settings.index.reranker_model or None,
        "chat_model": settings.chat.model or None,
        "problems": [],
    }
    try:
        library = open_library(settings)
        embedder = library.embedder
        folder = getattr(embedder, "folder", None)
        found["embedding"] = {
            "name": embedder.name,
            "folder": str(folder) if folder else None,
            "dimension": embedder.dimension,
        }
        found["counts"] = library.store.counts()
        found["problems"] += library.verify() if found["counts"]["documents"] else []
        found["generation"] = library.searcher.generation
        library.close()
    except (CorpusError, IndexingError, QaError) as error:
        found["problems"].append(str(error))
    return found


def as_lines(found: dict[str, Any]) -> list[str]:
    """The same for people."""
    embedding, counts = found["embedding"], found["counts"]
    lines = [
        f"council-qa      {found['version']} (Python {found['python']}, {found['platform']})",
        "묶음            " + ", ".join(f"{name} {number}" for name, number in found["packages"].items()),
        f"자료 폴더       {found['home']}",
        f"색인 세대       {found['generation'] or '없음'}",
        f"대화 모델       {found['chat_model'] or '없음 (발췌로 답합니다)'}",
    ]
    if embedding:
        lines.append(
            f"임베딩 모델     {embedding['name']} ({embedding['dimension']}차원) {embedding['folder'] or ''}".rstrip()
        )
    if counts:
        lines.append(f"담긴 것         보고서 {counts['documents']}, 조각 {counts['passages']}, 표 {counts['tables']}")
    return lines
