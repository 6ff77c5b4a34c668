"""CSV, TSV and Parquet to articles, one a row. An article without an id goes by its row's number, from 1."""

from __future__ import annotations

import contextlib
import csv
import functools
import io
import itertools
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from ..datatypes import Document, Failure
from ..errors import InputError
from .decoding import UndecodableError, lines
from .options import Options
from .records import FIELDS, Articles, attempted, check_columns, document_of

LONGEST_CELL = 1 << 28  # characters; the csv module allows 128 kB, less than a long article
ROWS = 128  # of a Parquet file in memory at once
BUFFER = 1 << 20  # bytes of each of its columns; without one a whole row group would be


def comma_separated(stream: IO[bytes], name: str, options: Options) -> Articles:
    return _separated(stream, name, options, "excel")


def tab_separated(stream: IO[bytes], name: str, options: Options) -> Articles:
    """Cells in quotation marks are read as in CSV."""
    return _separated(stream, name, options, "excel-tab")


def parquet(stream: IO[bytes], name: str, options: Options) -> Articles:
    """The rows of a Parquet file, a few at a time. Raises InputError for a damaged file or a missing column."""
    arrow = _arrow()
    try:
        with _seekable(stream) as whole, arrow.parquet.ParquetFile(whole, buffer_size=BUFFER, pre_buffer=False) as file:
            names = file.schema_arrow.names
            batches = file.iter_batches(batch_size=ROWS, columns=columns_read(names, options))
            rows = itertools.chain.from_iterable(map(_plain_rows, batches))
            for number, row in enumerate(rows, 1):
                place = f"{name}:{number}"
                if isinstance(row, Exception):
                    yield Failure(place, "InputError", f"{place}: a cell cannot be read: {row}")
                else:
                    yield attempted(document_of, row, place, options)
    except (arrow.ArrowException, OSError) as error:
        raise InputError(f"not a Parquet file that can be read: {error}") from error


def columns_read(names: Sequence[str], options: Options) -> list[str]:
    """Those of a table's columns that are read. Raises InputError for one that is missing, or is there twice."""
    check_columns(names, options)
    wanted = dict.fromkeys((*FIELDS, options.text_column, options.id_column))
    read = [name for name in wanted if name is not None and name in names]
    if twice := [name for name in read if names.count(name) > 1]:
        raise InputError(f"two columns have the name {', '.join(map(repr, twice))}; which is meant cannot be told")
    return read


def _plain_rows(batch: Any) -> list[dict[str, Any] | Exception]:
    """The rows of a batch; in the place of one that Python cannot hold, a date after 9999 for instance, the error."""
    try:
        rows: list[dict[str, Any] | Exception] = batch.to_pylist()
        return rows
    except (ValueError, OverflowError) as error:
        if len(batch) == 1:
            return [error]
        return [row for number in range(len(batch)) for row in _plain_rows(batch.slice(number, 1))]


def _separated(stream: IO[bytes], name: str, options: Options, dialect: str) -> Articles:
    csv.field_size_limit(LONGEST_CELL)
    wrong: list[UndecodableError] = []  # in the lines of the row that is read

    def readable() -> Iterator[str]:
        for line in lines(stream, options.encoding):
            if isinstance(line, UndecodableError):
                wrong.append(line)
                yield line.replaced
            elif isinstance(line, InputError):
                raise InputError(f"{line}; what comes after is not read")
            else:
                yield line

    rows = csv.reader(readable(), dialect, strict=True)
    try:
        header = next(rows, [])
        if wrong:
            raise wrong[0]
        columns_read(header, options)
        filled = (row for row in rows if row)
        for number, row in enumerate(filled, 1):
            place = f"{name}:{number}"
            yield Failure(place, "InputError", f"{place}: {wrong[0]}") if wrong else _row(header, row, place, options)
            wrong.clear()
    except csv.Error as error:
        raise InputError(f"line {rows.line_num}: {error}; what comes after is not read") from error


def _row(header: Sequence[str], row: Sequence[str], place: str, options: Options) -> Document | Failure:
    if len(row) != len(header):
        return Failure(place, "InputError", f"{place}: expected {len(header)} cells as in line 1, got {len(row)}")
    record = {key: cell or None for key, cell in zip(header, row, strict=True)}
    return attempted(document_of, record, place, options)


@contextlib.contextmanager
def _seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The stream itself, or what it holds in a temporary file: Parquet is read from its end."""
    if isinstance(stream, io.BufferedReader) and isinstance(stream.raw, io.FileIO) and stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy


@functools.cache
def _arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise InputError("Parquet needs pyarrow: pip install 'attribution[parquet]'") from error
    return pyarrow
