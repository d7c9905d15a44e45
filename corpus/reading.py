"""From the bytes of a file to its report.

Reading and taking apart are one job, so that a child process does both: the outline and the tables of a report cost
more time than its file. Large texts go there, too, for the limits; small ones are done before a child has started.
"""

from __future__ import annotations

import importlib
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict

from corpus.chunker import build_report
from corpus.metadata import guess_metadata
from corpus.readers.dispatch import READERS, reader_format
from corpus.readers.sandbox import Sandbox, value_of
from corpus.readers.sniff import Format
from corpus.report import Metadata, Report

_SMALL = 1024 * 1024  # bytes of a text that needs no child process


def read_report(data: bytes, name: str, said: Metadata, sandbox: Sandbox) -> Report:
    """The report in a file; what is not said of it is guessed from its text. Raises a `corpus.errors.ReadError`."""
    found = reader_format(data, name)
    if found is Format.TEXT and len(data) <= _SMALL:
        return make_report(data, name, READERS[found], asdict(said))
    return value_of(ask_for_report(data, name, said, sandbox), name, Report)


def ask_for_report(data: bytes, name: str, said: Metadata, sandbox: Sandbox) -> bytes:
    """The report in a file as a child process gives it, for `value_of`. Raises a `corpus.errors.ReadError`."""
    options = {"reader": READERS[reader_format(data, name)], "said": asdict(said)}
    return sandbox.run("corpus.reading:make_report", data, name, options)


def make_report(data: bytes, name: str, reader: str, said: Mapping[str, str]) -> Report:
    """The report in a file, read in this process by a reader ("module:function"). Raises what the reader raises."""
    module, _, function = reader.partition(":")
    extract = getattr(importlib.import_module(module), function)(data, name)
    metadata = Metadata(**said).or_else(guess_metadata(extract, name))
    return build_report(extract, source=name, metadata=metadata)


def source_name(file_name: str) -> str:
    """The name a file is known by: the same from every operating system (NFC)."""
    return unicodedata.normalize("NFC", file_name)
