"""Numbers that measure nothing: they belong to a date, a time, an age, a score, a designation or a name.

A number that dates, names, ranks or scores is not a figure.
"""

from __future__ import annotations

from . import dates
from .nouns import head_of
from .words import DASHES, PERIODS, Line, vocabulary, word_set

MONTH_NAMES = frozenset(name.lower() for name in dates.MONTHS)
MONTHS = MONTH_NAMES | {name[:3] for name in MONTH_NAMES} | {"sept"}
CLOCK = word_set("am pm a.m a.m. p.m p.m. gmt utc est edt")
AGES = word_set("aged age ages")
STREETS = word_set("street avenue road boulevard lane drive square")


def names_something(line: Line, i: int, end: int) -> bool:
    """Whether the number belongs to a date, a time, an age, a name, a score or a list."""
    return (
        _is_date(line, i, end)
        or _is_age(line, i, end)
        or _is_glued(line, i, end)
        or _is_designation(line, i, end)
        or _is_name(line, i, end)
    )


def _is_date(line: Line, i: int, end: int) -> bool:
    """A day of a month or a time of day."""
    if not line.digits(i):
        return line.word[end] == "o'clock"
    before = i - 1 - (line.word[i - 1] == ".")
    if line.word[before] in MONTHS and line.capital(before):
        return True
    clock = line.word[end] in CLOCK or (line.word[end] in ("hours", "hrs") and len(line.word[i]) == 4)
    return clock or (line.word[end] in MONTHS and line.capital(end))


def is_year(line: Line, i: int) -> bool:
    """Four digits that may be a year of our time; they may count something all the same."""
    word = line.word[i]
    return len(word) == 4 and word.isdecimal() and 1700 <= int(word) <= 2099


def _is_age(line: Line, i: int, end: int) -> bool:
    lead = i - 1
    while lead > i - 6 and (line.number(lead) or line.word[lead] in ("and", "to", "from", "between", "of", ",")):
        lead -= 1
    if line.word[lead] in AGES:
        return True
    period, *rest = [word for word in line.word[end : end + 5] if word not in DASHES] or [""]
    if period.rstrip("s") in PERIODS and (rest[:1] in (["old"], ["olds"]) or rest[:2] == ["of", "age"]):
        return True
    apposed = line.digits(i) and line.word[i - 1] == "," and line.word[end] in (",", ".", ")", ";", "")
    return apposed and line.capital(i - 2) and len(line.word[i]) <= 2


def _is_glued(line: Line, i: int, end: int) -> bool:
    """Written against letters, digits or signs, as in names, scores, phone numbers, decades, links: "G20", "2-1"."""
    before, after = line.word[i - 1], line.word[end]
    if line.glued[i] and i > 0:
        if (before.isalnum() and before not in vocabulary().sign) or before in "/:.#@_+=&":
            return True
        if before in DASHES and line.glued[i - 1]:
            return True
    if not line.glued[end]:
        return False
    if after in "/:@_'." and line.glued[end + 1]:
        return line.digits(end + 1) or after == "'"
    unit = line.longest(end, vocabulary().measures)
    return after.isalnum() and (not unit or (line.glued[end + unit] and line.digits(end + unit)))


def _is_designation(line: Line, i: int, end: int) -> bool:
    """The number of a thing that has one: "Article 5", "No. 10", "333 Battalion", "10 Downing Street"."""
    if not line.digits(i):
        return False
    before = i - 1 - (line.word[i - 1] == "." and line.glued[i - 1])
    named = line.capital(before) or head_of(line, end) is None
    if (line.word[before] in vocabulary().designators and named) or 0 <= before < i - 1:
        return True
    if i == 0 and line.word[end] == "." and line.size > end + 1:
        return True  # of a list
    return line.capital(end) and not STREETS.isdisjoint(line.word[end + 1 : end + 3])


def _is_name(line: Line, i: int, end: int) -> bool:
    """A number word within a name: "Group of Seven", "World War Two", "Six-Day War"."""
    if line.digits(i) or not line.capital(i) or not any(word.isalnum() for word in line.word[:i]):
        return False
    if line.word[i - 1] in ("of", "big") or line.dash(end):
        return True
    return line.word[i - 1] in vocabulary().designators and line.capital(i - 1)
