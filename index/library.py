"""The library: reports in, searcher out; the one object that the command line, the API and the assistant work with.

home/
  reports.sqlite3     the store, the only truth
  work.sqlite3        terms and vectors worked out before; may be deleted
  generations/        the indexes
  write.lock          held by the one process that writes
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

from corpus.manifest import Manifest
from corpus.passages import relabelled
from corpus.report import Metadata, Report
from index.builder import Builder
from index.cache import WorkCache
from index.embedder import Embedder
from index.errors import GenerationError, HomeNotWritable, IndexingError, LibraryBusy, NoEarlierGeneration
from index.generation import Generations
from index.ingest import FileOutcome, ReadFile, files_of, read_files
from index.reranker import Reranker
from index.searcher import Searcher
from index.store import Store
from index.upkeep import Upkeep
from index.write_lock import WriteLock

_LOG = logging.getLogger(__name__)
WAIT_S = 10.0  # how long a writer waits for another process before it gives up


class Library:
    """Reports, their indexes and what keeps the two together. All methods may be called from any thread."""

    def __init__(
        self,
        home: Path,
        embedder: Embedder,
        reranker: Reranker | None = None,
        *,
        wait_s: float = WAIT_S,
        rebuild_aside: bool = False,
    ) -> None:
        """Open the library in `home`, a folder that is made where it is missing; raises StoreError.

        With `rebuild_aside`, an index made with another embedding model goes on answering, by words alone, while a
        new one is built in the background: what a server wants. Without, opening waits for the new one.
        """
        self.home = home
        self.embedder = embedder
        self.reranker = reranker
        self._rebuild_aside = rebuild_aside
        self.store = Store(home / "reports.sqlite3")
        self.generations = Generations(home / "generations")
        self.notices: tuple[str, ...] = ()  # Korean sentences: what was found wrong at the last opening, and done
        builder = Builder(embedder, WorkCache(home / "work.sqlite3"))
        self._upkeep = Upkeep(self.store, self.generations, embedder, builder)
        self._wait_s = wait_s
        self._lock = WriteLock(home / "write.lock", wait_s)
        self._opening = threading.Lock()
        self._searcher: Searcher | None = None
        self._opened_at = -1  # Generations.stamp() when the searcher was opened

    @property
    def searcher(self) -> Searcher:
        """The searcher of the newest generation, also of one that another process has published.

        While a new generation is being opened, other threads go on with the one before. Raises IndexingError where
        there is no usable generation and none can be built.
        """
        if self.generations.stamp() != self._opened_at and self._opening.acquire(blocking=self._searcher is None):
            try:
                if self.generations.stamp() != self._opened_at:
                    self._open()
            finally:
                self._opening.release()
        if self._searcher is None:
            raise IndexingError("색인이 아직 열리지 않았습니다. 잠시 뒤 다시 시도해 주세요.")
        return self._searcher

    def ingest(
        self,
        paths: Iterable[Path],
        *,
        manifest: Manifest | None = None,
        metadata: Metadata | None = None,
        on_file: Callable[[FileOutcome], None] | None = None,
    ) -> list[FileOutcome]:
        """Read files and folders into the store and publish a new generation; one outcome a file.

        `metadata` overrules the manifest, and what people said with `edit` the manifest too. A file that cannot be read
        is refused and stops nothing.
        """
        outcomes: list[FileOutcome] = []
        names: dict[str, bytes] = {}  # of this batch: another file of the same name must not replace it silently
        files = list(files_of(paths, manifest))
        with self._lock.held(), closing(read_files(files, manifest, metadata or Metadata())) as read:
            for file in read:
                outcome = self._store(file, names, metadata or Metadata())
                outcomes.append(outcome)
                if on_file:
                    on_file(outcome)
            self._refresh()
        return outcomes

    def remove(self, document_id: str) -> bool:
        """Delete a report from the store and the index; False where there is none of that id.

        Raises LibraryBusy where something is being ingested meanwhile, after the wait for another process.
        """
        with self._lock.held(self._wait_s):
            gone = self.store.remove(document_id)
            if gone:
                self._refresh()
        return gone

    def edit(self, document_id: str, fields: Mapping[str, str]) -> Report | None:
        """Change title, department, date or kind of a report, also for when the same file is ingested again.

        The report as it is then, None where there is none of that id. Raises LibraryBusy as `remove` does.
        """
        with self._lock.held(self._wait_s):
            report = self.store.edit(document_id, fields)
            if report:
                self._refresh()
        return report

    def rebuild(self) -> str:
        """Build and publish a new generation from the store; its name."""
        with self._lock.held():
            return self._upkeep.build()

    def rollback(self) -> str:
        """Go back to the newest earlier generation that is sound and of the same model; its name.

        It stays in charge until something is ingested, removed or rebuilt. Raises NoEarlierGeneration.
        """
        with self._lock.held():
            name = next(filter(self._upkeep.is_usable, self.generations.earlier()), None)
            if name is None:
                raise NoEarlierGeneration(
                    "되돌아갈 이전 색인 세대가 없습니다. `council-qa index rebuild`로 색인을 새로 만들 수 있습니다."
                )
            self.generations.publish(name, pinned=True)
        return name

    def verify(self) -> list[str]:
        """What is wrong with the current generation, in Korean; nothing where all is well."""
        current = self.generations.current()
        if current is None:
            return ["아직 색인이 없습니다. `council-qa index rebuild`로 만들 수 있습니다."]
        try:
            recipe = self._upkeep.usable(current.generation)
        except GenerationError as error:
            return [str(error)]
        if recipe != self._upkeep.wanted():
            pinned = " (되돌린 세대입니다)" if current.pinned else ""
            return [f"색인이 보고서 저장소보다 오래되었습니다{pinned}. `council-qa index rebuild`로 맞출 수 있습니다."]
        return []

    def close(self) -> None:
        """Give the database back; the library cannot be used afterwards."""
        self.store.close()

    def _refresh(self) -> None:
        """Publish what the store holds; where questions are being answered, open it before the next one comes."""
        self._upkeep.refresh()
        if self._searcher is not None:
            _ = self.searcher

    def _store(self, file: ReadFile, names: dict[str, bytes], given: Metadata) -> FileOutcome:
        report = file.report
        if isinstance(report, FileOutcome):
            return report
        digest = hashlib.sha256(file.data).digest()
        if names.setdefault(report.source, digest) != digest:
            return FileOutcome(
                report.source,
                "refused",
                f"이름이 같고 내용이 다른 파일이 이 묶음에 이미 있습니다: {report.source}. "
                "이름을 바꾸어 다시 올려 주세요.",
            )
        edits = self.store.edits(report.id)
        said = {field: value for field, value in asdict(given).items() if value}  # the newest word of a person counts
        if edits:
            report = relabelled(report, replace(report.metadata, **(edits | said)))
        stored = self.store.put(report, file.data)
        if edits and said:
            self.store.edit(report.id, said)
        status = "partial" if report.partial and stored != "unchanged" else stored
        return FileOutcome(report.source, status, document_id=report.id, warnings=report.warnings)

    def _open(self) -> None:
        """Open the generation that should answer, building it where that is missing, damaged or out of date."""
        self.notices = ()
        stamp = self.generations.stamp()
        old = self._upkeep.of_another_model() if self._rebuild_aside else None
        if old is not None:
            self._searcher = Searcher(old, self.generations.path(old), self.store.reports(), None, self.reranker)
            self._opened_at = stamp
            self._notice("임베딩 모델이 바뀌어 색인을 새로 만들고 있습니다. 그동안은 낱말로만 찾습니다.")
            threading.Thread(target=self._renew, name="renewing", daemon=True).start()
            return
        try:
            name = self._upkeep.current()
        except GenerationError as error:
            self._notice(str(error))
            name = None
        if name is None:
            name = self._rebuilt_or_earlier()
            stamp = self.generations.stamp()
        self._searcher = Searcher(name, self.generations.path(name), self.store.reports(), self.embedder, self.reranker)
        self._opened_at = stamp

    def _renew(self) -> None:
        """Build and publish a generation of the present model; the next search opens it."""
        try:
            self.rebuild()
        except (IndexingError, OSError) as error:
            self._notice(f"색인을 새로 만들지 못했습니다. 낱말로만 찾습니다. {error}")

    def _rebuilt_or_earlier(self) -> str:
        """A new generation; where another process is writing, the newest usable one there is."""
        try:
            with self._lock.held(wait_s=0):
                return self._upkeep.refresh()
        except (LibraryBusy, HomeNotWritable):
            earlier = self._upkeep.newest_usable()
            if earlier is None:
                raise
            self._notice(f"색인을 새로 만들 수 없어 이전 세대 {earlier}(으)로 답합니다.")
            return earlier

    def _notice(self, sentence: str) -> None:
        _LOG.warning(sentence)
        self.notices = (*self.notices, sentence)
