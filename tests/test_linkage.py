"""Average linkage on packed arrays is what the words say, and what goes on between large groups is bounded."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from attribution.matching.linkage import Pairs, linked

MANY = 10**6
SIXTEENTHS = st.integers(0, 16).map(lambda n: n / 16)  # sums of them are exact


def straightforward(count: int, values: Mapping[tuple[int, int], float], least: float) -> list[list[int]]:
    """Every join looks at all pairs between the two sides again."""
    group = {i: [i] for i in range(count)}
    for (i, j), value in sorted(values.items(), key=lambda item: (-item[1], item[0])):
        one, other = group[i], group[j]
        if value >= least and one is not other:
            between = [values.get((min(a, b), max(a, b)), 0.0) for a in one for b in other]
            if sum(between) / len(between) >= least:
                joined = sorted([*one, *other])
                group.update(dict.fromkeys(joined, joined))
    return [list(members) for members in sorted({tuple(members) for members in group.values()})]


def packed(count: int, values: Mapping[tuple[int, int], float]) -> Pairs:
    pairs = Pairs(count)
    for (i, j), value in values.items():
        pairs.add(j, i, value)
    return pairs


@st.composite
def problems(draw: st.DrawFn) -> tuple[int, dict[tuple[int, int], float]]:
    count = draw(st.integers(0, 9))
    pairs = list(itertools.combinations(range(count), 2))
    return count, draw(st.dictionaries(st.sampled_from(pairs), SIXTEENTHS)) if pairs else {}


@given(problems(), st.sampled_from([0.25, 0.5, 0.75]))
def test_sums_give_what_looking_again_gives(problem: tuple[int, dict[tuple[int, int], float]], least: float) -> None:
    count, values = problem
    assert linked(packed(count, values), least, MANY) == straightforward(count, values, least)


def test_a_group_is_not_kept_apart_by_rounding() -> None:
    values = dict.fromkeys(itertools.combinations(range(7), 2), 0.3)
    assert linked(packed(7, values), 0.3, MANY) == [list(range(7))]


def test_of_large_groups_not_every_pair_is_expected() -> None:
    chain = {(i, j): 0.9 for i in range(40) for j in range(i + 1, min(40, i + 5))}
    assert len(linked(packed(40, chain), 0.5, MANY)) > 1
    assert linked(packed(40, chain), 0.4, 4) == [list(range(40))]
