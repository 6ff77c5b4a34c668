"""What a figure counts, by its own words and those of its sentence."""

from __future__ import annotations

import functools
import re
import sys
from dataclasses import dataclass

from ..datatypes import Claim, Figure, FigureKind
from .wordset import Words, WordSet


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HARM = {
    "killed": _words("kill dead death die fatality fatalities body bodies toll slain slay murder shot perish casualty"),
    "wounded": _words("wound injure injur injury injuries hurt hospital hospitalise hospitalize"),
    "missing": _words("miss disappear unaccounted"),
    "captured": _words("captur capture detain arrest hostage kidnap abduct seiz prisoner imprison jail"),
}
SYNONYMS = {
    "person": _words("people person individual human man men body bodies casualty dead victim"),
    "soldier": _words("soldier troop serviceman servicemen serviceperson trooper military personnel"),
    "fighter": _words("fighter militant insurgent rebel jihadist terrorist gunman gunmen attacker extremist"),
    "officer": _words("officer policeman policemen police"),
    "child": _words("child children kid minor"),
    "woman": _words("woman women"),
    "refugee": _words("refugee migrant"),
    "strike": _words("strike airstrike raid"),
    "house": _words("house home"),
    "km": _words("km kilometre kilometer"),
    "mile": _words("mile mi"),
    "metre": _words("metre meter m"),
    "tonne": _words("ton tonne"),
    "percent": _words("percent percentage % pct point"),
}
HEAD = {word: head for head, words in SYNONYMS.items() for word in words}
STATE = {word: state for state, words in HARM.items() for word in words}
STOPWORDS = _words(
    "the a an this that these those there here he she it they we i you who what when where why how which his her its"
    " their our my your them him us and or nor so yet if in on at by for from to with as after before since while than"
    " of is are was were be been being has have had do does did will would could should may might can not no also about"
    " over under more most less least some all any both up out into near around between during one two three four five"
    " six seven eight nine ten dozen dozens hundred hundreds thousand thousands million millions billion said say says"
    " saying told according added reported report reports estimated people person"
)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|%")


@dataclass(frozen=True, slots=True)
class Wording:
    """The counted noun, what befell it (casualties only), the telling words of figure and sentence, all as stems."""

    noun: str
    state: str
    own: Words
    words: Words

    def opened(self) -> Wording:
        """The wording with real sets for its words, to be compared with many others."""
        return Wording(self.noun, self.state, frozenset(self.own), frozenset(self.words))


def wording(figure: Figure, before: str, after: str, claim: Claim | None) -> Wording:
    """Of a figure between these words of its sentence; the words that name its source tell nothing about it."""
    own = stems(f"{figure.unit} {figure.text}")
    unit = stems(figure.unit)
    around = [*stems(after), *reversed(stems(before))]
    state = ""
    if figure.kind is FigureKind.CASUALTIES:
        state = next((STATE[word] for word in (*own, *around) if word in STATE), "killed")
    nouns = [word for word in unit if word not in STATE or word in HEAD] or [""]
    said = set(WORD.findall(claim.source.text.lower())) if claim and claim.source else set()
    words = frozenset(around) - STOPWORDS - {stem(word) for word in said}
    noun = sys.intern(HEAD.get(nouns[-1], nouns[-1]) or "person")
    return Wording(noun, state, WordSet(frozenset(own) - STOPWORDS), WordSet(words))


def likeness(a: Words, b: Words) -> float:
    """Share of the smaller set that the other has; 0 where one is empty."""
    return shared(a, b) / min(len(a), len(b)) if a and b else 0.0


def shared(a: Words, b: Words) -> int:
    """How many words two sets have in common."""
    return len((a if type(a) is frozenset else frozenset(a)).intersection(b))


def stems(text: str) -> list[str]:
    return [stem(word) for word in WORD.findall(text)]


@functools.lru_cache(1 << 13)
def stem(word: str) -> str:
    """A word without its inflection: enough to match "killing" with "killed" and "troops" with "troop"."""
    word = word.lower().replace("’s", "").replace("'s", "")
    for ending in ("ing", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word
