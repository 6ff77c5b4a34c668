"""Articles that do not fit into memory: files of reports, read once to be compared and again to be updated."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from .corroboration import Comparison, Gist
from .datatypes import Document, Failure, Figure, Report
from .errors import InputError
from .formats.records import Line, report_on
from .pipeline import Scorer, updated
from .processes import shared_out
from .serialize import dumps
from .settings import Settings
from .spool import Spool

T = TypeVar("T", Gist, Report)


class Collection:
    """The records of files: reports, articles, which are scored the first time, and failures.

    ``lines`` reads the files and can be called again. The scorer is made for the first article. What is made of a
    record, and not in the files as it is, is kept by the record's number in ``made``: the reports on articles, and the
    failures that stand for lines that cannot be read and for all later reports with an id that one has already. Reading
    is shared out among so many processes, one a core if not told.
    """

    def __init__(
        self,
        lines: Callable[[], Iterable[Line | Failure]],
        scorer: Callable[[], Scorer],
        made: Spool[int],
        workers: int | None = None,
    ) -> None:
        self._lines, self._make_scorer, self._made, self._workers = lines, scorer, made, workers
        self._scorer: Scorer | None = None
        self._ids: dict[int, str] = {}  # number of a record -> id of its report
        self.failures: list[Failure] = []

    def reading(self, of_report: Callable[[Report], T]) -> Iterator[T]:
        """What a function makes of each report; has to be read to the end before anything is brought up to date."""
        known: set[str] = set()
        looked_at = shared_out(functools.partial(first_look, of_report), self._lines(), self._workers)
        for number, found in enumerate(looked_at):
            result = self._of_article(number, found, of_report) if isinstance(found, Document) else found
            if not isinstance(result, Failure) and result.id in known:
                message = f"{result.id}: an article of this collection has this id already"
                result = Failure(result.id, "InputError", message)
            if isinstance(result, Failure):
                self._made[number] = dumps(result)
                self.failures.append(result)
            else:
                known.add(result.id)
                self._ids[number] = result.id
                yield result

    def updated(self, comparison: Comparison) -> Iterator[str]:
        """The line of each record, those of reports brought up to date by a comparison that all of them are part of."""
        return shared_out(functools.partial(second_look, comparison.settings), self._again(comparison), self._workers)

    def _of_article(self, number: int, article: Document, of_report: Callable[[Report], T]) -> T | Failure:
        if self._scorer is None:
            self._scorer = self._make_scorer()
        (result,) = self._scorer.score_batch([article])
        self._made[number] = dumps(result)
        return of_report(result) if isinstance(result, Report) else result

    def _again(self, comparison: Comparison) -> Iterator[tuple[Line | Failure, Sequence[Figure] | None]]:
        """(line, the figures of its report as they were judged) of each record; None for a failure."""
        for number, line in enumerate(self._lines()):
            if number in self._made:
                line = Line(self._made[number], f"record {number + 1}")
            yield line, comparison.judged(self._ids[number]) if number in self._ids else None


def as_it_is(report: Report) -> Report:
    """For readers of whole reports."""
    return report


def first_look(of_report: Callable[[Report], T], line: Line | Failure) -> T | Document | Failure:
    record = report_on(line)
    return of_report(record) if isinstance(record, Report) else record


def second_look(settings: Settings, task: tuple[Line | Failure, Sequence[Figure] | None]) -> str:
    line, judged = task
    record = report_on(line)
    if isinstance(record, Failure):
        return dumps(record)
    if judged is None or isinstance(record, Document):
        raise InputError(f"{record.id}: was not there when its file was first read; was it changed meanwhile?")
    return dumps(updated(record, judged, settings))
