"""A store's tables and views in SQL, and the rows that a report fills them with."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from .datatypes import Quantity, Report
from .exports.rows import Row, claim_rows, figure_rows, plain

TABLES = {
    "articles": "id VARCHAR, text_sha256 VARCHAR, title VARCHAR, publisher VARCHAR, outlet VARCHAR, published VARCHAR, "
    "url VARCHAR, language VARCHAR, score DOUBLE, reliability VARCHAR, signature VARCHAR, report VARCHAR",
    "sources": "article VARCHAR, id VARCHAR, name VARCHAR, type VARCHAR, naming VARCHAR, country VARCHAR, "
    "reliability VARCHAR",
    "claims": "article VARCHAR, id VARCHAR, source VARCHAR, source_text VARCHAR, type VARCHAR, naming VARCHAR, "
    "country VARCHAR, via VARCHAR, act VARCHAR, quote VARCHAR, score DOUBLE",
    "figures": "article VARCHAR, id VARCHAR, claim VARCHAR, text VARCHAR, sentence VARCHAR, as_of VARCHAR, "
    "low DOUBLE, high DOUBLE, unit VARCHAR, kind VARCHAR, hedged BOOLEAN, contestable DOUBLE, status VARCHAR, "
    "disputed BOOLEAN, origins INTEGER, flagged BOOLEAN, reason VARCHAR, quantity VARCHAR",
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


KINDS = {
    table: {name: kind for name, kind in (column.split() for column in columns.split(", "))}
    for table, columns in TABLES.items()
}


def table_rows(report: Report, line: str) -> Iterator[tuple[str, Sequence[Any]]]:
    """(table, row) for all that a report tells; ``line`` is its JSON. A figure's quantity is not known from it."""
    outlet = report.outlet.name if report.outlet else None
    judged = {"score": report.score.value, "reliability": report.score.reliability}
    yield _row("articles", _fields(report) | judged | {"outlet": outlet, "report": line})
    for source in report.sources:
        yield _row("sources", _fields(source) | {"article": report.id})
    for claim in claim_rows(report):
        yield _row("claims", claim | {"id": claim["claim"]})
    for figure in figure_rows(report):
        yield _row("figures", figure | {"id": figure["figure"]})


def quantity_row(quantity: Quantity) -> Sequence[Any]:
    _, row = _row("quantities", _fields(quantity) | {"id": quantity.quantity})
    return row


def _fields(told: Any) -> Row:
    return {field.name: getattr(told, field.name) for field in dataclasses.fields(told)}


def _row(table: str, told: Row) -> tuple[str, Sequence[Any]]:
    return table, [_cell(told.get(name), kind) for name, kind in KINDS[table].items()]


def _cell(value: Any, kind: str) -> Any:
    return float(value) if kind == "DOUBLE" and value is not None else plain(value)
