"""Which names may be one."""

from __future__ import annotations

import pytest

from attribution.mentions.names import acronyms, are_initials, ends, same_person

PAIRS = [
    ("vance", "harold vance", True),
    ("harold", "harold vance", True),
    ("harold vance", "harold j vance", True),
    ("h vance", "harold vance", True),
    ("rob keane", "robert keane", True),
    ("moon", "moon jae in", True),
    ("moon jae", "moon jae in", True),
    ("keane", "robert keane jr", True),
    ("tomas brandt", "elena brandt", False),
    ("robert keane", "robert keane jr", False),
    ("jae", "moon jae in", False),
    ("jr", "robert keane jr", False),
    ("", "robert keane", False),
]


@pytest.mark.parametrize(("a", "b", "same"), PAIRS)
def test_people_of_one_name(a: str, b: str, same: bool) -> None:
    one, other = tuple(a.split()), tuple(b.split())
    assert same_person(one, other) is same_person(other, one) is same
    assert not same or ends(one) & ends(other)


@pytest.mark.parametrize(
    ("short", "long", "same"),
    [
        ("the WHO", "World Health Organization", True),
        ("W.H.O.", "World Health Organization", True),
        ("Who", "World Health Organization", False),
        ("WTO", "World Health Organization", False),
        ("W", "World", False),
    ],
)
def test_initials(short: str, long: str, same: bool) -> None:
    assert are_initials(short, long) is same


def test_acronyms_are_explained_before_their_bracket() -> None:
    text = "The harbour pays the Coastal Safety Board (CSB) and others (XYZ)."
    found = acronyms(text)
    assert {key: value.span.of(text) for key, value in found.items()} == {"csb": "Coastal Safety Board"}
    assert found["csb"].words == {"coastal", "safety", "board"}
