"""Reports to JSON lines of the contract and back, exactly.

``Report.to_dict`` writes; this module reads. The types are rebuilt from their own annotations, so that a field
added to a data type travels without being named here. Keys that no type knows are passed over: fields may be added
to the contract.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Mapping
from enum import Enum
from typing import Any

from .datatypes import SCHEMA, Document, Failure, Quantity, Report
from .errors import InputError


def dumps(report: Report | Failure | Quantity | Document) -> str:
    """One line of JSON, without the line break.

    Text is written as it is, unless it holds a lone surrogate, which no encoding can write: then all of the line's
    text is escaped. Raises ValueError for a number that JSON cannot hold.
    """
    plain = report.to_dict()
    line = json.dumps(plain, ensure_ascii=False, allow_nan=False)
    return line if _encodable(line) else json.dumps(plain, allow_nan=False)


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
        failure: Failure = _build(Failure, {"id": plain.get("id"), **error}, "failure")
        return failure
    report: Report = _build(Report, plain, "report")
    return report


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


@functools.cache
def _fields(kind: type) -> tuple[tuple[dataclasses.Field[Any], Any], ...]:
    """The fields of a dataclass with their types, resolved from the annotations' text."""
    hints = typing.get_type_hints(kind)
    return tuple((field, hints[field.name]) for field in dataclasses.fields(kind))


def _build(kind: type, plain: Mapping[str, Any], where: str) -> Any:
    """A dataclass out of a JSON object; a missing field takes its default, or None where its type has it."""
    values = {}
    for field, hint in _fields(kind):
        if field.name in plain:
            values[field.name] = _value(hint, plain[field.name], f"{where}.{field.name}")
        elif field.default is dataclasses.MISSING:
            values[field.name] = _value(hint, None, f"{where}.{field.name}")
    try:
        return kind(**values)
    except ValueError as error:
        raise InputError(f"{where}: {error}") from error


def _value(hint: Any, plain: Any, where: str) -> Any:
    """A value of the annotated type out of its JSON form."""
    if isinstance(hint, types.UnionType):
        return _member(hint, plain, where)
    if typing.get_origin(hint) is tuple:
        item = typing.get_args(hint)[0]  # every tuple of the report is tuple[item, ...]
        return tuple(_value(item, value, f"{where}[{i}]") for i, value in enumerate(_checked(list, plain, where)))
    if dataclasses.is_dataclass(hint):
        return _build(typing.cast(type, hint), _checked(dict, plain, where), where)
    if issubclass(hint, tuple):
        return _named_tuple(hint, _checked(list, plain, where), where)
    if issubclass(hint, Enum):
        return _label(hint, plain, where)
    if hint is float and type(plain) is int:
        return plain  # JSON of other makers writes 1 for 1.0; the value is the same
    return _checked(hint, plain, where)


def _member(hint: types.UnionType, plain: Any, where: str) -> Any:
    """A union of the report is one type or None, or numbers."""
    kinds = [kind for kind in typing.get_args(hint) if kind is not types.NoneType]
    if plain is None and types.NoneType in typing.get_args(hint):
        return None
    exact = [kind for kind in kinds if kind is type(plain)]
    return _value((exact or kinds)[0], plain, where)


def _named_tuple(hint: Any, plain: list[Any], where: str) -> Any:
    kinds = typing.get_type_hints(hint)
    if len(plain) != len(kinds):
        raise InputError(f"{where}: expected {len(kinds)} numbers ({', '.join(kinds)}), got {plain!r}")
    return hint(*(_checked(kind, value, where) for kind, value in zip(kinds.values(), plain, strict=True)))


def _label(hint: type[Enum], plain: Any, where: str) -> Enum:
    try:
        return hint(plain)
    except ValueError as error:
        known = ", ".join(str(label.value) for label in hint)
        raise InputError(f"{where}: unknown label {plain!r}; known: {known}") from error


def _checked(kind: type, plain: Any, where: str) -> Any:
    if type(plain) is not kind:
        raise InputError(f"{where}: expected {kind.__name__}, got {type(plain).__name__} {plain!r:.40}")
    return plain
