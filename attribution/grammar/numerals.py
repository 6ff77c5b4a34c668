"""Numbers in digits and words, vague counts, shares, ranges, and the bounds around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..datatypes import Number
from .nouns import LEADING, is_plural
from .words import DASHES, Line, vocabulary, word_set

SPREAD = word_set("between range ranged ranging ranges varied vary varies varying anywhere cost costs")
RISING = word_set("edged moved ticked inched crept jumped climbed rose risen went going toll")
AFTERTHOUGHTS: Mapping[tuple[str, ...], str] = {
    ("or", "more"): "low",
    ("or", "higher"): "low",
    ("and", "above"): "low",
    ("and", "over"): "low",
    ("and", "counting"): "low",
    ("-", "plus"): "low",
    ("+",): "low",
    ("or", "fewer"): "high",
    ("or", "less"): "high",
    ("or", "so"): "about",
    ("or", "thereabouts"): "about",
}
LONGEST_NUMBER = 18  # characters; longer ones are identifiers


class Amount(NamedTuple):
    low: Number
    high: Number
    end: int  # the word after it
    vague: bool = False
    share: bool = False  # in percent
    ranged: bool = False

    def exactly(self, value: int) -> bool:
        return self.low == self.high == value


class Numeral(NamedTuple):
    """A number with its currency sign and its bounds."""

    first: int  # where the bounds before it start, or its sign, or itself
    sign: int  # where its currency sign starts, or itself
    start: int
    amount: Amount
    end: int  # the word after it and after the bound that follows it
    effects: frozenset[str]  # of its bounds

    @property
    def plain(self) -> bool:
        """Neither sign nor bound stands before it."""
        return self.first == self.start


def numeral_at(line: Line, i: int, reached: int) -> Numeral | None:
    """The number that starts at word i; its bounds start no earlier than word ``reached``."""
    sign = _sign(line, i)
    amount = _amount(line, i, sign > 0) or _indefinite(line, i)
    if amount is None:
        return None
    first, before = _bounds(line, i - sign, reached)
    end, after = bound_after(line, amount.end)
    return Numeral(first, i - sign, i, amount, end, before | after)


def _amount(line: Line, i: int, money: bool) -> Amount | None:
    """The number that starts at word i, with the other end of its range."""
    exact = _cardinal(line, i, money)
    if exact is None:
        return _vague(line, i) or _part(line, i)
    part = _part(line, i) if line.word[i] != "half" else None
    return _ratio(line, i, exact) or part or _range(line, i, exact, money) or exact


# --- exact numbers ----------------------------------------------------------------------------


def _cardinal(line: Line, i: int, money: bool = False) -> Amount | None:
    """An exact number in digits or words, with its scale: "1.8 million", "a couple of dozen", "half a million"."""
    v = vocabulary()
    word, after = line.word[i], line.word[i + 1]
    value: Number
    if line.digits(i):
        if len(word) > LONGEST_NUMBER:
            return None
        value, end = _lettered(line, i, money)
    elif word in v.small:
        value, end = _spelled(line, i)
    elif word in ("a", "an") and after in v.scale:
        value, end = 1, i + 1
    elif word == "a" and after in ("couple", "pair"):
        value, end = 2, i + 2 + (line.word[i + 2] == "of")
    elif word == "half" and (line.dash(i + 1) or after in ("a", "an")) and _unit_head(line, i + 2):
        value, end = 0.5, i + 2
    else:
        return None
    if line.word[end : end + 3] == ["and", "a", "half"]:
        value, end = value + 0.5, end + 3
    value, end = _scaled(line, value, end)
    if line.word[end : end + 2] == ["pairs", "of"]:
        value, end = value * 2, end + 2
    return Amount(value, value, end)


def _unit_head(line: Line, i: int) -> bool:
    return line.word[i] in vocabulary().scale or line.word[i] in vocabulary().heads


def _digits(word: str) -> Number:
    plain = word.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def _lettered(line: Line, i: int, money: bool) -> tuple[Number, int]:
    """Digits with their scale abbreviated: "200bn", "60 mln"; "m" is a million of money or of a noun, else metres."""
    value, after = _digits(line.word[i]), line.word[i + 1]
    factor = vocabulary().letter.get(after)
    if factor is None or not (len(after) > 1 or money or line.glued[i + 1]):
        return value, i + 1
    if after == "m" and not money and not is_plural(line, i + 2):
        return value, i + 1
    return round(value * factor, 6), i + 2


def _scaled(line: Line, value: Number, end: int) -> tuple[Number, int]:
    """The value times the scale words that follow, which a dash may join ("10-million")."""
    scale = vocabulary().scale
    for _ in range(2):  # "three hundred thousand" has the most
        skip = int(line.dash(end))
        factor = scale.get(line.word[end + skip])
        if factor is None:
            break
        value, end = round(value * factor, 6), end + skip + 1
    return value, end


def _spelled(line: Line, i: int) -> tuple[int, int]:
    """A number in words: "twenty-five", "two hundred and fifty", "three hundred thousand"."""
    v = vocabulary()
    total, group, last, end = 0, v.small[line.word[i]], v.small[line.word[i]], i + 1
    while True:
        joined = line.dash(end) or (line.word[end] == "and" and last >= 100)
        word = line.word[end + joined]
        if word in v.small and (last >= 100 or (last >= 20 and 0 < v.small[word] < 10)):
            last = v.small[word]
            group += last
        elif word in v.scale and (v.scale[word] > 100 or last < 100):
            last = v.scale[word]
            group, total = (group * last, total) if last <= 100 else (0, total + group * last)
        else:
            return total + group, end
        end += joined + 1


# --- vague counts and shares ------------------------------------------------------------------


def _vague(line: Line, i: int) -> Amount | None:
    """A count by order of magnitude: "dozens", "tens of thousands", "several hundred"."""
    v = vocabulary()
    if line.word[i] in v.vague:
        low, high = v.vague[line.word[i]]
        if line.word[i + 1] == "of" and line.word[i + 2] in ("hundreds", "thousands", "millions", "billions"):
            factor = v.vague[line.word[i + 2]][0] // 2
            return Amount(low * factor, (high + 1) * factor - 1, i + 3, vague=True)
        return Amount(low, high, i + 1, vague=True)
    start = i + (line.word[i] == "a")
    if line.word[start] not in ("several", "few", "many"):
        return None
    if line.word[start + 1] in v.vague:
        return Amount(*v.vague[line.word[start + 1]], start + 2, vague=True)
    unit, end = _scaled(line, 1, start + 1)
    top = 99 if unit == v.scale["dozen"] else 10 * unit - 1
    return Amount(2 * unit, top, end, vague=True) if unit > 1 else None


def _part(line: Line, i: int) -> Amount | None:
    """A part of a whole, in percent: "half", "a third", "two-thirds"."""
    v = vocabulary()
    word, certain = line.word[i], False
    if word == "half":
        count, end = 1, i
    elif word in ("a", "an", "one"):
        count, end = 1, i + 1 + line.dash(i + 1)
        certain = line.dash(i + 1)
    elif word in v.small:
        count, end = v.small[word], i + 1 + line.dash(i + 1)
        certain = True
    else:
        return None
    part = v.part.get(line.word[end])
    if part is None or (count > 1) != line.word[end].endswith("s"):
        return None
    whole = line.word[end + 1] == "of" or (word == "half" and line.word[end + 1] in LEADING)
    if not (certain or whole or (_bounds(line, i, 0)[1] and not line.dash(end + 1))):
        return None
    percent = round(100 * count / part, 2)
    return Amount(percent, percent, end + 1, share=True)


def _ratio(line: Line, i: int, first: Amount) -> Amount | None:
    """One count out of another, in percent: "one in five", "7 out of 10", "one in every six"."""
    at = first.end
    if line.word[at] == "in":
        at += 1 + (line.word[at + 1] == "every")
    elif line.word[at : at + 2] == ["out", "of"]:
        at += 2 + (line.word[at + 2] == "every")
    else:
        return None
    second = _cardinal(line, at)
    if second is None or not first.low < second.low <= 100:
        return None
    if line.longest(second.end, vocabulary().measures) or line.dash(second.end):
        return None  # "two in three days"
    percent = round(100 * first.low / second.low, 2)
    return Amount(percent, percent, second.end, share=True)


def _indefinite(line: Line, i: int) -> Amount | None:
    """ "a" or "an" as the number of a unit, where a bound shows that it measures: "about a mile", "up to a year"."""
    if line.word[i] not in ("a", "an") or not line.longest(i + 1, vocabulary().measures):
        return None
    alone = not line.word[i + 2].isalpha() or line.closed(i + 2)
    return Amount(1, 1, i + 1) if alone and _bounds(line, i, 0)[1] & {"low", "high", "about"} else None


# --- ranges -----------------------------------------------------------------------------------


def _range(line: Line, i: int, first: Amount, money: bool) -> Amount | None:
    """The number up to the far end of its range: "5-25", "10 to 15 million", "5%-25%", "$1 million to $2 million"."""
    unit = line.longest(first.end, vocabulary().measures)
    for joint in {first.end, first.end + unit}:
        word = line.word[joint]
        if not (word in ("to", "or", "and") or (word in DASHES and (line.glued[joint] or line.glued[joint + 1]))):
            continue
        sign = line.word[joint + 1] in vocabulary().sign
        second = _cardinal(line, joint + 1 + sign, money)
        if second is None or (sign and not money):
            continue
        same = not unit or line.word[first.end : joint] == line.word[second.end : second.end + joint - first.end]
        low = _share_scale(line, first, second, joint + 1 + sign) if joint == first.end else first.low
        if same and low < second.low and _spans(line, i, joint, sign or joint > first.end, second):
            return Amount(low, second.low, second.end, ranged=True)
    return None


def _share_scale(line: Line, first: Amount, second: Amount, begin: int) -> Number:
    """The low end on the scale of the high end: "10 to 15 million" starts at ten million."""
    written = _digits(line.word[begin]) if line.digits(begin) else vocabulary().small.get(line.word[begin], 1)
    factor = second.low / written if written else 1
    return round(first.low * factor, 6) if factor >= 100 and first.low < written else first.low


def _spans(line: Line, i: int, joint: int, complete: bool, second: Amount) -> bool:
    """Whether the word between two numbers makes them one range rather than two figures."""
    lead = line.word[max(0, i - 4) : i]
    word = line.word[joint]
    if word == "and":
        return "between" in lead
    if word == "to" and (complete or "from" in lead[-1:]):  # "rose from 3 to 5", "fell 2 percent to 5 percent"
        return not SPREAD.isdisjoint(lead)
    return word != "or" or second.end == joint + 2


# --- what stands around a number --------------------------------------------------------------


def _sign(line: Line, number: int) -> int:
    """How many words the currency sign before a number takes; 0 where there is none."""
    sign = vocabulary().sign
    for n in (2, 1):
        form = "".join(line.word[number - n : number]) if number >= n else ""
        if form in sign and (line.digits(number) or form == "$"):
            return n
    return 0


def _bounds(line: Line, i: int, reached: int) -> tuple[int, frozenset[str]]:
    """(first word of the bounds and approximators that stand before word i, their effects)."""
    bounds = vocabulary().bounds
    effects: set[str] = set()
    while True:
        n = next((n for n in (5, 4, 3, 2, 1) if i - n >= reached and tuple(line.word[i - n : i]) in bounds), 0)
        if line.word[i - 2 : i] == ["up", "to"] and line.word[i - 3] in RISING:
            return i, frozenset(effects)  # "edged up to 3 percent"
        if not n:
            return i, frozenset(effects)
        effects.add(bounds[tuple(line.word[i - n : i])])
        i -= n


def bound_after(line: Line, end: int) -> tuple[int, frozenset[str]]:
    """(word after, effects of) a bound that follows: "or more", "or so", "-plus"."""
    n = line.longest(end, AFTERTHOUGHTS)
    return (end + n, frozenset({AFTERTHOUGHTS[tuple(line.word[end : end + n])]})) if n else (end, frozenset())
