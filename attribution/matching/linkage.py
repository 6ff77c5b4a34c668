"""Grouping by pairs: what belongs together when some pairs of things have a probability of being one."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from itertools import accumulate

ROUNDING = 1e-9  # a mean that is lower by so little is not lower


class Pairs:
    """Pairs of the numbers below a count, each with a value, in sixteen bytes a pair."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.ones, self.others, self.values = array("I"), array("I"), array("d")

    def __len__(self) -> int:
        return len(self.values)

    def add(self, one: int, other: int, value: float) -> None:
        """Take in a pair, which must not be there yet."""
        self.ones.append(min(one, other))
        self.others.append(max(one, other))
        self.values.append(value)


class Neighbours:
    """For each number the others that it has a pair with, and the values of these pairs, one after the other."""

    def __init__(self, pairs: Pairs) -> None:
        degrees = array("I", bytes(4 * (pairs.count + 1)))
        for numbers in (pairs.ones, pairs.others):
            for i in numbers:
                degrees[i + 1] += 1
        self.starts = array("I", accumulate(degrees))
        self.numbers, self.values = array("I", bytes(8 * len(pairs))), array("d", bytes(16 * len(pairs)))
        free = self.starts[:]
        for one, other, value in zip(pairs.ones, pairs.others, pairs.values, strict=True):
            for here, there in ((one, other), (other, one)):
                self.numbers[free[here]], self.values[free[here]] = there, value
                free[here] += 1

    def sum_between(self, few: list[int], many: int, group: array[int]) -> float:
        """The sum of the values of all pairs between some numbers and those whose group is ``many``."""
        total = 0.0
        for i in few:
            for at in range(self.starts[i], self.starts[i + 1]):
                if group[self.numbers[at]] == many:
                    total += self.values[at]
        return total


def linked(pairs: Pairs, least: float, most: int) -> list[list[int]]:
    """The groups of the numbers: likeliest pairs are joined first, while the mean over both sides is at least so high.

    (Average linkage.) A pair that is not there counts as 0; between large groups only so many pairs are expected to be
    there as there are when each number has ``most`` at most.
    """
    group, members = array("I", range(pairs.count)), [[i] for i in range(pairs.count)]
    neighbours = Neighbours(pairs)
    refused: dict[tuple[int, int], int] = {}  # two groups that do not go together -> their size when that was found
    for at in sorted((at for at, value in enumerate(pairs.values) if value >= least), key=_order(pairs)):
        one, other = sorted((group[pairs.ones[at]], group[pairs.others[at]]), key=lambda i: (len(members[i]), i))
        few, many = len(members[one]), len(members[other])
        if one == other or refused.get((one, other)) == few + many:
            continue
        needed = least * few * min(many, most) - ROUNDING
        if neighbours.sum_between(members[one], other, group) >= needed:
            for i in members[one]:
                group[i] = other
            members[other] += members[one]
            members[one] = []
        else:
            refused[one, other] = few + many
    return sorted(sorted(numbers) for numbers in members if numbers)


def _order(pairs: Pairs) -> Callable[[int], tuple[float, int, int]]:
    return lambda at: (-pairs.values[at], pairs.ones[at], pairs.others[at])
