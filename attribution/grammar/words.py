"""The words of a sentence, and what the figure grammar knows about them.

The grammar is read bottom up: words, the noun phrases they form (nouns), the numbers (numerals) and what looks like one
(designations), what a number counts (counted), whether the people counted are casualties, and the stage, quantities.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ..datatypes import Span
from ..lexicon import table


def word_set(words: str) -> frozenset[str]:
    """The words of a string, for the short lists that only one rule needs."""
    return frozenset(words.split())


DASHES = frozenset("-‐‑–—")
QUOTES = frozenset("\"“”‘’'")
PERIODS = word_set("second minute hour day night week month year decade")


# --- vocabulary -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vocabulary:
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
    designators: frozenset[str]
    heads: frozenset[str]
    starts: frozenset[str]
    hints: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    numerals, currencies, measures = table("numerals.txt"), table("currencies.txt"), table("measures.txt")

    def values(kind: str) -> dict[str, int]:
        return {row[0]: int(row[2]) for row in numerals if row[1] == kind}

    starts = {row[0] for row in numerals if row[1] in ("small", "vague")} | word_set(
        "half a an several few many minus - − twice thrice double triple quadruple"
    )
    hints = {row[0] for row in numerals if row[1] != "letter"} | {row[0] for row in measures} | set("0123456789")
    return Vocabulary(
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
        casualties={row[0]: (row[1], word_set(row[2])) for row in table("casualties.txt")},
        designators=frozenset(row[0] for row in table("designators.txt")),
        heads=frozenset(_phrase(row[0])[0] for row in measures),
        starts=frozenset(starts),
        hints=frozenset(hints | word_set("couple pair twice thrice double triple quadruple")),
    )


# --- the words of a sentence ------------------------------------------------------------------

HINT = re.compile(r"[a-z]+|\d")  # the words of a sentence in lower case, well enough to look for numbers
WORD = re.compile(
    r"""\d+(?:,\d{2,3})*(?:\.\d+)?(?!\d)      # 1,234.5
      | \d+
      | (?:[A-Za-z]\.){2,}                    # U.S.
      | [^\W\d_]+(?:['’][^\W\d_]+)*           # a word, with its apostrophes
      | \S""",
    re.VERBOSE,
)
PAD = 12  # empty words after the last, so that looking ahead needs no check; they also stand before the first


def may_hold_number(sentence: str) -> bool:
    """A cheap first look, so that most sentences are never taken apart."""
    return not vocabulary().hints.isdisjoint(HINT.findall(sentence.lower()))


def _phrase(form: str) -> tuple[str, ...]:
    return tuple(match.group().lower() for match in WORD.finditer(form))


class Line:
    """The words of a sentence, in lower case and as written."""

    def __init__(self, text: str, sentence: Span) -> None:
        matches = list(WORD.finditer(text, *sentence))
        self.sentence = sentence
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
        return self.digits(i) or self.word[i] in vocabulary().small

    def closed(self, i: int) -> bool:
        """Whether a counted noun phrase ends at this word; a part of a compound ("off-road") is never closed."""
        acronym = self.raw[i].isupper() and len(self.raw[i]) > 1 and not self.raw[i - 1].isupper()
        return self.word[i] in vocabulary().closed and not (self.dash(i + 1) or self.dash(i - 1) or acronym)

    def auxiliary(self, i: int) -> bool:
        return vocabulary().closed.get(self.word[i]) == "auxiliary" and not self.capital(i)  # "in May"

    def longest(self, i: int, phrases: Mapping[tuple[str, ...], object]) -> int:
        """How many words from i on form one of the phrases; the longest wins, 0 for none."""
        return next((n for n in (4, 3, 2, 1) if tuple(self.word[i : i + n]) in phrases), 0)
