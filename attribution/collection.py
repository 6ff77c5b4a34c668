"""The articles of a collection that does not fit into memory: files of reports, read twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .datatypes import Document, Failure, Report
from .errors import InputError
from .pipeline import Scorer
from .serialize import dumps, loads
from .spool import Spool


class Collection:
    """Results for the records of files, in order and as often as asked.

    Reports stay as they are and articles are scored, by a scorer that is made for the first of them; the second and any
    later report with one id is a failure. The first reading, which must be a whole one, keeps what it makes, by the
    number of the record, so that a later one gives the same.
    """

    def __init__(
        self,
        records: Iterable[Report | Document | Failure],
        scorer: Callable[[], Scorer],
        made: Spool[int],
    ) -> None:
        self._records, self._make_scorer, self._made = records, scorer, made
        self._scorer: Scorer | None = None
        self._ids: set[str] = set()
        self._read = False

    def __iter__(self) -> Iterator[Report | Failure]:
        again, self._read = self._read, True
        for number, record in enumerate(self._records):
            yield self._again(number, record) if again else self._first(number, record)

    def _again(self, number: int, record: Report | Document | Failure) -> Report | Failure:
        if number in self._made:
            return loads(self._made[number])
        if isinstance(record, Document):
            raise InputError(f"{record.id}: was not there before; was its file changed meanwhile?")
        return record

    def _first(self, number: int, record: Report | Document | Failure) -> Report | Failure:
        result = self._of_new_id(self._scored(record) if isinstance(record, Document) else record)
        if result is not record:
            self._made[number] = dumps(result)
        return result

    def _scored(self, article: Document) -> Report | Failure:
        if self._scorer is None:
            self._scorer = self._make_scorer()
        (result,) = self._scorer.score_batch([article])
        return result

    def _of_new_id(self, result: Report | Failure) -> Report | Failure:
        if isinstance(result, Failure):
            return result
        if result.id in self._ids:
            return Failure(result.id, "InputError", f"{result.id}: an article of this collection has this id already")
        self._ids.add(result.id)
        return result
