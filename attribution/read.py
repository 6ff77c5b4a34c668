"""Files, folders and standard input to documents.

Text is decoded and otherwise untouched: line ends, non-breaking spaces and control characters stay as they are. A
byte order mark at the start is no part of the text. What cannot be read becomes a Failure in its place, and reading
goes on with the next article.
"""

from __future__ import annotations

import contextlib
import csv
import functools
import glob
import gzip
import io
import itertools
import os
import re
import shutil
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .datatypes import Document, Failure, Report
from .errors import InputError
from .formats.decoding import DEFAULT, decoded, mark_of
from .formats.options import Options
from .formats.pages import page
from .formats.records import Articles, Line, json_lines, report_on, unread_lines, whole_json
from .formats.tables import comma_separated, parquet, tab_separated

Records = Iterator[Any]
Read = Callable[[], Records]  # what one path stands for
Reader = Callable[[IO[bytes], str, Options], Records]
Note = Callable[[str], None]

STDIN = "-"
AUTO = "auto"
GZIP = b"\x1f\x8b"


def text(stream: IO[bytes], name: str, options: Options) -> Articles:
    """A file that is one article."""
    yield Document(name, decoded(stream.read(), options.encoding))


READERS: dict[str, Reader] = {
    "txt": text,
    "html": page,
    "htm": page,
    "jsonl": json_lines,
    "json": whole_json,
    "csv": comma_separated,
    "tsv": tab_separated,
    "parquet": parquet,
    "ninjs": whole_json,
}
REPORT_READERS: dict[str, Reader] = {"jsonl": unread_lines}
"""What reads a file, by the ending of its name, to which .gz may be added, or by the format of standard input."""

# How standard input begins that is no plain text.
BEGINNINGS = {
    "html": re.compile(r"<!doctype html|<html", re.IGNORECASE),
    "json": re.compile(r"\{[ \t\r]*\n|\[\s*[{\]]"),
    "jsonl": re.compile(r"\{"),
    "parquet": re.compile("PAR1"),
}
SEPARATORS = {"csv": ",", "tsv": "\t"}


@dataclass(frozen=True)
class Request:
    """How the paths of one call are to be read."""

    readers: Mapping[str, Reader]
    input_format: str
    options: Options
    note: Note
    without: str | Path | None = None
    stdin: Callable[[], Any] = lambda: unlocked(sys.stdin.buffer)

    def reader(self, path: Path) -> Reader | None:
        """What reads files of this name; None for an unknown ending."""
        return _reader(self.readers, path)

    @property
    def endings(self) -> str:
        return ", ".join(f".{name}" for name in self.readers) + ", each also with .gz"


def read_paths(
    paths: Iterable[str | Path],
    input_format: str = AUTO,
    *,
    encoding: str | None = None,
    text_column: str | None = None,
    id_column: str | None = None,
    note: Note | None = None,
    without: str | Path | None = None,
) -> Articles:
    """The articles of files, folders and quoted globs, lazily and in order; the path "-" is standard input.

    The format of a file is told by its name; that of standard input by ``input_format``, one of READERS, or "auto":
    by how it begins. Folders are read with the folders in them, in order of their names, without what is hidden;
    what is there of unknown formats is counted in a line given to ``note``. An article without an id goes by the
    file's name, or by its path in the folder; by the path as given where that would be said of two files. ``without``
    is a file or folder that is passed over where a folder or glob holds it: the output, which else would be read as it
    grows.

    Raises InputError at once, before anything is read, for a path that stands for no file of a known format.
    """
    if input_format not in (AUTO, *READERS):
        raise InputError(f"unknown format {input_format!r} of standard input; known: auto, {', '.join(READERS)}")
    options = Options(encoding, text_column, id_column)
    return _read(_sources(paths, Request(READERS, input_format, options, note or _unsaid, without)))


class ReportFiles:
    """Reports in files of JSON lines, to be read any number of times, lazily and in order.

    Articles among them, still to be scored, are documents. ``kept`` is an empty file, a temporary one usually, in which
    standard input is kept. What there is to note is noted once. Raises InputError at once for a path that stands for no
    file whose name ends in .jsonl or .jsonl.gz.
    """

    def __init__(self, paths: Iterable[str | Path], kept: IO[bytes], note: Note | None = None) -> None:
        said_once = functools.cache(note or _unsaid)
        self._kept, self._filled = kept, False
        self._sources = _sources(
            map(_lasting, paths), Request(REPORT_READERS, "jsonl", Options(), said_once, stdin=self._stdin)
        )

    def __iter__(self) -> Iterator[Report | Document | Failure]:
        return map(report_on, self.lines())

    def lines(self) -> Iterator[Line | Failure]:
        """What ``report_on`` makes the reports of."""
        self._kept.seek(0)
        return _read(self._sources)

    def _stdin(self) -> IO[bytes]:
        if not self._filled:
            self._filled = True
            shutil.copyfileobj(sys.stdin.buffer, self._kept)
            self._kept.seek(0)
        return self._kept


def stands_for(path: str, file: Path) -> bool:
    """Whether a path given to be read is a file or holds or matches it, if it is of a format that is read."""
    named = Path(path).exists() and not Path(path).is_dir()
    return (named or _reader(READERS, file) is not None) and any(_is_same(found, file) for found in files_of(path))


def files_of(path: str, without: str | Path | None = None) -> Iterator[Path]:
    """The files that a path given to be read stands for, of unknown formats too; standard input is none."""
    if path == STDIN:
        return iter(())
    if Path(path).exists() and not Path(path).is_dir():
        return iter([Path(path)])  # one that is named is read, whatever else it is
    found = _below(Path(path)) if Path(path).is_dir() else _matches(path)
    return (file for file in _others(found, without) if isinstance(file, Path))


def unlocked(stream: Any) -> Any:
    """What is below a buffered stream: Python cannot end while a thread waits for input inside of that of its own."""
    return getattr(stream, "raw", stream)


def _reader(readers: Mapping[str, Reader], path: Path) -> Reader | None:
    return readers.get(Path(path.name.lower().removesuffix(".gz")).suffix[1:])


def _is_same(found: Path, file: Path) -> bool:
    with contextlib.suppress(OSError):  # a link to nowhere
        return found.samefile(file)
    return False


def _others(found: Iterable[Path | Failure], without: str | Path | None) -> Iterator[Path | Failure]:
    """What is found, but for a file or a folder and what that holds."""
    if without is None:
        return iter(found)
    place = Path(without).resolve()
    return (path for path in found if isinstance(path, Failure) or not path.resolve().is_relative_to(place))


def _read(sources: Iterable[Read]) -> Records:
    return itertools.chain.from_iterable(read() for read in sources)


def _sources(paths: Iterable[str | Path], request: Request) -> list[Read]:
    given = [str(path) for path in paths]
    names = Counter(Path(path).name for path in given)
    return [_source(path, names[Path(path).name] == 1, len(given) == 1, request) for path in given]


def _lasting(path: str | Path) -> str | Path:
    """The path. Raises InputError for one that cannot be read twice."""
    if Path(path).is_fifo():
        raise InputError(f"{path}: a pipe can be read only once; give it as standard input: - < {path}")
    return path


def _source(argument: str, unique: bool, alone: bool, request: Request) -> Read:
    """What will read a path, after checking all that can be checked without reading it."""
    path = Path(argument)
    if argument == STDIN:
        return lambda: _stdin(request)
    if path.is_dir():
        return _several(argument, lambda: _below(path), path if alone else None, request)
    if path.exists():
        reader = request.reader(path)
        if reader is None:
            hint = "; standard input is read as any of them with --input-format" if request.readers is READERS else ""
            raise InputError(f"{path}: unknown kind of file; known endings: {request.endings}{hint}")
        return lambda: _file(path, path.name if unique else path.as_posix(), reader, request.options)
    if glob.has_magic(argument):
        fixed = Path(*itertools.takewhile(lambda part: not glob.has_magic(part), path.parts))
        return _several(argument, lambda: _matches(argument), fixed if alone else None, request)
    raise InputError(f"{path}: no such file")


def _several(argument: str, found: Callable[[], Iterator[Path | Failure]], base: Path | None, request: Request) -> Read:
    """What will read the files of a folder or glob; their ids are their paths, from the base on if there is one."""
    if not any(isinstance(path, Failure) or request.reader(path) for path in found()):
        raise InputError(f"{argument}: no file of a known kind there; known endings: {request.endings}")

    def read() -> Records:
        passed: Counter[str] = Counter()
        for path in _others(found(), request.without):
            if isinstance(path, Failure):
                yield path
            elif reader := request.reader(path):
                name = (path.relative_to(base) if base else path).as_posix()
                yield from _file(path, name, reader, request.options)
            else:
                passed[path.suffix or "without ending"] += 1
        if passed:
            kinds = ", ".join(f"{count} {kind}" for kind, count in passed.most_common())
            request.note(f"{argument}: files of unknown kinds were passed over: {kinds}")

    return read


def _below(folder: Path) -> Iterator[Path | Failure]:
    """The files of a folder and of those in it, in order of their names; links to folders are not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Failure(folder.as_posix(), "InputError", f"{folder}: cannot be read: {error}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path))
        else:
            yield Path(entry.path)


def _matches(pattern: str) -> Iterator[Path]:
    matches = (Path(match) for match in glob.iglob(pattern, recursive=True))
    return iter(sorted((path for path in matches if path.is_file()), key=lambda path: path.parts))


def _file(path: Path, name: str, reader: Reader, options: Options) -> Records:
    """The articles of one file; what the file system or the decompressor refuses becomes a Failure."""
    opener: Any = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rb") as stream:
            yield from _guarded(reader, stream, name, str(path), options)
    except OSError as error:
        yield Failure(name, "InputError", f"{path}: cannot be read: {error}")


def _stdin(request: Request) -> Records:
    stream = io.BufferedReader(request.stdin())
    try:
        yield from _guarded(_piped(request), stream, "stdin", "stdin", request.options)
    finally:
        stream.detach()  # else standard input would be closed with it


def _piped(request: Request) -> Reader:
    """A reader that looks at the beginning of a stream first."""

    def read(stream: Any, name: str, options: Options) -> Records:
        if stream.peek(len(GZIP)).startswith(GZIP):
            stream = io.BufferedReader(gzip.GzipFile(fileobj=stream))
        format = request.input_format
        if format == AUTO:
            head = stream.peek()
            if not head:
                return  # an empty stream is one of no articles
            format = _format(head, options)
        yield from request.readers[format](stream, name, options)

    return read


def _guarded(reader: Reader, stream: IO[bytes], name: str, place: str, options: Options) -> Records:
    """The articles of a stream and, where its rest cannot be read, a Failure that says so."""
    try:
        yield from reader(stream, name, options)
    except InputError as error:
        yield Failure(name, "InputError", f"{place}: {error}")
    except (OSError, EOFError, zlib.error) as error:
        yield Failure(name, "InputError", f"{place}: cannot be read: {error}")


def _format(head: bytes, options: Options) -> str:
    """The format of standard input by its first bytes; "txt" for what has no sign of another.

    A table is known by its first line, which names several columns, that of the text among them.
    """
    skipped, marked = mark_of(head)
    start = head[skipped:].decode(marked or options.encoding or DEFAULT, "replace").lstrip()
    for name, beginning in BEGINNINGS.items():
        if beginning.match(start):
            return name
    for name, separator in SEPARATORS.items():
        columns = next(csv.reader(start.splitlines()[:1], delimiter=separator), [])
        if len(columns) > 1 and (options.text_column or "text") in columns:
            return name
    return "txt"


def _unsaid(line: str) -> None:
    """For callers who do not ask for notes."""
