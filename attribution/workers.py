"""Processes that score articles side by side, each with a scorer of its own and one thread.

On a CPU, processes of one thread are faster than threads of one process: Python's own part of the work runs side by
side too, and no thread waits for another. On a GPU one process prepares while another one's windows are read. They are
spawned, never forked, which PyTorch does not survive: a script that uses them keeps what it does under
``if __name__ == "__main__":``.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import multiprocessing
import os
import platform
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Protocol, TypeVar

import msgspec

from .datatypes import Document, Failure, Report
from .errors import ModelError
from .feed import Article, Feed
from .interruption import unheard

THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
TRIES = 2  # of an article over which its process ends
PATIENCE = 0.05  # seconds between two looks at whether a slow iterable has something
LARGEST_KEPT, MOST_KEPT = -3, -1  # M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h, in bytes
KERNELS_KEPT = ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "32")
AHEAD = 64  # articles for each process that are given out before the first of them is handed back


class Scores(Protocol):
    """What a process makes for itself: a ``Scorer``."""

    @property
    def ahead(self) -> int: ...

    def score_together(self, articles: Sequence[Article]) -> Iterator[Report | Failure]: ...


Make = Callable[[], Scores]
S = TypeVar("S", bound=Scores)


def score_apart(make: Make, articles: Iterable[Article], workers: int) -> Iterator[Report | Failure]:
    """What ``make().score_batch(articles)`` gives, in the same order, by so many processes.

    ``make`` is sent to every process and called there. Articles are read ahead, but no more than the processes have use
    for. An article over which a process ends, by lack of memory for instance, is tried once more, alone, and then
    fails; the others are scored. What ``make`` or the iterable raises is raised here.
    """
    if workers < 1:
        raise ValueError(f"workers: expected 1 or more, got {workers}")
    with contextlib.closing(Crew(make, workers)) as crew:
        yield from crew.results(Feed(articles))


@dataclass(frozen=True)
class Task:
    """Articles with their numbers, for one process to read together; ``tries``: how many ended over them before."""

    articles: dict[int, Article]
    tries: int = 0


class Worker:
    """One process, the connection to it, and its task, None while it has none."""

    def __init__(self, make: Make) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs,), daemon=True)
        with unheard():  # Ctrl-C, before ``serve`` is there to ignore it
            self.process.start()
        theirs.close()  # so that the end of the process is the end of the connection
        self.ahead: int | None = None  # characters of articles that it takes at once, None until it is ready
        self.task: Task | None = None
        self._send(make)

    @property
    def is_idle(self) -> bool:
        return self.ahead is not None and self.task is None

    def give(self, task: Task) -> None:
        self.task = task
        self._send(task.articles)

    def _send(self, message: object) -> None:
        with contextlib.suppress(OSError):  # that the process has ended is found when its answer is read
            self.connection.send(message)

    def end(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join()


class Crew:
    """The processes, what is to be done again, and what is done but still waits for an article before it.

    A process is started when there is an article for it and none that is idle, or not yet ready, will take that.
    """

    def __init__(self, make: Make, workers: int) -> None:
        self.make, self.most = make, workers
        self.workers = [Worker(make)]
        self.again: deque[Task] = deque()
        self.done: dict[int, Report | Failure] = {}
        self.given = 0  # articles
        self.returned = 0
        self.exhausted = False

    def close(self) -> None:
        for worker in self.workers:
            worker.end()

    def results(self, feed: Feed) -> Iterator[Report | Failure]:
        """The results of a feed, in its order; once they are all taken, those of another can be asked for."""
        self.exhausted = False
        while True:
            while self.returned in self.done:
                self.returned += 1
                yield self.done.pop(self.returned - 1)
            for worker in self.workers:
                if worker.is_idle:
                    self._occupy(worker, feed)
            if self.exhausted and self.returned == self.given:
                return
            if not self.exhausted and len(self.workers) < self.most and feed.has(1 + self._free()):
                self.workers.append(Worker(self.make))
            settled = self.exhausted or (feed.is_ready() and len(self.workers) == self.most)
            self._listen(None if settled else PATIENCE)

    def _free(self) -> int:
        return sum(worker.task is None for worker in self.workers)

    def _occupy(self, worker: Worker, feed: Feed) -> None:
        """Give an idle process what is to be done again, else the next articles of the feed, if it has any."""
        if self.again:
            worker.give(self.again.popleft())
            return
        unfinished = self.given - self.returned
        if self.exhausted or unfinished >= AHEAD * self.most or (unfinished and not feed.is_ready()):
            return
        articles = dict(enumerate(feed.take(worker.ahead or 1), self.given))
        self.given += len(articles)
        self.exhausted = not articles
        if articles:
            worker.give(Task(articles))

    def _listen(self, seconds: float | None) -> None:
        """Wait for the next message of any process, at most so long, and take in all that are there."""
        ready = wait([worker.connection for worker in self.workers], seconds)
        for place, worker in enumerate(self.workers):
            if worker.connection in ready:
                try:
                    self._hear(worker)
                except (EOFError, OSError):
                    self.workers[place] = self._replaced(worker)

    def _hear(self, worker: Worker) -> None:
        match worker.connection.recv():
            case int(ahead):
                worker.ahead = ahead
            case (int(number), bytes(report)):
                self.done[number] = msgspec.msgpack.decode(report, type=Report)
            case (int(number), result):
                self.done[number] = result
            case None:
                worker.task = None
            case BaseException() as error:
                raise error

    def _replaced(self, worker: Worker) -> Worker:
        """A new process for one that has ended; what it had not finished is put down to be done again, or as failed."""
        worker.end()
        if worker.ahead is None:
            how = f"exit code {worker.process.exitcode}"
            raise ModelError(f"a worker process ended while it loaded the model ({how}); try fewer workers")
        task = worker.task or Task({})
        for number, article in task.articles.items():
            if number in self.done or number < self.returned:
                continue
            if task.tries + 1 < TRIES:
                self.again.append(Task({number: article}, task.tries + 1))
            else:
                self.done[number] = lost(article, worker.process.exitcode)
        return Worker(self.make)


def lost(article: Article, code: int | None) -> Failure:
    """The failure of an article over which its process ended."""
    identity = article.id if isinstance(article, Document | Failure) else ""
    return Failure(identity, "WorkerError", f"article {identity!r}: its process ended {TRIES} times (exit code {code})")


def settled(scorer: S) -> S:
    """The scorer, for a process that does nothing else: what is loaded by now stays until the process ends.

    So Python need not look for cycles in PyTorch's modules again and again, which takes a tenth of the time. And the
    memory of a layer is kept for the next one: the C library (glibc) would give it back and have it cleared anew, which
    takes another tenth. oneDNN keeps a kernel for each shape of a product that it has met; a few are enough, for the
    layers of a batch are all alike.
    """
    gc.freeze()
    os.environ.setdefault(*KERNELS_KEPT)  # read when the first product is computed
    if library := _glibc():
        library.mallopt(LARGEST_KEPT, 2**25)
        library.mallopt(MOST_KEPT, 2**28)
    return scorer


def give_back() -> None:
    """Give the system the memory that is free: over many batches it would come to lie in ever more pieces."""
    if library := _glibc():
        library.malloc_trim(0)


@functools.cache
def _glibc() -> ctypes.CDLL | None:
    """The C library; None for another system's, which has no such functions."""
    return ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None


def packed(result: Report | Failure) -> bytes | Report | Failure:
    """A report as bytes: its hundreds of parts take four times as long to pickle. One with a number of more than 64
    bits, or a lone surrogate in its title, can only be pickled, and is left as it is.
    """
    try:
        return msgspec.msgpack.encode(result) if isinstance(result, Report) else result
    except (OverflowError, UnicodeEncodeError):
        return result


def serve(connection: Connection) -> None:
    """What a process does: make a scorer, then score what it is given until the connection ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is the main process's to handle
    os.environ.update(dict.fromkeys(THREADS, "1"))  # before PyTorch is loaded, which reads them once
    with contextlib.suppress(EOFError, OSError):  # the main process has ended, or needs no more
        try:
            scorer = settled(connection.recv()())
        except Exception as error:
            connection.send(error)
            return
        connection.send(scorer.ahead)
        while True:
            articles = connection.recv()
            for number, result in zip(articles, scorer.score_together(list(articles.values())), strict=True):
                connection.send((number, packed(result)))
            connection.send(None)
            give_back()
