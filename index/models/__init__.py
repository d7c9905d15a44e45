"""The built-in embedding model: a folder that `SentenceTransformer(BUILT_IN)` loads without a network."""

from pathlib import Path

BUILT_IN: Path = Path(__file__).parent / "ko-en-static"
