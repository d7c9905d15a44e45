"""The commands about feedback."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from ui.commands.terminal import note, say

feedback = typer.Typer(help="답변에 대한 의견을 다룹니다.")


@feedback.callback()
def _feedback() -> None:
    """A single sub-command keeps its name."""


@feedback.command()
def export(
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="쓸 파일 (기본: 표준 출력)", show_default=False)
    ] = None,
) -> None:
    """의견을 평가 질문 파일(JSONL)로 내보냅니다. 좋아요는 질문이 되고, 싫어요는 사람이 채울 초안이 됩니다."""
    from evals.feedback import question_file
    from qa.feedback import FeedbackStore
    from qa.settings import load_settings

    with closing(FeedbackStore(load_settings().home)) as store:
        text = question_file(store)
    if out is None:
        if text:
            say(text.rstrip("\n"))
    else:
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise typer.BadParameter(f"{out}에 쓸 수 없습니다({error.strerror}). 다른 경로를 정해 주세요.") from error
    note(f"의견 {len(text.splitlines())}건을 내보냈습니다." if text else "아직 의견이 없습니다.")
