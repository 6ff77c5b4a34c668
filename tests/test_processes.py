"""A function of many things by several processes: the same results in the same order, and no more read than needed."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Iterator

import pytest

from attribution import processes
from attribution.processes import shared_out


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are started for a few things already."""
    monkeypatch.setattr(processes, "ALONE", 3)
    monkeypatch.setattr(processes, "BATCH", 2)


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("workers", [1, 2, None])
@pytest.mark.parametrize("count", [0, 3, 40])
def test_results_come_in_order(workers: int | None, count: int) -> None:
    assert list(shared_out(operator.neg, range(count), workers)) == [-n for n in range(count)]


@pytest.mark.usefixtures("eager")
def test_no_more_is_read_ahead_than_there_is_use_for() -> None:
    read: list[int] = []

    def counting() -> Iterator[int]:
        for number in itertools.count():
            read.append(number)
            yield number

    results = shared_out(operator.neg, counting(), 2)
    assert next(results) == 0 and len(read) == 1
    assert [next(results) for _ in range(5)] == [-1, -2, -3, -4, -5]
    assert len(read) < 40
    results.close()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("eager")
def test_what_the_function_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="math domain"):
        list(shared_out(math.sqrt, [1, 1, 1, 1, -1], 2))
