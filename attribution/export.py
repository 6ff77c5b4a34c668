"""Articles with their reports in the formats of other tools; each format is a module of exports/.

    with writer(Path("claims.csv"), Format.CSV) as out:
        for article, report in zip(articles, scorer.score_batch(articles)):
            out.write(article, report)

Every format is written as the articles come. CSV, JSON lines and text are complete after each of them. STIX, Web
Annotation and Label Studio are one JSON value, whose end is written last; so is parquet's index, in a folder that of
each part. A failure in the place of a report is a record of JSON lines, a row with ``error`` of CSV and parquet, an
annotation, a task with ``error`` of Label Studio, a line of articles.jsonl in a BRAT folder; STIX has no place for it.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TextIO, cast

from .datatypes import Document, Failure, Report
from .errors import ExportError
from .exports.rows import Rows
from .report import to_text
from .serialize import dumps
from .yardstick import Wording


class Format(StrEnum):
    """What is written: the contract's JSON lines, text for people, or what other tools read."""

    JSONL = "jsonl"
    TEXT = "text"
    CSV = "csv"
    PARQUET = "parquet"
    STIX = "stix"
    WEBANNOTATION = "webannotation"
    BRAT = "brat"
    LABELSTUDIO = "labelstudio"

    @property
    def grows(self) -> bool:
        """Whether what is written so far is valid after every article."""
        return self in (Format.JSONL, Format.TEXT, Format.CSV)

    @property
    def needs_path(self) -> bool:
        """Whether it is a file or a folder of its own, which cannot go through a pipe."""
        return self in (Format.PARQUET, Format.BRAT)


class Writer(Protocol):
    """Writes articles one by one; what is not closed is incomplete."""

    def write(self, article: Document | Failure, result: Report | Failure) -> None: ...

    def close(self) -> None: ...


@contextlib.contextmanager
def writer(
    target: Path | TextIO, format: Format, rows: Rows = Rows.CLAIMS, wording: Wording = Wording.ADMIRALTY
) -> Iterator[Writer]:
    """A writer to a file, a folder (BRAT, parquet in parts) or a stream of text, closed unless something went wrong.

    ``rows`` are those of CSV and parquet, ``wording`` is that of the text view; other formats have neither.
    Raises ExportError for a library that is missing or a target that the format cannot be written to.
    """
    with contextlib.ExitStack() as stack:
        if format.needs_path:
            if not isinstance(target, Path):
                raise ExportError(f"{format} cannot be written to a stream of text: give the path of a file or folder")
            made = _at(target, format, rows)
        else:
            stream = stack.enter_context(text_file(target)) if isinstance(target, Path) else target
            made = _to(stream, format, rows, wording)
        yield made
        made.close()


def write(
    articles: Iterable[tuple[Document | Failure, Report | Failure]],
    target: str | Path,
    format: Format | str,
    rows: Rows | str = Rows.CLAIMS,
    wording: Wording | str = Wording.ADMIRALTY,
) -> None:
    """Write all articles, each with its report, to a file or a folder.

    Raises ExportError as ``writer`` does, ValueError for an unknown format, kind of rows or wording.
    """
    with writer(Path(target), Format(format), Rows(rows), Wording(wording)) as out:
        for article, result in articles:
            out.write(article, result)


def text_file(path: Path, mode: str = "w") -> TextIO:
    """A file for text that is written as it is; a lone surrogate, which UTF-8 cannot hold, as its escape."""
    return cast(TextIO, path.open(mode, encoding="utf-8", errors="backslashreplace", newline="\n"))


class _Lines:
    """Each article by itself, as ``told`` renders it."""

    def __init__(self, stream: TextIO, told: Callable[[Document | Failure, Report | Failure], str]) -> None:
        self._stream = stream
        self._told = told

    def write(self, article: Document | Failure, result: Report | Failure) -> None:
        self._stream.write(self._told(article, result) + "\n")
        self._stream.flush()

    def close(self) -> None:
        self._stream.flush()


# A format's module is loaded when it is written: `attribution --help` needs none of them.


def _at(path: Path, format: Format, rows: Rows) -> Writer:
    if format is Format.BRAT:
        from .exports.brat import BratWriter

        return BratWriter(path)
    from .exports.tables import ParquetWriter, PartsWriter

    return PartsWriter(path, rows) if path.is_dir() else ParquetWriter(path, rows)


def _to(stream: TextIO, format: Format, rows: Rows, wording: Wording) -> Writer:
    match format:
        case Format.CSV:
            from .exports.tables import CsvWriter

            return CsvWriter(stream, rows)
        case Format.STIX:
            from .exports.stix import StixWriter

            return StixWriter(stream)
        case Format.WEBANNOTATION:
            from .exports.webannotation import WebAnnotationWriter

            return WebAnnotationWriter(stream)
        case Format.LABELSTUDIO:
            from .exports.labelstudio import LabelStudioWriter

            return LabelStudioWriter(stream)
        case Format.TEXT:
            return _Lines(stream, functools.partial(_text, wording))
    return _Lines(stream, lambda article, result: dumps(result))


def _text(wording: Wording, article: Document | Failure, result: Report | Failure) -> str:
    return to_text(result, article.text if isinstance(article, Document) else "", wording)
