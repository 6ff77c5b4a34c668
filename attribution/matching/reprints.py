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
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, pairwise

from ..datatypes import Document, Segments

LENGTH = 5  # words of a sequence
SHARE = 4  # one of so many sequences is kept
BITS = 32
WORD = re.compile(r"\w+(?:['’]\w+)*")
SHORTEST_LINE = 8  # words; a shorter line is a headline, a caption, a link
BOILERPLATE = 64  # articles with one five-word sequence, from which it is no trace
FEWEST = 6  # hashes of a fingerprint from which containment says something
PARTS = 16  # of the range of hashes, counted one after the other to need less memory


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


def containment(one: Set[int], other: Set[int]) -> float:
    """Share of the smaller fingerprint that the other one holds; 0 where it is too small to tell."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller >= FEWEST else 0.0


def packed(fingerprint: Iterable[int]) -> array[int]:
    """A fingerprint in four bytes a hash, in order of size."""
    return array("I", sorted({value % 2**BITS for value in fingerprint}))


def copies(fingerprints: Mapping[str, array[int]], least: float) -> dict[str, str]:
    """Article -> the first of the articles that carry its text, itself where it is the first or the only one.

    The fingerprints are packed. Only articles that share a hash are compared, and of those that have the very same
    fingerprint only the first. A hash of very many articles is boilerplate and finds nothing.
    """
    telling = {name: mine for name, mine in fingerprints.items() if len(mine) >= FEWEST}
    twins: dict[bytes, str] = {}
    first = {name: twins.setdefault(mine.tobytes(), name) for name, mine in telling.items()}
    names = list(twins.values())
    holders: dict[int, list[int]] = {value: [] for value in repeated([telling[name] for name in names])}
    for number, name in enumerate(names):
        shared: Counter[int] = Counter()
        for value in holders.keys() & set(telling[name]):
            shared.update(holders[value])
            if len(holders[value]) < BOILERPLATE:
                holders[value].append(number)
        if shared:
            likeliest = names[min(shared, key=lambda other: (-shared[other], other))]
            if containment(set(telling[name]), set(telling[likeliest])) >= least:
                first[name] = first[likeliest]
    return {name: first[first[name]] if name in first else name for name in fingerprints}


def repeated(fingerprints: Sequence[array[int]]) -> Iterator[int]:
    """The hashes that more than one of the fingerprints has."""
    ends = [part * 2**BITS // PARTS for part in range(PARTS)] + [2**BITS]
    for low, high in pairwise(ends):
        parts = (one[bisect_left(one, low) : bisect_left(one, high)] for one in fingerprints)
        count = Counter(chain.from_iterable(parts))
        yield from (value for value, times in count.items() if times > 1)
