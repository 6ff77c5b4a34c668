"""Reports to JSON lines of the contract and back, exactly.

``Report.to_dict`` writes; this module reads. The types are rebuilt from their own annotations, so that a field
added to a data type travels without being named here. Keys that no type knows are passed over: fields may be added to
the contract.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from .datatypes import SCHEMA, Document, Failure, Quantity, Report
from .errors import InputError

T = TypeVar("T")


def dumps(report: Report | Failure | Quantity | Document) -> str:
    """One line of JSON, without the line break. Raises ValueError for a number that JSON cannot hold."""
    return to_json(report.to_dict())


def to_json(plain: Any) -> str:
    """Plain dicts, lists, strings and numbers as one line of JSON.

    Text is written as it is, unless it holds a lone surrogate, which no encoding can write: then all of the line's
    text is escaped. Raises ValueError for a number that JSON cannot hold.
    """
    line = json.dumps(plain, ensure_ascii=False, allow_nan=False)
    return line if encodable(line) == line else json.dumps(plain, allow_nan=False)


def encodable(text: str) -> str:
    """The text, with lone surrogates, which no encoding can write, as their escapes."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text


def check_encodable(text: str) -> None:
    """Raise InputError for a lone surrogate, which no encoding can write."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        wrong = f"lone surrogate U+{ord(text[error.start]):04X} at character {error.start}"
        raise InputError(f"{wrong}; decode its source again, as UTF-8") from error


def loads(line: str) -> Report | Failure:
    """The report, or the failure, that a line of JSON holds. Raises InputError for anything else."""
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"report: expected a line of JSON, got {line[:40]!r} ({error})") from error
    return report_from_dict(plain)


def report_from_dict(plain: Mapping[str, Any]) -> Report | Failure:
    """The inverse of ``Report.to_dict`` and ``Failure.to_dict``.

    Raises InputError for another schema, a missing field, or a value that the field's type does not allow.
    """
    if not isinstance(plain, Mapping):
        raise InputError(f"report: expected a JSON object, got {type(plain).__name__}")
    if plain.get("schema") != SCHEMA:
        raise InputError(f"report: expected schema {SCHEMA!r}, got {plain.get('schema')!r}")
    if "error" in plain:
        error = plain["error"] if isinstance(plain["error"], Mapping) else {}
        return _read(Failure, {"id": plain.get("id"), **error}, "failure")
    return _read(Report, plain, "report")


def _read(kind: type[T], plain: Mapping[str, Any], where: str) -> T:
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        raise InputError(f"{where}{path.rstrip('`')}: {message}") from error
