"""Lines that need not stay in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Generic, TypeVar

Key = TypeVar("Key", int, str)


class Spool(Generic[Key]):
    """Lines of text in a file, a temporary one usually, each found again by its key."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[Key, int] = {}
        self._end = 0

    def __setitem__(self, key: Key, line: str) -> None:
        """Keep a line without its end; it takes the place of an earlier one of the key."""
        self._file.seek(self._end)
        self._places[key] = self._end
        self._end += self._file.write(line.encode("utf-8") + b"\n")

    def __getitem__(self, key: Key) -> str:
        self._file.seek(self._places[key])
        return self._file.readline()[:-1].decode("utf-8")

    def __contains__(self, key: Key) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[Key]:
        return iter(self._places)
