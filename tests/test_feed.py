"""Articles taken a few at a time, and read by a thread that whoever takes them never waits for in vain."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from attribution import Document, Failure
from attribution.feed import WAITING, Feed, Readahead


def sizes(feed: Feed, characters: int) -> list[int]:
    found = []
    while taken := feed.take(characters):
        found.append(len(taken))
    return found


def test_the_first_is_handed_out_alone_and_then_ever_more() -> None:
    assert sizes(Feed(["a"] * 20), 100) == [1, 2, 4, 8, 5]


def test_no_more_is_handed_out_than_reaches_the_characters() -> None:
    assert sizes(Feed([Document(str(i), "abcd") for i in range(9)]), 10) == [1, 2, 3, 3]
    assert sizes(Feed(["long" * 99, Failure("f", "InputError", "why"), "long" * 99, "a"]), 10) == [1, 2, 1]


def test_what_the_iterable_raises_comes_after_what_it_gave() -> None:
    def articles() -> Iterator[str]:
        yield from "abc"
        raise RuntimeError("disk gone")

    feed = Feed(articles())
    assert [feed.take(99), feed.take(99)] == [["a"], ["b", "c"]]
    for _ in range(2):
        with pytest.raises(RuntimeError, match="disk gone"):
            feed.take(99)


def until(holds: Callable[[], bool]) -> None:
    """Wait for a thread to come so far, ten seconds at most."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_an_article_that_is_there_does_not_wait_for_the_next() -> None:
    go_on = threading.Event()

    def articles() -> Iterator[str]:
        yield from "ab"
        go_on.wait(10)
        yield "c"

    ahead = Readahead(articles())
    feed = Feed(ahead)
    assert feed.take(99) == ["a"]
    until(feed.is_ready)
    assert feed.has(1) and not feed.has(2)
    assert feed.take(99) == ["b"] and not feed.is_ready()
    go_on.set()
    assert feed.take(99) == ["c"]
    assert feed.take(99) == feed.take(99) == [] and feed.is_ready()


def test_the_end_is_no_article() -> None:
    ahead = Readahead(["a"])
    until(lambda: ahead.has(1) and not ahead.has(2))
    assert list(ahead) == ["a"] and list(ahead) == []


def test_the_thread_hands_on_what_the_iterable_raises() -> None:
    def articles() -> Iterator[str]:
        yield "a"
        raise RuntimeError("disk gone")

    feed = Feed(Readahead(articles()))
    assert feed.take(99) == ["a"]
    with pytest.raises(RuntimeError, match="disk gone"):
        feed.take(99)


def test_the_thread_reads_no_further_than_it_must() -> None:
    read = 0

    def articles() -> Iterator[str]:
        nonlocal read
        for number in range(1, 10**6):
            read = number
            yield "a"

    ahead = Readahead(articles())
    until(lambda: ahead.has(WAITING))
    time.sleep(0.05)
    assert read <= WAITING + 1
    for _ in range(10):
        next(ahead)
    until(lambda: ahead.has(WAITING))
    assert read <= WAITING + 11
