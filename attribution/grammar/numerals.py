"""Numbers in digits and words, vague counts, shares, ranges, and the bounds around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..datatypes import Number
from .nouns import LEADING, is_plural
from .words import DASHES, PERIODS, Line, vocabulary, word_set

SPREAD = word_set(
    "between range ranged ranging ranges varied vary varies varying anywhere cost costs ran run runs running span spans"
)
VALUED = word_set("at of for worth about around some roughly nearly approximately estimated")
CHANGED = word_set(
    "rise rises rose risen rising fall falls fell fallen falling drop drops dropped dropping grow grows grew grown "
    "growing climb climbed climbing jump jumped gain gained increase increased decrease decreased decline declined cut"
)
RISING = word_set("edged moved ticked inched crept jumped climbed rose risen went going toll")
HANDING = word_set("hand hands handed handing turn turns turned turning sign signs signed signing")
BEING = word_set("is are was were be been being")
MINUS = word_set("minus - −")
MULTIPLES: Mapping[str, int] = {"twice": 2, "thrice": 3, "double": 2, "triple": 3, "quadruple": 4}
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
    ("at", "most"): "high",
    ("at", "the", "most"): "high",
    ("at", "least"): "low",
    ("or", "so"): "about",
    ("or", "thereabouts"): "about",
    ("-", "odd"): "about",
    ("odd",): "about",
}
SMALLEST_SCALE = 12  # of the dozen
LONGEST_NUMBER = 18  # characters; longer ones are identifiers


class Amount(NamedTuple):
    low: Number
    high: Number
    end: int  # the word after it
    vague: bool = False
    share: bool = False  # in percent
    ranged: bool = False
    multiple: bool = False  # of what another word stands for

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
        return _vague(line, i) or _part(line, i) or _multiple(line, i)
    part = _part(line, i) if line.word[i] != "half" else None
    return _ratio(line, i, exact) or part or _range(line, i, exact, money) or exact


# --- exact numbers ----------------------------------------------------------------------------


def _cardinal(line: Line, i: int, money: bool = False) -> Amount | None:
    """An exact number in digits or words, with its scale: "1.8 million", "a couple of dozen", "half a million"."""
    v = vocabulary()
    word, after = line.word[i], line.word[i + 1]
    value: Number
    if word in MINUS:
        return _negative(line, i)
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
    more, end = part_after(line, end)
    value, end = _scaled(line, value + more if more else value, end)
    if line.word[end : end + 2] == ["pairs", "of"]:
        value, end = value * 2, end + 2
    return Amount(value, value, end)


def _negative(line: Line, i: int) -> Amount | None:
    """A number of units below zero: "minus 12 degrees", "-0.3 percent"; a dash may be a bullet or a range instead."""
    against = line.glued[i + 1] and not line.glued[i]
    if not line.number(i + 1) or line.number(i - 1) or not (against or line.word[i] == "minus"):
        return None
    amount = _cardinal(line, i + 1)
    if amount is None:
        return None
    reach = 4 if line.word[amount.end] in ("to", "and") else 1  # "from minus 5 to minus 3 degrees"
    if not any(line.longest(j, vocabulary().measures) for j in range(amount.end, amount.end + reach)):
        return None
    return amount._replace(low=-amount.low, high=-amount.high)


def part_after(line: Line, end: int) -> tuple[float, int]:
    """(what a fraction adds to the number or unit before it, word after): "two and a half", "one-and-a-quarter"."""
    at = end
    for word in ("and", "a"):
        at += line.dash(at)
        if line.word[at] != word:
            return 0, end
        at += 1
    at += line.dash(at)
    part = {"half": 0.5, "quarter": 0.25}.get(line.word[at], 0)
    return (part, at + 1) if part and line.word[at + 1] != "of" else (0, end)


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
    whole = line.word[end + 1] == "of" or (word == "half" and line.word[end + 1] in LEADING) or _is_told(line, i)
    if not (certain or whole or (_bounds(line, i, 0)[1] and not line.dash(end + 1))):
        return None
    scale = v.scale.get(line.word[end + 3]) if line.word[end + 1 : end + 3] == ["of", "a"] else None
    if scale is not None:
        value = round(count / part * scale, 2)
        return Amount(value, value, end + 4)  # "a quarter of a million"
    percent = round(100 * count / part, 2)
    return Amount(percent, percent, end + 1, share=True)


def _is_told(line: Line, i: int) -> bool:
    """Whether the words before word i say what a part is of: "of the 60 homes, half burned"."""
    lead = line.word[max(0, i - 8) : i]
    return lead[-1:] == [","] and line.word[0] == "of" and "of" in lead and lead.count(",") == 1


def _multiple(line: Line, i: int) -> Amount | None:
    """How many times another amount: "twice that", "triple that", "twice as big"; no verb ("may double that")."""
    value, after = MULTIPLES.get(line.word[i]), line.word[i + 1]
    if value is None or line.word[i - 1] == "to" or (line.auxiliary(i - 1) and line.word[i - 1] not in BEING):
        return None
    told = (after == "that" and line.word[i + 2] not in PERIODS) or (after == "as" and line.word[i + 2].isalpha())
    return Amount(value, value, i + 1, multiple=True) if told else None


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
    """ "a" or "an" as the number of a unit, where a bound or a fraction shows that it measures.

    "About a mile", "up to a year", "a mile and a half".
    """
    if line.word[i] not in ("a", "an"):
        return None
    if (line.word[i + 1].removesuffix("'s"),) in vocabulary().measures and line.word[i + 1].endswith("'s"):
        return Amount(1, 1, i + 1)  # "an hour's drive"
    unit = line.longest(i + 1, vocabulary().measures)
    if not unit:
        return None
    if part_after(line, i + 1 + unit)[0]:
        return Amount(1, 1, i + 1)
    alone = not line.word[i + 2].isalpha() or line.closed(i + 2)
    return Amount(1, 1, i + 1) if alone and _bounds(line, i, 0)[1] & {"low", "high", "about"} else None


# --- ranges -----------------------------------------------------------------------------------


def _range(line: Line, i: int, first: Amount, money: bool) -> Amount | None:
    """The number up to the far end of its range: "5-25", "10 to 15 million", "20- to 25-", "5%-25%", "$1m to $2m"."""
    unit = line.longest(first.end, vocabulary().measures)
    hangs = line.word[first.end] in DASHES and line.glued[first.end] and not line.glued[first.end + 1]
    for joint in {first.end, first.end + unit, first.end + hangs}:
        word = line.word[joint]
        if not (word in ("to", "or", "and") or (word in DASHES and (line.glued[joint] or line.glued[joint + 1]))):
            continue
        sign = line.word[joint + 1] in vocabulary().sign
        second = _cardinal(line, joint + 1 + sign, money)
        if second is None or (sign and not money):
            continue
        same = not unit or line.word[first.end : joint] == line.word[second.end : second.end + joint - first.end]
        complete = sign or joint > first.end + hangs
        low = first.low if complete else on_scale(line, first.low, second.low, joint + 1 + sign)
        if same and low < second.low and _spans(line, i, joint, complete, second):
            return Amount(low, second.low, second.end, ranged=True)
    return None


def on_scale(line: Line, low: Number, high: Number, begin: int) -> Number:
    """The low end on the scale of the high end, written at word begin: "10 to 15 million" starts at ten million."""
    written = _digits(line.word[begin]) if line.digits(begin) else vocabulary().small.get(line.word[begin], 1)
    factor = high / written if written else 1
    return round(low * factor, 6) if factor >= SMALLEST_SCALE and low < written else low


def _spans(line: Line, i: int, joint: int, complete: bool, second: Amount) -> bool:
    """Whether the word between two numbers makes them one range rather than two figures."""
    lead = line.word[max(0, i - 4) : i]
    word = line.word[joint]
    if word == "and":
        return "between" in lead
    if word == "to" and (complete or "from" in lead[-1:]):  # "rose from 3 to 5", "fell 2 percent to 5 percent"
        return not SPREAD.isdisjoint(lead) or (_is_worth(line, i) if complete else _is_start(line, i, second))
    return word != "or" or not complete or second.end == joint + 2


def _is_worth(line: Line, i: int) -> bool:
    """Whether what stands before "$1 million to $2 million" says what is worth that, not what changes."""
    at = i - _sign(line, i)
    return line.word[at - 1] in VALUED and CHANGED.isdisjoint(line.word[max(0, at - 5) : at])


def _is_start(line: Line, i: int, second: Amount) -> bool:
    """Whether "from 5 to 8" opens its clause, or is what something goes from ("from two to three days to ten")."""
    unit = line.longest(second.end, vocabulary().measures)
    return i < 2 or not line.word[i - 2].isalnum() or line.word[second.end + unit] == "to"


# --- what stands around a number --------------------------------------------------------------


def _sign(line: Line, number: int) -> int:
    """How many words the currency sign before a number takes; 0 where there is none."""
    sign = vocabulary().sign
    for n in (2, 1):
        form = "".join(line.word[number - n : number]) if number >= n else ""
        split = n == 2 and len(form) == 2 and not line.glued[number - 1]  # "a $300 loan" is no Australian one
        if form in sign and not split and (line.digits(number) or form == "$"):
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
        if line.word[i - 1] == "over" and line.word[i - 2] in HANDING:
            return i, frozenset(effects)  # "handed over 15 guns"
        if not n:
            return i, frozenset(effects)
        effects.add(bounds[tuple(line.word[i - n : i])])
        i -= n


def bound_after(line: Line, end: int) -> tuple[int, frozenset[str]]:
    """(word after, effects of) a bound that follows: "or more", "or so", "-plus"."""
    n = line.longest(end, AFTERTHOUGHTS)
    if line.word[end] == "at" and (line.number(end + n) or line.word[end + n] in vocabulary().starts):
        n = 0  # of the number that follows
    if line.word[end] == "odd" and not line.word[end - 1].endswith(("0", "ty", "hundred", "thousand", "dozen")):
        n = 0  # "five odd jobs"
    return (end + n, frozenset({AFTERTHOUGHTS[tuple(line.word[end : end + n])]})) if n else (end, frozenset())
