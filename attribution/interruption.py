"""Ctrl-C where it does no harm: never in the midst of a record, and never to a process that is being started."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TypeVar

T = TypeVar("T")


class UntilInterrupted(Iterator[T]):
    """Items up to Ctrl-C: it ends the wait for the next item, and waits itself for what is done with an item.

    A context, of the main thread; after it, Ctrl-C is what it was before. A process that was started to ignore it, as
    ``nohup`` and a shell's background jobs are, goes on to do so.
    """

    def __init__(self, items: Iterator[T]) -> None:
        self.interrupted = False
        self._items = items
        self._waiting = False

    def __enter__(self) -> UntilInterrupted[T]:
        self._before = signal.getsignal(signal.SIGINT)
        if self._before is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *error: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.interrupted = True
        if self._waiting:
            raise KeyboardInterrupt

    def __next__(self) -> T:
        try:
            self._waiting = True
            if self.interrupted:  # while the last item was dealt with
                raise KeyboardInterrupt
            return next(self._items)
        except KeyboardInterrupt:
            self.interrupted = True
            raise StopIteration from None
        finally:
            self._waiting = False


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """Ctrl-C comes after the block, and never to a process that is started in it."""
    from multiprocessing import resource_tracker

    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # which would lift the mask when it is started in the block
    in_main = threading.current_thread() is threading.main_thread()
    heard: list[int] = []  # another thread, which has no mask, takes the signal
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number)) if in_main else None
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if before is not None:
            signal.signal(signal.SIGINT, before)
    if heard:
        signal.raise_signal(signal.SIGINT)
