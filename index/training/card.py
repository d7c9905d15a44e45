"""The model card: the template `card.md` filled with what a training run did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from index.training.data import Source, find_source, load_sources

HERE = Path(__file__).parent
TEMPLATE = HERE / "card.md"
COMPARISON = HERE / "comparison.md"


def write_card(out: Path, log: Mapping[str, Any]) -> None:
    """Writes `out`/README.md from the log of `train.train` and the sizes of the files of `out`."""
    schedule = log["schedule"]
    text = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        vocabulary=f"{log['vocabulary']:,}",
        weights_mb=_megabytes(out / "model.safetensors"),
        tokenizer_mb=_megabytes(out / "tokenizer.json"),
        dimension=schedule["dimension"],
        scale=schedule["scale"],
        steps=f"{schedule['steps']:,}",
        batch=f"{schedule['batch']:,}",
        rate=schedule["rate"],
        seed=schedule["seed"],
        shortest=schedule["crop"][0],
        longest=schedule["crop"][1],
        minutes=log["minutes"],
        total=f"{sum(log['pairs'].values()):,}",
        sources=_source_table(log["pairs"], load_sources()),
        held_out=_table(
            ("pairs", "recall@1", "recall@5"),
            [
                (name, *(f"{value:.3f}" for value in figures.values()))
                for name, figures in log["held-out pairs"].items()
            ],
        ),
        comparison=COMPARISON.read_text(encoding="utf-8").strip(),
    )
    (out / "README.md").write_text(text, encoding="utf-8")


def _megabytes(file: Path) -> str:
    """The size of `file` in millions of bytes."""
    return f"{file.stat().st_size / 1e6:.1f}"


def _source_table(counts: Mapping[str, int], sources: Sequence[Source]) -> str:
    """One row for every entry of the allow-list that gave pairs."""
    totals: dict[Source, int] = defaultdict(int)
    for name, count in counts.items():
        source = find_source(name, sources)
        if source is not None:
            totals[source] += count
    return _table(
        ("source", "pairs", "what", "origin", "licence", "attribution"),
        [
            (
                f"`{source.names}`",
                f"{totals[source]:,}",
                source.about,
                source.origin,
                source.licence,
                source.attribution,
            )
            for source in sources
            if source in totals
        ],
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
