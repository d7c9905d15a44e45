"""What is embedded of a passage: windows of its units, each under the last heading of its trail."""

from __future__ import annotations

from corpus.report import Passage, Report

WINDOW_CHARS = 120  # about 40 tokens of Korean, e.g. two bullets; see fusion.toml for what other lengths gave


def windows(report: Report, passage: Passage) -> list[str]:
    """Texts of about WINDOW_CHARS characters that together cover the units of a passage, at least one."""
    heading = passage.trail[-1] if passage.trail else report.metadata.title
    packed: list[str] = []
    filling = ""
    for number in passage.units:
        text = report.units[number].text
        if filling and len(filling) + len(text) > WINDOW_CHARS:
            packed.append(filling)
            filling = ""
        filling = f"{filling} {text}".strip()
    if filling or not packed:
        packed.append(filling or passage.search_text)
    return [f"{heading} {text}".strip() for text in packed]
