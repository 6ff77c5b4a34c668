"""Reports of many articles in one DuckDB file, kept up to date from one another.

    with Store("news.duckdb") as store:
        store.add(reports)          # articles that are there already, unchanged, change nothing
        store.query("SELECT * FROM one_origin")

Every addition is one transaction: after a crash the file is as it was before. The tables and views are plain SQL:

  articles    id, text_sha256, title, publisher, published, url, language, score, signature, report (JSON)
  sources     article, id, name, type, naming, country, reliability
  claims      article, id, source, source_text, type, naming, country, via, act, quote, score
  figures     article, id, claim, text, sentence, low, high, unit, kind, hedged, contestable, status, origins, flagged,
              reason, quantity
  quantities  id, unit, kind, status, origins, evolving
  one_origin     contestable figures that rest on one origin, with source, publisher and date
  conflicting    pairs of figures of one quantity that contradict each other
  said           claims with publisher and date, by source type
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .datatypes import Quantity, Report
from .errors import StoreError
from .pipeline import Corpus, corroborate
from .serialize import dumps, loads
from .settings import Settings

if TYPE_CHECKING:
    import duckdb

TABLES = {
    "articles": "id VARCHAR, text_sha256 VARCHAR, title VARCHAR, publisher VARCHAR, published VARCHAR, "
    "url VARCHAR, language VARCHAR, score DOUBLE, signature VARCHAR, report VARCHAR",
    "sources": "article VARCHAR, id VARCHAR, name VARCHAR, type VARCHAR, naming VARCHAR, country VARCHAR, "
    "reliability VARCHAR",
    "claims": "article VARCHAR, id VARCHAR, source VARCHAR, source_text VARCHAR, type VARCHAR, naming VARCHAR, "
    "country VARCHAR, via VARCHAR, act VARCHAR, quote VARCHAR, score DOUBLE",
    "figures": "article VARCHAR, id VARCHAR, claim VARCHAR, text VARCHAR, sentence VARCHAR, low DOUBLE, high DOUBLE, "
    "unit VARCHAR, kind VARCHAR, hedged BOOLEAN, contestable DOUBLE, status VARCHAR, origins INTEGER, "
    "flagged BOOLEAN, reason VARCHAR, quantity VARCHAR",
    "quantities": "id VARCHAR, unit VARCHAR, kind VARCHAR, status VARCHAR, origins INTEGER, evolving BOOLEAN",
}
VIEWS = {
    "one_origin": """
        SELECT f.text, f.low, f.high, f.unit, coalesce(s.name, c.source_text) AS source, c.type, a.publisher,
               a.published, f.reason, f.article, f.id AS figure
        FROM figures f JOIN articles a ON a.id = f.article
        LEFT JOIN claims c ON c.article = f.article AND c.id = f.claim
        LEFT JOIN sources s ON s.article = f.article AND s.id = c.source
        WHERE f.flagged AND f.status = 'uncorroborated'""",
    "conflicting": """
        SELECT q.id AS quantity, one.text AS one, other.text AS other, one.sentence AS one_sentence,
               other.sentence AS other_sentence, one.article AS one_article, other.article AS other_article
        FROM quantities q
        JOIN figures one ON one.quantity = q.id
        JOIN figures other ON other.quantity = q.id AND (one.article, one.id) < (other.article, other.id)
        WHERE q.status = 'contradicted'
          AND (coalesce(one.low, one.high), one.high) IS DISTINCT FROM (coalesce(other.low, other.high), other.high)""",
    "said": """
        SELECT c.type, coalesce(s.name, c.source_text) AS source, c.naming, c.country, c.act, c.via, c.score,
               a.publisher, a.published, a.title, c.article, c.id AS claim
        FROM claims c JOIN articles a ON a.id = c.article
        LEFT JOIN sources s ON s.article = c.article AND s.id = c.source""",
}


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

    def add(self, reports: Iterable[Report]) -> Corpus:
        """Add articles and bring all of the store up to date; the corpus holds every article of the store.

        An article whose id is there with another text is replaced.
        """
        corpus = corroborate(self._with(reports), self.settings)
        self._connection.begin()
        try:
            self._write(corpus)
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()
        return corpus

    def reports(self) -> Iterator[Report]:
        """The stored reports in order of their ids."""
        for (line,) in self._connection.execute("SELECT report FROM articles ORDER BY id").fetchall():
            report = loads(line)
            assert isinstance(report, Report), "only reports are written"
            yield report

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """(names of the columns, rows) of a look-up. Raises StoreError for what DuckDB refuses."""
        import duckdb

        try:
            answer = self._connection.execute(sql)
            return [column[0] for column in answer.description or ()], answer.fetchall()
        except duckdb.Error as error:
            raise StoreError(f"{self.path}: {error}") from error

    def _with(self, reports: Iterable[Report]) -> list[Report]:
        kept = {report.id: report for report in self.reports()}
        kept.update((report.id, report) for report in reports)
        return [kept[key] for key in sorted(kept)]

    def _write(self, corpus: Corpus) -> None:
        quantity = {(m.document, m.figure): q.quantity for q in corpus.quantities for m in q.mentions}
        rows: dict[str, list[Sequence[Any]]] = {name: [] for name in TABLES}
        for report in corpus.reports:
            assert isinstance(report, Report), "a store holds no failures"
            for name, row in _rows(report, quantity):
                rows[name].append(row)
        rows["quantities"] = [_quantity_row(q) for q in corpus.quantities]
        for name, table in rows.items():
            self._connection.execute(f"DELETE FROM {name}")
            if table:
                columns = [list(column) for column in zip(*table, strict=True)]
                self._connection.execute(
                    f"INSERT INTO {name} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns
                )


def _opened(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError as error:
        raise StoreError("a store needs DuckDB: pip install 'attribution[store]'") from error
    try:
        connection = duckdb.connect(str(path), read_only=read_only)
        if not read_only:
            connection.begin()
            for name, columns in TABLES.items():
                connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
            for name, body in VIEWS.items():
                connection.execute(f"CREATE OR REPLACE VIEW {name} AS {body}")
            connection.commit()
    except duckdb.Error as error:
        raise StoreError(f"{path}: {error}") from error
    return connection


def _rows(report: Report, quantity: dict[tuple[str, str], str]) -> Iterator[tuple[str, Sequence[Any]]]:
    yield (
        "articles",
        (
            report.id,
            report.text_sha256,
            report.title,
            report.publisher,
            report.published,
            report.url,
            report.language,
            report.score.value,
            report.signature,
            dumps(report),
        ),
    )
    for source in report.sources:
        yield "sources", (report.id, source.id, source.name, *_labels(source), source.reliability)
    for claim in report.claims:
        told = claim.source
        labels = _labels(told) if told else (None, None, None)
        yield (
            "claims",
            (
                report.id,
                claim.id,
                told.id if told else None,
                told.text if told else None,
                *labels,
                claim.via.text if claim.via else None,
                claim.act.value,
                claim.quote.value,
                claim.score.value if claim.score else None,
            ),
        )
    for figure in report.figures:
        yield (
            "figures",
            (
                report.id,
                figure.id,
                figure.claim,
                figure.text,
                figure.sentence,
                None if figure.low is None else float(figure.low),
                None if figure.high is None else float(figure.high),
                figure.unit,
                figure.kind.value,
                figure.hedged,
                figure.contestable,
                figure.status.value,
                figure.origins,
                figure.flagged,
                figure.reason,
                quantity.get((report.id, figure.id)),
            ),
        )


def _labels(source: Any) -> tuple[str, str, str | None]:
    return source.type.value, source.naming.value, source.country


def _quantity_row(q: Quantity) -> Sequence[Any]:
    return (q.quantity, q.unit, q.kind.value, q.status.value, q.origins, q.evolving)
