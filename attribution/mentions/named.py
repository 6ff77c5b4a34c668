"""What a text names besides people: institutions and groups, documents, and the noun that a sentence opens with.

``bodies`` and ``nouns`` find, anywhere in a text, what a later "it", "they", "the group" or "the report" may stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from ..datatypes import SourceType, Span
from ..lexicon import (
    POSSESSIVE,
    TOKEN,
    Phrases,
    is_capital,
    is_role,
    leaders_in,
    outlets_in,
    plain,
    singular,
    table,
    types_told,
    words,
)
from .reading import (
    BODIES,
    CALENDAR,
    DEFINITE,
    INDEFINITE,
    LED,
    OFFICES,
    OPENERS,
    PERSON_NOUNS,
    SOURCE_WORDS,
    Mention,
    is_body,
    nations_in,
    read_mention,
    runs,
)

DOCUMENTS = words(SOURCE_WORDS, "document")
# Words that end an institution's name but mostly do something else: "Israeli Press", "the United States".
NO_HEAD = frozenset(("states", "international", "press", "news", "times", "post", "house", "tower", "report", "paper"))
# Said of the own country's without naming it first: "the army" need not be the army that the text names.
OWN_COUNTRYS = frozenset(
    (
        *("administration", "army", "cabinet", "church", "command", "congress", "court", "embassy", "force", "forces"),
        *("front", "government", "guard", "house", "media", "military", "navy", "parliament", "party", "police"),
        *("presidency", "press", "regime", "school", "senate", "state", "states", "treasury"),
    )
)
# A new one of these may be taken up later: "a rebel group", "a logbook".
INTRODUCED = (BODIES | DOCUMENTS) - OFFICES - OWN_COUNTRYS
# What a known group is called that bears no such word in its name.
CALLED = {
    SourceType.ARMED_GROUP: "militia",
    SourceType.INTELLIGENCE_AGENCY: "agency",
    SourceType.INTERNATIONAL_ORGANIZATION: "organization",
}

# Institutions that the table of countries has.
UNIONS = {"NATO": "alliance", "Nato": "alliance", "European Union": "bloc", "EU": "bloc", "E.U.": "bloc"}

OF_A_PERSON = re.compile(r"\s(?:bin\s|al-)")  # among the names of armed groups are their leaders'
FIRST = re.compile(r"\b(?:New|St\.?) \Z")  # opens a name, though no run of words begins with it
OWNS = re.compile(r"(?:['’]s|(?<=s)['’])?[ \u00a0]")  # after a country, before its ministry
OF_NAME = re.compile(r"(?:\s(?:of|for)\s(?:the\s)?(?:[^\W\d_a-z][\w'’-]*)(?:[ \u00a0][^\W\d_a-z][\w'’-]*)*){1,2}")
ACRONYM = re.compile(r"\b([a-z]+), (?:the )?([A-Z]{2,7})(?=[,.;)])")  # "the largest union, the UGTT, has"
# "a rebel group", "a 212-page study": the noun that ends it is looked up.
INDEFINITE_NOUN = re.compile(r"\b(?:[Aa]n?|[Aa]nother)(?=((?: [\w'’-]+){1,4}))")
BREAK = re.compile(
    r"of|for|from|in|on|at|by|to|with|into|about|over|against|after|near|before|under|as|than|and|or|but|when|while|that|who"
    r"|which|an?|the|is|was|are|were|has|had|would|will|said"
)
# Before a noun that describes what was named before: "Hamas, a militant group".
SAID_OF = re.compile(
    r"(?:[,–—-]|\b(?:is|was|are|were|be|been|being|as|like|became|become|becomes|remains?|called|named))\s\Z"
)
AND_SO = re.compile(r",\s(?:he|she|it|they)\b")  # "A strategist, he wrote": the noun is said of whom "he" is
NUMBER = re.compile(r"\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen")


@cache
def _known() -> Phrases[str]:
    """The bodies of the word lists, and what each is called when its own name does not say so."""
    listed = [name for _, cell in table("bodies.txt") for name in cell.split(";")]
    typed = [name for kinds, cell in table("type_words.txt") if kinds != "-" for name in cell.split(";")]
    typed = [name for name in typed if _called(name) and not OF_A_PERSON.search(name)]
    names = {name: _called(name) for name in (*listed, *typed) if _is_body(name)}
    return Phrases((names | UNIONS).items())


def _called(name: str) -> str:
    return next((called for kind, called in CALLED.items() if kind in types_told(name)), "")


def _is_body(name: str) -> bool:
    """Whether a listed name is one of a body: "rebels", "House Speaker" and "Osama bin Laden" are not."""
    parts = TOKEN.findall(name)
    somebody = leaders_in(name) or (any(map(is_role, parts)) and not any(map(is_body, parts)))
    return name != name.lower() and not somebody


# --- institutions and groups ------------------------------------------------------------------


def bodies(text: str) -> tuple[tuple[Span, Mention], ...]:
    """Institutions and groups named anywhere in the text, left to right, the longest of names that overlap."""
    found = [*_in_runs(text), *_listed(text), *_explained(text)]
    kept: list[tuple[Span, Mention]] = []
    for span, mention in sorted(found, key=lambda pair: (pair[0].start, -pair[0].end)):
        if not kept or kept[-1][0].end <= span.start:
            kept.append((span, mention))
    return tuple(kept)


def _in_runs(text: str) -> Iterator[tuple[Span, Mention]]:
    """ "Human Rights Watch", "Croatia's Ministry of the Sea": runs of capitalized words that a body's noun ends."""
    for run in runs(text):
        while run and _is_no_name(run[0].group()):
            run.pop(0)
        at = _last_noun([word.group() for word in run])
        if at is None:
            continue
        end = run[at].end() - _ending(run[at].group())
        if at == len(run) - 1 and end == run[at].end():
            end = _with_of(text, end)
        if at or end > run[at].end():
            span = Span(_with_owner(text, run[0].start()), end)
            mention = read_mention(span.of(text), named=False)
            if mention.kind == "body":
                yield span, mention


def _ending(word: str) -> int:
    """Characters of a possessive ending."""
    return len(word) - len(POSSESSIVE.sub("", word))


def _is_no_name(word: str) -> bool:
    """Whether a word stands before a name: "8. The Observatory", "the Britain-based Observatory"."""
    return word[0].isdigit() or word.lower() in OPENERS or LED.search(word) is not None


def _last_noun(run: Sequence[str]) -> int | None:
    """Where a run's name of a body ends: "State Department" in "State Department Spokesman Hal Brubaker"."""
    last = None
    for i, word in enumerate(run):
        if is_body(word) and plain(word) not in NO_HEAD:
            last = i
        elif last is not None and is_role(word):
            break
    return last


def _with_of(text: str, end: int) -> int:
    """The end of "Bank of Korea", whose capitalized words after "of" are no title and no day."""
    match = OF_NAME.match(text, end)
    if match is None:
        return end
    for word in TOKEN.finditer(text, end, match.end()):
        if is_role(word.group()) or word.group().lower() in CALENDAR:
            break
        if is_capital(word.group()):
            end = word.end() - _ending(word.group())
    return end


def _with_owner(text: str, start: int) -> int:
    """The start of "Croatia's", "U.S." or "New" before a name."""
    low = max(0, start - 30)
    if first := FIRST.search(text, low, start):
        start = first.start()
    nation = next((span for span, _ in reversed(nations_in(text[low:start]))), None)
    owns = nation is not None and OWNS.fullmatch(text, low + nation.end, start)
    return low + nation.start if nation and owns and not is_body(nation.of(text[low:start]).split()[-1]) else start


def _listed(text: str) -> Iterator[tuple[Span, Mention]]:
    for found, called in _known().find(text):
        span = Span(_with_owner(text, found.start), found.end)
        mention = read_mention(span.of(text), named=False)
        if mention.kind == "body":
            yield span, replace(mention, head=called or mention.head, plural=False)


def _explained(text: str) -> Iterator[tuple[Span, Mention]]:
    for match in ACRONYM.finditer(text):
        mention = read_mention(match.group(2), named=False)
        known = nations_in(match.group(2)) or outlets_in(match.group(2))
        if is_body(match.group(1)) and mention.kind == "body" and not known:
            yield Span(*match.span(2)), replace(mention, head=singular(match.group(1)), plural=False)


# --- common nouns -----------------------------------------------------------------------------


def nouns(text: str, sentences: Iterable[Span]) -> list[tuple[Span, Mention, bool]]:
    """Common nouns that a later word may take up, left to right, and whether a sentence opens with them."""
    opening = [pair for sentence in sentences if (pair := _opening(text, sentence))]
    starts = {span.start for span, _ in opening}
    later = [pair for pair in _indefinite(text) if pair[0].start not in starts]
    found = [(*pair, True) for pair in opening] + [(*pair, False) for pair in later]
    return sorted(found, key=lambda item: item[0])


def _read_noun(written: str) -> Mention:
    """A common noun, though a capital letter or a digit in it might make it a name."""
    return replace(read_mention(written, named=False), kind="noun", shown="")


def _opening(text: str, sentence: Span) -> tuple[Span, Mention] | None:
    """ "The three Somali fishermen", "A 212-page study", "For the widows of Srebrenica": what a sentence is about."""
    tokens = list(islice(TOKEN.finditer(text, sentence.start, sentence.end), 8))
    if tokens and tokens[0].group() == "For":
        tokens = tokens[1:]
    led = bool(tokens) and plain(tokens[0].group()) in DEFINITE | INDEFINITE
    modified = False  # by a word in lower case; a second one is rather the verb
    for i, token in enumerate(tokens):
        word = token.group()
        if i and not text[tokens[i - 1].end() : token.start()].isspace():
            return None
        if _is_noun(word) and not (i + 1 < len(tokens) and _goes_on(tokens[i + 1].group())):
            mention = _read_noun(text[tokens[0].start() : token.end()])
            if AND_SO.match(text, token.end()):
                return None
            return (Span(tokens[0].start(), token.end()), mention) if led or mention.plural else None
        if i and not is_capital(word) and not NUMBER.fullmatch(word):
            if modified or not led or not _modifies(word):
                return None
            modified = True
    return None


def _is_noun(word: str) -> bool:
    """Whether a sentence may open with it: a document, a role, people; an institution's noun needs its name."""
    bare = singular(word)
    plural = bare != plain(word)
    return word == plain(word) and (bare in DOCUMENTS or (bare in PERSON_NOUNS if plural else is_role(word)))


def _goes_on(word: str) -> bool:
    """Whether the noun before is but the title or the modifier of this word."""
    return is_capital(word) or is_role(word) or singular(word) in PERSON_NOUNS | BODIES | DOCUMENTS


def _modifies(word: str) -> bool:
    """Whether a word in lower case may stand between determiner and noun; verbs mostly end otherwise."""
    return not word.endswith(("ed", "s")) and not BREAK.fullmatch(word)


def _indefinite(text: str) -> Iterator[tuple[Span, Mention]]:
    """ "A rebel group", "a logbook", where they are new and no more than a description of something else."""
    for match in INDEFINITE_NOUN.finditer(text):
        for token in TOKEN.finditer(text, match.start(1), match.end(1)):
            bare = singular(token.group())
            if BREAK.fullmatch(token.group()):
                break
            if bare != token.group() or bare not in INTRODUCED:
                continue
            follows = TOKEN.match(text, token.end() + 1)
            before = text[max(0, match.start() - 12) : match.start()]
            goes_on = follows is not None and text[token.end()] == " " and _goes_on(follows.group())
            if not (goes_on or SAID_OF.search(before)):
                span = Span(match.start(), token.end())
                yield span, _read_noun(span.of(text))
                break
