"""What the documents tell people to type exists, what they link to is there, and decisions are written in one form."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from qa.answer import Question
from qa.assistant import Assistant
from tests.conftest import ROOT
from ui.cli import app

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
RECORDS = sorted(ROOT.glob("docs/adr/*.md"))
CODE = re.compile(r"^```[^\n]*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)


def code_lines(markdown: str) -> Iterator[str]:
    """Every line that a document sets as code, fenced or inline, shell comments cut."""
    for fenced, inline in CODE.findall(markdown):
        for line in (fenced or inline).splitlines():
            yield re.sub(r"(^|\s)#.*", "", line).strip()


def make_targets(makefile: str) -> set[str]:
    """Targets that `make help` lists."""
    return set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


def unknown_make_targets(markdown: str, targets: set[str]) -> set[str]:
    """Targets a document names that the Makefile does not have."""
    named = {name for line in code_lines(markdown) for name in re.findall(r"\bmake ([a-z]\w*)", line)}
    return named - targets


def command_words(line: str) -> list[str] | None:
    """The words after `council-qa` in a line of code, or None where the line runs something else."""
    found = re.search(r"(?:^|/|\s)council-qa (.+)", line)
    return found.group(1).split() if found else None


def unknown_commands(markdown: str, root: object) -> list[str]:
    """Lines with a council-qa command or option that does not exist."""
    return [line for line in code_lines(markdown) if (words := command_words(line)) and not known(words, root)]


def known(words: list[str], command: object) -> bool:
    """Whether sub-commands and options exist, walking down the command tree."""
    for position, word in enumerate(words):
        children = getattr(command, "commands", {})
        alternatives = word.split("|")
        if word.startswith("-"):
            options = {option for parameter in command.params for option in parameter.opts}  # type: ignore[attr-defined]
            if word.split("=")[0] not in options | {"--help"}:
                return False
        elif children:
            if not all(name in children for name in alternatives):
                return False
            if len(alternatives) > 1:
                return all(known(words[position + 1 :], children[name]) for name in alternatives)
            command = children[word]
    return True


def broken_links(document: Path) -> list[str]:
    """Relative links of a document to files that are not there."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    return [link for link in links if "://" not in link and not (document.parent / link).exists()]


def missing_paths(markdown: str) -> list[str]:
    """Files and folders of the project that a document names as code but that are not there."""
    spans = (inline for _, inline in CODE.findall(markdown))
    named = (span for span in spans if re.fullmatch(r"(corpus|index|qa|api|ui|evals|tests|docs)/[\w./-]*", span))
    return [path for path in named if not (ROOT / path).exists()]


@pytest.fixture(scope="module")
def command() -> object:
    """The council-qa command as people get it."""
    return typer.main.get_command(app)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_tells_people_to_type_or_to_read_exists(document: Path, command: object) -> None:
    text = document.read_text(encoding="utf-8")
    assert unknown_make_targets(text, make_targets((ROOT / "Makefile").read_text(encoding="utf-8"))) == set()
    assert unknown_commands(text, command) == []
    assert broken_links(document) == []
    assert missing_paths(text) == []


@pytest.mark.parametrize(
    "line",
    ["council-qa fly", "council-qa serve --wings 2", "council-qa documents burn", ".venv/bin/council-qa ask --loud"],
)
def test_a_command_that_does_not_exist_is_reported(command: object, line: str) -> None:
    assert unknown_commands(f"```bash\n{line}\n```", command) == [line]
    assert unknown_commands(f"type `{line}` now", command) == [line]


def test_a_target_a_path_or_a_link_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    assert unknown_make_targets("run `make coffee`", {"run"}) == {"coffee"}
    assert missing_paths("see `qa/gone.py` and `qa/answer.py`") == ["qa/gone.py"]
    page = tmp_path / "page.md"
    page.write_text("[here](gone.md) and [there](https://example.org/x)", encoding="utf-8")
    assert broken_links(page) == ["gone.md"]


def test_both_readmes_name_the_two_first_commands() -> None:
    for name in ("README.md", "README.en.md"):
        lines = set(code_lines((ROOT / name).read_text(encoding="utf-8")))
        assert {"make run", "make test"} <= lines, name


def test_the_readme_shows_what_is_really_answered(assistant: Assistant) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [asked] = re.findall(r'council-qa ask "([^"]+)"', readme)
    answer = assistant.ask(Question(asked))
    [citation] = answer.citations
    assert readme.count(answer.text) == 2  # on the command line and over HTTP
    assert f"“{' '.join(citation.quote.split())}”" in readme
    assert f'"start": {citation.start},\n      "end": {citation.end},' in readme


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_decision_record_has_a_date_a_status_and_its_three_parts(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert re.match(r"# \d{4}\. \S", text)
    assert text.startswith(f"# {record.name[:4]}. ")
    assert re.search(r"^Date: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert re.search(r"^Status: (proposed|accepted|superseded by \d{4})$", text, re.MULTILINE)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences"]


def test_decision_records_are_numbered_without_gaps() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))
