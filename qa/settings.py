"""Every setting of the product, read once from COUNCIL_QA_* variables or a `.env` file. The only reader of either.

`COUNCIL_QA_SERVER__PORT=8123` sets `Settings.server.port`. docs/settings.md lists them for people; a test keeps the
list complete.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Self

import pydantic_settings
from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.models import BUILT_IN
from index.models.loading import Backend
from qa.answer import Mode
from qa.errors import SettingsError
from qa.explain import explain

PREFIX = "COUNCIL_QA_"
DELIMITER = "__"
OF_THE_TESTS = f"{PREFIX}TEST_"  # variables that only the test suite reads


def _split_commas(value: object) -> object:
    """`"a, b"` as `("a", "b")`, so that a list can be typed without JSON quotes."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


class _Group(BaseModel):
    """Settings of one package: read-only, and a misspelt name is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IndexSettings(_Group):
    """How passages are found."""

    embedding_model: str = str(BUILT_IN)  # folder or hub name of a sentence-transformers model
    reranker_model: str = ""  # folder or hub name of a cross-encoder; empty: none
    backend: Backend = "torch"  # what runs models of layers; "onnx" needs the extra of that name (docs/models.md)


class AnswerSettings(_Group):
    """Limits of an answer; all are characters of the answer's text without its markers, or counts."""

    mode: Mode = "auto"  # what a question without a mode of its own gets
    short_chars: int = Field(default=240, ge=60, le=2000)  # an answer to a question with one answer
    long_chars: int = Field(default=600, ge=120, le=4000)  # a list, a comparison, reasons
    max_citations: int = Field(default=5, ge=1, le=10)

    @model_validator(mode="after")
    def _limits_in_order(self) -> Self:
        if self.short_chars > self.long_chars:
            raise ValueError(f"short_chars({self.short_chars})는 long_chars({self.long_chars}) 이하여야 합니다.")
        return self


class ChatSettings(_Group):
    """An optional chat model on the same network; without one every answer is extractive."""

    model: str = ""  # as LangChain's init_chat_model takes it, e.g. "openai:qwen3-8b"; empty: none
    base_url: str = ""  # e.g. "http://10.0.0.7:8000/v1"; empty: the provider's own
    api_key: SecretStr = SecretStr("")
    timeout_s: float = Field(default=30.0, gt=0, le=600)


class ServerSettings(_Group):
    """Where the server listens and what it accepts."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=2, ge=1, le=64)  # questions worked on at the same time
    max_waiting: int = Field(default=64, ge=0, le=10_000)  # questions that wait for that; more are refused
    body_timeout_s: float = Field(default=30.0, gt=0, le=3600)  # for a small body; a large one has longer
    max_body_bytes: int = Field(default=1_000_000, ge=10_000)
    max_upload_bytes: int = Field(default=100_000_000, ge=10_000)  # of POST /v1/documents alone
    # Names a browser may use for this server, besides the loopback ones. A web page elsewhere that points its own name
    # at this machine (DNS rebinding) is refused. "*" admits every name.
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_commas)] = ()


def _origins(value: tuple[str, ...]) -> tuple[str, ...]:
    """Origins as a browser writes them; anything else would never be met."""
    for origin in value:
        if origin != "*" and not re.fullmatch(r"https?://[^/?#\s]+", origin):
            raise ValueError(f"'https://이름:포트' 꼴이어야 하고 뒤에 /가 없어야 합니다: {origin}")
    return tuple(origin.lower() for origin in value)


class AccessSettings(_Group):
    """Who may use the server, and how much (docs/access.md)."""

    open: bool = False  # everybody may read, without a key; changes still need one
    requests_per_minute: int = Field(default=1200, ge=1)  # of one key, or of one address without a key
    concurrent_requests: int = Field(default=16, ge=1)  # likewise
    # Web pages of other servers that may call the API from a browser (CORS). "*" admits all.
    allowed_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_commas), AfterValidator(_origins)] = ()


class AuditSettings(_Group):
    """The record of who asked what."""

    days: int = Field(default=90, ge=0, le=36_500)  # how long it is kept; 0: none is written
    question_text: bool = True  # whether the question itself stands in it


class Settings(BaseSettings):
    """All settings; frozen. Use `load_settings` where a person should read what is wrong."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=DELIMITER,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
    )

    home: Path = Field(default_factory=lambda: user_data_path("council-qa", appauthor=False))
    index: IndexSettings = IndexSettings()
    answer: AnswerSettings = AnswerSettings()
    chat: ChatSettings = ChatSettings()
    server: ServerSettings = ServerSettings()
    access: AccessSettings = AccessSettings()
    audit: AuditSettings = AuditSettings()

    @model_validator(mode="before")
    @classmethod
    def _no_unknown_variable(cls, values: dict[str, Any]) -> dict[str, Any]:
        """pydantic-settings never looks at variables that match no field, so a misspelt one would go unnoticed."""
        for name in sorted(os.environ):
            known = name.upper().removeprefix(PREFIX).split(DELIMITER)[0].lower() in cls.model_fields
            if name.upper().startswith(PREFIX) and not known and not name.upper().startswith(OF_THE_TESTS):
                raise ValueError(f"{name}: 없는 설정입니다. 이름을 확인하세요.")
        # Of a .env file it takes every line, also those of other programs.
        ours = cls.model_fields.keys()
        return {name: value for name, value in values.items() if name in ours or name.upper().startswith(PREFIX)}

    @model_validator(mode="after")
    def _absolute_home(self) -> Self:
        # `~` and relative folders mean the same wherever the command is run from.
        object.__setattr__(self, "home", self.home.expanduser().absolute())
        return self


def load_settings(**values: Any) -> Settings:
    """The settings of this process; `values` win over the environment.

    Raises SettingsError with a Korean line for each variable that does not fit.
    """
    try:
        return Settings(**values)
    except ValidationError as error:
        lines = [_line(entry) for entry in error.errors(include_url=False, include_input=False)]
    except pydantic_settings.SettingsError as error:
        # pydantic-settings could not read a group given as JSON; its message names the field, never the value.
        lines = [f"{error}: 올바른 JSON이 아닙니다."]
    raise SettingsError("설정이 올바르지 않습니다. " + " ".join(lines) + " (docs/settings.md 참고)")


def variable(*path: str) -> str:
    """The environment variable that sets a setting: ("server", "port") is COUNCIL_QA_SERVER__PORT."""
    return PREFIX + DELIMITER.join(path).upper()


def _line(entry: Any) -> str:
    location = [str(part) for part in entry["loc"]]
    if location and location[0].upper().startswith(PREFIX):  # an unknown name in a .env file comes as it is written
        location[0] = location[0][len(PREFIX) :]
    name = variable(*location) + ": " if location else ""
    return name + explain(entry)
