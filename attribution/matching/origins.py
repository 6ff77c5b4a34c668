"""Who a figure ultimately comes from, and whether two such origins are known to be independent.

Every doubt counts against independence, because an unknown origin must never look like a safe one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..datatypes import Act, Claim, Naming, SourceType
from ..lexicon import countries_in

# Speak with one voice where they belong to one country.
GOVERNMENT = frozenset(
    {
        SourceType.STATE_MEDIA,
        SourceType.WESTERN_OFFICIAL,
        SourceType.OTHER_OFFICIAL,
        SourceType.INTELLIGENCE_AGENCY,
        SourceType.UNNAMED_INTELLIGENCE,
    }
)
NARRATOR = "narrator"
WORD = re.compile(r"\w+")
PRONOUNS = frozenset({"he", "she", "it", "they", "him", "her", "them", "who", "i", "we", "his", "their", "its"})
EMPTY = PRONOUNS | {"the", "a", "an", "of", "for", "and", "in", "on", "at", "to", "from", "by", "s"}


@dataclass(frozen=True, slots=True)
class Origin:
    """A source as far as an article tells; ``type`` None is the article's own voice.

    ``identities`` are all names it goes by: within its article (entity and wording) and beyond (publisher, medium).
    """

    name: str
    identities: frozenset[str]
    text: str  # of the articles that carry one text, the first; the article's own id where none is known
    type: SourceType | None = None
    naming: Naming = Naming.NONE
    countries: frozenset[str] = frozenset()
    vouches: bool = True
    denies: bool = False
    repeats: frozenset[str] = frozenset()  # of an article's own voice, the identities of all whom it quotes

    @property
    def marks(self) -> frozenset[str]:
        """What two origins have in common that are known to be one: a name, or as own voices the text they speak in."""
        return self.identities | {f"{self.text}##"} if self.type is None else self.identities


def origins_of(
    claims: Sequence[Claim], names: Mapping[str, str], document: str, publisher: str | None
) -> dict[str, Origin]:
    """Id of a claim -> its origin, and under "" that of what the article says in its own voice.

    ``names`` are the article's sources by id.
    """
    found = {claim.id: _origin_of(claim, names, document) for claim in claims if claim.attributed}
    own = frozenset({named(publisher)} - {""}) | {f"{document}#"}
    quoted = frozenset[str]().union(*(origin.identities for origin in found.values()))
    voice = Origin(f"{NARRATOR} of {publisher or document}", own, document, repeats=quoted)
    return {"": voice} | {claim.id: voice for claim in claims} | found


def _origin_of(claim: Claim, names: Mapping[str, str], document: str) -> Origin:
    source = claim.source
    if source is None or source.type in (SourceType.UNATTRIBUTED, SourceType.AUTHOR) or not source.text:
        return Origin(NARRATOR if source is None else source.type, frozenset(), document, vouches=False)
    name = names.get(source.id or "", source.text)
    known = [name, source.text, *([claim.via.text] if claim.via else [])]
    identities = {f"{document}#{source.id}", *(named(one) for one in known if one.lower() not in PRONOUNS)}
    joint = {code for _, code in countries_in(source.text)} if source.type in GOVERNMENT else set()
    return Origin(
        " ".join(name.split()),
        frozenset(identities - {""}),
        document,
        source.type,
        source.naming,
        frozenset(joint | ({source.country} if source.country else set())),
        vouches=claim.act in (Act.CLAIM, Act.POSITION),
        denies=claim.act is Act.DENIAL,
    )


def named(name: str | None) -> str:
    """A name without case, articles and marks, under which other articles' mentions of the same can be found."""
    return " ".join(word for word in WORD.findall((name or "").lower()) if word not in EMPTY)


def independent(one: Origin, other: Origin) -> bool:
    """Whether two origins are known to have nothing to do with each other.

    A claim without a source may repeat anyone; a denial and a refusal to comment vouch for nothing. One entity, one
    medium, one country's government, one text are one origin. An article's own voice is the weaker origin: it may
    repeat whoever the article quotes, and two articles' own voices, which do not say where they have it from, may have
    it from one agency; so it stands only beside a source of another article. Sources of one type are one origin too,
    because an article that opens with "a monitoring group" names it, or its director, further down: unless they are the
    same sort of source in two countries.
    """
    if not (one.vouches and other.vouches) or one.identities & other.identities:
        return False
    if one.type is None or other.type is None:
        return one.type is not other.type and one.text != other.text and not _repeats(one, other)
    return not _one_voice(one, other)


def _repeats(one: Origin, other: Origin) -> bool:
    """Whether one is the voice of an article that quotes the other."""
    return bool(one.repeats & other.identities or other.repeats & one.identities)


def _one_voice(one: Origin, other: Origin) -> bool:
    """Whether what is known of the two kinds of source leaves it open that they are one."""
    unnamed = one.naming is other.naming is Naming.UNNAMED
    if unnamed and SourceType.UNNAMED_SOURCE in (one.type, other.type):
        return True
    if _group(one.type) != _group(other.type):
        return False
    alike = one.type in GOVERNMENT or (one.naming is other.naming and not unnamed)
    return not alike or _share_country(one, other)


def _group(kind: SourceType | None) -> str:
    return "government" if kind in GOVERNMENT else str(kind)


def _share_country(one: Origin, other: Origin) -> bool:
    """Whether two sources speak for one country, as far as is known: an unknown country might be the other's."""
    if one.countries & other.countries:
        return True
    if {one.type, other.type} == {SourceType.WESTERN_OFFICIAL, SourceType.OTHER_OFFICIAL}:
        return False  # whichever countries they are, they differ
    return not one.countries or not other.countries
