"""Typer's complaints about a command line, in Korean."""

from __future__ import annotations

import re

SENTENCES = (
    (r"Missing argument '(.+?)'.*", r"\1 값을 적어 주세요."),
    (r"Missing option '(.+?)'.*", r"\1 옵션을 적어 주세요."),
    (r"Missing command.*", r"무엇을 할지 적어 주세요."),
    (r"No such command '(.+?)'.*", r"\1 명령은 없습니다."),
    (r"No such option: (\S+?)[.,;]?(?: .*)?", r"\1 옵션은 없습니다."),
    (r"Option '(.+?)' requires an argument.*", r"\1 옵션에 값을 적어 주세요."),
    (
        r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)",
        r"쓰이지 않는 값이 있습니다: \1. 띄어 쓴 값은 따옴표로 묶어 주세요.",
    ),
    (r"Invalid value: (.+)", r"\1"),
    (r"Invalid value for '?(.+?)'?: (.+)", r"\1에 맞지 않는 값입니다."),
)


def in_korean(complaint: str) -> str:
    """The Korean sentence for a complaint, or the complaint itself where nobody has translated it."""
    for pattern, sentence in SENTENCES:
        found = re.fullmatch(pattern, complaint.strip(), re.DOTALL)
        if found:
            return found.expand(sentence)
    return complaint
