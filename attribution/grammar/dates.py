"""The date that a sentence gives for a figure: "as of 3 May", "on Tuesday", "in 2022"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..datatypes import Span

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBER = {name[:3]: number for number, name in enumerate(MONTHS, start=1)}
DAYS_AGO = {"today": 0, "tonight": 0, "yesterday": 1}

MONTH = f"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)}|Sept)\\b\\.?"
DAY = r"\b(?P<day{0}>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
YEAR = r"(?P<year{0}>(?:1[789]|20)\d\d)\b"
DATE = re.compile(
    rf"{DAY.format(1)}\s+(?:of\s+)?(?P<month1>{MONTH})(?:,?\s+{YEAR.format(1)})?"
    rf"|(?P<month2>{MONTH})\s+{DAY.format(2)}\b(?:,?\s+{YEAR.format(2)})?"
    rf"|(?P<month3>{MONTH}),?\s+(?:of\s+)?{YEAR.format(3)}"
    rf"|(?<=\b[Ii]n\s)(?P<month4>{MONTH})|(?<=\bof\s)(?P<month5>{MONTH})"
    rf"|(?<=\b[Ii]n\s){YEAR.format(4)}|(?<=\bof\s){YEAR.format(5)}|(?<=\b[Bb]y\s){YEAR.format(6)}"
    rf"|\b(?P<weekday>{'|'.join(WEEKDAYS)})\b|\b(?P<near>{'|'.join(DAYS_AGO)})\b"
)
PART = r"(?:the\s+)?(?:(?:early|mid|late|start|end|of)[\s-]+)*$"
HOLDS = re.compile(rf"\b(?:as (?:of|at)|by|until|till|up to)\s+{PART}", re.I)
OPENS = re.compile(rf"\b(?:since|from|after|before|between)\s+{PART}", re.I)
LEAD = 30  # characters before a date in which such words stand


@dataclass(frozen=True)
class Dated:
    """A date of a sentence as a year, month or day of ISO 8601, and whether something holds until it."""

    span: Span
    iso: str
    holds: bool


def as_of(figure: Span, dates: Sequence[Dated]) -> str | None:
    """The date that a sentence gives for a figure, of all that it gives; None where it gives none.

    One until which the figure holds ("as of", "by") goes before a nearer one.
    """
    free = [date for date in dates if not date.span.overlaps(figure)]
    best = min(free, key=lambda date: (not date.holds, distance(date.span, figure)), default=None)
    return best.iso if best else None


def dates_in(text: str, sentence: Span, published: dt.date | None) -> Iterator[Dated]:
    """The dates of a sentence that may date a figure: not one from which something held ("since 2014").

    A weekday, and a day or month without its year, is the last one up to the day of publication, and nothing where
    that is unknown.
    """
    for match in DATE.finditer(text, *sentence):
        lead = text[max(sentence.start, match.start() - LEAD) : match.start()]
        parts = {name.rstrip("123456"): value for name, value in match.groupdict().items() if value}
        iso = iso_of(parts, published)
        if iso and not OPENS.search(lead):
            yield Dated(Span(*match.span()), iso, bool(HOLDS.search(lead)))


def iso_of(parts: dict[str, str], published: dt.date | None) -> str | None:
    if "near" in parts or "weekday" in parts:
        if published is None:
            return None
        name = parts.get("weekday")
        days = (published.weekday() - WEEKDAYS.index(name)) % 7 if name else DAYS_AGO[parts["near"]]
        return (published - dt.timedelta(days)).isoformat()
    month = NUMBER[parts["month"][:3]] if "month" in parts else None
    day = int(parts["day"]) if "day" in parts else None
    if "year" in parts:
        return iso_date(int(parts["year"]), month, day)
    if published is None:
        return None
    later = (month or 1, day or 1) > (published.month, published.day)
    return iso_date(published.year - later, month, day)


def iso_date(year: int, month: int | None, day: int | None) -> str | None:
    """ISO 8601 as far as it is known; None for a day that there is not, as 31 June."""
    if month is None:
        return f"{year:04}"
    if day is None:
        return f"{year:04}-{month:02}"
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def distance(one: Span, other: Span) -> int:
    """Characters between two spans."""
    return max(0, one.start - other.end, other.start - one.end)
