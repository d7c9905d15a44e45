"""One reader per file format; the format is told by a file's content, never by its name."""

from corpus.readers.dispatch import read_file

__all__ = ["read_file"]
