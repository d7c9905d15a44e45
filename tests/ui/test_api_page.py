"""docs/api.md: every example is run, as it is printed, against a real server with the sample reports."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from index.library import Library
from qa.settings import load_settings
from tests.serving import serving
from ui.server import build

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
PRINTED = "http://127.0.0.1:8000"
RUN = {"bash", "python", "javascript", "json", "appsscript"}
NOT_RUN = {"powerquery"}  # needs Excel
# What Google gives a script, as far as the page uses it, over curl.
APPS_SCRIPT = """
import { execFileSync } from "node:child_process";
const UrlFetchApp = { fetch(url, { method, contentType, headers, payload }) {
  const lines = Object.entries({ ...headers, "Content-Type": contentType }).flatMap(([k, v]) => ["-H", `${k}: ${v}`]);
  const options = ["-qs", "-w", "%{http_code}", "-X", method.toUpperCase(), "-d", payload];
  const said = execFileSync("curl", [...options, ...lines, url]).toString();
  return { getContentText: () => said.slice(0, -3), getResponseCode: () => Number(said.slice(-3)) };
} };
"""
ASKED = 'console.log(COUNCIL_ASK("2022년 국내협력계정의 집행률은 얼마인가요?"), COUNCIL_ASK(""));'


@dataclass(frozen=True)
class Example:
    """A block of code of the page."""

    heading: str
    language: str
    code: str
    output: str  # as printed below it, "…" for anything; empty where none is printed

    @property
    def fails(self) -> bool:
        """Whether the server refuses what is asked."""
        return self.heading == "오류" and self.language == "bash"


def examples(markdown: str) -> list[Example]:
    """The blocks in their order, each with the output printed below it."""
    found: list[Example] = []
    heading = ""
    for title, language, code in re.findall(r"^#+ ([^\n]+)$|^```(\w+)\n(.*?)^```$", markdown, re.MULTILINE | re.DOTALL):
        if title:
            heading = title
        elif language == "text":
            found[-1] = Example(found[-1].heading, found[-1].language, found[-1].code, code)
        else:
            found.append(Example(heading, language, code, ""))
    return found


EXAMPLES = examples(PAGE.read_text(encoding="utf-8"))


def of(language: str) -> Any:
    """The examples in a language, as parameters of a test."""
    chosen = [example for example in EXAMPLES if example.language == language]
    return pytest.mark.parametrize("example", chosen, ids=[f"{n} {e.heading}" for n, e in enumerate(chosen, start=1)])


def shows(output: str, printed: str) -> bool:
    """Whether output is as printed; "…" stands for anything."""
    return re.search(".*".join(map(re.escape, printed.strip().split("…"))), output, re.DOTALL) is not None


@pytest.fixture(scope="module")
def url(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with its own copy of the sample reports: one example removes a report."""
    home = tmp_path_factory.mktemp("page") / "home"
    shutil.copytree(library.home, home, ignore=shutil.ignore_patterns("*.lock"))
    with serving(build(load_settings(home=home))) as address:
        yield address


def run(example: Example, url: str, folder: Path, *command: str) -> str:
    """What an example prints; it ends well, except where it shows an error."""
    (folder / ".curlrc").write_text("fail-with-body\nshow-error\n", encoding="utf-8")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    code = example.code.replace(PRINTED, url)
    done = subprocess.run(
        [*command, code], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode == 0) is not example.fails, done.stdout + done.stderr
    assert shows(done.stdout.replace(url, PRINTED), example.output), done.stdout
    return done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
@of("bash")
def test_curl(example: Example, url: str, tmp_path: Path) -> None:
    output = run(example, url, tmp_path, "bash", "-euo", "pipefail", "-c")
    saved = [file.read_bytes() for file in tmp_path.iterdir() if file.suffix in (".pdf", ".png")]
    assert output or saved or "DELETE" in example.code
    assert all(data.startswith((b"%PDF", b"\x89PNG")) for data in saved)


@of("python")
def test_python(example: Example, url: str, tmp_path: Path) -> None:
    assert run(example, url, tmp_path, sys.executable, "-W", "error", "-c")


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
@of("javascript")
def test_javascript(example: Example, url: str, tmp_path: Path) -> None:
    assert run(example, url, tmp_path, "node", "--input-type=module", "--eval")


@pytest.mark.skipif(not (shutil.which("node") and shutil.which("curl")), reason="there is no node or no curl")
@of("appsscript")
def test_apps_script(example: Example, url: str, tmp_path: Path) -> None:
    script = replace(example, code=f"{APPS_SCRIPT}\n{example.code}\n{ASKED}")
    output = run(script, url, tmp_path, "node", "--input-type=module", "--eval")
    assert "2022년 집행률은 64.7%입니다. [1]" in output
    assert "운용실적 (2019~2023) › Ⅰ. 총괄" in output
    assert "question: 1자 이상" in output


@of("json")
def test_an_mcp_configuration_leads_to_the_tools(example: Example, url: str) -> None:
    [server] = json.loads(example.code.replace(PRINTED, url))["mcpServers"].values()
    [address] = [value for value in (server.get("url"), *server.get("args", [])) if value and "://" in value]

    async def tools() -> list[str]:
        async with (
            httpx2.AsyncClient(headers=server.get("headers", {})) as http,
            Client(streamable_http_client(address, http_client=http)) as client,
        ):
            return [tool.name for tool in (await client.list_tools()).tools]

    assert "ask_reports" in asyncio.run(tools())


def test_no_example_is_left_out_and_every_route_has_one() -> None:
    assert {example.language for example in EXAMPLES} == RUN | NOT_RUN
    shown = "".join(example.code for example in EXAMPLES)
    description = json.loads((PAGE.parents[1] / "api" / "openapi.json").read_text(encoding="utf-8"))
    for path in description["paths"]:
        pattern = re.sub(r"\\\{\w+\\\}", r"[\\w$-]+", re.escape(path))
        assert re.search(f"{pattern}[^/\\w]", shown), path


def test_an_example_whose_output_differs_or_which_fails_is_noticed(tmp_path: Path) -> None:
    [first, second] = examples("# 하나\n```bash\necho a b\n```\n```text\na …\n```\n## 둘\n```bash\nfalse\n```\n")
    assert (first.heading, first.output, second.heading, second.output) == ("하나", "a …\n", "둘", "")
    assert shows("a b\n", first.output)
    assert not shows("b a\n", "b … c")
    run(first, "http://127.0.0.1:1", tmp_path, "bash", "-c")
    with pytest.raises(AssertionError):
        run(second, "http://127.0.0.1:1", tmp_path, "bash", "-c")
    with pytest.raises(AssertionError):
        run(Example("하나", "bash", "echo c", "a"), "http://127.0.0.1:1", tmp_path, "bash", "-c")
