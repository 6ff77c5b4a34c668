"""What a number counts or measures: money, a unit, people, things, or the noun it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..datatypes import FigureKind, Number
from .designations import is_year, names_something
from .nouns import (
    LEADING,
    POINTING,
    head_of,
    is_person,
    is_plural,
    single_head,
    singular,
    with_conversion,
    with_goods,
    with_modified,
    with_qualified,
    with_rate,
    with_whole,
)
from .numerals import Amount, Numeral, bound_after, numeral_at, part_after
from .words import DASHES, PERIODS, QUOTES, Line, vocabulary, word_set

AGO = word_set("ago earlier later before after old prior afterwards hence since into apart from")
WINDOW = word_set("last past next previous coming first final recent preceding following in within since late early")
LOOSE = word_set("more further additional full consecutive straight long whole other extra solid such")
TAIL = word_set(
    "dead killed wounded injured missing hurt arrested detained captured abducted kidnapped displaced rescued"
)
COUNTED = word_set("page nation country vehicle car truck ship plane line leg seat bed room bedroom")
EXTENTS = word_set("long wide high deep tall thick")
PARENTS = word_set("father mother parent parents dad mum mom")
WEIGHED = word_set("weigh weighs weighed weighing weight")
TRIPS = word_set("drive walk flight ride journey march sail trek")
PRICED = word_set(
    "cost costs costing fine fined pay pays paid paying earn earns earned owe owes owed price priced worth"
)
MILLION = 1_000_000
SMALLER: Mapping[str, tuple[str, int]] = {
    "year": ("month", 12),
    "week": ("day", 7),
    "day": ("hour", 24),
    "hour": ("minute", 60),
    "minute": ("second", 60),
    "foot": ("inch", 12),
    "pound": ("ounce", 16),
}
ADJECTIVE = ("al", "an", "ish", "ese", "ic", "ive", "ous", "ary", "ible", "able", "ale", "ern", "ior")


@dataclass(frozen=True)
class Reading:
    """A figure on its way: words of its span, where its number starts, and what is known so far."""

    first: int
    last: int
    number: int
    low: Number | None
    high: Number | None
    hedged: bool
    unit: str
    kind: FigureKind
    bare: bool
    elided: bool = False  # has modifiers of a noun that only the next figure has
    outcome: str = ""


def readings_in(line: Line) -> Iterator[Reading]:
    """The quantities of a sentence, left to right, before their context is looked at."""
    starts = vocabulary().starts
    reached = 0
    for i in [i for i, word in enumerate(line.word[: line.size]) if word in starts or word[0].isdecimal()]:
        numeral = numeral_at(line, i, reached) if i >= reached else None
        if numeral is None:
            continue
        reading = _reading(line, numeral, reached)
        if reading is not None:
            yield reading
        reached = numeral.amount.end if reading is None else reading.last + 1


def _reading(line: Line, numeral: Numeral, reached: int) -> Reading | None:
    """The figure of a number, if it is one."""
    first, amount, effects = numeral.first, numeral.amount, numeral.effects
    designates = numeral.sign == numeral.start and names_something(line, numeral.start, amount.end)
    if designates or line.word[amount.end] == "=":
        return None
    counted = _counted(line, numeral)
    if counted is None:
        return None
    if amount.ranged and line.word[first - 1] in ("between", "from") and first > reached:
        first -= 1
    if counted.bare and first == numeral.sign:
        first = _measured_noun(line, first)
    end, more = bound_after(line, counted.end)
    effects |= more
    if amount.low <= 10 and line.word[first] == "over" and counted.kind in (FigureKind.THINGS, FigureKind.PEOPLE):
        first, effects = first + 1, effects - {"low"}  # "took over two mines"
    low, high = _bounded(amount, effects, counted)
    hedged = bool(effects - {"plain"}) or amount.vague or amount.ranged
    unit, kind, bare, elided = counted.unit, counted.kind, counted.bare, counted.elided
    return Reading(first, end - 1, numeral.start, low, high, hedged, unit, kind, bare, elided)


def _bounded(amount: Amount, effects: frozenset[str], counted: Counted) -> tuple[Number | None, Number | None]:
    worth, more = counted.worth, counted.more
    plain = worth == 1 and not more
    low, high = (value if plain else round(value * worth + more, 6) for value in (amount.low, amount.high))
    if amount.ranged or not effects & {"low", "high"}:
        return low, high
    return (low, None) if "low" in effects else (None, high)


# --- what is counted --------------------------------------------------------------------------


class Counted(NamedTuple):
    """What a number counts, and where its phrase ends."""

    end: int  # the word after the phrase
    unit: str
    kind: FigureKind
    worth: float = 1  # of one, in the unit
    bare: bool = False  # no noun of its own: it counts what the figure before it counts
    elided: bool = False  # "four Greek (and six Maltese tankers)"
    more: float = 0  # what words after the unit add: "a mile and a half"


def _counted(line: Line, numeral: Numeral) -> Counted | None:
    """What the number counts or measures; None where it counts nothing."""
    number, end, amount = numeral.start, numeral.end, numeral.amount
    if numeral.sign < number:
        code = vocabulary().sign["".join(line.word[numeral.sign : number])]
        money = _money(line, end, code)
        compound = money.end == end and not amount.ranged and not DASHES.isdisjoint(line.word[number:end])
        return money._replace(end=with_modified(line, end)) if compound else money  # "a $300-million loan"
    if amount.multiple:
        return Counted(end + 1 + (line.word[end] == "as"), "times", FigureKind.PERCENT)
    if line.dash(end):
        return _compound(line, end)
    trip = _trip(line, end)
    if trip is not None:
        return trip
    unit = _unit(line, end, amount)
    if unit is not None:
        return None if _is_idle(line, numeral, unit) else unit
    if amount.share:
        return Counted(with_whole(line, end, direct=True), "percent", FigureKind.PERCENT)
    if line.word[number - 1 - (line.word[number - 1] == "of")] == "magnitude":
        return Counted(end, "magnitude", FigureKind.MEASURE)
    if "." in line.word[number] and amount.end == number + 1 and (line.closed(end) or not line.word[end].isalpha()):
        return Counted(end, "point", FigureKind.PERCENT)  # the reading of an index
    return _noun(line, numeral)


def _measured_noun(line: Line, first: int) -> int:
    """Where the phrase starts with the noun that a bare number is the measure of: "a crew of six"."""
    noun = line.word[first - 2]
    if line.word[first - 1] != "of" or noun in vocabulary().casualties or not noun.isalpha():
        return first
    return next((first - n for n in (3, 4) if line.word[first - n] in ("a", "an")), first)


def _compound(line: Line, end: int) -> Counted | None:
    """A number joined to its unit by a dash: "a 24-hour curfew", "a 400-point loss", "a 30,000-strong force"."""
    v = vocabulary()
    word = line.word[end + 1]
    if word == "strong" or word in vocabulary().people:
        unit = "person" if word == "strong" else word
        return Counted(with_modified(line, end + 2), unit, FigureKind.PEOPLE)
    if word in COUNTED:
        return Counted(with_modified(line, end + 2), word, FigureKind.THINGS)
    n = line.longest(end + 1, v.money)
    if n:
        code, worth = v.money[tuple(line.word[end + 1 : end + 1 + n])]
        return Counted(end + 1 + n, code, FigureKind.MONEY, worth)
    n = line.longest(end + 1, v.measures)
    extent = line.dash(end + 1 + n) and line.word[end + 2 + n] in EXTENTS  # "a two-week-long lull"
    if not n or (line.dash(end + 1 + n) and not extent):
        return None
    unit, kind = v.measures[tuple(line.word[end + 1 : end + 1 + n])]
    if extent:
        return Counted(end + 3 + n, unit, FigureKind.MEASURE)
    sort = FigureKind.PERCENT if kind == "percent" else FigureKind.MEASURE
    return Counted(with_modified(line, end + 1 + n), unit, sort)


# --- units ------------------------------------------------------------------------------------


def _money(line: Line, end: int, code: str, worth: float = 1) -> Counted:
    return Counted(with_goods(line, with_whole(line, with_rate(line, end))), code, FigureKind.MONEY, worth)


def _unit(line: Line, end: int, amount: Amount) -> Counted | None:
    """Money or a unit of measurement after the number; a duration that only says when is none."""
    v = vocabulary()
    at = end + (line.word[end] == "of" and amount.vague)
    n = line.longest(at, v.money)
    if n:
        code, worth = v.money[tuple(line.word[at : at + n])]
        return _money(line, at + n, code, worth)
    at += line.word[at] in ("a", "an") and amount.low == 0.5
    while line.word[at] in LOOSE:
        at += 1
    n = line.longest(at, v.measures)
    if not n:
        return None
    unit, kind = v.measures[tuple(line.word[at : at + n])]
    at += n
    if unit == "pound" and _is_sterling(line, at, amount):
        return _money(line, at, "GBP")
    if kind == "percent":
        whole = with_whole(line, with_rate(line, at))
        return Counted(whole if whole > at else with_qualified(line, at), unit, FigureKind.PERCENT)
    more, at = _remainder(line, at, unit)
    if kind != "time":
        at = with_whole(line, at)
    end = with_conversion(line, with_rate(line, at))
    if unit in ("hour", "minute") and amount.low == amount.high == 0.5 and not more:
        return Counted(end, SMALLER[unit][0], FigureKind.MEASURE, SMALLER[unit][1])  # "half an hour"
    return Counted(end, unit, FigureKind.MEASURE, more=more)


def _remainder(line: Line, end: int, unit: str) -> tuple[float, int]:
    """(what words after a unit add to it, word after): "three meters and a half", "eight years and nine months"."""
    more, after = part_after(line, end)
    at = end + (line.word[end] == "and")
    if more or unit not in SMALLER or not line.number(at):
        return more, after
    numeral = numeral_at(line, at, at)
    smaller, count = SMALLER[unit]
    if numeral is None or numeral.amount.low != numeral.amount.high or numeral.amount.low >= count:
        return 0, end
    n = line.longest(numeral.amount.end, vocabulary().measures)
    form = tuple(line.word[numeral.amount.end : numeral.amount.end + n])
    same = n > 0 and vocabulary().measures[form][0] == smaller
    return (numeral.amount.low / count, numeral.amount.end + n) if same else (0, end)


def _is_sterling(line: Line, end: int, amount: Amount) -> bool:
    """Whether pounds are money: millions that weigh nothing, or what a word of price stands before."""
    lead = line.word[max(0, amount.end - 6) : amount.end]
    if line.word[end] in ("of", "heavy") or with_conversion(line, end) > end or not WEIGHED.isdisjoint(lead):
        return False
    return amount.low >= MILLION or not PRICED.isdisjoint(lead)


def _trip(line: Line, end: int) -> Counted | None:
    """A way told by its time: "an hour's drive", "two hours' walk"."""
    unit = vocabulary().measures.get((line.word[end].removesuffix("'s"),))
    at = end + 1 + (line.word[end + 1] == "'")
    owned = at > end + 1 or line.word[end].endswith("'s")
    return Counted(at + 1, unit[0], FigureKind.MEASURE) if unit and owned and line.word[at] in TRIPS else None


def _is_idle(line: Line, numeral: Numeral, counted: Counted) -> bool:
    """Whether a measure measures nothing: a time window ("in the last three years", "two hours later"), a calibre."""
    first, number = numeral.first, numeral.start
    before, after = line.word[first - 1], line.word[counted.end]
    if counted.kind is FigureKind.PERCENT:
        return counted.unit == "point" and line.word[number] == "one"
    if counted.unit in ("mm", "cm"):
        return after.isalpha() and not line.closed(counted.end)
    if counted.unit not in PERIODS:
        return False
    if before == "last" and (line.word[first - 2] == "to" or line.auxiliary(first - 2)):
        return False  # "may last three weeks"
    if before == "after":
        return after not in ("of", "in", "on")
    return after in AGO or before in WINDOW or line.word[first] == "within"


# --- nouns ------------------------------------------------------------------------------------


def _noun(line: Line, numeral: Numeral) -> Counted | None:
    """The noun phrase that the number before it counts, or the lack of one."""
    first, end, amount = numeral.first, numeral.end, numeral.amount
    if is_year(line, numeral.start) and not _is_count(line, numeral):
        return None
    if line.word[end] == "times" and (line.word[end + 1].endswith("er") or line.word[end + 1] in ("more", "as")):
        compared = line.word[end + 1] == "as" and line.word[end + 2].isalpha() and not line.closed(end + 2)
        return Counted(end + 2 + compared, "times", FigureKind.PERCENT)  # "five times larger", "five times as big"
    if line.word[end] == "more" and line.word[end + 1].endswith("ed") and not line.dash(end + 2):
        return _bare(line, numeral, end)  # "dozens more fainted"
    start = end
    while line.word[start] in LOOSE or line.word[start] in vocabulary().casualties:
        start += 1
    if line.word[end] == "of" or (line.word[end] in QUOTES and line.word[end + 1] == "of"):
        return _members(line, numeral, end + 1 + (line.word[end] != "of"))
    head = single_head(line, start) if amount.exactly(1) else None
    head = head_of(line, start) if head is None else head
    if head is None:
        return _bare(line, numeral, end)
    pointed = line.word[first - 1] in POINTING or line.word[first - 1].endswith(("'s", "'"))
    if amount.exactly(2) and numeral.plain and pointed:
        return None
    return _phrase_of(line, head)


def _is_count(line: Line, numeral: Numeral) -> bool:
    """Whether four digits that look like a year count something: "more than 2000 people"."""
    head, round_number = head_of(line, numeral.end), line.word[numeral.start].endswith("00")
    if head is None:
        return not numeral.plain and round_number
    return (not numeral.plain or round_number) and is_person(line, head)


def _phrase_of(line: Line, head: int) -> Counted:
    """The phrase that ends with the head, a noun counted with it, or "of" and its whole ("70 members of a clan")."""
    end = head + 1
    if line.word[end] in ("and", "or") and is_plural(line, end + 1) and line.word[end + 1] not in vocabulary().vague:
        end += 2
    elif line.word[end] == "of" and line.word[head] in ("members", "groups"):
        end = with_whole(line, end)
    word = line.word[head]
    if word == "others":
        return Counted(with_rate(line, end), "", FigureKind.THINGS, bare=True)
    kind = FigureKind.PEOPLE if is_person(line, head) else FigureKind.THINGS
    unit, people = singular(word), vocabulary().people
    if unit not in people and f"{line.word[head - 1]} {unit}" in people:
        unit = f"{line.word[head - 1]} {unit}"  # a bomber is an aircraft, a suicide bomber is not
    return Counted(with_rate(line, end), unit, kind)


def _members(line: Line, numeral: Numeral, start: int) -> Counted | None:
    """The whole that a number is part of: "dozens of people", "two of the barges", "8 of the 90 crewmen"."""
    if numeral.amount.exactly(1):
        return None
    if line.word[start] in ("them", "us", "whom", "which"):
        return Counted(start + 1, "", FigureKind.THINGS, bare=True)
    at = start
    while line.word[at] in LEADING:
        at += 1
    if line.number(at) and line.closed(start):
        head = head_of(line, at + 1)
        if head is None:
            return None
        return _phrase_of(line, head)._replace(end=start - 1)
    head = head_of(line, at)
    if head is not None:
        return _phrase_of(line, head)
    if line.word[at] in vocabulary().casualties:
        return Counted(at + 1, "", FigureKind.THINGS, bare=True)
    return _bare(line, numeral, start - 1)


def _bare(line: Line, numeral: Numeral, end: int) -> Counted | None:
    """A number without a noun of its own: "and 30 wounded", "killing nine", "another 20"."""
    before, number, amount = line.word[numeral.first - 1], numeral.start, numeral.amount
    nothing = Counted(end, "", FigureKind.THINGS, bare=True)
    if before == "of" and line.word[numeral.first - 2] in PARENTS:
        return Counted(end, "child", FigureKind.PEOPLE)  # "a father of two"
    elided = _elided(line, end)
    if elided > end:
        return nothing._replace(end=elided, elided=True)
    if line.word[end] == "others" or (line.word[end] == "more" and line.word[end + 1] != "than"):
        return nothing._replace(end=end + 1)
    if line.word[end] in TAIL or "noun" in vocabulary().casualties.get(line.word[end], ("", ()))[1]:
        return nothing._replace(end=end + 1)
    pointed = before in POINTING and numeral.plain and not amount.vague
    if amount.exactly(1) or line.word[number] in ("a", "an", "zero") or pointed:
        return None
    named = (number > 1 and line.capital(number - 1)) or line.word[number - 1] in ("(", "[") or line.capital(end)
    if named and line.digits(number) and numeral.plain:
        return None
    return None if amount.low == 2 and before == "of" else nothing


def _elided(line: Line, end: int) -> int:
    """Where the modifiers of a noun end that only the next number has: "four Greek and six Maltese tankers"."""
    at = end
    while at < end + 2 and line.word[at].isalpha() and not line.closed(at):
        if not (line.capital(at) or line.word[at].endswith(ADJECTIVE)):
            break
        at += 1
    lent = line.word[at] in ("and", "or") and line.number(at + 1) and head_of(line, at + 2) is not None
    return at if lent else end
