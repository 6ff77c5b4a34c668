"""The word lists under ``attribution/data``, names found by them in text, and the form in which words are compared.

Nothing else opens those files. They are read through importlib.resources, so a wheel works like a checkout.
Names are matched case-sensitively ("US" is a country, "us" is not), on word boundaries, longest name first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache, wraps
from importlib import resources
from typing import Generic, NamedTuple, TypeVar

from .datatypes import CueStrength, Outlet, SourceType, Span

T = TypeVar("T")

# The states whose officials are western_official: USA, Canada, EU and EFTA members, UK, other European NATO members
# except Turkey, Australia, New Zealand; and the pseudo-codes of the EU's and NATO's own institutions.
_WESTERN = (
    "US CA GB AU NZ AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE "
    "IS LI NO CH AL ME MK EU NATO"
)
WESTERN = frozenset(_WESTERN.split())


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """Rows of a file of ``attribution/data``: columns split at tabs, '#' comment lines and blank lines skipped."""
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    lines = (line.rstrip() for line in text.splitlines())
    return tuple(
        tuple(column.strip() for column in line.split("\t")) for line in lines if line and not line.startswith("#")
    )


@cache
def _cue_beginnings() -> tuple[tuple[str, CueStrength], ...]:
    return tuple((row[0], CueStrength(row[1])) for row in table("cues.txt"))


def cue_strength(cue: str) -> CueStrength:
    """How strongly a cue puts what it introduces, by the first of its words that tells."""
    for word in cue.lower().split():
        for beginning, strength in _cue_beginnings():
            if word.startswith(beginning):
                return strength
    return CueStrength.PLAIN


@cache
def words(name: str, kind: str) -> frozenset[str]:
    """The words of a table of words and their classes, which ';' separates, that are of one class."""
    return frozenset(word for word, kinds in table(name) if kind in kinds.split(";"))


# --- forms of words ---------------------------------------------------------------------------

TOKEN = re.compile(r"[^\W_](?:[\w'’&-]|\.(?=\w))*")  # with its apostrophes, hyphens and inner stops: "Jae-in's", "U.S"
POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_SPELLED = {"defence": "defense", "organisation": "organization", "centre": "center", "programme": "program"}
_NO_PLURAL = ("ss", "us", "is", "news", "forces", "states", "nations")


@lru_cache(maxsize=1 << 12)
def plain(word: str) -> str:
    """A word without possessive, case and stops: the form that is compared."""
    bare = POSSESSIVE.sub("", word).replace(".", "").lower()
    return _SPELLED.get(bare, bare)


@lru_cache(maxsize=1 << 12)
def singular(word: str) -> str:
    """The plain form of a noun without its plural; a title becomes the word as which it is compared."""
    bare = plain(word)
    if bare in ("people", "persons"):
        return "person"
    if bare.endswith("men") and len(bare) > 3:
        bare = bare[:-2] + "an"
    elif bare.endswith("ies"):
        bare = bare[:-3] + "y"
    elif bare.endswith("sses"):
        bare = bare[:-2]
    elif bare.endswith("s") and len(bare) > 3 and not bare.endswith(_NO_PLURAL):
        bare = bare[:-1]
    return titles().get(bare, bare)


@cache
def titles() -> Mapping[str, str]:
    """Titles and the word as which each is compared: "sen" is a senator."""
    return {written: compared for written, compared in table("titles.txt")}


def is_role(word: str) -> bool:
    """Whether a noun says what somebody is: an office, a profession, a relative."""
    return singular(word) in words("source_words.txt", "role")


def is_capital(word: str) -> bool:
    """Whether a word begins as a name may: with a capital letter or a digit."""
    return word[0].isupper() or word[0].isdigit()


# --- matching ---------------------------------------------------------------------------------

_WORD = re.compile(r"\w+")
SHORT = 200  # characters
# One code point for one, so that offsets into the folded text are offsets into the text.
_FOLDED = {"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\n": " ", "\r": " ", "\t": " ", "‑": "-"}


class Phrases(Generic[T]):
    """Names and what they stand for, found in text by their first word, then by the longest name that fits."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        index: dict[str, dict[str, T]] = defaultdict(dict)
        for name, value in entries:
            first = _WORD.match(name)
            if first is None:
                raise ValueError(f"name: expected to start with a word, got {name!r}")
            index[first.group()].setdefault(name, value)
        self._index: Mapping[str, tuple[tuple[str, T], ...]] = {
            first: tuple(sorted(names.items(), key=lambda item: -len(item[0]))) for first, names in index.items()
        }
        initials = "".join(sorted({re.escape(first[0]) for first in index}))
        self._words = re.compile(rf"\b[{initials}]\w*" if index else r"(?!)")  # the words that may open a name

    def find(self, text: str) -> Iterator[tuple[Span, T]]:
        """Every name in the text, left to right, none overlapping another."""
        folded = _folded(text)
        reached = 0
        for word in self._words.finditer(folded):
            if word.start() < reached:
                continue
            for name, value in self._index.get(word.group(), ()):
                end = word.start() + len(name)
                if folded.startswith(name, word.start()) and not folded[end : end + 1].isalnum():
                    yield Span(word.start(), end), value
                    reached = end
                    break


def _folded(text: str) -> str:
    for written, plainly in _FOLDED.items():  # many times as fast as str.translate
        text = text.replace(written, plainly)
    return text


def remembered(find: Callable[[str], T]) -> Callable[[str], T]:
    """Keeps what is found in short texts: words for a source are looked up again and again, whole articles are not."""
    kept = lru_cache(maxsize=1 << 11)(find)

    @wraps(find)
    def found(text: str) -> T:
        return kept(text) if len(text) <= SHORT else find(text)

    return found


# --- countries --------------------------------------------------------------------------------


def _names(cell: str) -> Iterator[str]:
    """The names in one column, which ';' separates."""
    return (name.strip() for name in cell.split(";") if name.strip())


@cache
def _countries() -> Phrases[str]:
    rows = (*table("countries.txt"), *table("places.txt"), *table("bodies.txt"))
    return Phrases((name, code) for code, *groups in rows for group in groups for name in _names(group))


@cache
def _leaders() -> Phrases[str]:
    return Phrases((name, code) for code, names in table("leaders.txt") for name in _names(names))


@remembered
def countries_in(text: str) -> tuple[tuple[Span, str], ...]:
    """Every name, demonym, city, metonym or government body in the text, with its country's code."""
    return tuple(_countries().find(text))


def country_of(text: str) -> str | None:
    """The country that a short span belongs to: the first one it names ("the U.S. ambassador to Syria" -> US).

    Codes are ISO 3166 alpha-2, XK for Kosovo, or EU, NATO, UN. None when nothing is named.
    """
    return next((code for _, code in countries_in(text)), None)


@remembered
def leaders_in(text: str) -> tuple[tuple[Span, str], ...]:
    """Every well-known head of state or government, minister or spokesman in the text, with the country's code."""
    return tuple(_leaders().find(text))


# --- kinds of source --------------------------------------------------------------------------


@cache
def _type_words() -> Phrases[str]:
    rows = ((kinds, name) for kinds, names in table("type_words.txt") for name in _names(names))
    return Phrases((written, kinds) for kinds, name in rows for written in (name, name[0].upper() + name[1:]))


@remembered
def types_told(text: str) -> frozenset[SourceType]:
    """The source types that words of a source tell: "activists" of an NGO, "Sen." of a politician."""
    told = (kind for _, kinds in _type_words().find(text) for kind in kinds.split(";") if kind != "-")
    return frozenset(map(SourceType, told))


# --- outlets ----------------------------------------------------------------------------------

_MEDIUM = (
    r"(?:(?:news )?agenc(?:y|ies)|news wires?|(?:mass )?media(?: outlets?| organi[sz]ations?)?|televisions?|TV|radio|"
    r"broadcasters?|news ?papers?|press|dail(?:y|ies)|tabloids?|outlets?|wire service|"
    r"(?:news |television |TV |radio )?(?:sites?|websites?|channels?|stations?|networks?|services?|organi[sz]ations?))"
)
_STATE = (
    r"(?:state|(?:state|government|party)[ -](?:run|owned|controlled|funded|backed|affiliated|linked|sanctioned)|"
    r"(?:semi-?)?official|ruling[ -]party|pro-government|Communist Party)"
)
# Between them, as in "state-run Syrian television", "official state news agency", stand a name or a kind of medium, but
# no verb: "an official told the outlet" names no state outlet.
_KIND = (
    r"(?:(?-i:[A-Z][\w-]*)|[\w-]+-(?:run|owned|controlled|language)|state|run|owned|controlled|news|mass|television|radio|"
    r"satellite|daily|local|regional|national|military|party|online)"
)
_GENERIC_STATE = re.compile(rf"\b{_STATE}(?: {_KIND}){{0,2}}? {_MEDIUM}\b", re.IGNORECASE)
_GENERIC = re.compile(
    rf"\b(?:local|foreign|international|independent|private|national|regional|Western|opposition) {_MEDIUM}\b|"
    r"\b(?:media|press|news) reports?\b|\bnews (?:agency|agencies|outlets?|sites?|websites?|organi[sz]ations?)\b|"
    r"\bthe (?:mass )?media\b|\bnewspapers?\b",
    re.IGNORECASE,
)
_APPENDED = re.compile(rf" {_MEDIUM}\b")  # "Xinhua news agency": the kind of outlet belongs to the name


class Listed(NamedTuple):
    """An outlet with the names by which text and publishers know it, those that only publishers do, and its domains."""

    outlet: Outlet
    names: tuple[str, ...]
    publisher_names: tuple[str, ...]
    domains: tuple[str, ...]


@cache
def listed_outlets() -> tuple[Listed, ...]:
    """Every outlet of outlets.txt. One without a name is called by its domain."""
    return tuple(_listed(*row) for row in table("outlets.txt"))


def _listed(
    names: str, country: str, control: str, typology: str = "", domains: str = "", publisher_names: str = ""
) -> Listed:
    called, only, hosts = (tuple(_names(cell)) for cell in (names, publisher_names, domains))
    outlet = Outlet(
        name=next(iter((*called, *only, *hosts))),
        country=country or None,
        state=control == "state",
        typology=typology or None,
        domain=hosts[0] if hosts else None,
        quality=next((domain_quality()[host] for host in hosts if host in domain_quality()), None),
    )
    return Listed(outlet, called, only, hosts)


@cache
def domain_quality() -> Mapping[str, float]:
    """How good experts find the news of a domain, from 0 to 1."""
    return {domain: float(quality) for domain, quality in table("domain_quality.txt")}


@cache
def _outlets() -> Phrases[Outlet]:
    return Phrases((name, listed.outlet) for listed in listed_outlets() for name in listed.names)


@remembered
def outlets_in(text: str) -> tuple[tuple[Span, Outlet], ...]:
    """Every outlet named in the text and every generic medium ("state-run television"), left to right.

    A generic medium carries no country: its words or their surroundings may name one.
    """
    found = [(_with_kind(text, span), outlet) for span, outlet in _outlets().find(text)]
    for pattern, state in ((_GENERIC_STATE, True), (_GENERIC, False)):
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if not any(span.overlaps(other) for other, _ in found):
                found.append((span, Outlet(match.group(), None, state)))
    return tuple(sorted(found, key=lambda item: item[0]))


def _with_kind(text: str, span: Span) -> Span:
    appended = _APPENDED.match(text, span.end)
    return Span(span.start, appended.end()) if appended else span
