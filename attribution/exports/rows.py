"""Articles as rows: one a claim or one a figure, the same columns in CSV, parquet and pandas.

An article that could not be scored has one row with its id and ``error``; one without claims (figures) has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum, StrEnum
from typing import Any

from ..datatypes import Claim, Document, Failure, Figure, Report, Spans
from ..serialize import encodable

Row = dict[str, Any]

PIECES = " … "  # between the pieces of a content that stands in several


class Rows(StrEnum):
    """What a row is."""

    CLAIMS = "claims"
    FIGURES = "figures"


class Cell(Enum):
    """What a column holds; every cell may be None as well."""

    TEXT = "text"
    REAL = "real"
    WHOLE = "whole"
    TRUTH = "truth"
    TEXTS = "texts"  # a list of strings
    SPANS = "spans"  # a list of [start, end]


ARTICLE_COLUMNS = {name: Cell.TEXT for name in ("article", "title", "publisher", "outlet", "published", "url")}
SAYER_COLUMNS = {name: Cell.TEXT for name in ("source", "source_name", "type", "naming", "country")}
COLUMNS: dict[Rows, dict[str, Cell]] = {
    Rows.CLAIMS: {
        **ARTICLE_COLUMNS,
        "claim": Cell.TEXT,
        "attributed": Cell.TRUTH,
        **SAYER_COLUMNS,
        "type_probability": Cell.REAL,
        "via": Cell.TEXT,
        "via_type": Cell.TEXT,
        "source_text": Cell.TEXT,
        "source_spans": Cell.SPANS,
        "cue": Cell.TEXT,
        "cue_spans": Cell.SPANS,
        "content": Cell.TEXT,
        "content_spans": Cell.SPANS,
        "quote": Cell.TEXT,
        "act": Cell.TEXT,
        "confidence": Cell.REAL,
        "figures": Cell.TEXTS,
        "score": Cell.REAL,
        "reliability": Cell.TEXT,
        "credibility": Cell.WHOLE,
        "rating": Cell.TEXT,
        "error": Cell.TEXT,
    },
    Rows.FIGURES: {
        **ARTICLE_COLUMNS,
        "figure": Cell.TEXT,
        "claim": Cell.TEXT,
        **SAYER_COLUMNS,
        "text": Cell.TEXT,
        "spans": Cell.SPANS,
        "sentence": Cell.TEXT,
        "as_of": Cell.TEXT,
        "low": Cell.REAL,
        "high": Cell.REAL,
        "unit": Cell.TEXT,
        "kind": Cell.TEXT,
        "hedged": Cell.TRUTH,
        "contestable": Cell.REAL,
        "status": Cell.TEXT,
        "disputed": Cell.TRUTH,
        "origins": Cell.WHOLE,
        "flagged": Cell.TRUTH,
        "reason": Cell.TEXT,
        "error": Cell.TEXT,
    },
}


def rows_of(article: Document | Failure, result: Report | Failure, rows: Rows = Rows.CLAIMS) -> Iterator[Row]:
    """The rows of one article; every row has all columns in their order, and None where there is nothing to tell."""
    if isinstance(result, Failure):
        found: Iterator[Row] = iter([{"article": result.id, "error": told(result)}])
    else:
        found = _MAKERS[rows](result, article.text if isinstance(article, Document) else "")
    for row in found:
        yield {name: plain(row.get(name)) for name in COLUMNS[rows]}


def told(failure: Failure) -> str:
    """A failure in a line, for the formats that have no record of its own for it."""
    return f"{failure.type}: {failure.message}"


def pieces(spans: Spans, text: str) -> str:
    return PIECES.join(span.of(text) for span in spans)


def claim_rows(report: Report, text: str = "") -> Iterator[Row]:
    """A row a claim, in our own types; without the article's text, its words are empty."""
    names = {source.id: source.name for source in report.sources}
    for claim in report.claims:
        row = {
            **_article(report),
            "claim": claim.id,
            "attributed": claim.attributed,
            **_sayer(claim, names),
            "cue": pieces(claim.cue, text),
            "cue_spans": claim.cue,
            "content": pieces(claim.content, text),
            "content_spans": claim.content,
            "quote": claim.quote,
            "act": claim.act,
            "confidence": claim.confidence,
            "figures": claim.figures,
        }
        if claim.source is not None:
            row |= {
                "type_probability": claim.source.type_probability,
                "source_text": claim.source.text,
                "source_spans": claim.source.spans,
            }
        if claim.via is not None:
            row |= {"via": claim.via.text, "via_type": claim.via.type}
        if claim.score is not None:
            row |= {name: getattr(claim.score, name) for name in ("reliability", "credibility", "rating")}
            row["score"] = claim.score.value
        yield row


def figure_rows(report: Report, text: str = "") -> Iterator[Row]:
    """A row a figure, in our own types."""
    names = {source.id: source.name for source in report.sources}
    claims = {claim.id: claim for claim in report.claims}
    for figure in report.figures:
        claim = claims.get(figure.claim or "")
        yield {
            **_article(report),
            **(_sayer(claim, names) if claim else {}),
            **{name: getattr(figure, name) for name in _FIGURE_FIELDS},
            "figure": figure.id,
            "spans": (figure.span,),
        }


_MAKERS: dict[Rows, Callable[[Report, str], Iterator[Row]]] = {Rows.CLAIMS: claim_rows, Rows.FIGURES: figure_rows}
_FIGURE_FIELDS = [name for name in COLUMNS[Rows.FIGURES] if name in Figure.__dataclass_fields__]


def _article(report: Report) -> Row:
    told = {name: getattr(report, name) for name in ("title", "publisher", "published", "url")}
    return told | {"article": report.id, "outlet": report.outlet.name if report.outlet else None}


def _sayer(claim: Claim, names: dict[str, str]) -> Row:
    source = claim.source
    if source is None:
        return {}
    name = names.get(source.id or "", source.text)
    return {"source": source.id, "source_name": name} | {
        field: getattr(source, field) for field in ("type", "naming", "country")
    }


def plain(value: Any) -> Any:
    """A cell of plain types; a lone surrogate, which no file can hold, is written as its escape."""
    if isinstance(value, str):
        return encodable(str(value))
    if isinstance(value, tuple):
        return [list(item) if isinstance(item, tuple) else plain(item) for item in value]
    return value
