"""One JSON value of many items, written item by item: never held in memory, valid once it is closed."""

from __future__ import annotations

from typing import Any, TextIO

from ..serialize import to_json


class Enclosed:
    """Writes ``head``, the items one a line, and at the end ``tail``; without its tail a reader sees it is cut off."""

    def __init__(self, stream: TextIO, head: str = "[", tail: str = "]") -> None:
        self._stream = stream
        self._tail = tail
        self._separator = "\n"
        stream.write(head)

    def add(self, item: Any) -> None:
        self._stream.write(self._separator + to_json(item))
        self._stream.flush()
        self._separator = ",\n"

    def close(self, more: str = "") -> None:
        """``more`` stands after the tail: properties that are known only once all items are."""
        self._stream.write(f"\n{self._tail}{more}\n")
        self._stream.flush()
