import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import GenerationDamaged
from index.generation import FORMAT, KEEP, Generations, Recipe

RECIPE = Recipe(FORMAT, "content", "model@1", 8, "analyser", ("a", "b"))


def write(text):
    def fill(folder: Path) -> None:
        (folder / "faiss").mkdir()
        (folder / "faiss" / "index").write_text(text)
        (folder / "passages.json").write_text("[]")

    return fill


@pytest.fixture
def generations(tmp_path):
    return Generations(tmp_path / "generations")


def published(generations, text="one"):
    name = generations.build(RECIPE, write(text))
    generations.publish(name)
    return name


def test_there_is_nothing_at_first(generations):
    assert (generations.current(), generations.stamp(), generations.names()) == (None, 0, [])


def test_a_build_is_not_in_charge_before_it_is_published(generations):
    name = generations.build(RECIPE, write("one"))
    assert generations.current() is None
    generations.publish(name)
    assert generations.current().generation == name


def test_publishing_changes_the_stamp(generations):
    published(generations)
    before = generations.stamp()
    published(generations, "two")
    assert generations.stamp() != before


def test_the_manifest_tells_what_a_generation_was_made_from(generations):
    manifest = generations.verify(published(generations))
    assert manifest.recipe == RECIPE
    assert set(manifest.files) == {"faiss/index", "passages.json"}


def test_the_last_few_are_kept(generations):
    names = [published(generations, str(number)) for number in range(KEEP + 2)]
    assert generations.names() == names[-KEEP:]
    assert generations.earlier() == names[-2 : -KEEP - 1 : -1]


def test_a_build_that_fails_leaves_no_trace(generations):
    before = published(generations)

    def fail(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        generations.build(RECIPE, fail)
    assert generations.current().generation == before
    assert {path.name for path in generations.folder.iterdir()} == {before, "CURRENT"}


def change(folder: Path) -> None:
    (folder / "faiss" / "index").write_text("0ne")


def truncate(folder: Path) -> None:
    (folder / "faiss" / "index").write_text("")


def lose(folder: Path) -> None:
    (folder / "passages.json").unlink()


def add(folder: Path) -> None:
    (folder / "stranger").write_text("")


def edit_manifest(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["recipe"]["embedder"] = "model@2"
    (folder / "manifest.json").write_text(json.dumps(manifest))


def break_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def lose_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


@pytest.mark.parametrize("damage", [change, truncate, lose, add, edit_manifest, break_manifest, lose_manifest])
def test_damage_is_found(generations, damage):
    name = published(generations)
    damage(generations.path(name))
    with pytest.raises(GenerationDamaged, match="council-qa index rebuild"):
        generations.verify(name)


def test_a_damaged_current_file_is_as_if_there_were_none(generations):
    published(generations)
    (generations.folder / "CURRENT").write_bytes(b"\x00garbage")
    assert generations.current() is None


@pytest.mark.parametrize("moment", ["while building", "before publishing"])
def test_a_process_killed_before_publishing_leaves_the_old_one_in_charge(generations, moment):
    before = published(generations)
    script = f"""
import os, signal
from pathlib import Path
from index.generation import FORMAT, Generations, Recipe
def fill(folder):
    (folder / "file").write_text("new")
    if {moment == "while building"}:
        os.kill(os.getpid(), signal.SIGKILL)
generations = Generations(Path({str(generations.folder)!r}))
generations.build(Recipe(FORMAT, "content", "model@1", 8, "analyser", ()), fill)
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, check=False, timeout=60)
    assert done.returncode == -9, done.stderr
    assert generations.current().generation == before
    generations.verify(before)
    after = published(generations, "after")
    assert generations.current().generation == after
    assert not list(generations.folder.glob(".building-*"))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX only")
def test_hidden_lock_files_of_the_engines_do_not_count(generations):
    name = published(generations)
    (generations.path(name) / "faiss" / ".tantivy-meta.lock").write_text("")
    generations.verify(name)
