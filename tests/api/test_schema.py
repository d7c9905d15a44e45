"""The API against its own description: schemathesis makes requests from the OpenAPI document, sound and unsound ones,
and checks every answer of a real server against it: no 5xx, no status, header or body that is not described.

Its operations are driven from here: the plug-in that it brings for pytest does not know pytest 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, strategies
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from api.app import bare_app, create_app
from api.metrics import Metrics
from qa.settings import ServerSettings, load_settings
from qa.wiring import open_assistant, open_library
from tests.serving import serving

# White space around a line or a question is not counted, which JSON Schema cannot say: what is too long by its blanks
# alone is taken, what holds nothing but blanks is not.
LENIENT = [checks.negative_data_rejection, checks.positive_data_acceptance]
EXAMPLES = 20  # requests of each kind to an operation
OPERATIONS = [
    (method, path, mode)
    for path, methods in bare_app(ServerSettings(), Metrics()).openapi()["paths"].items()
    for method, operation in methods.items()
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    # An operation that takes nothing cannot be asked wrongly.
    if mode is GenerationMode.POSITIVE or operation.keys() & {"parameters", "requestBody"}
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, FastAPI]]:
    """A server over two small reports of its own, which the requests may change."""
    folder: Path = tmp_path_factory.mktemp("described")
    (folder / "소방.txt").write_text("소방 업무보고\n\n1. 인력\n ㅇ 소방 인력은 317명임.\n", encoding="utf-8")
    (folder / "공원.txt").write_text("공원 업무보고\n\n1. 시설\n ㅇ 공원 벤치는 42개임.\n", encoding="utf-8")
    settings = load_settings(home=folder / "home")
    library = open_library(settings)
    library.ingest([folder / "소방.txt", folder / "공원.txt"])
    app = create_app(open_assistant(settings, library), library, settings)
    with serving(app) as url:
        yield url, app
    library.close()


@pytest.fixture(scope="module")
def schema(served: tuple[str, FastAPI]) -> Any:
    return schemathesis.openapi.from_url(f"{served[0]}/openapi.json")


@pytest.mark.parametrize(("method", "path", "mode"), OPERATIONS)
def test_every_answer_is_one_that_the_description_tells_of(
    served: tuple[str, FastAPI], schema: Any, method: str, path: str, mode: GenerationMode
) -> None:
    url, app = served
    reports = app.state.library.store.reports()
    known = {"document_id": reports[0].id, "passage_id": reports[0].passages[0].id} if method == "get" else {}
    operation = schema[path][method.upper()]

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode), real=strategies.booleans())
    def holds(case: schemathesis.Case, real: bool) -> None:
        if real:  # something that is there, which nobody finds by chance
            for name in known.keys() & case.path_parameters.keys():
                case.path_parameters[name] = known[name]
        case.call_and_validate(base_url=url, timeout=30, excluded_checks=LENIENT)

    holds()
