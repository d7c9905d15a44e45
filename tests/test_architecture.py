"""The shape of the code itself: who may import whom, and what a module may do when it is imported."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

LAYERS = ("corpus", "index", "qa", "api", "ui")  # each may import itself and those before it
ALLOWED = {layer: set(LAYERS[: depth + 1]) for depth, layer in enumerate(LAYERS)} | {
    "evals": {"corpus", "index", "qa", "evals"},
}
ALLOWED["ui"].add("evals")  # the outermost: `council-qa eval`


def modules(root: Path) -> Iterator[Path]:
    """Every Python file of the packages below `root`."""
    for package in sorted(ALLOWED):
        yield from sorted((root / package).rglob("*.py"))


def imported_names(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything a file imports, relative imports resolved."""
    package = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield node.lineno, ".".join([*base, *filter(None, [node.module])])


def upward_imports(root: Path) -> list[str]:
    """One line per import that goes against the layers."""
    found = []
    for path in modules(root):
        layer = path.relative_to(root).parts[0]
        for line, name in imported_names(path, root):
            target = name.split(".")[0]
            if target in ALLOWED and target not in ALLOWED[layer]:
                found.append(f"{path.relative_to(root)}:{line} {layer} imports {name}")
    return found


def environment_readers(root: Path) -> set[str]:
    """Files that read the process environment themselves."""
    reads = set()
    for path in modules(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}:
                reads.add(str(path.relative_to(root)))
    return reads


def statements_in_package_files(root: Path) -> list[str]:
    """Anything in an `__init__.py` that is more than a docstring, an import or a constant."""
    found = []
    for path in modules(root):
        if path.name == "__init__.py":
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                if not docstring and not isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign):
                    found.append(f"{path.relative_to(root)}:{node.lineno} {type(node).__name__}")
    return found


def write(root: Path, name: str, source: str) -> None:
    """A module of a made-up project."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")


def test_imports_only_go_down_the_layers() -> None:
    assert list(modules(ROOT)), "no module found: the test looks in the wrong place"
    assert upward_imports(ROOT) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("corpus/chunker.py", "from index.hits import Hit"),
        ("index/searcher.py", "import qa.answer"),
        ("qa/assistant.py", "def ask():\n    from api import app"),
        ("api/app.py", "from ui.chat_page import build_chat"),
        ("api/routes/ask.py", "import evals"),
        ("evals/run.py", "from api.app import create_app"),
        ("corpus/readers/pdf.py", "if True:\n    import os, qa"),
    ],
)
def test_an_upward_import_is_reported_with_its_place(tmp_path: Path, file: str, source: str) -> None:
    write(tmp_path, file, source)
    [line] = upward_imports(tmp_path)
    assert line.startswith(f"{file}:")


def test_imports_downward_within_a_package_and_of_libraries_are_fine(tmp_path: Path) -> None:
    write(
        tmp_path,
        "qa/assistant.py",
        "import json\nimport corpus.report\nfrom index.hits import Hit\nfrom . import answer",
    )
    write(tmp_path, "evals/run.py", "from qa.answer import Answer")
    write(tmp_path, "ui/cli.py", "from evals.run import run\nfrom api.app import create_app")
    assert upward_imports(tmp_path) == []


def test_only_the_settings_read_the_environment() -> None:
    # The benchmark hands its environment on to the commands it starts, the command line sets how many threads numpy,
    # torch and faiss take; neither looks at anything in it.
    assert environment_readers(ROOT) <= {"qa/settings.py", "evals/bench.py", "ui/cli.py"}


def test_a_module_that_reads_the_environment_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "index/dense.py", "import os\nHOME = os.environ['HOME']")
    assert environment_readers(tmp_path) == {"index/dense.py"}


def test_package_files_hold_nothing_but_re_exports_and_constants() -> None:
    assert statements_in_package_files(ROOT) == []


def test_code_in_a_package_file_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "qa/__init__.py", '"""Fine."""\n\n\ndef work():\n    return 1\n')
    assert statements_in_package_files(tmp_path) == ["qa/__init__.py:4 FunctionDef"]


def test_importing_the_packages_loads_no_model_and_no_torch() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in modules(ROOT) if "training" not in path.parts
    ]
    source = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name.removesuffix('.__init__'))\n"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
