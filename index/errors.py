"""What can go wrong between a passage and a hit.

    IndexingError
    ├── EmbedderError
    │   ├── ModelNotFound        the folder or hub name leads nowhere
    │   ├── ModelUnusable        files are there but are no embedding model
    │   ├── VectorsInvalid       the model gave vectors of a wrong shape or with NaN
    │   └── EncoderBusy          too many wait for the model
    ├── StoreError
    │   ├── HomeNotWritable      the data folder cannot be made or written
    │   ├── StoreDamaged         the database file is no readable database
    │   └── StoreTooNew          written by a later version of the program
    ├── GenerationError
    │   ├── GenerationDamaged    a file is missing, changed or unreadable
    │   ├── GenerationForeign    made with another model or by another version of the program
    │   └── NoEarlierGeneration  nothing to roll back to
    ├── AnalysisStopped          a process that takes passages apart died or was too slow
    └── LibraryBusy              another process is writing

Messages are for people (Korean): what was expected, what was seen, the next step. `code` is stable, for programs.
"""

from __future__ import annotations


class IndexingError(Exception):
    """Base of everything this package raises on purpose."""

    code = "index_error"


class EmbedderError(IndexingError):
    """The embedding model cannot be used."""

    code = "embedder_error"


class ModelNotFound(EmbedderError):
    """The folder or hub name of the model leads nowhere."""

    code = "model_not_found"


class ModelUnusable(EmbedderError):
    """There are files, but they are no embedding model that can be loaded safely."""

    code = "model_unusable"


class VectorsInvalid(EmbedderError):
    """The model gave vectors of a wrong shape or with values that are no numbers."""

    code = "vectors_invalid"


class EncoderBusy(EmbedderError):
    """More texts wait to be encoded than the encoder takes."""

    code = "encoder_busy"


class StoreError(IndexingError):
    """The database of reports cannot be used."""

    code = "store_error"


class HomeNotWritable(StoreError):
    """The data folder cannot be made or written."""

    code = "home_not_writable"


class StoreDamaged(StoreError):
    """The database file is no readable database."""

    code = "store_damaged"


class StoreTooNew(StoreError):
    """The database was written by a later version of the program."""

    code = "store_too_new"


class GenerationError(IndexingError):
    """An index generation cannot be used."""

    code = "generation_error"


class GenerationDamaged(GenerationError):
    """A file of a generation is missing, changed or unreadable."""

    code = "generation_damaged"


class GenerationForeign(GenerationError):
    """A generation was made with another model or by another version of the program."""

    code = "generation_foreign"


class NoEarlierGeneration(GenerationError):
    """There is no earlier generation to roll back to."""

    code = "no_earlier_generation"


class AnalysisStopped(IndexingError):
    """A child process that takes passages apart into terms died or was too slow."""

    code = "analysis_stopped"


class LibraryBusy(IndexingError):
    """Another process is writing to the same data folder."""

    code = "library_busy"
