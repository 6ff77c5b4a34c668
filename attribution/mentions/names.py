"""Whether two names may be one: people's names word by word, institutions by their acronyms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..datatypes import Span
from ..lexicon import TOKEN, singular

SUFFIXES = frozenset(("jr", "sr", "ii", "iii"))
BRACKET = re.compile(r"\s\(([A-Z][A-Z&]{1,7})\)")
REACH = 90  # characters before its bracket in which an acronym is spelled out


def without_suffix(name: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for part in name if part not in SUFFIXES)


def ends(name: tuple[str, ...]) -> frozenset[str]:
    """First and last word of a person's name; two names that ``same_person`` joins share one of them."""
    bare = without_suffix(name)
    return frozenset((bare[0], bare[-1])) if bare else frozenset()


def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names, as words in lower case, may be of one person: "vance" and "harold j vance".

    A single word must be the other's first or last. Longer names share their beginning, or their last word and a
    given name, which may be shortened to an initial or three letters. "Jr" tells full names apart.
    """
    short, long = sorted((a, b), key=len)
    if ("jr" in short) != ("jr" in long) and len(short) > 1:
        return False
    short, long = sorted(map(without_suffix, (short, long)), key=len)
    if len(short) < 2:
        return bool(short) and short[0] in (long[0], long[-1])
    if short == long[: len(short)]:
        return True
    return short[-1] == long[-1] and any(_same_given(short[0], given) for given in long[:-1])


def _same_given(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return a == b or (len(short) in (1, 3) and long.startswith(short))


def are_initials(short: str, long: str) -> bool:
    """Whether the first is the acronym of the second: "the WHO", "World Health Organization"."""
    letters = short.replace(".", "").removeprefix("the ")
    return len(letters) > 1 and letters.isupper() and letters == initials(TOKEN.findall(long))


def initials(words: list[str]) -> str:
    """The capital letters that words begin with."""
    return "".join(word[0] for word in words if word[0].isupper())


@dataclass(frozen=True)
class Acronym:
    """What a text says an acronym stands for: the words, in their compared form, and where they are."""

    words: frozenset[str]
    span: Span


def acronyms(text: str) -> dict[str, Acronym]:
    """Acronyms, in lower case, that the text explains: "National Intelligence Service (NIS)"."""
    found = {}
    for bracket in BRACKET.finditer(text):
        words = list(TOKEN.finditer(text, max(0, bracket.start() - REACH), bracket.start()))
        letters = bracket.group(1).replace("&", "")
        for i in range(len(words) - 1, -1, -1):
            tail = [word.group() for word in words[i:]]
            if tail[0][0].isupper() and initials(tail) == letters:
                span = Span(words[i].start(), words[-1].end())
                found[bracket.group(1).lower()] = Acronym(frozenset(map(singular, tail)), span)
                break
    return found
