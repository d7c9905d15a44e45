"""The conversation of a page as a file: the page sends its turns, and nothing of them stays here.

`api/access.py` has a rule for these addresses as for the chat's own.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import quote as percent_encoded

from fastapi import APIRouter, Response

from ui import copy
from ui.conversation.docx_file import as_docx
from ui.conversation.exchange import ConversationIn
from ui.conversation.markdown_file import as_markdown

router = APIRouter(include_in_schema=False)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARKDOWN = "text/markdown; charset=utf-8"


@router.post("/conversation.docx")
def docx(conversation: ConversationIn) -> Response:
    """The turns as a document for Word and 한글."""
    today = date.today()
    return _file(as_docx(conversation.exchanges(), today), DOCX, today, "docx")


@router.post("/conversation.md")
def markdown(conversation: ConversationIn) -> Response:
    """The turns as Markdown."""
    today = date.today()
    return _file(as_markdown(conversation.exchanges(), today).encode(), MARKDOWN, today, "md")


def _file(content: bytes, media_type: str, day: date, ending: str) -> Response:
    """RFC 6266: the Korean name, and a plain one for programs that know no other letters."""
    name = percent_encoded(f"{copy.FILE_NAME}-{day:%Y%m%d}.{ending}", safe="")
    plain = f"council-qa-{day:%Y%m%d}.{ending}"
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{name}",
            "Cache-Control": "no-store",
        },
    )
