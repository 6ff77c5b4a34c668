"""Files and standard input to documents.

Text is decoded and otherwise untouched: line ends, non-breaking spaces and control characters stay as they are. A
byte order mark at the start is no part of the text. What cannot be read becomes a Failure in its place, and reading
goes on with the next article.
"""

from __future__ import annotations

import codecs
import gzip
import itertools
import json
import shutil
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, TypeVar

from .datatypes import Document, Failure, Report
from .errors import InputError
from .serialize import report_from_dict

Articles = Iterator[Document | Failure]
Records = Iterator[Any]
Reader = Callable[[Any, str], Records]
T = TypeVar("T")

STDIN = "-"


def read_paths(paths: Iterable[str | Path], stdin_format: str = "auto") -> Articles:
    """The articles of files, lazily and in order; the path "-" is standard input.

    ``stdin_format`` is "txt" (one article), "jsonl" (one a line) or "auto": JSON lines if the first character that
    is no white space is "{". Raises InputError at once, before anything is read, for a path that is no file or
    whose name ends in none of the known ways.
    """
    readers = [_reader(path, stdin_format, READERS, _json_lines) for path in paths]
    return itertools.chain.from_iterable(read() for read in readers)


class ReportFiles:
    """Reports in files of JSON lines, to be read any number of times, lazily and in order.

    Articles among them, still to be scored, are documents. ``kept`` is an empty file, a temporary one usually, in which
    standard input is kept. Raises InputError at once for a path that is no file or whose name does not end in .jsonl or
    .jsonl.gz.
    """

    def __init__(self, paths: Iterable[str | Path], kept: IO[bytes]) -> None:
        self._kept, self._read = kept, False
        self._readers = [self._reader(path) for path in paths]

    def __iter__(self) -> Iterator[Report | Document | Failure]:
        self._kept.seek(0)
        return itertools.chain.from_iterable(read() for read in self._readers)

    def _reader(self, path: str | Path) -> Callable[[], Records]:
        if str(path) == STDIN:
            return lambda: _report_lines(self._stdin(), "stdin")
        if Path(path).is_fifo():
            raise InputError(f"{path}: a pipe can be read only once; give it as standard input: - < {path}")
        return _reader(path, "jsonl", REPORT_READERS, _report_lines)

    def _stdin(self) -> IO[bytes]:
        if not self._read:
            self._read = True
            shutil.copyfileobj(sys.stdin.buffer, self._kept)
            self._kept.seek(0)
        return self._kept


def report_of(record: Any, fallback_id: str) -> Report | Document | Failure:
    """A report, or the failure that stands in its place, out of one JSON object; without a schema, an article."""
    if isinstance(record, dict) and "schema" in record:
        return report_from_dict(record)
    return document_of(record, fallback_id)


def document_of(record: Any, fallback_id: str) -> Document:
    """A document out of one JSON object: text, and where given id, title, publisher, published or date, url, language.

    The id is a string and stays as it is; a number is written out; without an id it is the fallback. Raises
    InputError for anything that is no object, has no text, or has a field of another type.
    """
    if not isinstance(record, dict):
        raise InputError(f"expected a JSON object with 'text', got {type(record).__name__}")
    if not isinstance(record.get("text"), str):
        raise InputError(f"expected a string in 'text', got {_kind(record.get('text'))}")
    published = "published" if record.get("published") is not None else "date"
    return Document(
        id=_string(record, "id") or fallback_id,
        text=record["text"],
        title=_string(record, "title"),
        publisher=_string(record, "publisher"),
        published=_string(record, published),
        url=_string(record, "url"),
        language=_string(record, "language") or "en",
    )


def _reader(path: str | Path, stdin_format: str, readers: Mapping[str, Reader], lines: Reader) -> Callable[[], Records]:
    """What will read a path, after checking all that can be checked without reading it."""
    if str(path) == STDIN:
        return lambda: _stdin(sys.stdin.buffer, stdin_format, lines)
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path} is a folder: name the files in it, as in {path}/*.txt")
    if not path.exists():
        raise InputError(f"{path}: no such file")
    for ending, read in readers.items():
        if path.name.lower().endswith(ending):
            return lambda: _opened(path, read)
    raise InputError(f"{path}: unknown kind of file; known endings: {', '.join(readers)}")


def _opened(path: Path, read: Reader) -> Records:
    """The articles of one file; what the file system or the decompressor refuses becomes a Failure."""
    opener: Any = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rb") as stream:
            yield from read(stream, path.name)
    except (OSError, EOFError, zlib.error) as error:
        yield Failure(path.name, "InputError", f"{path}: cannot be read: {error}")


def _stdin(stream: IO[bytes], stdin_format: str, read_lines: Reader) -> Records:
    lines = iter(stream)
    head = list(_until_text(lines))
    if stdin_format == "auto":
        stdin_format = "jsonl" if head and _without_mark(head[-1]).lstrip().startswith(b"{") else "txt"
    rest = itertools.chain(head, lines)
    return read_lines(rest, "stdin") if stdin_format == "jsonl" else _text(b"".join(rest), "stdin")


def _until_text(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Lines up to and including the first that holds more than white space and a byte order mark."""
    for line in lines:
        yield line
        if _without_mark(line).strip():
            return


def _text(data: bytes, name: str) -> Articles:
    try:
        yield Document(name, _decoded(data))
    except InputError as error:
        yield Failure(name, "InputError", f"{name}: {error}")


def _json_lines(lines: Iterable[bytes], name: str) -> Articles:
    return _records(lines, name, document_of)


def _report_lines(lines: Iterable[bytes], name: str) -> Records:
    return _records(lines, name, report_of)


def _records(lines: Iterable[bytes], name: str, of: Callable[[Any, str], T]) -> Iterator[T | Failure]:
    for number, line in enumerate(lines, 1):
        if _without_mark(line).strip():
            yield _record(line, f"{name}:{number}", of)


def _record(line: bytes, place: str, of: Callable[[Any, str], T]) -> T | Failure:
    record: Any = None
    try:
        record = json.loads(_decoded(line))
        return of(record, place)
    except (ValueError, RecursionError, InputError) as error:
        reason = str(error) if isinstance(error, InputError) else f"expected one JSON object on the line ({error})"
        return Failure(_id_of(record) or place, "InputError", f"{place}: {reason}")


def _decoded(data: bytes) -> str:
    """UTF-8 to text, without the byte order mark. Raises InputError with the offset of the first bad byte."""
    text = _without_mark(data)
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        offset = error.start + len(data) - len(text)
        raise InputError(f"not UTF-8: byte 0x{text[error.start]:02x} at offset {offset}; convert it first") from error


def _without_mark(data: bytes) -> bytes:
    return data.removeprefix(codecs.BOM_UTF8)


def _string(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise InputError(f"expected a string in {key!r}, got {_kind(value)}")


def _id_of(record: Any) -> str | None:
    """The id of a record that could not be read otherwise, so that its failure can be found again."""
    identity = record.get("id") if isinstance(record, dict) else None
    return identity if isinstance(identity, str) else None


def _kind(value: Any) -> str:
    return "nothing" if value is None else type(value).__name__


def _whole(stream: IO[bytes], name: str) -> Articles:
    return _text(stream.read(), name)


READERS: dict[str, Reader] = {".txt": _whole, ".jsonl": _json_lines, ".jsonl.gz": _json_lines}
REPORT_READERS: dict[str, Reader] = {".jsonl": _report_lines, ".jsonl.gz": _report_lines}
