"""Reports to JSON lines of the contract and back, exactly.

``Report.to_dict`` writes; this module reads. The types are rebuilt from their own annotations, so that a field
added to a data type travels without being named here; what reads a type is put together once. Keys that no type
knows are passed over: fields may be added to the contract.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from .datatypes import SCHEMA, Document, Failure, Quantity, Report
from .errors import InputError

Reader = Callable[[Any], Any]


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
        failure: Failure = _read(Failure, {"id": plain.get("id"), **error}, "failure")
        return failure
    report: Report = _read(Report, dict(plain), "report")
    return report


def _read(kind: type, plain: dict[str, Any], where: str) -> Any:
    try:
        return _reader(kind)(plain)
    except _Misfit as misfit:
        raise InputError(f"{where}{misfit.path}: {misfit.message}") from misfit.__cause__


class _Misfit(Exception):
    """A value that its annotation does not allow; ``path`` grows on the way up to the report."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.message, self.path = message, path

    def inside(self, step: str) -> _Misfit:
        return _Misfit(self.message, step + self.path)


@functools.cache
def _reader(hint: Any) -> Reader:
    """What makes a value of an annotated type out of its JSON form; made once for each type. Raises _Misfit."""
    if isinstance(hint, types.UnionType):
        return _union_reader(hint)
    if typing.get_origin(hint) is tuple:
        return _tuple_reader(typing.get_args(hint)[0])  # every tuple of the report is tuple[item, ...]
    if dataclasses.is_dataclass(hint):
        return _object_reader(typing.cast(type, hint))
    if issubclass(hint, tuple):
        return _named_tuple_reader(hint)
    if issubclass(hint, Enum):
        return _label_reader(hint)
    # JSON of other makers writes 1 for 1.0; the value is the same.
    return _exact_reader(hint, (hint, int) if hint is float else (hint,))


def _object_reader(kind: type) -> Reader:
    """Of a dataclass; a missing field takes its default, or None where its type has it."""
    hints = typing.get_type_hints(kind)
    fields = [
        (field.name, _reader(hints[field.name]), field.default is dataclasses.MISSING)
        for field in dataclasses.fields(kind)
    ]

    def read(plain: Any) -> Any:
        _check(dict, plain)
        values = {}
        for name, reader, needed in fields:
            if needed or name in plain:
                try:
                    values[name] = reader(plain.get(name))
                except _Misfit as misfit:
                    raise misfit.inside(f".{name}") from None
        try:
            return kind(**values)
        except ValueError as error:
            raise _Misfit(str(error)) from error

    return read


def _tuple_reader(item: Any) -> Reader:
    reader = _reader(item)
    as_they_are = item in (str, int)

    def read(plain: Any) -> Any:
        _check(list, plain)
        if as_they_are and set(map(type, plain)) <= {item}:
            return tuple(plain)
        values: list[Any] = []
        try:
            for value in plain:
                values.append(reader(value))
        except _Misfit as misfit:
            raise misfit.inside(f"[{len(values)}]") from None
        return tuple(values)

    return read


def _union_reader(hint: types.UnionType) -> Reader:
    """A union of the report is one type or None, or numbers."""
    kinds = [kind for kind in typing.get_args(hint) if kind is not types.NoneType]
    readers = {kind: _reader(kind) for kind in kinds}
    first, optional = readers[kinds[0]], len(kinds) < len(typing.get_args(hint))

    def read(plain: Any) -> Any:
        return None if plain is None and optional else readers.get(type(plain), first)(plain)

    return read


def _named_tuple_reader(hint: Any) -> Reader:
    kinds = typing.get_type_hints(hint)
    exact = list(kinds.values())

    def read(plain: Any) -> Any:
        _check(list, plain)
        if list(map(type, plain)) != exact:
            if len(plain) != len(kinds):
                raise _Misfit(f"expected {len(kinds)} numbers ({', '.join(kinds)}), got {plain!r}")
            for kind, value in zip(exact, plain, strict=True):
                _check(kind, value)
        return hint(*plain)

    return read


def _label_reader(hint: type[Enum]) -> Reader:
    labels = {label.value: label for label in hint}

    def read(plain: Any) -> Any:
        if type(plain) is str and plain in labels:
            return labels[plain]
        raise _Misfit(f"unknown label {plain!r}; known: {', '.join(map(str, labels))}")

    return read


def _exact_reader(kind: type, allowed: tuple[type, ...]) -> Reader:
    def read(plain: Any) -> Any:
        if type(plain) not in allowed:
            _check(kind, plain)
        return plain

    return read


def _check(kind: type, plain: Any) -> None:
    if type(plain) is not kind:
        raise _Misfit(f"expected {kind.__name__}, got {type(plain).__name__} {plain!r:.40}")
