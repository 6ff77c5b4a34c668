"""JSON to articles: one object a line, one object a file, or a list of objects."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, TypeVar

from ..datatypes import Document, Failure, Report
from ..errors import InputError
from ..serialize import report_from_dict
from .decoding import decoded, lines
from .ninjs import flat, is_ninjs
from .options import Options

Articles = Iterator[Document | Failure]
T = TypeVar("T")
Make = Callable[[Any, str, Options], T]

FIELDS = ("id", "text", "title", "publisher", "published", "date", "url", "language")
PLAIN = Options()


def document_of(record: Any, fallback_id: str, options: Options = PLAIN) -> Document:
    """A document out of one JSON object or row: its text, and where given the other FIELDS; ninjs is known by its body.

    The id is a string and stays as it is; a number is written out; without an id it is the fallback. Raises
    InputError for anything that is no object, lacks the text or an id that was asked for, or has a field of another
    type.
    """
    if not isinstance(record, Mapping):
        raise InputError(f"expected a JSON object with 'text', got {type(record).__name__}")
    if options.text_column is None and "text" not in record and is_ninjs(record):
        record = flat(record)
    text = options.text_column or "text"
    check_columns(record, options)
    if not isinstance(record[text], str):
        raise InputError(f"expected a string in {text!r}, got {_kind(record[text])}")
    published = "published" if record.get("published") is not None else "date"
    return Document(
        id=_string(record, options.id_column or "id") or fallback_id,
        text=record[text],
        title=_string(record, "title"),
        publisher=_string(record, "publisher"),
        published=_string(record, published),
        url=_string(record, "url"),
        language=_string(record, "language") or None,
    )


def report_of(record: Any, fallback_id: str, options: Options = PLAIN) -> Report | Document | Failure:
    """A report, or the failure that stands in its place, out of one JSON object; without a schema, an article."""
    if isinstance(record, dict) and "schema" in record:
        return report_from_dict(record)
    return document_of(record, fallback_id, options)


def check_columns(names: Iterable[str], options: Options) -> None:
    """Raise InputError, which lists the names, unless that of the text and one asked for as the id are there."""
    known = list(names)
    for name, option in ((options.text_column or "text", "--text-column"), (options.id_column, "--id-column")):
        if name is not None and name not in known:
            there = ", ".join(map(repr, known)) or "none"
            raise InputError(f"no {name!r} among the fields ({there}); name the right one with {option}")


def attempted(make: Make[T], record: Any, place: str, options: Options) -> T | Failure:
    """What is made of a record, or the failure in its place, which keeps its id so that it can be found again."""
    try:
        return make(record, place, options)
    except InputError as error:
        return Failure(_id_of(record, options) or place, "InputError", f"{place}: {error}")


@dataclass(frozen=True)
class Line:
    """A line of a file, which should be a JSON object, and the place where it stands."""

    text: str
    place: str


def json_lines(stream: IO[bytes], name: str, options: Options) -> Articles:
    """One article a line, never more of the file in memory than a line; one without an id goes by its line's number."""
    return (_parsed(document_of, line, options) for line in unread_lines(stream, name, options))


def unread_lines(stream: IO[bytes], name: str, options: Options) -> Iterator[Line | Failure]:
    """The lines that are not empty; a failure for one that cannot be decoded."""
    for number, line in enumerate(lines(stream, options.encoding), 1):
        place = f"{name}:{number}"
        if isinstance(line, InputError):
            yield Failure(place, "InputError", f"{place}: {line}")
        elif text := line.lstrip("\ufeff").strip():  # files put together have marks in the middle
            yield Line(text, place)


def report_on(line: Line | Failure) -> Report | Document | Failure:
    """The report that a line holds, or the article; the failure that a line holds, or is."""
    return _parsed(report_of, line, PLAIN)


def whole_json(stream: IO[bytes], name: str, options: Options) -> Articles:
    """One object, or a list of them, whose articles without an id go by their number. The file is read whole."""
    try:
        value = json.loads(decoded(stream.read(), options.encoding))
    except (ValueError, RecursionError) as error:
        hint = "; one object a line is a .jsonl file" if str(error).startswith("Extra data") else ""
        raise InputError(f"expected one JSON object or a list of them ({error}){hint}") from error
    if not isinstance(value, list):
        yield attempted(document_of, value, name, options)
        return
    for number, record in enumerate(value, 1):
        yield attempted(document_of, record, f"{name}:{number}", options)


def _parsed(make: Make[T], line: Line | Failure, options: Options) -> T | Failure:
    if isinstance(line, Failure):
        return line
    try:
        record = json.loads(line.text)
    except (ValueError, RecursionError) as error:
        return Failure(line.place, "InputError", f"{line.place}: expected one JSON object on the line ({error})")
    return attempted(make, record, line.place, options)


def _string(record: Mapping[str, Any], key: str) -> str | None:
    value = record.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return None  # as pandas writes what is missing
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise InputError(f"expected a string in {key!r}, got {_kind(value)}")


def _id_of(record: Any, options: Options) -> str | None:
    given = record if isinstance(record, Mapping) else {}
    identity = given.get(options.id_column or "id") or given.get("uri")
    return identity if isinstance(identity, str) else None


def _kind(value: Any) -> str:
    return "nothing" if value is None else type(value).__name__
