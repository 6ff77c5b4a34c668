"""How a command shares out its work: how many processes score, and which result answers which article."""

from __future__ import annotations

import functools
import itertools
import math
import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

from .datatypes import Document, Failure, Report
from .errors import InputError
from .feed import Article, Readahead
from .pipeline import Scorer
from .read import READERS, STDIN, files_of

ScoreBatch = Callable[[Iterable[Article]], Iterator[Report | Failure]]
Answered = tuple[Document | Failure, Report | Failure]

AUTO = "auto"
WORTH_SHARING = 100_000  # bytes: some thirty articles
ONE_EACH = {"txt", "html", "htm"}  # files that are one article


def shared(make: Callable[[], Scorer], workers: str, paths: list[str]) -> ScoreBatch:
    """Scoring by this process or by several; "auto": one a core, if the input is long enough to pay for starting them.

    Raises InputError for a number of workers that is none.
    """
    from .processes import cores
    from .workers import score_apart, settled

    number = number_of(workers) or (cores() if sum(map(size, paths)) >= WORTH_SHARING else 1)
    return settled(make()).score_batch if number == 1 else functools.partial(score_apart, make, workers=number)


def number_of(workers: str) -> int | None:
    """The number asked for; None for "auto". Raises InputError for what is no number of workers."""
    if workers != AUTO and not (workers.isdecimal() and int(workers)):
        raise InputError(f"--workers {workers}: expected auto, or a number from 1 on")
    return None if workers == AUTO else int(workers)


def size(path: str) -> float:
    """Bytes of a file, of all files of a folder or a pattern of names; a pipe is without bound."""
    if path == STDIN:
        return size_of_stdin()
    return sum(map(_size_of, files_of(path)))


def _size_of(file: Path) -> float:
    try:
        return math.inf if file.is_fifo() else file.stat().st_size
    except OSError:  # a link to nowhere, which reading will name
        return 0


def size_of_stdin() -> float:
    try:
        found = os.fstat(sys.stdin.fileno())
    except (OSError, ValueError):  # it is no file of the system
        return 0
    return math.inf if stat.S_ISFIFO(found.st_mode) else found.st_size


def number_of_articles(paths: list[str], output: str | None = None) -> int | None:
    """How many articles the paths hold, the output among them left out; None where that is not quickly told."""
    files = itertools.chain.from_iterable(map(functools.partial(files_of, without=output), paths))
    counted = math.inf if STDIN in paths else sum(map(articles_in, files))
    return None if math.isinf(counted) else int(counted)


def articles_in(file: Path) -> float:
    """Articles of a file that is one, or has one a line; without bound where the whole file would have to be read."""
    kind = file.suffix.lower()[1:]
    if kind == "jsonl" and file.is_file() and os.access(file, os.R_OK):
        with file.open("rb") as stream:
            return sum(not line.isspace() for line in stream)
    if kind in ONE_EACH:
        return 1
    return math.inf if kind in {*READERS, "gz"} else 0


def answered(score_batch: ScoreBatch, articles: Iterable[Document | Failure]) -> Generator[Answered, None, None]:
    """Every article with its result; the articles are read by a thread, so that reading and scoring overlap."""
    asked: deque[Document | Failure] = deque()

    def asking() -> Iterator[Document | Failure]:
        for article in articles:
            asked.append(article)
            yield article

    for result in score_batch(Readahead(asking())):
        yield asked.popleft(), result
