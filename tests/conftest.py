"""What tests share: a clean environment, no network, and one library of the sample reports for the whole session."""

from __future__ import annotations

import csv
import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from index.library import Library
    from qa.assistant import Assistant
    from qa.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "corpus" / "samples"

# Gradio makes an event loop for each of its locks where none is running, and never closes it; the unclosed sockets are
# those that a loop wakes itself with (family 1: within this machine).
OF_GRADIO = (
    "ignore:unclosed event loop <_UnixSelectorEventLoop running=False:ResourceWarning",
    r"ignore:unclosed <socket.socket fd=\d+, family=1, type=1, proto=0>:ResourceWarning",
)


def pytest_configure(config: pytest.Config) -> None:
    """Leave alone what a library does to itself; every other warning is an error. Property tests try the same inputs
    every time: a run says the same of the same code, and `HYPOTHESIS_PROFILE=explore` looks for new ones.
    """
    hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
    hypothesis.settings.register_profile("explore", derandomize=False, deadline=None)
    hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
    for line in OF_GRADIO:
        config.addinivalue_line("filterwarnings", line)


@pytest.fixture(scope="session", autouse=True)
def _no_network_and_no_settings() -> Iterator[None]:
    """Nothing beyond loopback, and nothing of the developer's own settings."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("COUNCIL_QA_")]:
            if not name.startswith("COUNCIL_QA_TEST_"):
                patch.delenv(name)
        patch.setenv("HF_HUB_OFFLINE", "1")
        for method in ("connect", "connect_ex"):
            patch.setattr(socket.socket, method, _only_loopback(getattr(socket.socket, method)))
        yield


@pytest.fixture(autouse=True)
def _own_home_and_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has an empty home, and a working folder without anybody's `.env`."""
    monkeypatch.setenv("COUNCIL_QA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the session's library; tests must leave what is in it as it is."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def settings(home: Path) -> Settings:
    """Settings of the session's library, all others as a newcomer has them."""
    from qa.settings import load_settings

    return load_settings(home=home)


@pytest.fixture(scope="session")
def library(settings: Settings) -> Iterator[Library]:
    """The sample reports, ingested once with the built-in model."""
    from corpus.manifest import Manifest
    from qa.wiring import open_library

    opened = open_library(settings)
    manifest = Manifest.load(SAMPLES / "manifest.csv")
    outcomes = opened.ingest(sample_files(), manifest=manifest)
    assert {outcome.status for outcome in outcomes} == {"added"}, outcomes
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def assistant(settings: Settings, library: Library) -> Assistant:
    """The assistant over the session's library."""
    from qa.wiring import open_assistant

    return open_assistant(settings, library)


@pytest.fixture(scope="session")
def answered_question(assistant: Assistant) -> str:
    """A question about the sample reports that the assistant does answer, with a citation of a table's cell.

    How many it answers is what the evaluation measures; here it only has to be one.
    """
    from evals.dataset import load_questions
    from qa.answer import AnswerStatus, Question

    for case in load_questions():
        answer = assistant.ask(Question(case.question))
        if answer.status is AnswerStatus.ANSWERED and any(citation.cell for citation in answer.citations):
            return case.question
    raise AssertionError("no sample question is answered from a table")


@pytest.fixture(scope="session")
def server_url(settings: Settings, library: Library) -> Iterator[str]:
    """The whole product, chat included, on a free port of this machine."""
    from tests.serving import serving
    from ui.server import build

    with serving(build(settings)) as url:
        yield url


def sample_files() -> list[Path]:
    """The sample reports themselves, without what explains them."""
    with (SAMPLES / "manifest.csv").open(encoding="utf-8-sig", newline="") as rows:
        return [SAMPLES / row["file"] for row in csv.DictReader(rows)]


def _only_loopback(connect: Callable[..., Any]) -> Callable[..., Any]:
    """A socket method that refuses every address but this machine's own."""

    def connect_on_loopback(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise AssertionError(f"a test reached for the network: {address}")
        return connect(self, address)

    return connect_on_loopback


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
