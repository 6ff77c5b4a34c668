"""The Admiralty letter: a track record, as the user's own table or, for a publisher, the table of outlets gives it.

F, cannot be judged, is what everybody has whom no table names. A publisher's letter is that of the article's own
voice; it never passes to those whom the article quotes.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from .datatypes import LETTERS, UNJUDGED_LETTER, Document, Naming, Outlet, Source, SourceType
from .errors import InputError
from .lexicon import countries_in, country_of, outlets_in
from .matching.origins import named
from .outlets import hosts_of, is_domain, outlet_of
from .settings import Reliability

COLUMNS = ("name", "domain", "letter", "note")
MEDIA = frozenset({SourceType.STATE_MEDIA, SourceType.NEWS_MEDIA})

Key = tuple[str, str, str | None]  # what is named ("outlet", "domain", "name"), its compared form, its country


@dataclass(frozen=True)
class TrackRecords:
    """The letters that a user gives to sources and publishers; without any, nobody has a record."""

    letters: Mapping[Key, str] = field(default_factory=dict)

    @classmethod
    def from_csv(cls, path: str | Path) -> TrackRecords:
        """Read a table with the columns letter (A to F), name or domain or both, and where wanted note.

        A name is compared without case, articles and marks. One that holds a country ("Ruritania's interior
        ministry") is that country's, whether the article says so again or not; one without is anybody's of that name.
        The name or a domain of a known outlet stands for the outlet, by whatever name it goes. Notes are the user's
        own and not read. Raises InputError, with line and column, for a table that cannot be used.
        """
        letters: dict[Key, str] = {}
        lines: dict[Key, int] = {}
        for line, row in _rows(Path(path)):
            letter = _letter(row["letter"], f"{path}, line {line}")
            for key in _keys(row, f"{path}, line {line}"):
                if letters.setdefault(key, letter) != letter:
                    raise InputError(
                        f"{path}, line {line}, column letter: {key[1]!r} has {letter} here and {letters[key]} in line "
                        f"{lines[key]}; keep one of the two"
                    )
                lines.setdefault(key, line)
        return cls(letters)

    @property
    def digest(self) -> str:
        """Eight hex digits that change when a letter does."""
        canonical = json.dumps(sorted(map(repr, self.letters.items())))
        return hashlib.sha256(canonical.encode()).hexdigest()[:8]

    def of_source(self, source: Source, text: str) -> str | None:
        """The letter of a source of an article by its name, else by the other words for it if these agree."""
        if not self.letters:
            return None
        for forms in ((source.name,), tuple(span.of(text) for span in source.mentions)):
            found = {letter for form in forms for letter in self._found(_source_keys(form, source))}
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def of_publisher(self, document: Document, outlet: Outlet | None) -> str | None:
        """The letter of an article's publisher by its address, then as a known outlet, then by its name."""
        name = document.publisher or ""
        keys: list[Key] = [("domain", host, None) for host in hosts_of(document.url or "")]
        keys += [("outlet", outlet.name, outlet.country)] if outlet else []
        keys += [("domain", host, None) for host in hosts_of(name)] if is_domain(name) else []
        return next(self._found([*keys, ("name", named(name), None), _own_key(name)]), None)

    def _found(self, keys: Iterable[Key]) -> Iterator[str]:
        return (self.letters[key] for key in keys if key in self.letters)


# --- letters ----------------------------------------------------------------------------------


def with_letters(sources: Sequence[Source], document: Document, records: TrackRecords) -> tuple[Source, ...]:
    """The sources with the letters that the user's table gives them."""
    return tuple(
        replace(source, reliability=records.of_source(source, document.text) or UNJUDGED_LETTER) for source in sources
    )


def publisher_of(document: Document, settings: Reliability) -> Outlet | None:
    """The outlet that published an article, unless the table of outlets is switched off."""
    return outlet_of(document.publisher, document.url) if settings.outlets else None


def letter_of(document: Document, outlet: Outlet | None, records: TrackRecords, settings: Reliability) -> str:
    """The letter of an article's publisher: the user's, else that of its outlet's quality."""
    given = records.of_publisher(document, outlet)
    return given or letter_of_quality(outlet.quality if outlet else None, settings)


def letter_of_quality(quality: float | None, settings: Reliability) -> str:
    """A to E for a domain's quality, from 0 to 1; F where it is not known."""
    if quality is None:
        return UNJUDGED_LETTER
    return next((letter for letter in "ABCD" if quality >= settings.least[letter]), "E")


# --- keys -------------------------------------------------------------------------------------


def _keys(row: Mapping[str, str], where: str) -> Iterator[Key]:
    """What a line of the table is about."""
    name, domain = row.get("name", ""), row.get("domain", "")
    if not name and not domain:
        raise InputError(f"{where}: expected a name or a domain, got neither")
    if is_domain(name) or "://" in name:
        name, domain = "", domain or name
    if domain and not hosts_of(domain):
        raise InputError(f"{where}, column domain: expected a domain such as example.org, got {domain!r}")
    if domain:
        yield from _domain_keys(hosts_of(domain)[0].removeprefix("www."))
    if name:
        yield from _name_keys(name, where)


def _domain_keys(host: str) -> Iterator[Key]:
    yield ("domain", host, None)
    if outlet := outlet_of(None, f"https://{host}"):
        yield ("outlet", outlet.name, outlet.country)


def _name_keys(name: str, where: str) -> Iterator[Key]:
    if not named(name):
        raise InputError(f"{where}, column name: expected a name, got {name!r}")
    if outlet := outlet_of(name, None):
        yield ("outlet", outlet.name, outlet.country)
        yield ("name", named(name), None)
    else:
        yield _own_key(name)


def _own_key(name: str) -> Key:
    """A name as it is compared, as its country's where it holds one."""
    return ("name", without_country(name), country_of(name))


def _source_keys(form: str, source: Source) -> Iterator[Key]:
    """What the table may know a source by when it is called so."""
    if source.type in MEDIA and source.naming is Naming.INSTITUTION:
        outlets = {outlet for _, outlet in outlets_in(form) if outlet.country}  # no "state news agency" before a name
        yield from (("outlet", outlet.name, outlet.country) for outlet in outlets if len(outlets) == 1)
    yield from (("name", without_country(form), country) for country in (None, source.country, country_of(form)))
    yield ("name", named(form), None)


def without_country(name: str) -> str:
    """A name as names are compared, without the countries before or after it: "Ruritania's interior ministry".

    What would be left without any name keeps the last one: a country itself, or a body that tells its country.
    """
    rest = name
    for span, _ in countries_in(name):
        shorter = rest.replace(span.of(name), " ", 1)
        rest = shorter if named(shorter) else rest
    return named(rest)


# --- the table --------------------------------------------------------------------------------


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(number of its line, cells by column) of every line but the first and blank ones."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restval="", strict=True)
            _check_columns(reader.fieldnames or (), path)
            for row in reader:
                if None in row:  # cells beyond the last column
                    raise InputError(f"{path}, line {reader.line_num}: more cells than the first line has columns")
                yield reader.line_num, {_column(name): cell.strip() for name, cell in row.items()}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: expected a CSV table in UTF-8 ({error})") from error


def _column(name: str) -> str:
    return name.strip().lower()


def _check_columns(columns: Sequence[str], path: Path) -> None:
    given = [_column(column) for column in columns]
    unknown = [column for column in given if column not in COLUMNS]
    if unknown or len(set(given)) < len(given) or "letter" not in given or not {"name", "domain"} & set(given):
        raise InputError(
            f"{path}, line 1: expected the columns letter, name or domain (or both), and note if wanted; "
            f"got {', '.join(given) or 'nothing'}"
        )


def _letter(cell: str, where: str) -> str:
    if cell.upper() not in LETTERS:
        raise InputError(f"{where}, column letter: expected one of {', '.join(LETTERS)}, got {cell!r}")
    return cell.upper()
