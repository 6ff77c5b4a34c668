"""Which figures are worth comparing: those of one class and about one date that share a name.

Names are found in an index, so that the work grows with the number of figures and not with its square. However crowded
a date is, a figure is compared with a limited number of others: names are looked up from the rarest on until they have
brought enough figures together, and of these the likeliest by value and by shared names are taken.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from ..datatypes import FigureKind
from ..settings import Matching, Settings
from .mention import Mention

NEAR = 2  # a value that is so many times another one is no longer near it
COUNTS = frozenset({FigureKind.CASUALTIES, FigureKind.PEOPLE, FigureKind.THINGS})


def candidates(mentions: Sequence[Mention], settings: Settings) -> Iterator[tuple[int, list[int]]]:
    """For each figure those to compare it with, so that each pair comes once: figures of one class.

    They are in one article, or in articles some days apart that share a name; an article without a date may be of any
    day.
    """
    kinds: dict[str, list[int]] = defaultdict(list)
    for i in sorted(range(len(mentions)), key=lambda i: (mentions[i].day is not None, mentions[i].day or 0, i)):
        kinds[class_of(mentions[i])].append(i)
    for numbers in kinds.values():
        for at, others in enumerate(_of_one_class([mentions[i] for i in numbers], settings.matching)):
            yield numbers[at], [numbers[other] for other in others]


def class_of(mention: Mention) -> str:
    """Counts of whatever kind may be one quantity ("40 people", "40 dead"); the rest only in the same unit."""
    return "count" if mention.figure.kind in COUNTS else f"{mention.figure.kind} {mention.wording.noun}"


def may_be_one(a: Mention, b: Mention) -> bool:
    """Killed is not wounded; where only one of two sentences says what befell people, they may be the same."""
    if a.wording.state == b.wording.state:
        return True
    untold = a if not a.wording.state else b
    people = untold.figure.kind is FigureKind.PEOPLE or a.wording.noun == b.wording.noun
    return not untold.wording.state and people


def _of_one_class(mentions: Sequence[Mention], limits: Matching) -> Iterator[list[int]]:
    """For each of the mentions, which are in order of their days and those without one first, places before its own."""
    holders: dict[str, list[int]] = defaultdict(list)  # name -> places of the mentions so far that have it
    sizes = [mention.size for mention in mentions]
    undated = sum(mention.day is None for mention in mentions)
    first = undated  # of those that are near in time
    for at, mention in enumerate(mentions):
        if mention.day is not None:
            while (mentions[first].day or 0) < mention.day - limits.days:
                first += 1
        own, others = holders[mention.own_name], [holders[n] for n in mention.names if n != mention.own_name]
        shared = _shared([_near(places, undated, first, limits.found) for places in others if places], limits.found)
        for other in own:
            shared.pop(other, None)
        ranked = _ranked(shared, sizes[at], sizes, limits)
        possible = (other for other in ranked if may_be_one(mentions[other], mention))
        yield [other for other in own if may_be_one(mentions[other], mention)] + list(islice(possible, limits.compared))
        for places in (own, *others):
            places.append(at)


def _near(places: list[int], undated: int, first: int, most: int) -> list[int]:
    """Of a name's places those of any day and those near in time, the latest of each."""
    if places[-1] < undated:
        return places[-most:]
    any_day = bisect_left(places, undated)
    return places[max(0, any_day - most) : any_day] + places[max(bisect_left(places, first), len(places) - most) :]


def _shared(near: Sequence[list[int]], most: int) -> Counter[int]:
    """How many names each place shares, by the rarest names: as many of them as bring enough places together."""
    rarest: list[list[int]] = []
    found: set[int] = set()
    for places in sorted(near, key=len):
        if len(found) >= most:
            break
        rarest.append(places)
        found.update(places)
    return Counter(chain.from_iterable(rarest))


def _ranked(shared: Counter[int], size: float, sizes: Sequence[float], limits: Matching) -> list[int]:
    """The places of not too different a value: the same one first, then one near it, those that share most names first.

    Of equal ones the latest comes first.
    """
    near: tuple[list[int], ...] = ([], [], [])
    for place in sorted(sorted(shared, reverse=True), key=shared.__getitem__, reverse=True):
        low, high = (size, sizes[place]) if size < sizes[place] else (sizes[place], size)
        if high <= low * limits.apart:
            near[(high > low) + (high > low * NEAR)].append(place)
    return list(chain.from_iterable(near))
