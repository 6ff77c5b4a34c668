"""Lines kept in a file come back by their keys."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from attribution.spool import Spool

LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"))


@given(st.lists(st.tuples(st.integers(0, 5), LINES)))
def test_the_last_line_of_a_key_comes_back(given_lines: list[tuple[int, str]]) -> None:
    spool, expected = Spool[int](io.BytesIO()), dict[int, str]()
    for key, line in given_lines:
        spool[key] = expected[key] = line
        assert spool[key] == line
    assert {key: spool[key] for key in spool} == expected
    assert 6 not in spool
