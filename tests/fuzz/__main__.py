"""Coverage-guided fuzzing: `python -m tests.fuzz TARGET FOLDER [options of libFuzzer]` (`make fuzz` runs all).

What was found worth keeping grows in FOLDER/TARGET; an input that breaks something is written beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["corpus"]):
    from tests.fuzz.targets import TARGETS


def main(target: str, folder: Path, options: list[str]) -> None:
    """Run until a limit among the options or a finding ends it."""
    run, seeds = TARGETS[target]
    (folder / target).mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (folder / target / f"seed-{number}").write_bytes(seed)
    atheris.Setup([target, str(folder / target), f"-artifact_prefix={folder}/{target}-", "-timeout=20", *options], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
