"""Articles taken from an iterable a few at a time, and an iterable read by a thread of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator

from .datatypes import Document, Failure

Article = str | Document | Failure
WAITING = 256  # articles that a thread reads before they are asked for


class Feed:
    """Hands out articles, the ``first`` few alone and then ever more at once, up to a number of characters.

    So the first result does not wait for others, and no more is read ahead than is asked for. What the iterable raises
    is raised once all articles before it are handed out.
    """

    def __init__(self, articles: Iterable[Article], first: int = 1) -> None:
        self._articles: Iterator[Article] = iter(articles)
        self._error: Exception | None = None
        self._most = first

    def is_ready(self) -> bool:
        """Whether the next article, or the end, is there without waiting; of most iterables nobody can tell: yes."""
        return not isinstance(self._articles, Readahead) or self._articles.is_ready()

    def has(self, number: int) -> bool:
        """Whether so many articles are there without waiting."""
        return not isinstance(self._articles, Readahead) or self._articles.has(number)

    def take(self, characters: int) -> list[Article]:
        """The next articles, the last of them the one with which so many characters are reached; none at the end."""
        if self._error is not None:
            raise self._error
        taken: list[Article] = []
        while len(taken) < self._most and characters > 0 and (not taken or self.is_ready()):
            try:
                article = next(self._articles)
            except StopIteration:
                break
            except Exception as error:
                self._error = error
                if not taken:
                    raise
                break
            taken.append(article)
            characters -= length(article)
        self._most *= 2
        return taken


def length(article: object) -> int:
    """Characters of an article; what is none is given in all the same and fails in its place."""
    text = article.text if isinstance(article, Document) else article
    return len(text) if isinstance(text, str) else 0


class Readahead(Iterator[Article]):
    """The articles of an iterable, read by a thread: whoever takes them can tell whether one is there.

    So an article from a pipe that stays open is scored when it has come, not when the next one has. No more than
    ``WAITING`` are read before they are asked for.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self._read: queue.Queue[Article | Exception | None] = queue.Queue(WAITING)
        self._ended: Exception | None = None
        self._is_read = False
        threading.Thread(target=self._fill, args=(articles,), daemon=True).start()

    def _fill(self, articles: Iterable[Article]) -> None:
        try:
            for article in articles:
                self._read.put(article)
            self._is_read = True
            self._read.put(None)
        except Exception as error:
            self._read.put(error)

    def is_ready(self) -> bool:
        return self._ended is not None or not self._read.empty()

    def has(self, number: int) -> bool:
        return self._read.qsize() - self._is_read >= number

    def __next__(self) -> Article:
        if self._ended is not None:
            raise self._ended
        article = self._read.get()
        if isinstance(article, str | Document | Failure):
            return article
        self._ended = article or StopIteration()
        raise self._ended
