"""Figures: every quantity that measures something about the world, with its bounds, unit and kind.

A grammar over the words of one sentence at a time; its word lists come from the lexicon. It reads, in this order, a
number (digits, words, vague counts, shares, ranges), what bounds it, what is counted, and last, from the words around,
whether the people counted are casualties. What is no figure (dates, ages, designations ...): TAXONOMY, section 3.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from .datatypes import Claim, Document, Figure, FigureKind, Number, Segments, Span, Tagging
from .lexicon import table
from .settings import Settings


def quantities(
    document: Document, segments: Segments, tagging: Tagging, claims: Sequence[Claim], settings: Settings
) -> tuple[Figure, ...]:
    """The figures that grammar and network agree on, each tied to the claim that holds it; ids f1.. in text order."""
    kept: list[Figure] = []
    for figure in read_figures(document.text, segments):
        present, contestable = tagging.figure_odds(figure.span)
        if present >= settings.figures.minimum_odds:
            kept.append(
                dataclasses.replace(
                    figure,
                    id=f"f{len(kept) + 1}",
                    claim=_holder(figure.span, claims),
                    contestable=round(_sigmoid(contestable), 4),
                )
            )
    return tuple(kept)


def read_figures(text: str, segments: Segments) -> tuple[Figure, ...]:
    """Every figure of the text by the grammar alone, in text order, none overlapping another; ids f1.. ."""
    found: list[Figure] = []
    before: _Reading | None = None
    hint = _vocabulary().hint
    for sentence in segments.sentences:
        if hint.search(text, *sentence):
            line = _Line(text, sentence)
            for reading in _resolve(line, list(_readings(line)), before):
                before = reading
                found.append(_figure(f"f{len(found) + 1}", text, line, reading))
    return tuple(found)


def _holder(span: Span, claims: Sequence[Claim]) -> str | None:
    """The claim whose content covers most of the span, if it covers at least half."""

    def covered(claim: Claim) -> int:
        return sum(max(0, min(span.end, piece.end) - max(span.start, piece.start)) for piece in claim.content)

    best = max(claims, key=covered, default=None)
    return best.id if best is not None and 2 * covered(best) >= span.end - span.start else None


def _sigmoid(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-700.0, odds)))


# --- vocabulary -------------------------------------------------------------------------------


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


DASHES = frozenset("-‐‑–—")
QUOTES = frozenset("\"“”‘’'")
CHAIN = _set(", and or as well also plus")
INCLUDING = _set("including include included among them were are was is the")
MONTHS = _set(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
CLOCK = _set("am pm a.m a.m. p.m p.m. gmt utc est edt")
AGES = _set("aged age ages")
AGO = _set("ago earlier later before after old prior afterwards hence since into apart from")
WINDOW = _set("last past next previous coming first final recent preceding following in within since every late early")
DESIGNATORS = _set(
    "article articles no nos number numbers flight brigade division battalion regiment squadron category chapter section"
    " sections resolution room channel unit phase page pages paragraph level type model highway route interstate gate"
    " platform grade class part title amendment protocol principle boeing airbus area sector block building apartment"
    " season episode version windows size top formula figure table act bill proposition directive regulation order lot"
    " exit box camp stage round game day week tier step chapter command war"
)
FORMATIONS = _set("division division's battalion brigade regiment squadron corps infantry armoured armored")
STREETS = _set("street avenue road boulevard lane drive square")
POINTING = _set("the these those both other all our their your its his her of")
SPREAD = _set("between range ranged ranging ranges varied vary varies varying anywhere cost costs")
LOOSE = _set("more further additional full consecutive straight long whole other extra solid such horrifying")
LEADING = _set("the its their his her our your my all those these this that a an both other such some")
TAIL = _set(
    "dead killed wounded injured missing hurt arrested detained captured abducted kidnapped displaced rescued hospitalized"
)
HUMAN_UNITS = _set("member man person")
PERIODS = _set("second minute hour day night week month year decade")
NOT_PLURAL = _set("hamas texas kansas dallas arkansas illinois athens wales christmas news politics physics laos mumps")
CLAUSE_ENDS = _set("; : . ( which when while whereas after before but said says")
BARRIERS = CLAUSE_ENDS | _set("who by in at from with on for near during")
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
LONGEST_PHRASE = 9  # words between a number and the noun it counts
REACH = 10  # words between a count of people and the verb that makes it one of casualties


@dataclass(frozen=True)
class _Vocabulary:
    """The lexicon's tables as the grammar looks things up in them; phrases are tuples of words."""

    small: Mapping[str, int]
    scale: Mapping[str, int]
    letter: Mapping[str, int]
    vague: Mapping[str, tuple[int, int]]
    part: Mapping[str, int]
    bounds: Mapping[tuple[str, ...], str]
    measures: Mapping[tuple[str, ...], tuple[str, str]]
    sign: Mapping[str, str]
    money: Mapping[tuple[str, ...], tuple[str, float]]
    people: frozenset[str]
    closed: Mapping[str, str]
    singular: Mapping[str, str]
    casualties: Mapping[str, tuple[str, frozenset[str]]]
    heads: frozenset[str]
    hint: re.Pattern[str]


@cache
def _vocabulary() -> _Vocabulary:
    numerals, currencies, measures = table("numerals.txt"), table("currencies.txt"), table("measures.txt")

    def values(kind: str) -> dict[str, int]:
        return {row[0]: int(row[2]) for row in numerals if row[1] == kind}

    words = {row[0] for row in numerals if row[1] != "letter"} | {"couple", "pair", "an?"}
    return _Vocabulary(
        small=values("small"),
        scale=values("scale"),
        letter=values("letter"),
        vague={row[0]: (int(row[2]), int(row[3])) for row in numerals if row[1] == "vague"},
        part=values("part"),
        bounds={tuple(row[0].split()): row[1] for row in table("bounds.txt")},
        measures={_phrase(row[0]): (row[1], row[2]) for row in measures},
        sign={row[0]: row[1] for row in currencies if row[2] == "before"},
        money={
            _phrase(row[0]): (row[1], float(row[3]) if len(row) > 3 else 1) for row in currencies if row[2] == "after"
        },
        people=frozenset(row[0] for row in table("people.txt")),
        closed={row[0]: row[1] for row in table("closed_words.txt")},
        singular={row[1]: row[0] for row in table("plurals.txt")},
        casualties={row[0]: (row[1], _set(row[2])) for row in table("casualties.txt")},
        heads=frozenset(_phrase(row[0])[0] for row in measures),
        hint=re.compile(rf"\d|\b(?:{'|'.join(sorted(words))})\b", re.IGNORECASE),
    )


def _phrase(form: str) -> tuple[str, ...]:
    return tuple(match.group().lower() for match in WORD.finditer(form))


# --- the words of a sentence ------------------------------------------------------------------

WORD = re.compile(
    r"""\d+(?:,\d{2,3})*(?:\.\d+)?(?!\d)      # 1,234.5
      | \d+
      | (?:[A-Za-z]\.){2,}                    # U.S.
      | [^\W\d_]+(?:['’][^\W\d_]+)*           # a word, with its apostrophes
      | \S""",
    re.VERBOSE,
)
PAD = 12  # empty words after the last, so that looking ahead needs no check; they also stand before the first


class _Line:
    """The words of a sentence, in lower case and as written."""

    def __init__(self, text: str, sentence: Span) -> None:
        matches = list(WORD.finditer(text, *sentence))
        self.size = len(matches)
        self.start = [m.start() for m in matches]
        self.end = [m.end() for m in matches]
        self.raw = [m.group() for m in matches] + [""] * PAD
        # "US" is a country and "us" is a pronoun; every other word is the same in capitals.
        self.word = ["u.s." if raw == "US" else raw.lower().replace("’", "'") for raw in self.raw]
        self.glued = [i > 0 and self.start[i] == self.end[i - 1] for i in range(self.size)] + [False] * PAD

    def dash(self, i: int) -> bool:
        """A dash that joins the words on its two sides."""
        return self.word[i] in DASHES and self.glued[i] and self.glued[i + 1]

    def capital(self, i: int) -> bool:
        return self.raw[i][:1].isupper()

    def digits(self, i: int) -> bool:
        return self.word[i][:1].isdecimal()

    def number(self, i: int) -> bool:
        return self.digits(i) or self.word[i] in _vocabulary().small

    def closed(self, i: int) -> bool:
        """Whether a counted noun phrase ends at this word; a part of a compound ("off-road") is never closed."""
        return self.word[i] in _vocabulary().closed and not self.dash(i + 1)

    def longest(self, i: int, phrases: Mapping[tuple[str, ...], object]) -> int:
        """How many words from i on form one of the phrases; the longest wins, 0 for none."""
        return next((n for n in (4, 3, 2, 1) if tuple(self.word[i : i + n]) in phrases), 0)


# --- numbers ----------------------------------------------------------------------------------


class _Amount(NamedTuple):
    low: Number
    high: Number
    end: int  # the word after it
    vague: bool = False
    share: bool = False  # in percent
    ranged: bool = False


def _amount(line: _Line, i: int, money: bool) -> _Amount | None:
    """The number that starts at word i, with the other end of its range."""
    exact = _cardinal(line, i, money)
    if exact is None:
        return _vague(line, i) or _part(line, i)
    return _ratio(line, i, exact) or _part(line, i) or _range(line, i, exact, money) or exact


def _cardinal(line: _Line, i: int, money: bool = False) -> _Amount | None:
    """An exact number in digits or words, with its scale: "1.8 million", "a couple of dozen", "half a million"."""
    v = _vocabulary()
    word, after = line.word[i], line.word[i + 1]
    value: Number
    if line.digits(i):
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
    return _Amount(value, value, end)


def _unit_head(line: _Line, i: int) -> bool:
    return line.word[i] in _vocabulary().scale or line.word[i] in _vocabulary().heads


def _digits(word: str) -> Number:
    plain = word.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def _lettered(line: _Line, i: int, money: bool) -> tuple[Number, int]:
    """Digits with a scale abbreviated: "200bn", "60 mln". A bare "m" is a million of money or of some noun, else metres."""
    value, after = _digits(line.word[i]), line.word[i + 1]
    factor = _vocabulary().letter.get(after)
    if factor is None or not (len(after) > 1 or money or line.glued[i + 1]):
        return value, i + 1
    if after == "m" and not money and not _plural(line, i + 2):
        return value, i + 1
    return round(value * factor, 6), i + 2


def _scaled(line: _Line, value: Number, end: int) -> tuple[Number, int]:
    """The value times the scale words that follow, which a dash may join ("10-million")."""
    scale = _vocabulary().scale
    while True:
        skip = int(line.dash(end))
        factor = scale.get(line.word[end + skip])
        if factor is None:
            return value, end
        value, end = round(value * factor, 6), end + skip + 1


def _spelled(line: _Line, i: int) -> tuple[int, int]:
    """A number in words: "twenty-five", "two hundred and fifty", "three hundred thousand"."""
    v = _vocabulary()
    total, group, last, end = 0, v.small[line.word[i]], v.small[line.word[i]], i + 1
    while True:
        joined = line.dash(end) or (line.word[end] == "and" and last >= 100)
        word = line.word[end + joined]
        if word in v.small and (last >= 100 or (20 <= last and 0 < v.small[word] < 10)):
            last = v.small[word]
            group += last
        elif word in v.scale and (not joined or line.dash(end)):
            last = v.scale[word]
            group, total = (group * last, total) if last <= 100 else (0, total + group * last)
        else:
            return total + group, end
        end += joined + 1


def _vague(line: _Line, i: int) -> _Amount | None:
    """A count by order of magnitude: "dozens", "tens of thousands", "several hundred"."""
    v = _vocabulary()
    if line.word[i] in v.vague:
        low, high = v.vague[line.word[i]]
        if line.word[i + 1] == "of" and line.word[i + 2] in ("hundreds", "thousands", "millions", "billions"):
            factor = v.vague[line.word[i + 2]][0] // 2
            return _Amount(low * factor, (high + 1) * factor - 1, i + 3, vague=True)
        return _Amount(low, high, i + 1, vague=True)
    start = i + (line.word[i] == "a")
    if line.word[start] not in ("several", "few", "many"):
        return None
    if line.word[start + 1] in v.vague:
        return _Amount(*v.vague[line.word[start + 1]], start + 2, vague=True)
    factor, end = _scaled(line, 1, start + 1)
    top = 99 if factor == v.scale["dozen"] else 10 * factor - 1
    return _Amount(2 * factor, top, end, vague=True) if factor > 1 else None


def _part(line: _Line, i: int) -> _Amount | None:
    """A part of a whole, in percent: "half", "a third", "two-thirds"."""
    v = _vocabulary()
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
    if part is None or count >= part or (count > 1) != line.word[end].endswith("s"):
        return None
    whole = line.word[end + 1] == "of" or (word == "half" and line.word[end + 1] in LEADING)
    if not (certain or whole or (_bounds(line, i, 0)[1] and not line.dash(end + 1))):
        return None
    percent = round(100 * count / part, 2)
    return _Amount(percent, percent, end + 1, share=True)


def _ratio(line: _Line, i: int, first: _Amount) -> _Amount | None:
    """One count out of another, in percent: "one in five", "7 out of 10", "one in every six"."""
    at = first.end
    if line.word[at] == "in":
        at += 1 + (line.word[at + 1] == "every")
    elif line.word[at : at + 2] == ["out", "of"]:
        at += 2 + (line.word[at + 2] == "every")
    else:
        return None
    second = _cardinal(line, at)
    if second is None or not first.low < second.low <= 100 or line.word[second.end] in MONTHS or _head(line, i + 1) == i:
        return None
    if line.longest(second.end, _vocabulary().measures) or line.dash(second.end):
        return None
    percent = round(100 * first.low / second.low, 2)
    return _Amount(percent, percent, second.end, share=True)


def _range(line: _Line, i: int, first: _Amount, money: bool) -> _Amount | None:
    """The number up to the far end of its range: "5-25", "10 to 15 million", "5%-25%", "$1 million to $2 million"."""
    unit = line.longest(first.end, _vocabulary().measures)
    for joint in {first.end, first.end + unit}:
        word = line.word[joint]
        if not (word in ("to", "or", "and") or (word in DASHES and (line.glued[joint] or line.glued[joint + 1]))):
            continue
        sign = line.word[joint + 1] in _vocabulary().sign
        second = _cardinal(line, joint + 1 + sign, money)
        if second is None or (sign and not money):
            continue
        same = not unit or line.word[first.end : joint] == line.word[second.end : second.end + joint - first.end]
        low = _share_scale(line, first, second, joint + 1 + sign) if joint == first.end else first.low
        if same and low < second.low and _spans(line, i, joint, sign or joint > first.end, second):
            return _Amount(low, second.low, second.end, ranged=True)
    return None


def _share_scale(line: _Line, first: _Amount, second: _Amount, begin: int) -> Number:
    """The low end on the scale of the high end: "10 to 15 million" starts at ten million."""
    written = _digits(line.word[begin]) if line.digits(begin) else _vocabulary().small.get(line.word[begin], 1)
    factor = second.low / written if written else 1
    return round(first.low * factor, 6) if factor >= 100 and first.low < written else first.low


def _spans(line: _Line, i: int, joint: int, complete: bool, second: _Amount) -> bool:
    """Whether the word between two numbers makes them one range rather than two figures."""
    lead = line.word[max(0, i - 4) : i]
    word = line.word[joint]
    if word == "and":
        return "between" in lead
    if word == "to" and (complete or "from" in lead[-1:]):  # "rose from 3 to 5", "fell 2 percent to 5 percent"
        return not SPREAD.isdisjoint(lead)
    return word != "or" or second.end == joint + 2


# --- what a number is not ---------------------------------------------------------------------


def _is_elsewhere(line: _Line, i: int, end: int) -> bool:
    """Whether the number belongs to a date, a time, an age, a name, a score or a list."""
    return (
        _is_date(line, i, end)
        or _is_age(line, i, end)
        or _is_glued(line, i, end)
        or _is_designation(line, i, end)
        or _is_name(line, i, end)
    )


def _is_date(line: _Line, i: int, end: int) -> bool:
    """A day of a month or a time of day."""
    if not line.digits(i):
        return line.word[end] in ("o'clock", "o’clock")
    before = i - 1 - (line.word[i - 1] == ".")
    if line.word[before] in MONTHS and line.capital(before):
        return True
    clock = line.word[end] in CLOCK or (line.word[end] in ("hours", "hrs") and len(line.word[i]) == 4)
    return clock or (line.word[end] in MONTHS and line.capital(end)) or line.word[end] == "="


def _is_year(line: _Line, i: int) -> bool:
    word = line.word[i]
    return len(word) == 4 and word.isdecimal() and 1700 <= int(word) <= 2099


def _is_age(line: _Line, i: int, end: int) -> bool:
    if not AGES.isdisjoint(line.word[max(0, i - 4) : i]):
        return True
    words = [word for word in line.word[end : end + 5] if word not in DASHES]
    if len(words) > 1 and words[0].rstrip("s") in ("year", "month", "week", "day"):
        if words[1] in ("old", "olds") or words[1:3] == ["of", "age"]:
            return True
    apposed = line.digits(i) and line.word[i - 1] == "," and line.word[end] in (",", ".", ")", ";", "")
    return apposed and line.capital(i - 2) and len(line.word[i]) <= 2


def _is_glued(line: _Line, i: int, end: int) -> bool:
    """Written against letters, digits or signs, as in names, scores, phone numbers, decades, links: "G20", "2-1"."""
    v = _vocabulary()
    before, after = line.word[i - 1], line.word[end]
    if line.glued[i] and i > 0:
        if before.isalnum() and before not in v.sign or before in "/:.#@_+=&":
            return True
        if before in DASHES and line.glued[i - 1]:
            return True
    if not line.glued[end]:
        return False
    if after in "/:@_'’" and line.glued[end + 1]:
        return line.digits(end + 1) or after in "'’"
    if after in DASHES:
        return line.digits(end + 1) or (after in DASHES and line.glued[end + 1] and line.word[end + 1] in MONTHS)
    unit = line.longest(end, v.measures)
    return after.isalnum() and (not unit or (line.glued[end + unit] and line.digits(end + unit)))


def _is_designation(line: _Line, i: int, end: int) -> bool:
    """The number of a thing that has one: "Article 5", "No. 10", "333 Battalion", "10 Downing Street"; a list's "3."."""
    before = i - 1 - (line.word[i - 1] == "." and line.glued[i - 1])
    if line.word[before] in DESIGNATORS or (before < i - 1 and line.digits(i) and before >= 0):
        return True
    if line.word[end] in FORMATIONS and line.capital(end):
        return True
    if i == 0 and line.digits(i) and line.word[end] == "." and line.size > end + 1:
        return True
    return line.digits(i) and line.capital(end) and not STREETS.isdisjoint(line.word[end + 1 : end + 3])


def _is_name(line: _Line, i: int, end: int) -> bool:
    """A number word within a name: "Group of Seven", "World War Two", "Six-Day War"."""
    if line.digits(i) or not line.capital(i) or not any(word.isalnum() for word in line.word[:i]):
        return False
    if line.word[i - 1] in ("of", "big") or line.dash(end):
        return True
    return line.capital(i - 1) and not line.capital(end) and line.word[i - 1].isalpha() and i > 1 and line.capital(i - 2)


# --- what is counted --------------------------------------------------------------------------


class _Counted(NamedTuple):
    end: int  # the word after the phrase
    unit: str
    kind: FigureKind
    worth: float = 1  # of one, in the unit
    bare: bool = False  # no noun of its own: it counts what the figure before it counts


def _plural(line: _Line, i: int) -> bool:
    word = line.word[i]
    if word in _vocabulary().singular or (word.endswith("men") and len(word) > 5):
        return True
    regular = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))
    return regular and word not in _vocabulary().closed and word not in NOT_PLURAL


def _singular(word: str) -> str:
    known = _vocabulary().singular.get(word)
    if known:
        return known
    if word.endswith("men") and len(word) > 5:
        return word[:-3] + "man"
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _person(line: _Line, i: int) -> bool:
    word, people = _singular(line.word[i]), _vocabulary().people
    return word in people or word.endswith(("man", "woman")) or f"{line.word[i - 1]} {word}" in people


def _head(line: _Line, start: int) -> int | None:
    """Index of the plural noun counted by a number before word start, across adjectives and nouns used as such."""
    v = _vocabulary()
    head = None
    for j in range(start, min(start + LONGEST_PHRASE, line.size)):
        word = line.word[j]
        if word in DASHES and line.glued[j] or word in QUOTES:
            continue
        if head is not None and not _extends(line, head, j):
            break
        if word in (",", "and", "or") and j > start and head is None and _more_modifiers(line, j):
            continue
        designation = line.digits(j) and (line.glued[j] or line.glued[j + 1] or line.raw[j - 1].isupper()) and j > start
        if designation or (line.digits(j) and line.glued[j + 1] and line.raw[j + 1].isalpha()):
            continue
        if line.closed(j) or not word[:1].isalpha() or word in v.small or word in v.vague:
            break
        if _plural(line, j) and not line.dash(j + 1):
            head = j
    return head


def _extends(line: _Line, head: int, j: int) -> bool:
    """Whether word j may carry a noun phrase on beyond a plural ("Security Forces members", "police officers")."""
    if _plural(line, j) and j == head + 1:
        return True
    invariant = _vocabulary().singular.get(line.word[head]) == line.word[head]
    name = line.capital(head) and line.capital(j) and head > 0 and not line.raw[j].isupper()
    return (invariant or name) and not line.closed(j) and line.word[j].isalpha() and j <= head + 2


def _more_modifiers(line: _Line, j: int) -> bool:
    """Whether a comma or "and" within a phrase joins two modifiers of one noun: "army and police reinforcements"."""
    if line.word[j] == ",":
        return line.word[j - 2] in DASHES and not line.closed(j + 1)
    verb = line.word[j + 1].endswith(("ed", "ing")) or line.word[j + 1] in _vocabulary().casualties
    return not verb and not line.closed(j + 1) and line.word[j - 1] not in _vocabulary().casualties


def _noun(line: _Line, first: int, number: int, end: int, amount: _Amount) -> _Counted | None:
    """The noun phrase that starts at word end and is counted by the number before it, or the lack of one."""
    start = end
    while line.word[start] in LOOSE or line.word[start] in _vocabulary().casualties:
        start += 1
    if line.word[end] == "of" or (line.word[end] in QUOTES and line.word[end + 1] == "of"):
        return _members(line, first, number, end + 1 + (line.word[end] != "of"), amount)
    head = _head(line, start)
    if head is None and amount.low == amount.high == 1:
        head = _single(line, start)
    if head is None:
        return _bare(line, first, number, end, amount)
    if line.digits(number) and _is_year(line, number) and not (first < number or (_person(line, head) and amount.low % 100 == 0)):
        return None
    pointed = line.word[first - 1] in POINTING or line.word[first - 1].endswith(("'s", "'"))
    if amount.low == amount.high == 2 and first == number and pointed and line.word[first - 1] != "of":
        return None
    return _phrase_of(line, head)


def _phrase_of(line: _Line, head: int) -> _Counted:
    """The phrase that ends with the head, a noun counted with it, or "of" and its whole ("63 members of a tribe")."""
    end = head + 1
    if line.word[end] in ("and", "or") and _plural(line, end + 1) and line.word[end + 1] not in _vocabulary().vague:
        end += 2
    elif line.word[end] == "of" and line.word[head] in ("members", "groups"):
        end = _whole(line, end)
    word = line.word[head]
    if word == "others":
        return _Counted(_rate(line, end), "", FigureKind.THINGS, bare=True)
    kind = FigureKind.PEOPLE if _person(line, head) else FigureKind.THINGS
    return _Counted(_rate(line, end), _singular(word), kind)


def _single(line: _Line, start: int) -> int | None:
    """The head of a phrase that "one" counts; only people are counted so."""
    for j in range(start, start + 4):
        if line.closed(j) or not line.word[j].isalpha():
            return None
        if _person(line, j) and not line.word[j + 1] in _vocabulary().people:
            return j
    return None


def _members(line: _Line, first: int, number: int, start: int, amount: _Amount) -> _Counted | None:
    """The whole that a number is part of: "dozens of people", "two of the licences", "15 of the 350 hostages"."""
    if amount.low == amount.high == 1:
        return None
    if line.word[start] in ("them", "us", "whom", "which"):
        return _Counted(start + 1, "", FigureKind.THINGS, bare=True)
    at = start
    while line.word[at] in LEADING or line.word[at] in QUOTES or line.word[at] in ("(", ")", "most"):
        at += 1
    if line.number(at) and line.closed(start):
        head = _head(line, at + 1)
        if head is None:
            return None
        return _phrase_of(line, head)._replace(end=start - 1)
    head = _head(line, at)
    if head is not None:
        return _phrase_of(line, head)
    if line.word[at] in _vocabulary().casualties:
        return _Counted(at + 1, "", FigureKind.THINGS, bare=True)
    return _bare(line, first, number, start - 1, amount)


def _bare(line: _Line, first: int, number: int, end: int, amount: _Amount) -> _Counted | None:
    """A number without a noun of its own: "and 30 wounded", "killing nine", "another 20"."""
    nothing = _Counted(end, "", FigureKind.THINGS, bare=True)
    if line.word[end] == "more" and line.word[end + 1] != "than" or line.word[end] == "others":
        return nothing._replace(end=end + 1 + (line.word[end + 1] in TAIL))
    if line.word[end] in TAIL or "noun" in _vocabulary().casualties.get(line.word[end], ("", ()))[1]:
        return nothing._replace(end=end + 1)
    pointed = line.word[first - 1] in POINTING and not line.word[first - 1] == "of"
    if amount.low == amount.high == 1 or line.word[number] in ("a", "an", "zero") or pointed:
        return None
    if line.digits(number) and first == number:
        if number > 1 and line.capital(number - 1) or line.word[number - 1] in "([" or line.capital(end):
            return None
        if _is_year(line, number):
            return None
    if amount.low == 2 and line.word[first - 1] == "of":
        return None
    return nothing


def _unit(line: _Line, first: int, end: int, amount: _Amount) -> _Counted | None:
    """Money or a unit of measurement after the number; a duration that only says when is none."""
    v = _vocabulary()
    at = end + (line.word[end] == "of" and amount.vague)
    n = line.longest(at, v.money)
    if n:
        code, worth = v.money[tuple(line.word[at : at + n])]
        return _Counted(_whole(line, _rate(line, at + n)), code, FigureKind.MONEY, worth)
    at += line.word[at] in ("a", "an") and amount.low == 0.5
    while line.word[at] in LOOSE:
        at += 1
    n = line.longest(at, v.measures)
    if not n:
        return None
    unit, kind = v.measures[tuple(line.word[at : at + n])]
    at += n
    if kind == "percent":
        return _Counted(_whole(line, _rate(line, at)), unit, FigureKind.PERCENT)
    if kind != "time":
        at = _whole(line, at)
    return _Counted(_conversion(line, _rate(line, at)), unit, FigureKind.MEASURE)


def _is_idle(line: _Line, first: int, number: int, end: int, counted: _Counted) -> bool:
    """Whether a measure measures nothing: a time window ("in the last three years", "two hours later"), a calibre."""
    before, after = line.word[first - 1], line.word[counted.end]
    if counted.kind is FigureKind.PERCENT:
        return counted.unit == "point" and line.word[number] == "one"
    if counted.unit in ("mm", "cm"):
        return after.isalpha() and not line.closed(counted.end)
    if counted.unit not in PERIODS:
        return False
    if before == "after":
        return after != "of"
    return after in AGO or before in WINDOW or line.word[first] == "within" or (line.word[number] == "a" and after == "ago")


def _compound(line: _Line, end: int) -> _Counted | None:
    """A number joined to its unit by a dash: "a 24-hour curfew", "a 400-point loss", "a 30,000-strong force"."""
    v = _vocabulary()
    word = line.word[end + 1]
    if word == "strong" or word in HUMAN_UNITS:
        unit = "person" if word == "strong" else word
        return _Counted(_modified(line, end + 2), unit, FigureKind.PEOPLE)
    if word == "page":
        return _Counted(_modified(line, end + 2), word, FigureKind.THINGS)
    n = line.longest(end + 1, v.money)
    if n:
        code, worth = v.money[tuple(line.word[end + 1 : end + 1 + n])]
        return _Counted(end + 1 + n, code, FigureKind.MONEY, worth)
    n = line.longest(end + 1, v.measures)
    if not n or line.dash(end + 1 + n):
        return None
    unit, kind = v.measures[tuple(line.word[end + 1 : end + 1 + n])]
    sort = FigureKind.PERCENT if kind == "percent" else FigureKind.MEASURE
    return _Counted(_modified(line, end + 1 + n), unit, sort)


def _modified(line: _Line, end: int) -> int:
    """Past the noun that a compound modifies."""
    return end + 1 if line.word[end].isalpha() and not line.closed(end) else end


def _rate(line: _Line, end: int) -> int:
    """Where the phrase ends with its rate: "per day", "a year", "an hour", "per barrel"."""
    if line.word[end] in ("a", "an", "each") and line.word[end + 1] in PERIODS | {"barrel"}:
        return end + 2
    return end + 2 if line.word[end] == "per" and line.word[end + 1].isalpha() else end


def _whole(line: _Line, end: int, direct: bool = False) -> int:
    """Where the phrase ends with what the amount is of: "98 percent of its stockpile", "$2bn worth of arms"."""
    if line.word[end] == "worth" or (line.dash(end) and line.word[end + 1] == "worth"):
        end += 1 + line.dash(end)
    start = end + 1 if line.word[end] == "of" else end
    if start == end and not (direct and line.word[end] in LEADING):
        return end
    while line.word[start] in LEADING:
        start += 1
    head = _head(line, start)
    if head is not None:
        return head + 1
    last = start
    while last < start + 4 and line.word[last].isalpha() and not line.closed(last):
        last += 1
    return last if last > start else end


def _conversion(line: _Line, end: int) -> int:
    """Where a measure ends with its conversion: "400 km (250 miles)"."""
    if line.word[end] not in ("(", "[") or not line.digits(end + 1):
        return end
    close = next((j for j in range(end + 2, end + 7) if line.word[j] in (")", "]")), None)
    return close + 1 if close else end


# --- reading ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Reading:
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
    outcome: str = ""


def _readings(line: _Line) -> Iterator[_Reading]:
    """The quantities of a sentence, left to right, before their context is looked at."""
    v = _vocabulary()
    i, reached = 0, 0
    while i < line.size:
        sign = _sign(line, i)
        number = i + sign
        if sign or _may_start(line, i, v):
            reading = _reading(line, i, number, reached)
            if reading is not None:
                yield reading
                i = reached = reading.last + 1
                continue
        i = number + 1


def _may_start(line: _Line, i: int, v: _Vocabulary) -> bool:
    word = line.word[i]
    if word[0].isdecimal() or word in v.small or word in v.vague or word == "half":
        return True
    after = line.word[i + 1]
    if word in ("a", "an"):
        return after in v.scale or after in v.part or after in v.heads or after in ("couple", "pair", "few")
    return word in ("several", "few", "many") and (after in v.scale or after in v.vague)


def _sign(line: _Line, i: int) -> int:
    """How many words the currency sign before a number takes; 0 where there is none."""
    sign = _vocabulary().sign
    for n in (2, 1):
        number = line.digits(i + n) or (line.word[i] == "$" and line.number(i + n))
        if number and "".join(line.word[i : i + n]) in sign:
            return n
    return 0


def _reading(line: _Line, i: int, number: int, reached: int) -> _Reading | None:
    """The figure whose currency sign or number starts at word i."""
    money = number > i
    amount = _amount(line, number, money) or _indefinite(line, number)
    if amount is None or (not money and _is_elsewhere(line, number, amount.end)):
        return None
    first, effects = _bounds(line, i, reached)
    end, more = _afterthought(line, amount.end)
    counted = _counted(line, first, i, number, end, amount)
    if counted is None:
        return None
    end, most = _afterthought(line, counted.end)
    effects |= more | most
    if amount.low <= 10 and line.word[first] == "over" and counted.kind in (FigureKind.THINGS, FigureKind.PEOPLE):
        first, effects = first + 1, effects - {"low"}  # "took over two oil fields"
    low, high = _bounded(amount, effects, counted.worth)
    hedged = bool(effects - {"plain"}) or amount.vague or amount.ranged
    return _Reading(first, end - 1, number, low, high, hedged, counted.unit, counted.kind, counted.bare)


def _counted(line: _Line, first: int, i: int, number: int, end: int, amount: _Amount) -> _Counted | None:
    """What the number counts or measures; None where it counts nothing."""
    if number > i:
        code = _vocabulary().sign["".join(line.word[i:number])]
        return _Counted(_whole(line, _rate(line, end)), code, FigureKind.MONEY)
    if line.dash(end):
        return _compound(line, end)
    unit = _unit(line, first, end, amount)
    if unit is not None:
        return None if _is_idle(line, first, number, end, unit) else unit
    if amount.share:
        return _Counted(_whole(line, end, direct=True), "percent", FigureKind.PERCENT)
    if line.digits(number) and "." in line.word[number] and line.closed(end) or not line.word[end] and "." in line.word[number]:
        return _Counted(end, "point", FigureKind.PERCENT)
    return _noun(line, first, number, end, amount)


def _indefinite(line: _Line, i: int) -> _Amount | None:
    """ "a" or "an" as the number of a unit, where a bound shows that it measures: "about a mile", "up to a year"."""
    if line.word[i] not in ("a", "an") or not line.longest(i + 1, _vocabulary().measures):
        return None
    return _Amount(1, 1, i + 1) if _bounds(line, i, 0)[1] & {"low", "high", "about"} else None


def _bounds(line: _Line, i: int, reached: int) -> tuple[int, frozenset[str]]:
    """(first word of the bounds and approximators that stand before word i, their effects)."""
    bounds = _vocabulary().bounds
    effects: set[str] = set()
    while True:
        n = next((n for n in (5, 4, 3, 2, 1) if i - n >= reached and tuple(line.word[i - n : i]) in bounds), 0)
        if n == 2 and line.word[i - 2 : i] == ["up", "to"] and line.word[i - 3].endswith(("ed", "toll")):
            return i, frozenset(effects)  # "edged up to 0.67 percent"
        if not n:
            return i, frozenset(effects)
        effects.add(bounds[tuple(line.word[i - n : i])])
        i -= n


def _afterthought(line: _Line, end: int) -> tuple[int, frozenset[str]]:
    """(word after, effects of) a bound that follows: "or more", "or so", "-plus"."""
    n = line.longest(end, AFTERTHOUGHTS)
    return (end + n, frozenset({AFTERTHOUGHTS[tuple(line.word[end : end + n])]})) if n else (end, frozenset())


def _bounded(amount: _Amount, effects: frozenset[str], worth: float) -> tuple[Number | None, Number | None]:
    low, high = (value if worth == 1 else round(value * worth, 6) for value in (amount.low, amount.high))
    if amount.ranged or not effects & {"low", "high"}:
        return low, high
    return (low, None) if "low" in effects else (None, high)


# --- context ----------------------------------------------------------------------------------

COUNTS = (FigureKind.CASUALTIES, FigureKind.PEOPLE, FigureKind.THINGS)


def _resolve(line: _Line, readings: list[_Reading], before: _Reading | None) -> Iterator[_Reading]:
    """The readings with the noun they leave out, and with casualties told from other people."""
    for k, reading in enumerate(readings):
        outcome = _named_outcome(line, reading)
        if not outcome and (reading.bare or reading.kind is FigureKind.PEOPLE):
            outcome = _after(line, readings, k) or _before(line, readings, k)
        completed = _completed(line, reading, outcome, before)
        if completed is not None:
            readings[k] = before = completed
            yield completed


def _completed(line: _Line, reading: _Reading, outcome: str, before: _Reading | None) -> _Reading | None:
    unit, kind = reading.unit, reading.kind
    if reading.bare:
        unit, kind = "person", FigureKind.PEOPLE
        if before is not None and before.kind in COUNTS:
            unit = before.unit.removesuffix(f" {before.outcome}")
            kind = FigureKind.THINGS if before.kind is FigureKind.THINGS and not outcome else FigureKind.PEOPLE
        elif not (outcome or reading.hedged or reading.last > reading.number or "," in line.word[reading.number]):
            return None
    if "one" == line.word[reading.number] and reading.kind is FigureKind.PEOPLE and not outcome and not reading.hedged:
        return None  # "one official said"
    if outcome:
        unit, kind = f"{unit} {outcome}", FigureKind.CASUALTIES
    return dataclasses.replace(reading, unit=unit, kind=kind, outcome=outcome)


def _named_outcome(line: _Line, reading: _Reading) -> str:
    """The outcome that the phrase itself names: "17 deaths", "three dead", "two wounded soldiers"."""
    for j in range(reading.last, reading.number, -1):
        outcome, uses = _vocabulary().casualties.get(line.word[j], ("", frozenset()))
        if "noun" in uses or "after" in uses:
            return outcome
    return ""


def _before(line: _Line, readings: Sequence[_Reading], k: int) -> str:
    """The outcome of the verb or noun whose object figure k is: "killed 12", "a death toll of 40"."""
    v = _vocabulary()
    first = readings[k].first
    for j in range(first - 1, max(-1, first - 1 - REACH), -1):
        word = line.word[j]
        if k and word in ("including", "among"):
            return readings[k - 1].outcome
        if k and j == readings[k - 1].last:
            return _chained(line, readings[k - 1], readings[k])
        outcome, uses = v.casualties.get(word, ("", frozenset()))
        passive = v.closed.get(line.word[j - 1]) == "auxiliary" and line.word[j - 1] not in ("have", "has", "had")
        if "active" in uses or "noun" in uses:
            return "" if passive and "after" in uses else outcome
        if word in BARRIERS:
            return ""
    return ""


def _chained(line: _Line, left: _Reading, right: _Reading) -> str:
    """The outcome handed on by coordination: "killed five employees and four gunmen"."""
    gap = line.word[left.last + 1 : right.first]
    own_verb = _vocabulary().closed.get(line.word[right.last + 1]) == "auxiliary"
    return left.outcome if CHAIN.issuperset(gap) and not own_verb and not _named_outcome(line, left) else ""


def _after(line: _Line, readings: Sequence[_Reading], k: int) -> str:
    """The outcome of the verb whose subject figure k is: "12 were killed", "left nine dead"."""
    v = _vocabulary()
    starts = {reading.first: n for n, reading in enumerate(readings)}
    j, limit, passive = readings[k].last + 1, readings[k].last + 1 + REACH, True
    while j < min(limit, line.size):
        word = line.word[j]
        if j in starts:
            if not (CHAIN | INCLUDING).issuperset(line.word[readings[k].last + 1 : j]):
                return ""
            k = starts[j]
            named = _named_outcome(line, readings[k])
            if named:
                return named
            j, limit, passive = readings[k].last + 1, limit + 4, True
            continue
        outcome, uses = v.casualties.get(word, ("", frozenset()))
        if "after" in uses and (passive or "active" not in uses) and not ("active" in uses and j + 1 in starts):
            return outcome
        if word == "death" and line.word[j - 1] == "to":
            return outcome
        if word in CLAUSE_ENDS or ("active" in uses and "after" not in uses):
            return ""
        adverb = word.endswith("ly") or v.closed.get(word) in ("auxiliary", "adverb") or word in ("confirmed", "reported", "shot")
        passive = adverb
        j += 1
    return ""


def _figure(name: str, text: str, line: _Line, reading: _Reading) -> Figure:
    span = Span(line.start[reading.first], line.end[reading.last])
    return Figure(
        id=name,
        span=span,
        text=span.of(text),
        low=_tidy(reading.low),
        high=_tidy(reading.high),
        unit=reading.unit,
        kind=reading.kind,
        hedged=reading.hedged,
    )


def _tidy(value: Number | None) -> Number | None:
    """Whole numbers as integers."""
    return int(value) if value is not None and value == int(value) else value
