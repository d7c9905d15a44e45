"""How the parts are put together."""

from __future__ import annotations

import pytest
from langchain_core.language_models import BaseChatModel

from index.library import Library
from qa.errors import ChatModelError
from qa.settings import ChatSettings, Settings
from qa.wiring import open_chat_model, open_store


def test_without_a_name_there_is_no_chat_model() -> None:
    assert open_chat_model(ChatSettings()) is None


def test_a_chat_model_gets_the_address_and_the_time_limit_of_the_settings() -> None:
    chat = ChatSettings(model="openai:qwen3-8b", base_url="http://127.0.0.1:9/v1", api_key="k", timeout_s=7)  # type: ignore[arg-type]
    model = open_chat_model(chat)
    assert isinstance(model, BaseChatModel)
    told = model.model_dump()
    assert told["model_name"] == "qwen3-8b"
    assert told["openai_api_base"] == "http://127.0.0.1:9/v1"
    assert told["request_timeout"] == 7


@pytest.mark.parametrize("name", ["qwen3-8b", "nobody:model", "anthropic:claude"])
def test_a_chat_model_that_cannot_be_put_together_is_said_by_name(name: str) -> None:
    with pytest.raises(ChatModelError, match=name):
        open_chat_model(ChatSettings(model=name))


def test_the_store_alone_is_the_librarys_own(library: Library, settings: Settings) -> None:
    store = open_store(settings)
    assert store.path == library.store.path
    assert store.reports() == library.store.reports()
    store.close()
