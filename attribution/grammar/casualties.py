"""Whether the people a figure counts are casualties, and of what outcome, from the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from ..datatypes import FigureKind
from .counted import Reading
from .words import Line, vocabulary, word_set

CHAIN = word_set(", and or as well also plus")
INCLUDING = word_set("including include included among them were are was is the")
CLAIMING = word_set("claim claims claimed claiming cost costs costing took taken taking lost lose")
REPORTED = word_set("confirmed reported found feared presumed shot left")
CLAUSE_ENDS = word_set("; : . ( which when while whereas after before but said says")
BARRIERS = word_set("who by in at from with on for near during")
LOSING = word_set("lost lose loses losing gave give giving")
THEIR = word_set("their his her")
HARMS = word_set("wounds injuries burns illness disease")
PART = word_set("more others them whom")
STATES = word_set("condition custody care jail")
PLACING = word_set("in at near on elsewhere later")
REACH = 10  # words between a count of people and the verb that makes it one of casualties
COUNTS = (FigureKind.CASUALTIES, FigureKind.PEOPLE, FigureKind.THINGS)


def outcome_of(line: Line, readings: Sequence[Reading], k: int) -> str:
    """What befell the people that figure k counts ("killed", "injured" ...), or the empty string."""
    reading = readings[k]
    named = _named_outcome(line, reading)
    if named or not (reading.bare or reading.kind is FigureKind.PEOPLE):
        return named
    return _after(line, readings, k) or _before(line, readings, k) or _gapped(line, readings, k)


def _named_outcome(line: Line, reading: Reading) -> str:
    """The outcome that the phrase itself names: "17 deaths", "three dead", "two wounded soldiers"."""
    if reading.kind not in COUNTS:
        return ""
    for j in range(reading.last, reading.number, -1):
        outcome, uses = vocabulary().casualties.get(line.word[j], ("", frozenset()))
        if "noun" in uses or "after" in uses:
            return outcome
    return ""


def _before(line: Line, readings: Sequence[Reading], k: int) -> str:
    """The outcome of the verb or noun whose object figure k is: "killed 12", "a death toll of 40"."""
    v = vocabulary()
    first, last = readings[k].first, readings[k].last
    if v.closed.get(line.word[last + 1]) == "auxiliary":
        return ""  # the subject of a verb of its own
    barred = along = False
    for j in range(first - 1, max(-1, first - 1 - REACH), -1):
        word = line.word[j]
        if k and word in ("including", "included", "include", "among"):
            return readings[k - 1].outcome
        if k and j == readings[k - 1].last and not barred:
            return _chained(line, readings[k - 1], readings[k])
        outcome, uses = v.casualties.get(word, ("", frozenset()))
        if "total" in uses or (word == "lives" and not CLAIMING.isdisjoint(line.word[max(0, j - 4) : j])):
            return outcome or "killed"
        if not barred and ("active" in uses or "noun" in uses):
            return outcome if along or "after" not in uses or not _is_passive(line, j) else ""
        if word in CLAUSE_ENDS:
            return ""
        along = along or line.word[j - 1 : j + 1] == ["along", "with"]
        barred = barred or (word in BARRIERS and not along)
    return ""


def _is_passive(line: Line, j: int) -> bool:
    return line.auxiliary(j - 1) and line.word[j - 1] not in ("have", "has", "had", "having")


def _chained(line: Line, left: Reading, right: Reading) -> str:
    """The outcome handed on: "killed six clerks and two porters", "the toll rose from 12 to 15 miners"."""
    gap = line.word[left.last + 1 : right.first]
    return left.outcome if (CHAIN.issuperset(gap) or gap == ["to"]) and not _named_outcome(line, left) else ""


def _after(line: Line, readings: Sequence[Reading], k: int) -> str:
    """The outcome of the verb whose subject figure k is: "12 were killed", "left nine dead"."""
    v = vocabulary()
    starts = {reading.first: n for n, reading in enumerate(readings)}
    origin = readings[k].last + 1
    j, limit, passive, own_verb = origin, origin + REACH, False, False
    while j < min(limit, readings[k].last + 4 * REACH, line.size):
        word = line.word[j]
        if j in starts:
            gap = line.word[origin:j]
            if "among" not in gap and not (CHAIN | INCLUDING).issuperset(gap):
                return ""
            named = _named_outcome(line, readings[starts[j]])
            if named:
                return "" if CHAIN.issuperset(gap) and gap else named
            origin = j = readings[starts[j]].last + 1
            limit, passive = limit + 4, False
            continue
        outcome, uses = v.casualties.get(word, ("", frozenset()))
        object_follows = j == origin and j + 1 in starts  # "two gunmen killed nine people"
        if "after" in uses and ("active" not in uses or passive or (j == origin and not object_follows)):
            return outcome
        if (word == "death" and line.word[j - 1] == "to") or _is_dying(line, j):
            return "killed"
        if word in CLAUSE_ENDS or ("active" in uses and "after" not in uses) or (word == "," and own_verb):
            return ""
        own_verb = own_verb or v.closed.get(word) == "auxiliary"
        passive = word.endswith("ly") or v.closed.get(word) in ("auxiliary", "adverb") or word in REPORTED
        j += 1
    return ""


def _is_dying(line: Line, j: int) -> bool:
    """Whether word j begins a phrase for dying: "lost their lives", "succumbed to their wounds" (not "to pressure")."""
    if line.word[j] in LOSING:
        return line.word[j + 1] in THEIR and not {"life", "lives"}.isdisjoint(line.word[j + 2 : j + 4])
    if line.word[j] != "succumbed":
        return False
    return line.word[j + 1] != "to" or not HARMS.isdisjoint(line.word[j + 2 : j + 6])


def _gapped(line: Line, readings: Sequence[Reading], k: int) -> str:
    """The outcome of the verb of the figure before: "six died and two more in hospital", "three of them badly"."""
    if not k or not readings[k].bare:
        return ""
    gap = line.word[readings[k - 1].last + 1 : readings[k].first]
    after = readings[k].last + 1
    if gap[-1:] == [","] and line.word[after].endswith("ly") and not line.word[after + 1].isalpha():
        return "killed" if line.word[after] == "fatally" else readings[k - 1].outcome
    joined = gap[-1:] in (["and"], [","]) and line.word[after] in PLACING and ";" not in gap
    states = STATES if line.word[after - 1] in PART else STATES | {"hospital"}  # "12 dead, 30 in hospital"
    return readings[k - 1].outcome if joined and not _is_clause(line, after, states) else ""


def _is_clause(line: Line, i: int, states: frozenset[str]) -> bool:
    """Whether a verb, or a state that stands for one, is among the words from word i on: "in serious condition"."""
    words = takewhile(lambda word: word[:1].isalnum() and word not in ("and", "but"), line.word[i : i + REACH])
    return any(word in states or vocabulary().closed.get(word) in ("auxiliary", "verb") for word in words)
