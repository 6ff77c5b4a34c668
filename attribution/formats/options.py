"""What the user says about files that they do not say themselves."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from ..errors import InputError


@dataclass(frozen=True)
class Options:
    """The encoding of files without a byte order mark (None: UTF-8), and where the text and the id of a record are.

    Raises InputError for an encoding that Python does not know.
    """

    encoding: str | None = None
    text_column: str | None = None
    id_column: str | None = None

    def __post_init__(self) -> None:
        if self.encoding is not None and not is_encoding(self.encoding):
            raise InputError(f"unknown encoding {self.encoding!r}: expected a name such as utf-8, utf-16 or cp1252")


def is_encoding(name: str) -> bool:
    """Whether Python knows the name, and as one of text."""
    try:
        return bool(codecs.lookup(name) and "a".encode(name))
    except (LookupError, UnicodeError, ValueError):
        return False
