"""Where the parts are put together.

What is heavy (torch, LangChain) is imported by the function that needs it, so that `council-qa --help` and
`council-qa documents list` stay quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.store import Store
from qa.errors import ChatModelError
from qa.settings import ChatSettings, Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from index.library import Library
    from qa.assistant import Assistant

REPORTS = "reports.sqlite3"  # as index.library lays out the home folder; a test holds the two together


def open_library(settings: Settings, *, rebuild_aside: bool = False) -> Library:
    """The reports and their index in the home folder; loads the models that are set. `rebuild_aside`: see Library.

    Raises the errors of `index`: a home that cannot be written, a damaged database, a model that is not there.
    """
    from index.library import Library
    from index.models.loading import load_embedder, load_reranker

    wanted = settings.index
    embedder = load_embedder(wanted.embedding_model, wanted.backend)
    reranker = load_reranker(wanted.reranker_model, wanted.backend) if wanted.reranker_model else None
    return Library(settings.home, embedder, reranker, rebuild_aside=rebuild_aside)


def open_store(settings: Settings) -> Store:
    """The reports alone, without index and model: enough to list them, and quick. Raises StoreError."""
    return Store(settings.home / REPORTS)


def open_assistant(settings: Settings, library: Library) -> Assistant:
    """The assistant over an open library."""
    from qa.assistant import Assistant

    return Assistant(library, short_chars=settings.answer.short_chars, long_chars=settings.answer.long_chars)


def open_chat_model(chat: ChatSettings) -> BaseChatModel | None:
    """The chat model of the settings, or None where none is set.

    Raises ChatModelError where the name says nothing to LangChain or its client package is not installed.
    """
    if not chat.model:
        return None
    from langchain.chat_models import init_chat_model

    given = {"base_url": chat.base_url, "api_key": chat.api_key.get_secret_value()}
    options: dict[str, Any] = {name: value for name, value in given.items() if value}
    try:
        model: BaseChatModel = init_chat_model(chat.model, timeout=chat.timeout_s, **options)
    except (ImportError, ValueError) as error:
        raise ChatModelError(
            f"대화 모델 '{chat.model}'을(를) 쓸 수 없습니다: {error}. "
            "COUNCIL_QA_CHAT__MODEL에는 'openai:모델이름'처럼 적습니다."
        ) from error
    return model
