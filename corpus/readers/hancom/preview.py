"""The preview text (PrvText) that every file carries: the first thousand characters as the word processor prints them.

It survives where the body is damaged, and tells where a body was not read whole.
"""

from __future__ import annotations

import re

from corpus.readers.hancom.glyphs import replace_private
from corpus.readers.writer import Writer
from corpus.report import Extract

_GRAM = 4  # characters
_FEWEST = 0.8  # of the preview's grams that a body read whole has
_SHORTEST = 40  # grams: shorter previews tell nothing
_SHORTEST_TITLE = 5  # characters
_TITLE_WITHIN = 3_000  # characters of the text's beginning
_ONLY_PREVIEW = "문서의 본문이 손상되어 미리 보기 글(앞부분)만 읽었습니다. 한글에서 열어 다시 저장한 뒤 넣어 주세요."
_UNLIKE = "읽은 글이 문서의 미리 보기와 많이 다릅니다. 원본과 비교해 주세요."


def recall(preview: str, text: str) -> float:
    """The share of the preview's 4-grams, white space and cell marks aside, that a text holds; 1 for a short one."""
    wanted, have = _grams(preview), _grams(text)
    return len(wanted & have) / len(wanted) if len(wanted) >= _SHORTEST else 1.0


def _grams(text: str) -> set[str]:
    squeezed = re.sub(r"[\s<>|]", "", text)
    return {squeezed[at : at + _GRAM] for at in range(len(squeezed) - _GRAM + 1)}


def check_preview(preview: str, writer: Writer) -> None:
    """Warn where much of the preview is not in what was written."""
    if recall(replace_private(preview), writer.text) < _FEWEST:
        writer.warn(_UNLIKE)


def extract_preview(preview: str, form: str, title: str) -> Extract:
    """The preview as a partial extract; `preview` must not be blank."""
    writer = Writer(form)
    writer.warn(_ONLY_PREVIEW, partial=True)
    for line in preview.splitlines():
        cells = [cell for cell in re.split(r"[<>]+", line) if cell.strip()] if line.startswith("<") else [line]
        writer.paragraph(replace_private(" | ".join(cells)))
    return writer.extract(title)


def checked_title(title: str, text: str) -> str:
    """A file's own title where its text bears it out: most are empty, a template's, or the first letter typed."""
    squeezed = "".join(title.split())
    return title if len(squeezed) >= _SHORTEST_TITLE and squeezed in "".join(text[:_TITLE_WITHIN].split()) else ""
