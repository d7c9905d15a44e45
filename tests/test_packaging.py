"""What an installation gets: every package, every data file, and pinned dependencies that say what they are for."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = PYPROJECT["tool"]["setuptools"]["packages"]
TOP = sorted({package.split(".")[0] for package in PACKAGES})
OF_DEVELOPERS = ("corpus/samples/make/", "evals/load_client.py")  # run from a checkout by `make`, never by users
LEFTOVERS = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def requirements(*groups: str) -> list[Requirement]:
    """What pyproject.toml asks for: the run-time dependencies and the named extras."""
    project = PYPROJECT["project"]
    lines = [*project["dependencies"], *(line for group in groups for line in project["optional-dependencies"][group])]
    return [Requirement(line) for line in lines]


def pins() -> dict[str, str]:
    """Distribution to version, from constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}


def uncommented_dependencies(toml: str) -> list[str]:
    """Lines of dependency lists in a pyproject.toml that do not say what they are for."""
    return [
        line.strip() for line in toml.splitlines() if re.match(r'\s+"[^"]+",\s*$', line) and re.search(r"[=<>]", line)
    ]


def third_party_imports() -> Iterator[tuple[str, str]]:
    """File and top-level module of every import of the packages that is neither ours nor Python's own."""
    for path in (path for package in TOP for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for name in (name.split(".")[0] for name in names):
                if name not in sys.stdlib_module_names and name not in TOP:
                    yield str(path.relative_to(ROOT)), name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel, built from a copy so that nothing is left in the tree."""
    tree, built = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in TOP:
        shutil.copytree(ROOT / name, tree / name, ignore=LEFTOVERS)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree / name)
    build = f"import setuptools.build_meta as backend; print(backend.build_wheel({str(built)!r}))"
    done = subprocess.run([sys.executable, "-c", build], cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    unpacked = built / "unpacked"
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        archive.extractall(unpacked)
    return unpacked


def test_every_package_is_listed() -> None:
    found = {
        ".".join(path.parent.relative_to(ROOT).parts) for name in TOP for path in (ROOT / name).rglob("__init__.py")
    }
    assert set(PACKAGES) == found


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    def files(root: Path) -> set[str]:
        paths = (path for name in TOP for path in (root / name).rglob("*") if path.is_file())
        return {str(path.relative_to(root)) for path in paths if "__pycache__" not in path.parts}

    assert files(ROOT) - files(wheel) == set()


def test_the_wheel_carries_the_licence_and_the_command(wheel: Path) -> None:
    [info] = wheel.glob("*.dist-info")
    assert (info / "licenses" / "LICENSE").read_text(encoding="utf-8") == (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "council-qa = ui.cli:main" in (info / "entry_points.txt").read_text(encoding="utf-8")


def test_the_command_starts_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    start = f"import sys; sys.path.insert(0, {str(wheel)!r}); import ui.cli; print(ui.cli.__file__); ui.cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", start, "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == str(wheel / "ui" / "cli.py")
    assert "ingest" in done.stdout


def test_every_dependency_says_what_it_is_for() -> None:
    assert uncommented_dependencies((ROOT / "pyproject.toml").read_text(encoding="utf-8")) == []


def test_a_dependency_without_a_reason_is_reported() -> None:
    toml = 'dependencies = [\n  "numpy>=2",   # vectors\n  "rich>=14",\n]\n'
    assert uncommented_dependencies(toml) == ['"rich>=14",']


def test_every_dependency_is_pinned_to_a_version_it_admits() -> None:
    pinned = pins()
    for requirement in requirements(*PYPROJECT["project"]["optional-dependencies"]):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in constraints.txt"
        assert requirement.specifier.contains(version), f"{requirement} does not admit the pinned {version}"


def test_torch_is_pinned_and_no_gpu_package_is() -> None:
    pinned = pins()
    assert pinned["torch"] == "2.13.0"
    assert [name for name in pinned if re.search(r"nvidia|cuda|triton", name)] == []


def test_every_import_of_the_packages_is_a_declared_dependency() -> None:
    distributions = packages_distributions()
    declared = {canonicalize_name(requirement.name) for requirement in requirements("training", "onnx")}
    of_developers = declared | {canonicalize_name(requirement.name) for requirement in requirements("dev")}
    undeclared = {
        f"{file} imports {module}"
        for file, module in third_party_imports()
        if not (of_developers if file.startswith(OF_DEVELOPERS) else declared)
        & {canonicalize_name(name) for name in distributions.get(module, [])}
    }
    assert undeclared == set()
