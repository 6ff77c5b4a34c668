"""Going on with an output of JSON lines that was cut short.

What is there must be the records of the input's first articles, in order: of the same ids, the same texts by their
hash, and with the signature that the records to come will have. Then the whole file is, to the byte, that of a run
which nothing stopped. A last line that is torn is dropped; anything else is refused, and the file stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .datatypes import SCHEMA, Document, Failure, sha256_of
from .errors import InputError
from .serialize import to_json

BEGINNING = to_json({"schema": SCHEMA})[:-1].encode()  # of every line that is written


@dataclass(frozen=True)
class Done:
    """What an output holds: how many records, how many of them of failures, and the bytes up to the end of the last."""

    records: int = 0
    failures: int = 0
    length: int = 0


def already_done(output: Path, articles: Iterator[Document | Failure], signature: str) -> Done:
    """What an output holds already; its articles are taken from the iterator, which goes on with those to be scored.

    An output that is not there holds nothing. No more of it is in memory than a line. The record of a failure tells
    only its article's id, so that alone is compared. Raises InputError for a line that is not its article's record.
    """
    done = Done()
    if not output.exists():
        return done
    with output.open("rb") as stream:
        for line in stream:
            record = _record(line)
            if record is None and _is_torn(line) and not stream.peek(1):
                break
            difference = _difference(record, next(articles, None), signature)
            if difference:
                raise InputError(f"{output}:{done.records + 1}: cannot be resumed: {difference}")
            done = Done(done.records + 1, done.failures + ("error" in (record or ())), done.length + len(line))
    return done


def _record(line: bytes) -> dict[str, Any] | None:
    """The record of a line that is whole, None for any other."""
    try:
        record = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _is_torn(line: bytes) -> bool:
    """Whether a line that is no record is what is left of one: its beginning, or the zeros of a power cut."""
    return BEGINNING.startswith(line.strip(b"\0\n")[: len(BEGINNING)])


def _difference(record: dict[str, Any] | None, article: Document | Failure | None, signature: str) -> str | None:
    """Why this is not the article's record, and what to do; None if it is."""
    if record is None or record.get("schema") != SCHEMA:
        return "the line is no record of `attribution score`; choose another --output"
    identity = record.get("id")
    if article is None:
        return f"expected no more records than articles, got that of {identity!r}; give the input it was begun with"
    if identity != article.id:
        return (
            f"expected the record of article {article.id!r}, got that of {identity!r}; "
            "give the input it was begun with, in the same order"
        )
    if "error" in record:
        return None
    if isinstance(article, Failure):
        return f"article {article.id!r} was scored, and now: {article.message}"
    if record.get("text_sha256") != sha256_of(article.text):
        return f"the text of article {article.id!r} has changed since; score all again, to another --output"
    if record.get("signature") != signature:
        return (
            f"expected the signature {signature!r}, got {record.get('signature')!r}; "
            "give the model and settings it was begun with, or score all again, to another --output"
        )
    return None
