"""Keeps the index true to the store: which generation may answer, and when a new one has to be built."""

from __future__ import annotations

import logging
from dataclasses import replace

from index.builder import Builder
from index.embedder import Embedder
from index.errors import GenerationError, GenerationForeign
from index.generation import FORMAT, Generations, Recipe
from index.morphemes import Morphemes
from index.store import Store

_LOG = logging.getLogger(__name__)


class Upkeep:
    """Compares generations with what the store and the model ask for. Building needs the write lock."""

    def __init__(self, store: Store, generations: Generations, embedder: Embedder, builder: Builder) -> None:
        self._store = store
        self._generations = generations
        self._embedder = embedder
        self._builder = builder

    def wanted(self) -> Recipe:
        """What a generation of the present store and model is made from."""
        return Recipe(
            format=FORMAT,
            content=self._store.fingerprint(),
            embedder=self._embedder.name,
            dimension=self._embedder.dimension,
            analyser=Morphemes.version,
            document_ids=tuple(sorted(report.id for report in self._store.reports())),
        )

    def usable(self, name: str) -> Recipe:
        """The recipe of a generation that is sound and can be searched with this program and model.

        It may be out of date. Raises GenerationDamaged or GenerationForeign.
        """
        recipe, wanted = self._generations.verify(name).recipe, self.wanted()
        for seen, expected in [(recipe.format, wanted.format), (recipe.embedder, wanted.embedder)]:
            if seen != expected:
                raise GenerationForeign(
                    f"색인 세대 {name}은(는) 지금과 다른 모델이나 형식({seen})으로 만들어져 "
                    f"지금 것({expected})으로 찾을 수 없습니다."
                )
        return recipe

    def current(self) -> str | None:
        """The current generation where it is up to date, or where a person rolled back to it.

        Raises GenerationDamaged or GenerationForeign where there is one that cannot be used.
        """
        current = self._generations.current()
        if current is None:
            return None
        up_to_date = self.usable(current.generation) == self.wanted()
        return current.generation if up_to_date or current.pinned else None

    def of_another_model(self) -> str | None:
        """The current generation where it is sound and nothing but its embedding model differs from the present one."""
        current = self._generations.current()
        if current is None:
            return None
        try:
            recipe = self._generations.verify(current.generation).recipe
        except GenerationError:
            return None
        same = replace(recipe, embedder=self._embedder.name, dimension=self._embedder.dimension) == self.wanted()
        return current.generation if same and recipe.embedder != self._embedder.name else None

    def newest_usable(self) -> str | None:
        """The newest generation that can be searched, out of date or not."""
        return next(filter(self.is_usable, reversed(self._generations.names())), None)

    def is_usable(self, name: str) -> bool:
        """Whether a generation can be searched."""
        try:
            self.usable(name)
        except GenerationError:
            return False
        return True

    def refresh(self) -> str:
        """Build and publish a generation unless the current one is up to date; the one in charge."""
        current = self._generations.current()
        try:
            in_charge = self.current()
        except GenerationError:
            in_charge = None
        pinned = current is not None and current.pinned
        return self.build() if in_charge is None or pinned else in_charge

    def build(self) -> str:
        """Build and publish a new generation from the store; its name."""
        reports = self._store.reports()
        name = self._generations.build(self.wanted(), lambda folder: self._builder.write(folder, reports))
        self._generations.publish(name)
        _LOG.info("Published generation %s with %d documents", name, len(reports))
        return name
