"""Ctrl-C ends a wait, never what is done with an item, and does not reach a process that is being started."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from attribution.interruption import UntilInterrupted, unheard

pytestmark = pytest.mark.usefixtures("ctrl_c_is_heard")


def press_ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


def numbers(interrupted_before: int) -> Iterator[int]:
    for number in range(9):
        if number == interrupted_before:
            press_ctrl_c()
        yield number


def test_without_it_all_items_come() -> None:
    with UntilInterrupted(numbers(99)) as items:
        assert list(items) == list(range(9)) and not items.interrupted


def test_the_wait_for_an_item_ends() -> None:
    with UntilInterrupted(numbers(3)) as items:
        assert list(items) == [0, 1, 2] and items.interrupted


def test_what_is_done_with_an_item_is_done_to_the_end() -> None:
    done = []
    with UntilInterrupted(numbers(99)) as items:
        for item in items:
            press_ctrl_c()
            done.append(item)
        press_ctrl_c()
    assert done == [0] and items.interrupted


def test_what_is_done_after_the_last_item_is_done_to_the_end() -> None:
    with UntilInterrupted(numbers(99)) as items:
        assert list(items) == list(range(9))
        press_ctrl_c()
    assert items.interrupted


def test_afterwards_it_is_what_it_was() -> None:
    before = signal.getsignal(signal.SIGINT)
    with UntilInterrupted(numbers(99)):
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) is before


def test_where_it_is_ignored_it_stays_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with UntilInterrupted(numbers(3)) as items:
        assert list(items) == list(range(9)) and not items.interrupted


def test_it_comes_after_a_block_in_which_it_is_unheard() -> None:
    done = False
    with pytest.raises(KeyboardInterrupt), unheard():
        press_ctrl_c()
        done = True
    assert done


def test_a_process_started_in_such_a_block_never_hears_it() -> None:
    code = "import signal; signal.raise_signal(signal.SIGINT); print('alive')"
    with unheard():
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "alive\n"


def test_another_thread_may_start_processes_too() -> None:
    left = []

    def start() -> None:
        with unheard():
            left.append(signal.pthread_sigmask(signal.SIG_BLOCK, ()))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert left == [{signal.SIGINT}]
