"""Articles that carry one text, found by what fingerprints share."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from attribution.matching.reprints import BOILERPLATE, FEWEST, containment, copies, packed, repeated


def straightforward(prints: Mapping[str, frozenset[int]], least: float) -> dict[str, str]:
    """Every article is held against all before it; of those that share as much the first counts."""
    first: dict[str, str] = {}
    for name, mine in prints.items():
        before = [other for other in first if len(prints[other]) >= FEWEST]
        likeliest = max(before, key=lambda other: len(mine & prints[other]), default=name)
        alike = len(mine) >= FEWEST and containment(mine, prints[likeliest]) >= least and bool(before)
        first[name] = first[likeliest] if alike else name
    return first


PRINTS = st.lists(st.frozensets(st.integers(0, 30), max_size=14), max_size=8).map(
    lambda prints: {f"a{number}": one for number, one in enumerate(prints)}
)


@given(PRINTS)
def test_copies_are_those_that_holding_all_against_all_finds(prints: dict[str, frozenset[int]]) -> None:
    assert copies({name: packed(one) for name, one in prints.items()}, 0.5) == straightforward(prints, 0.5)


def test_what_very_many_articles_share_is_no_trace() -> None:
    shared = range(FEWEST)
    prints = {f"a{n}": packed([*shared, *range(100 * n + 100, 100 * n + 100 + FEWEST)]) for n in range(BOILERPLATE + 9)}
    found = copies(prints, 0.5)
    assert found["a1"] == "a0" == found[f"a{BOILERPLATE + 8}"]  # each still shares it with the first of them
    assert copies({"a": packed(shared), "b": packed(shared)}, 0.5) == {"a": "a", "b": "a"}


@given(st.lists(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 9), unique=True), max_size=5))
def test_repeated_hashes_are_found_part_by_part(prints: list[list[int]]) -> None:
    flat = [value for one in prints for value in one]
    assert set(repeated(list(map(packed, prints)))) == {value for value in flat if flat.count(value) > 1}


def test_any_number_has_a_place_in_a_fingerprint() -> None:
    assert list(packed([2**40 + 3, -1, 3])) == [3, 2**32 - 1]
