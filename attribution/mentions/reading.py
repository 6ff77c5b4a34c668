"""What the words of a source name: a person, an institution, somebody by a common noun, or who was named before.

``read_mention`` reads one source; ``people`` finds the names of people anywhere in a text. Which mentions are of one
and the same source is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ..datatypes import Span
from ..lexicon import (
    POSSESSIVE,
    TOKEN,
    countries_in,
    is_capital,
    is_role,
    leaders_in,
    outlets_in,
    plain,
    singular,
    table,
    titles,
    words,
)

SOURCE_WORDS = "source_words.txt"
ROLES = words(SOURCE_WORDS, "role")
OFFICES = words(SOURCE_WORDS, "office")
BODIES = words(SOURCE_WORDS, "body")
CALENDAR = words(SOURCE_WORDS, "calendar")
OPENERS = words(SOURCE_WORDS, "opener")
PARTICLES = words(SOURCE_WORDS, "particle")
PERSON_NOUNS = ROLES | {row[0] for row in table("people.txt")} - {"case", "infection"}  # a count's, not people

# Pronoun -> (gender, plural); None: any gender.
PRONOUNS: dict[str, tuple[str | None, bool]] = {
    **dict.fromkeys(("he", "him", "his", "himself"), ("m", False)),
    **dict.fromkeys(("she", "her", "hers", "herself"), ("f", False)),
    **dict.fromkeys(("it", "its", "itself"), ("n", False)),
    **dict.fromkeys(("they", "them", "their", "themselves"), (None, True)),
}
RELATIVE = frozenset(("who", "which", "that", "whom"))
DEFINITE = frozenset(("the", "this", "that", "these", "those"))
INDEFINITE = frozenset(
    ("a", "an", "some", "one", "another", "other", "others", "many", "several", "most", "two", "three", "four", "five")
)
HONORIFICS = {
    **dict.fromkeys(("mr", "sir", "lord", "king", "prince", "emperor", "pope", "sultan", "emir"), "m"),
    **dict.fromkeys(("ms", "mrs", "miss", "lady", "dame", "queen", "princess", "empress", "madam"), "f"),
}
GENDERED = {
    **HONORIFICS,
    **dict.fromkeys(("father", "brother", "son", "husband", "boy", "man", "businessman", "congressman"), "m"),
    **dict.fromkeys(("mother", "sister", "daughter", "wife", "widow", "girl", "actress"), "f"),
}

PREPOSITION = re.compile(
    r"\s(?:of|for|at|in|from|with|on|by|to|near|inside|within|against|about|under|over|close|familiar|briefed|quoted"
    r"|cited|contacted|involved|posted|deployed|stationed|released|obtained|seen|written|published|present|aware)\s"
)
CUT = re.compile(r"\s*[,;:(]\s*|\s+[–—-]+\s+|\s+(?:who|which|whose|whom|that|speaking|citing|quoted)\b")
JOINT = re.compile(r"\s(?:and|or|&)\s")
OF_OFFICE = (
    r"of\s+(?:the\s+)?(?:State|Defen[sc]e|National Intelligence|Homeland Security|Staff|House|Interior|War"
    r"|Foreign Affairs|Justice|Energy|Information|Health|Commerce|Labor|Finance|Education|Police)"
)
TITLE_OF = re.compile(rf"(?<=[a-z])\s+{OF_OFFICE}(?=\s+[^\W\d_a-z])")
OFFICE = re.compile(rf"\s+{OF_OFFICE}\s+")
GAP_IN_NAME = re.compile(rf"\.?[ \u00a0]|{OFFICE.pattern}")
CLAUSE = re.compile(r"[.,;:!?()“”\"\r\n]")
APPOSITION = re.compile(r",\s+([^,.;:\r\n]{3,80})")
WHO_IS = re.compile(r"who\s(?:is|was|sits|sat|serves|served|works|worked)\b")
CLOSED = re.compile(r"[,.;:)]")  # ends a name in apposition
# "Mary Akech lost her leg": a name, and whether it is a man's or a woman's; of some verbs the owner is who does them.
HAS = re.compile(
    r"\s(?:lost|broke|hurt|injured|buried|[a-z]+(?=\s\w+\s(?:[\w-]+\s)?counterpart\b))"
    r"\s(his|her)\s(?:[\w-]+\s)?(?:counterpart|husband|wife|mother|father|parents|brother|sister"
    r"|son|sons|daughter|daughters|cousin|uncle|aunt|arm|arms|leg|legs|hand|hands|eye|eyes)\b"
)
OWNED = frozenset(("its", "his", "her", "their", "our"))
REFLEXIVE = re.compile(r"\s(?:himself|herself|itself|themselves)\Z")

# "the Britain-based group", "the U.S.-backed rebels": where it sits or who helps it, not whose it is.
LED = re.compile(r"-(?:led|backed|based|born|trained|funded|supported|allied|aligned)\b")

nations_in = lru_cache(maxsize=1 << 11)(countries_in)


@dataclass(frozen=True)
class Mention:
    """A source as it is written. ``kind``: person, body, noun or pronoun; surname: a word that may be one.

    ``name``: the words of a person's name, or those that tell an institution or a noun from others of its ``head``.
    ``shown``: the name as a reader would have it. ``roles``: nouns that describe it ("spokesperson"); ``titles``:
    offices right before the name; ``described``: every word of the mention but a person's name. ``lead``: its
    determiner.
    """

    kind: str
    text: str
    name: tuple[str, ...] = ()
    shown: str = ""
    head: str = ""
    roles: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()
    country: str | None = None
    gender: str | None = None
    plural: bool = False
    lead: str = ""


def is_body(word: str) -> bool:
    """Whether a noun ends or marks an institution's name."""
    return singular(word) in BODIES or plain(word) in BODIES


# --- one source -------------------------------------------------------------------------------


def read_mention(text: str, named: bool | None) -> Mention:
    """Read the words of a source. ``named``: the network takes it for a named person (None: it cannot tell)."""
    text = REFLEXIVE.sub("", POSSESSIVE.sub("", text.strip(' \t\r\n,;:"“”'))) or text
    whole = plain(text)
    if whole in PRONOUNS:
        gender, plural = PRONOUNS[whole]
        return Mention("pronoun", text, gender=gender, plural=plural)
    if whole in RELATIVE:
        return Mention("pronoun", text, lead=whole)
    pieces = [piece for piece in CUT.split(TITLE_OF.sub("", " ".join(text.split()))) if piece]
    if not pieces:
        return Mention("noun", text, head=whole)
    core = TOKEN.findall(_core(pieces[0])) or [pieces[0]]
    lead = plain(core[0]) if plain(core[0]) in DEFINITE | INDEFINITE else ""
    if JOINT.search(pieces[0]):
        return _read_common(text, pieces, core, lead, joint=True)
    person = _read_person(text, pieces, core[1:] if lead else core, lead, named)
    return person or _read_common(text, pieces, core, lead, joint=False)


def _core(piece: str) -> str:
    """The phrase up to its first preposition, or all of it where a role ends it ("a Department of State official")."""
    last = (TOKEN.findall(piece) or [""])[-1]
    return piece if last.islower() and is_role(last) else PREPOSITION.split(piece)[0]


def _read_person(
    text: str, pieces: Sequence[str], core: Sequence[str], lead: str, named: bool | None
) -> Mention | None:
    """The mention as a named person, if it is one; the name stands first, after a title, or in apposition."""
    described = [word for piece in pieces for word in TOKEN.findall(piece)]
    for i, piece in enumerate(pieces[:2]):
        whole = TOKEN.findall(piece)
        short = TOKEN.findall(PREPOSITION.split(piece)[0]) if i else core
        for run in (whole, short):
            at = _split_title(run)
            name = _bare_name(run[at:])
            titled = at > 0 and is_role(run[at - 1])
            determined = not i and bool(lead) and not titled and not at
            if (titled or run is short) and not determined and _could_be_person(name, titled, named):
                return _person(text, name, [word for word in described if word not in name], before=run[:at])
        if not i and named and (tail := _trailing_name(whole)):
            return _person(text, tail, [word for word in described if word not in tail], before=whole[:-2])
    return None


def _split_title(run: Sequence[str]) -> int:
    """Where the name starts in "Ukrainian President Volodymyr Zelenskyy": after the last title or common word."""
    common = (
        i + 1
        for i, word in enumerate(run)
        if is_role(word) or POSSESSIVE.search(word) or (not is_capital(word) and plain(word) not in PARTICLES)
    )
    return max(common, default=0)


def _bare_name(run: Sequence[str]) -> list[str]:
    """A name without the country before it and the day after it: "Libya Deborah Jones", "Trump Sunday"."""
    name = list(run)
    while name and plain(name[-1]) in CALENDAR:
        name.pop()
    written = " ".join(name)
    nation = next((span for span, _ in nations_in(written) if span.start == 0), None)
    rest = written[nation.end :].split() if nation else []
    return rest if len(rest) > 1 else name


def _trailing_name(run: Sequence[str]) -> list[str]:
    """The last two capitalized words of "president of the Business Association Jan Novak"."""
    tail = list(run[-2:])
    fits = len(run) > 3 and all(map(is_capital, tail)) and not any(is_body(w) or is_role(w) for w in tail)
    return tail if fits and not nations_in(" ".join(tail)) else []


def _could_be_person(name: Sequence[str], titled: bool, named: bool | None) -> bool:
    if not 1 <= len(name) <= 5 or not is_capital(name[0]) or not is_capital(name[-1]):
        return False
    if any(is_body(word) or word[0].isdigit() for word in name):
        return False
    written = " ".join(name)
    whole = Span(0, len(written))
    if any(span == whole for span, _ in nations_in(written)):
        return False
    if titled:
        return True
    if any(span == whole for span, _ in outlets_in(written)):
        return False
    acronym = len(name) == 1 and name[0].isupper() and len(name[0]) > 1
    return not acronym if named is None else named


def _person(text: str, name: Sequence[str], described: Sequence[str], before: Sequence[str]) -> Mention:
    describing = frozenset(map(singular, described))
    shown = " ".join(name)
    return Mention(
        "person",
        text,
        name=_name_tokens(name),
        shown=shown,
        roles=describing & ROLES,
        titles=frozenset(map(singular, before)) & OFFICES,
        described=describing,
        country=_first_country(text) or next((code for _, code in leaders_in(shown)), None),
        gender=_gender(before) or _gender(described),
    )


def _name_tokens(name: Sequence[str]) -> tuple[str, ...]:
    return tuple(part for word in name for part in plain(word).split("-") if part)


def _gender(described: Iterable[str]) -> str | None:
    genders = ("f" if word.endswith("woman") else GENDERED.get(word) for word in map(plain, described))
    return next(filter(None, genders), None)


def _first_country(text: str) -> str | None:
    return next((code for span, code in nations_in(text) if not LED.match(text, span.end)), None)


def _read_common(text: str, pieces: Sequence[str], core: Sequence[str], lead: str, *, joint: bool) -> Mention:
    """An institution, a group or a common noun."""
    whole = pieces[0] if joint else _core(pieces[0])
    nations = _nations(whole)
    kept = [m.group() for m in TOKEN.finditer(whole) if not any(s.overlaps(Span(*m.span())) for s in nations)]
    modifiers = [word for word in kept if plain(word) not in DEFINITE | INDEFINITE]
    rest = core[1:] if lead else core
    head = singular(core[-1])
    of_name = [word for word in TOKEN.findall(pieces[0])[len(core) :] if is_capital(word)]
    proper = any(map(is_capital, rest)) and head not in ROLES
    body = not joint and (proper or (head in BODIES and (len(modifiers) > 1 or bool(of_name))))
    # "the Ministry of Defense" and "the Defense Ministry": what follows "of" belongs to an institution's name.
    name = [*modifiers, *(of_name if body else ())] or rest
    described = frozenset(singular(word) for piece in pieces for word in TOKEN.findall(piece))
    return Mention(
        "body" if body else "noun",
        text,
        name=tuple(sorted({singular(word) for word in name} - {"s"})),
        shown=re.sub(r"^(?:[Tt]he|[Aa]n?)\s+", "", pieces[0]) if body else text,
        head=head,
        roles=frozenset() if joint else described & ROLES,
        described=described,
        country=_first_country(whole) or _first_country(pieces[0]),
        gender=_gender(core),
        plural=joint or _is_plural(core[-1]),
        lead=lead,
    )


def _is_plural(word: str) -> bool:
    bare = plain(word)
    return bare in ("people", "police") or (singular(word) != bare and bare not in titles())


def _nations(text: str) -> list[Span]:
    """Countries and demonyms, also those inside the name of a body: the "South Korean" of its Defense Ministry."""
    found = []
    for span, _ in nations_in(text):
        inner = span.of(text)
        while any(map(is_body, TOKEN.findall(inner))):
            shorter = inner.rpartition(" ")[0]
            first = next((s for s, _ in nations_in(shorter) if s.start == 0), None)
            inner = first.of(shorter) if first else ""
        if inner:
            found.append(Span(span.start, span.start + len(inner)))
    return found


# --- the text ---------------------------------------------------------------------------------


def people(text: str) -> Iterator[tuple[Span, Mention]]:
    """Names of people anywhere in the text, and single capitalized words that may be surnames.

    A name counts by a title before it, a role beside it or a "who" after it; or where one of its words stands alone
    elsewhere.
    """
    found = list(runs(text))
    alone = {plain(run[0].group()) for run in found if len(run) == 1}
    reached = 0  # the end of the person before: what described that one does not describe the next
    for run in found:
        while run and (run[-1].group() in PARTICLES or plain(run[-1].group()) in CALENDAR):
            run.pop()
        for span, mention in _named_in(text, run, alone, reached):
            reached = span.end if mention.kind == "person" else reached
            yield span, mention


def _named_in(text: str, run: Sequence[re.Match[str]], alone: set[str], reached: int) -> Iterator[tuple[Span, Mention]]:
    """The person, or the word that may be a surname, that a run of capitalized words names."""
    written = [POSSESSIVE.sub("", word.group()) for word in run]
    at = _split_title(written[:-1])
    at += len(written[at:]) - len(_bare_name(written[at:]))
    name = written[at:]
    if not name:
        return
    ahead = text[max(reached, run[0].start() - 80) : run[0].start()]
    before = TOKEN.findall(CLAUSE.split(ahead[-60:])[-1])[-4:]
    titled = is_role(written[at - 1]) if at else bool(before) and is_role(before[-1])
    tokens = _name_tokens(name)
    span = Span(run[at].start(), run[-1].start() + len(name[-1]))
    if len(name) == 1 and not titled:
        yield span, Mention("surname", name[0], name=tokens)
        return
    closed = CLOSED.match(text, run[-1].end()) is not None
    introduced = _introducing(ahead) if closed and not titled else []
    beside, who = _apposed(text, run[-1].end())
    named = before[-1:] == ["named"] and singular(before[-2:][0]) in PERSON_NOUNS
    has = HAS.match(text, run[-1].end())
    known = (
        titled or introduced or who or named or has or any(map(is_role, beside[:6])) or {tokens[0], tokens[-1]} & alone
    )
    if known and _could_be_person(name, titled, named=True):
        described = [*(introduced or before), *written[:at], *(beside if any(map(is_role, beside)) else ())]
        person = _person(" ".join(described), name, described, written[:at])
        yield span, replace(person, gender=person.gender or ("m" if has.group(1) == "his" else "f")) if has else person


def _introducing(ahead: str) -> list[str]:
    """The words before a name in apposition: "its spokesman, ", "The prefect of Kidal, "; none without a role."""
    if not ahead.endswith(", "):
        return []
    clause = TOKEN.findall(CLAUSE.split(ahead[:-2])[-1])[-8:]
    leads = [
        i for i, word in enumerate(clause) if plain(word) in DEFINITE | OWNED | {"a", "an"} or POSSESSIVE.search(word)
    ]
    for lead in reversed(leads):
        roles = [i for i, word in enumerate(clause) if i > lead and word.islower() and is_role(word)]
        if any(clause[i + 1 : i + 2] in ([], ["of"], ["for"], ["at"]) for i in roles):
            while lead and (is_capital(clause[lead - 1]) or plain(clause[lead - 1]) in DEFINITE):
                lead -= 1
            return clause[lead:]
    return []


def _apposed(text: str, end: int) -> tuple[list[str], bool]:
    """The words in apposition to a name, and whether "who" leads them; what somebody did does not describe them."""
    match = APPOSITION.match(text, end)
    who = match is not None and match.group(1).startswith("who ")
    described = match is not None and (not who or WHO_IS.match(match.group(1)))
    return TOKEN.findall(match.group(1)) if match and described else [], who


def runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of capitalized words, with the particles between them, as a name or a title and a name would be."""
    run: list[re.Match[str]] = []
    reached = 0
    for word in TOKEN.finditer(text):
        token = word.group()
        if not (run or is_capital(token)) or word.start() < reached:  # of most words, the first is quickly told
            continue
        if run and not (_joins(text, run[-1], word) and (is_capital(token) or token in PARTICLES)):
            yield run
            run = []
        if run or (is_capital(token) and token.lower() not in OPENERS):
            run.append(word)
            if is_role(token) and (office := OFFICE.match(text, word.end())):
                reached = office.end()
    if run:
        yield run


def _joins(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    """Whether nothing but a space parts two words, or the stop of an initial or a title: "J. Vance", "Sen. Ferris"."""
    gap = text[left.end() : right.start()]
    if POSSESSIVE.search(left.group()) or not GAP_IN_NAME.fullmatch(gap):
        return False
    return gap[0] != "." or len(left.group()) == 1 or plain(left.group()) in titles().keys() | HONORIFICS.keys()
