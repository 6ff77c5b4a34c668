"""What a store's tables and views hold, and the rows that a report fills them with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .datatypes import Quantity, Report

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


def rows_of(report: Report, line: str) -> Iterator[tuple[str, Sequence[Any]]]:
    """(table, row) for all that a report tells; ``line`` is its JSON. A figure's quantity is not known from it."""
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
            line,
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
                None,
            ),
        )


def _labels(source: Any) -> tuple[str, str, str | None]:
    return source.type.value, source.naming.value, source.country


def quantity_row(q: Quantity) -> Sequence[Any]:
    return (q.quantity, q.unit, q.kind.value, q.status.value, q.origins, q.evolving)
