"""Reports of many articles in one DuckDB file, kept up to date from one another.

    with Store("news.duckdb") as store:
        store.add(reports)          # articles that are there already, unchanged, change nothing
        store.query("SELECT * FROM one_origin")

Every addition is one transaction: after a crash the file is as it was before. The tables and views are plain SQL:

  articles    id, text_sha256, title, publisher, outlet, published, url, language, score, reliability, signature,
              report (JSON)
  sources     article, id, name, type, naming, country, reliability
  claims      article, id, source, source_text, type, naming, country, via, act, quote, score
  figures     article, id, claim, text, sentence, as_of, low, high, unit, kind, hedged, contestable, status, disputed,
              origins, flagged, reason, quantity
  quantities  id, unit, kind, status, origins, evolving
  one_origin     contestable figures that rest on one origin, with source, publisher and date
  conflicting    pairs of figures of one quantity that contradict each other
  said           claims with publisher and date, by source type
"""

from __future__ import annotations

import heapq
import itertools
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .corroboration import Comparison, compared, gist_of
from .datatypes import Report
from .errors import StoreError
from .pipeline import updated
from .serialize import dumps, loads
from .settings import Settings
from .spool import Spool
from .sql import KINDS, TABLES, VIEWS, quantity_row, table_rows

if TYPE_CHECKING:
    import duckdb

BATCH = 500  # articles, or thousands of rows, that are written at once


class Store:
    """A DuckDB file of reports; a context manager. Raises StoreError for a file that is no such store or in use."""

    def __init__(self, path: str | Path, settings: Settings | None = None, read_only: bool = False) -> None:
        self.path = Path(path)
        self.settings = settings or Settings()
        self._connection = _opened(self.path, read_only)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def add(self, reports: Iterable[Report]) -> Comparison:
        """Add articles and bring all of the store up to date; what all its articles say about one another.

        An article whose id is there with another text is replaced. Articles are read one by one, twice, and only those
        that the addition changes are written.
        """
        with tempfile.TemporaryFile() as file, self._connection.cursor() as reading:
            incoming = Spool[str](file)
            for report in reports:
                incoming[report.id] = dumps(report)
            lines = _merged(_stored(reading), incoming)
            comparison = compared((gist_of(_report(line)) for _, line in lines), self.settings)
            self._connection.begin()
            try:
                self._write(_merged(_stored(reading), incoming), comparison)
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()
        return comparison

    def reports(self) -> Iterator[Report]:
        """The stored reports in order of their ids."""
        with self._connection.cursor() as reading:
            for _, line in _stored(reading):
                yield _report(line)

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """(names of the columns, rows) of a look-up. Raises StoreError for what DuckDB refuses."""
        import duckdb

        try:
            answer = self._connection.execute(sql)
            return [column[0] for column in answer.description or ()], answer.fetchall()
        except duckdb.Error as error:
            raise StoreError(f"{self.path}: {error}") from error

    def _write(self, lines: Iterable[tuple[str | None, str]], comparison: Comparison) -> None:
        """Write what differs from what is stored, out of (stored, given) lines of all reports."""
        changed: list[tuple[Report, str]] = []
        for stored, line in lines:
            given = _report(line)
            report = updated(given, comparison.judged(given.id), self.settings)
            now = dumps(report)
            if now != stored:
                changed.append((report, now))
            if len(changed) == BATCH:
                self._replace(changed)
                changed.clear()
        self._replace(changed)
        self._write_quantities(comparison)

    def _replace(self, changed: Sequence[tuple[Report, str]]) -> None:
        ids = [report.id for report, _ in changed]
        rows: dict[str, list[Sequence[Any]]] = {name: [] for name in TABLES if name != "quantities"}
        for report, line in changed:
            for name, row in table_rows(report, line):
                rows[name].append(row)
        for name, table in rows.items():
            key = "id" if name == "articles" else "article"
            self._connection.execute(f"DELETE FROM {name} WHERE {key} IN (SELECT unnest(?))", [ids])
            self._insert(name, table)

    def _write_quantities(self, comparison: Comparison) -> None:
        """All quantities anew, for they are numbered through, and to each figure the one that it gives."""
        execute = self._connection.execute
        execute("DELETE FROM quantities")
        execute("CREATE OR REPLACE TEMP TABLE given (article VARCHAR, figure VARCHAR, quantity VARCHAR)")
        quantities = iter(comparison.quantities)
        while some := list(itertools.islice(quantities, 1000 * BATCH)):
            self._insert("quantities", [quantity_row(q) for q in some])
            self._insert("given", [(m.document, m.figure, q.quantity) for q in some for m in q.mentions])
        execute(
            "UPDATE figures SET quantity = given.quantity FROM given WHERE figures.article = given.article"
            " AND figures.id = given.figure AND figures.quantity IS DISTINCT FROM given.quantity"
        )
        execute("DROP TABLE given")

    def _insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            self._connection.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)


def _stored(reading: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """(id, line) of the stored reports in order of the ids."""
    found = reading.execute("SELECT id, report FROM articles ORDER BY id")
    while some := found.fetchmany(BATCH):
        yield from some


def _merged(stored: Iterable[tuple[str, str]], incoming: Spool[str]) -> Iterator[tuple[str | None, str]]:
    """(line stored, line that counts) of all articles in order of their ids; an article that comes in takes a place."""
    new = sorted(incoming)
    both = heapq.merge(((key, False, line) for key, line in stored), ((key, True, incoming[key]) for key in new))
    for _, group in itertools.groupby(both, key=itemgetter(0)):
        lines = {is_new: line for _, is_new, line in group}
        yield lines.get(False), lines[True] if True in lines else lines[False]


def _report(line: str) -> Report:
    report = loads(line)
    assert isinstance(report, Report), "only reports are written"
    return report


def _opened(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError as error:
        raise StoreError("a store needs DuckDB: pip install 'attribution[store]'") from error
    try:
        connection = duckdb.connect(str(path), read_only=read_only)
        if not read_only:
            _prepare(connection, path)
    except duckdb.Error as error:
        raise StoreError(f"{path}: {error}") from error
    return connection


def _prepare(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Make the tables and views where they are missing."""
    connection.begin()
    for name, columns in TABLES.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
        found = [column for column, *_ in connection.execute(f"DESCRIBE {name}").fetchall()]
        if found != list(KINDS[name]):
            connection.close()
            raise StoreError(
                f"{path}: its table {name!r} is not this version's; add the reports to a new store "
                "(Store(path, read_only=True).reports() gives those that are in it)"
            )
    for name, body in VIEWS.items():
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS {body}")
    connection.commit()
