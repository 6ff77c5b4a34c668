"""Which articles carry the same text: reprints, and wire copy that two outlets share in part.

An article's fingerprint is a sample of the hashes of its five-word sequences: those below a fixed share of all hashes
(Broder 1997, sketch modulo m). Because every article keeps the same hashes, the share of one fingerprint that another
one holds estimates how much of one text is in the other, in whatever order; a Jaccard sketch would miss an article
that is copied into a longer one. What may stand in two texts that have nothing to do with each other is left out first:
quotations, and lines that are no sentences.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ..datatypes import Document, Segments

LENGTH = 5  # words of a sequence
SHARE = 4  # one of so many sequences is kept
BITS = 32
WORD = re.compile(r"\w+(?:['’]\w+)*")
SHORTEST_LINE = 8  # words; a shorter line is a headline, a caption, a link
BOILERPLATE = 64  # articles with one five-word sequence, from which it is no trace
FEWEST = 6  # hashes of a fingerprint from which containment says something


def fingerprint(document: Document, segments: Segments) -> tuple[int, ...]:
    """The sample of hashes of an article's own five-word sequences, in order of size."""
    kept: set[int] = set()
    for paragraph in segments.paragraphs:
        words: list[str] = []
        for match in WORD.finditer(paragraph.of(document.text)):
            if not segments.quoted(paragraph.start + match.start()):
                words.append(match.group().lower())
        if len(words) >= SHORTEST_LINE:
            kept.update(sampled(words))
    return tuple(sorted(kept))


def sampled(words: Sequence[str]) -> Iterable[int]:
    for at in range(len(words) - LENGTH + 1):
        value = hashed(" ".join(words[at : at + LENGTH]))
        if value % SHARE == 0:
            yield value


def hashed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=BITS // 8).digest())


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """Share of the smaller fingerprint that the other one holds; 0 where it is too small to tell."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller >= FEWEST else 0.0


def copies(fingerprints: Mapping[str, frozenset[int]], least: float) -> dict[str, str]:
    """Article -> the first of the articles that carry its text, itself where it is the first or the only one.

    Only articles that share a hash are compared. A hash of very many articles is boilerplate and finds nothing.
    """
    holders: dict[int, list[str]] = defaultdict(list)
    first: dict[str, str] = {}
    for name, mine in fingerprints.items():
        shared: dict[str, int] = defaultdict(int)
        for value in mine:
            for other in holders[value]:
                shared[other] += 1
            if len(holders[value]) < BOILERPLATE:
                holders[value].append(name)
        likeliest = max(shared, key=lambda other: (shared[other], other), default=None)
        alike = likeliest is not None and containment(mine, fingerprints[likeliest]) >= least
        first[name] = first[likeliest] if likeliest is not None and alike else name
    return first
