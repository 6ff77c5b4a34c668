"""Rows as CSV, parquet and a pandas DataFrame. Ids stay strings: "001" is "001" in each of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ..datatypes import Document, Failure, Report
from ..errors import ExportError, InputError
from ..formats.records import document_of
from ..serialize import to_json
from .rows import COLUMNS, Cell, Row, Rows, rows_of

if TYPE_CHECKING:
    import pandas

ARTICLE_FIELDS = ("title", "publisher", "published", "url", "language")  # read from a DataFrame that has them
ROW_GROUP = 4096  # rows that are held before they are written


class CsvWriter:
    """CSV by RFC 4180 in UTF-8 with a line of names; lists are cells of JSON, truths true and false, None is empty."""

    def __init__(self, stream: TextIO, rows: Rows = Rows.CLAIMS) -> None:
        self._stream = stream
        self._rows = rows
        self._csv = csv.writer(stream)
        self._csv.writerow(COLUMNS[rows])

    def write(self, article: Document | Failure, result: Report | Failure) -> None:
        for row in rows_of(article, result, self._rows):
            self._csv.writerow([_cell(value) for value in row.values()])
        self._stream.flush()

    def close(self) -> None:
        self._stream.flush()


def _cell(value: Any) -> Any:
    return to_json(value) if isinstance(value, list | bool) else value


class ParquetWriter:
    """One parquet file, a row group for each few thousand rows; no reader can open it before it is closed."""

    def __init__(self, path: Path, rows: Rows = Rows.CLAIMS) -> None:
        self._table = _Table(rows)
        self._file = self._table.pyarrow.parquet.ParquetWriter(path, self._table.schema)

    def write(self, article: Document | Failure, result: Report | Failure) -> None:
        if self._table.add(article, result):
            self._file.write_table(self._table.taken())

    def close(self) -> None:
        if self._table.held:
            self._file.write_table(self._table.taken())
        self._file.close()


class PartsWriter:
    """A folder of parquet files of a few thousand rows each, which together are one table.

    A part appears under its name when it is complete, so that whatever ends the writing, the parts before can be read.
    Raises ExportError for a folder that has something in it.
    """

    def __init__(self, folder: Path, rows: Rows = Rows.CLAIMS) -> None:
        if any(folder.iterdir()):
            raise ExportError(f"{folder}: expected an empty folder, for parts of a parquet table")
        self._table = _Table(rows)
        self._folder = folder
        self._written = 0

    def write(self, article: Document | Failure, result: Report | Failure) -> None:
        if self._table.add(article, result):
            self._write_part()

    def close(self) -> None:
        if self._table.held or not self._written:
            self._write_part()

    def _write_part(self) -> None:
        name = f"part-{self._written:05}.parquet"
        hidden = self._folder / f".{name}"
        self._table.pyarrow.parquet.write_table(self._table.taken(), hidden)
        hidden.rename(self._folder / name)
        self._written += 1


class _Table:
    """The rows that wait to be written, and how pyarrow holds them."""

    def __init__(self, rows: Rows) -> None:
        self.schema = schema_of(rows)
        import pyarrow
        import pyarrow.parquet

        self.pyarrow = pyarrow
        self.held: list[Row] = []
        self._rows = rows

    def add(self, article: Document | Failure, result: Report | Failure) -> bool:
        """Hold an article's rows; whether enough are held to be written."""
        self.held.extend(rows_of(article, result, self._rows))
        return len(self.held) >= ROW_GROUP

    def taken(self) -> Any:
        """The rows held, of which none is held then."""
        table = table_of(self.held, self._rows)
        self.held.clear()
        return table


def schema_of(rows: Rows) -> Any:
    """The columns with their types in parquet, a ``pyarrow.Schema``. Raises ExportError where pyarrow is missing."""
    try:
        import pyarrow
    except ImportError as error:
        raise ExportError("parquet needs pyarrow: pip install 'attribution[parquet]'") from error
    types = {
        Cell.TEXT: pyarrow.string(),
        Cell.REAL: pyarrow.float64(),
        Cell.WHOLE: pyarrow.int64(),
        Cell.TRUTH: pyarrow.bool_(),
        Cell.TEXTS: pyarrow.list_(pyarrow.string()),
        Cell.SPANS: pyarrow.list_(pyarrow.list_(pyarrow.int64())),
    }
    return pyarrow.schema([(name, types[cell]) for name, cell in COLUMNS[rows].items()])


def table_of(rows: Iterable[Row], kind: Rows) -> Any:
    """Rows as a ``pyarrow.Table``. Raises ExportError where pyarrow is missing."""
    schema = schema_of(kind)
    import pyarrow

    return pyarrow.Table.from_pylist([_with_reals(row, kind) for row in rows], schema=schema)


def _with_reals(row: Row, kind: Rows) -> Row:
    """The row with every number of a real column as a float: pyarrow refuses whole numbers that none is equal to."""
    cells = COLUMNS[kind]
    return {
        name: value if value is None or cells[name] is not Cell.REAL else float(value) for name, value in row.items()
    }


def import_pandas() -> Any:
    """The module, loaded when it is needed. Raises ExportError with the command that installs it."""
    try:
        import pandas
    except ImportError as error:
        raise ExportError("a DataFrame needs pandas: pip install 'attribution[pandas]'") from error
    return pandas


def frame_of(rows: Iterable[Row], kind: Rows = Rows.CLAIMS) -> pandas.DataFrame:
    """Rows as a DataFrame with all columns, whole numbers and truths in types that know a missing value."""
    columns = COLUMNS[kind]
    types = {Cell.REAL: "float64", Cell.WHOLE: "Int64", Cell.TRUTH: "boolean"}
    frame = import_pandas().DataFrame(list(rows), columns=list(columns), dtype=object)
    return frame.astype({name: types[cell] for name, cell in columns.items() if cell in types})


def articles_of(frame: pandas.DataFrame, text: str, id: str) -> Iterator[Document | Failure]:
    """The rows of a DataFrame as articles; a missing value is none, an id is a string, without one the row's index.

    Raises InputError for a frame without the column of texts.
    """
    pandas = import_pandas()
    if text not in frame.columns:
        raise InputError(
            f"frame: expected a column {text!r} of texts, got {', '.join(map(str, frame.columns)) or 'none'}"
        )
    columns = {"text": text, "id": id} | {name: name for name in ARTICLE_FIELDS}
    columns = {field: column for field, column in columns.items() if column in frame.columns}
    rows = frame[list(columns.values())].itertuples(index=False, name=None)
    for index, row in zip(frame.index, rows, strict=True):
        record = {field: _given(value, pandas) for field, value in zip(columns, row, strict=True)}
        try:
            yield document_of(record, str(index))
        except InputError as error:
            yield Failure(
                str(index if record.get("id") is None else record["id"]), "InputError", f"row {index}: {error}"
            )


def _given(value: Any, pandas: Any) -> Any:
    """A cell as JSON would have it: missing is None, a whole number stays whole beside missing ones, dates are text."""
    if pandas.api.types.is_scalar(value) and pandas.isna(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
