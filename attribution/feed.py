"""Articles taken from an iterable a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .datatypes import Document, Failure

Article = str | Document | Failure


class Feed:
    """Hands out articles, the first one alone and then ever more at once, up to a number of characters.

    So the first result does not wait for others, and no more is read ahead than is asked for. What the iterable raises
    is raised once all articles before it are handed out.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles: Iterator[Article] = iter(articles)
        self._error: Exception | None = None
        self._most = 1

    def take(self, characters: int) -> list[Article]:
        """The next articles, the last of them the one with which so many characters are reached; none at the end."""
        if self._error is not None:
            raise self._error
        taken: list[Article] = []
        while len(taken) < self._most and characters > 0:
            try:
                article = next(self._articles)
            except StopIteration:
                break
            except Exception as error:
                if not taken:
                    raise
                self._error = error
                break
            taken.append(article)
            characters -= length(article)
        self._most *= 2
        return taken


def length(article: object) -> int:
    """Characters of an article; what is none is given in all the same and fails in its place."""
    text = article.text if isinstance(article, Document) else article
    return len(text) if isinstance(text, str) else 0
