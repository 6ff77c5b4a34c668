"""Grouping by pairs: what belongs together when some pairs of things have a probability of being one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

Pair = tuple[int, int]


class Components:
    """The numbers below a count, in sets that grow together (union-find with path halving)."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def of(self, i: int) -> int:
        """The number that stands for the set of ``i``."""
        above = self._above
        while above[i] != i:
            above[i] = i = above[above[i]]
        return i

    def join(self, i: int, j: int) -> None:
        """Make one set of two; the lowest number stands for it."""
        low, high = sorted((self.of(i), self.of(j)))
        self._above[high] = low

    def sets(self) -> Iterable[list[int]]:
        """Each set in order, and the sets in order of their first number."""
        found: dict[int, list[int]] = defaultdict(list)
        for i in range(len(self._above)):
            found[self.of(i)].append(i)
        return found.values()


def linked(count: int, values: Mapping[Pair, float], least: float, most: int) -> list[list[int]]:
    """The groups of the numbers below a count: likeliest pairs are joined first, while the mean over both sides holds.

    (Average linkage.) A pair without a value counts as 0; between large groups only so many pairs are expected to have
    one as there are when each number has ``most`` at most. Sums are kept as groups grow, so that each pair is looked at
    a few times only.
    """
    group, members = list(range(count)), [[i] for i in range(count)]
    sums: list[dict[int, float]] = [{} for _ in range(count)]  # group -> other group -> sum of the values between
    for (a, b), value in values.items():
        sums[a][b] = sums[b][a] = value
    for (a, b), value in sorted(values.items(), key=lambda item: (-item[1], item[0])):
        if value < least:
            break
        one, other = group[a], group[b]
        if one != other:
            few, many = sorted((len(members[one]), len(members[other])))
            if sums[one][other] >= least * few * min(many, most):
                _join(one, other, group, members, sums)
    return sorted(sorted(one) for one in members if one)


def _join(one: int, other: int, group: list[int], members: list[list[int]], sums: list[dict[int, float]]) -> None:
    """Take the group with less to move into the other one."""
    if len(members[one]) + len(sums[one]) < len(members[other]) + len(sums[other]):
        one, other = other, one
    for i in members[other]:
        group[i] = one
    members[one] += members[other]
    members[other] = []
    del sums[one][other]
    for third, value in sums[other].items():
        if third != one:
            del sums[third][other]
            sums[one][third] = sums[third][one] = sums[one].get(third, 0.0) + value
    sums[other] = {}
