"""What can go wrong before a report is in hand.

    CorpusError                     everything of this package
    ├── ReadError                   a file could not be read; what follows is its `code`
    │   ├── MissingFile             missing_file
    │   ├── NotAFile                not_a_file
    │   ├── UnreadableFile          unreadable_file
    │   ├── EmptyFile               empty_file
    │   ├── FileTooLarge            file_too_large
    │   ├── BinaryFile              binary_file
    │   ├── UnknownEncoding         unknown_encoding
    │   ├── UnsupportedFormat       unsupported_format
    │   ├── DamagedFile             damaged_file
    │   ├── EncryptedFile           encrypted_file
    │   ├── ProtectedFile           drm_file
    │   ├── NoTextLayer             no_text_layer
    │   ├── TooSlow                 timeout
    │   └── ParserCrashed           parser_crashed
    └── ManifestError               manifest_error

Messages are Korean sentences: what was expected, what was seen, what to do next.
"""

from __future__ import annotations

from typing import ClassVar


class CorpusError(Exception):
    """Base of the errors of `corpus`. `str(error)` is a Korean sentence, `code` a stable identifier."""

    code: ClassVar[str] = "corpus_error"


class ReadError(CorpusError):
    """A file could not be read as a report."""

    code = "read_error"


class MissingFile(ReadError):
    """There is no file of that name."""

    code = "missing_file"


class NotAFile(ReadError):
    """A folder, a device or a pipe stands where a file was expected."""

    code = "not_a_file"


class UnreadableFile(ReadError):
    """The operating system refuses to read the file."""

    code = "unreadable_file"


class EmptyFile(ReadError):
    """The file has no bytes, or nothing but white space."""

    code = "empty_file"


class FileTooLarge(ReadError):
    """The file is larger than a report can be."""

    code = "file_too_large"


class BinaryFile(ReadError):
    """The bytes are not text, and of no document format that is known."""

    code = "binary_file"


class UnknownEncoding(ReadError):
    """The bytes look like text, but in none of the encodings that are read."""

    code = "unknown_encoding"


class UnsupportedFormat(ReadError):
    """A document format that is recognised but not read."""

    code = "unsupported_format"


class DamagedFile(ReadError):
    """A known format whose content is broken, locked or hostile."""

    code = "damaged_file"


class EncryptedFile(ReadError):
    """The file opens with a password only."""

    code = "encrypted_file"


class ProtectedFile(ReadError):
    """The file is wrapped by digital rights management or encrypted with a certificate."""

    code = "drm_file"


class NoTextLayer(ReadError):
    """A document of images, or of glyphs that stand for no characters: there is no text to read."""

    code = "no_text_layer"


class TooSlow(ReadError):
    """Reading took longer than any report needs."""

    code = "timeout"


class ParserCrashed(ReadError):
    """The process that read the file died or ran out of memory."""

    code = "parser_crashed"


class ManifestError(CorpusError):
    """The manifest says something that cannot be followed."""

    code = "manifest_error"
