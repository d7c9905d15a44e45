"""What is embedded of a passage: windows of its units, each under the heading it stands below."""

from __future__ import annotations

from corpus.report import Passage, Report

WINDOW_CHARS = 60  # about 25 tokens of Korean, one or two bullets; fusion.toml says what other lengths gave


def windows(report: Report, passage: Passage) -> list[str]:
    """Texts of about WINDOW_CHARS characters that together cover the units of a passage, at least one.

    A window stays within one section of the outline and begins with that section's heading.
    """
    packed: list[str] = []
    filling, section = "", passage.section
    for unit in (report.units[number] for number in passage.units):
        if filling and (len(filling) + len(unit.text) > WINDOW_CHARS or unit.section != section):
            packed.append(f"{_heading(report, section)} {filling}")
            filling = ""
        filling, section = f"{filling} {unit.text}".strip(), unit.section
    if filling or not packed:
        packed.append(f"{_heading(report, section)} {filling or passage.search_text}")
    return packed


def _heading(report: Report, section: int) -> str:
    return report.sections[section].heading or report.metadata.title
