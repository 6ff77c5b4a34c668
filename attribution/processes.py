"""One function of many things, by several processes."""

from __future__ import annotations

import contextlib
import functools
import gc
import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

ALONE = 2_000  # things that are not worth starting processes for
BATCH = 50  # things that a process is given at once
AHEAD = 4  # batches for each process that wait or are done before the first of them is handed back


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def without_collection() -> Iterator[None]:
    """No search for cycles meanwhile: reports have none, and looking through all of them takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def shared_out(function: Callable[[T], R], things: Iterable[T], workers: int | None = None) -> Iterator[R]:
    """``function`` of each thing, lazily and in order; of many things by so many processes, one a core if not told.

    Processes are spawned, never forked, which PyTorch does not survive; function, things and results are sent between
    them. No more is read ahead than the processes have use for. What the function raises is raised here.
    """
    workers, given = workers or cores(), iter(things)
    yield from map(function, given if workers == 1 else itertools.islice(given, ALONE))
    batches = iter(lambda: list(itertools.islice(given, BATCH)), [])
    first = next(batches, None)
    if first is not None:
        yield from _by_processes(functools.partial(_each, function), itertools.chain([first], batches), workers)


def _by_processes(function: Callable[[T], list[R]], batches: Iterable[T], workers: int) -> Iterator[R]:
    import multiprocessing  # here, for it takes its time
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=gc.disable) as pool:
        waiting: deque[Future[list[R]]] = deque()
        for batch in batches:
            waiting.append(pool.submit(function, batch))
            if len(waiting) > AHEAD * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _each(function: Callable[[T], R], batch: list[T]) -> list[R]:
    return [function(thing) for thing in batch]
