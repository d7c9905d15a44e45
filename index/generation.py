"""Immutable index generations (색인 세대): built aside, published by one rename, checked before they are opened.

    generations/
      000007-1a2b3c4d5e6f/      number, then the first 12 hex digits of the manifest's own sha256
        manifest.json           sha256 of every other file, and what the generation was made from
        tantivy/ faiss/ meta/
      CURRENT                   {"generation": "000007-…", "pinned": false}

A reader never sees half a generation: the folder gets its name only when all is on disk, and CURRENT is replaced by
rename. A process killed at any point leaves the generation before in charge and at most an unnamed folder, which the
next build sweeps away.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.errors import GenerationDamaged

FORMAT = 1  # of the files inside a generation; another number means: build anew
KEEP = 3
_MANIFEST = "manifest.json"
_BUILDING = ".building-"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a generation is made from; a generation with another recipe than wanted is out of date."""

    format: int
    content: str  # Store.fingerprint()
    embedder: str
    dimension: int
    analyser: str  # Morphemes.version
    document_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The recipe and the sha256 of every file, by path inside the generation."""

    recipe: Recipe
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Current:
    """Which generation answers. `pinned`: a person rolled back to it, so it is not replaced without being asked."""

    generation: str
    pinned: bool = False


_MANIFEST_TYPE = TypeAdapter(Manifest)
_CURRENT_TYPE = TypeAdapter(Current)


class Generations:
    """The folder of generations. Reading needs no lock; building, publishing and rolling back need the write lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Current | None:
        """What CURRENT says, or None where nothing was published yet or the file is damaged."""
        try:
            return _CURRENT_TYPE.validate_json((self.folder / "CURRENT").read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def stamp(self) -> int:
        """Changes whenever something was published: the modification time of CURRENT in ns, 0 where there is none."""
        try:
            return (self.folder / "CURRENT").stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def names(self) -> list[str]:
        """All complete generations, oldest first."""
        return sorted(path.parent.name for path in self.folder.glob(f"[0-9]*/{_MANIFEST}"))

    def earlier(self) -> list[str]:
        """Complete generations older than the current one, newest first; all of them where there is no current one."""
        current = self.current()
        return [name for name in reversed(self.names()) if current is None or name < current.generation]

    def path(self, name: str) -> Path:
        """The folder of a generation."""
        return self.folder / name

    def build(self, recipe: Recipe, write: Callable[[Path], None]) -> str:
        """Let `write` fill a folder aside, seal it with a manifest and give it its name; not yet published."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for left_over in self.folder.glob(f"{_BUILDING}*"):
            shutil.rmtree(left_over, ignore_errors=True)
        aside = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.folder))
        try:
            write(aside)
            manifest = _MANIFEST_TYPE.dump_json(Manifest(recipe, _hashes(aside)), indent=1)
            (aside / _MANIFEST).write_bytes(manifest)
            for path in aside.rglob("*"):
                _sync(path)
            number = max((int(name.split("-")[0]) for name in self.names()), default=0) + 1
            name = f"{number:06d}-{_seal(manifest)}"
            aside.rename(self.folder / name)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        _sync(self.folder)
        return name

    def publish(self, name: str, *, pinned: bool = False) -> None:
        """Make a generation the one that answers, atomically, and drop all but the newest few."""
        new = self.folder / "CURRENT.new"
        new.write_bytes(_CURRENT_TYPE.dump_json(Current(name, pinned)))
        _sync(new)
        os.replace(new, self.folder / "CURRENT")
        _sync(self.folder)
        for old in self.names()[:-KEEP]:
            if old != name:
                shutil.rmtree(self.folder / old, ignore_errors=True)  # a reader on Windows may hold it: next time

    def verify(self, name: str) -> Manifest:
        """Check every file of a generation against its manifest and the manifest against the name.

        Raises GenerationDamaged, which names what is wrong.
        """
        folder = self.folder / name
        try:
            manifest_json = (folder / _MANIFEST).read_bytes()
            manifest = _MANIFEST_TYPE.validate_json(manifest_json)
        except (OSError, ValidationError) as error:
            raise _damaged(name, "manifest.json을 읽을 수 없습니다") from error
        if not name.endswith(_seal(manifest_json)):
            raise _damaged(name, "manifest.json이 바뀌었습니다")
        seen = _hashes(folder)
        for file in sorted(manifest.files.keys() | seen.keys()):
            if file not in seen:
                raise _damaged(name, f"{file} 파일이 없습니다")
            if manifest.files.get(file) != seen[file]:
                raise _damaged(name, f"{file} 파일의 내용이 기록과 다릅니다")
        return manifest


def _hashes(folder: Path) -> dict[str, str]:
    """sha256 of each file by its path inside; hidden files (tantivy's locks) and the manifest do not count."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(files)
        if path != folder / _MANIFEST and not path.name.endswith(".lock")
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seal(manifest_json: bytes) -> str:
    return hashlib.sha256(manifest_json).hexdigest()[:12]


def _sync(path: Path) -> None:
    """Force a file or folder to disk; Windows cannot open folders and does not need to."""
    windows = os.name == "nt"
    if path.is_dir() and windows:
        return
    handle = os.open(path, os.O_RDWR if windows else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _damaged(name: str, what: str) -> GenerationDamaged:
    return GenerationDamaged(
        f"색인 세대 {name}이(가) 손상되었습니다: {what}. `council-qa index rebuild`로 다시 만들 수 있습니다."
    )
