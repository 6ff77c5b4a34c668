"""Which figures of one article are the same quantity, whether they agree, and whether their origins are independent.

Nothing here can show that a figure is true. It counts who gives it: a figure is corroborated when a second source
of the same article, one that cannot be the first one's echo, gives a compatible value for the same quantity. Every
doubt counts against independence, because an unknown origin must never look like a safe one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .datatypes import (
    Act,
    Claim,
    ClaimSource,
    Document,
    Evidence,
    Figure,
    FigureKind,
    FigureStatus,
    Naming,
    Source,
    SourceType,
    Span,
)
from .lexicon import countries_in
from .settings import Figures as Limits
from .settings import Settings

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

# Kinds whose numbers are specific to an event; the others recur in an article with other meanings, so two of them
# are one quantity only when they are worded much alike.
COUNTED = frozenset({FigureKind.CASUALTIES, FigureKind.PEOPLE})
# A count of casualties from which the same number again is no coincidence, whatever words surround it.
TELLING = 20
# Share of the shorter sentence's words that the other one must have, by kind and by whether the values agree.
ALIKE_COUNTED, ALIKE_OTHER, ALIKE_DISPUTED = 0.25, 0.5, 0.5


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
PRONOUNS = _words("he she it they him her them who i we his their its")
STOPWORDS = _words(
    "the a an this that these those there here he she it they we i you who what when where why how which his her its"
    " their our my your them him us and or nor so yet if in on at by for from to with as after before since while than"
    " of is are was were be been being has have had do does did will would could should may might can not no also about"
    " over under more most less least some all any both up out into near around between during one two three four five"
    " six seven eight nine ten dozen dozens hundred hundreds thousand thousands million millions billion said say says"
    " saying told according added reported report reports estimated people person"
)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|%")
EDGE = re.compile(r"[\r\n]|[.!?…][\"”’)]*\s+(?=[\"“‘(]?[A-Z])")
WINDOW = 250  # characters of a sentence looked at on either side of a figure


@dataclass(frozen=True)
class _Mention:
    """A figure with what decides which quantity it is and who it comes from."""

    figure: Figure
    claim: Claim | None
    noun: str
    state: str
    words: frozenset[str]


def corroborate(
    document: Document,
    claims: Sequence[Claim],
    sources: Sequence[Source],
    figures: Sequence[Figure],
    settings: Settings,
) -> tuple[Figure, ...]:
    """The figures with status, origins, evidence, flag and reason, judged within this one article."""
    by_id = {claim.id: claim for claim in claims}
    names = {source.id: source.name for source in sources}
    mentions = [_mention(document.text, figure, by_id.get(figure.claim or "")) for figure in figures]
    peers: dict[FigureKind, list[_Mention]] = defaultdict(list)
    for mention in mentions:
        peers[mention.figure.kind].append(mention)
    return tuple(_judge(document.id, m, peers[m.figure.kind], names, settings) for m in mentions)


def _judge(
    document: str, mention: _Mention, peers: Iterable[_Mention], names: dict[str, str], settings: Settings
) -> Figure:
    figure = mention.figure
    same = [(peer, agrees(figure, peer.figure, settings.figures)) for peer in peers if peer is not mention]
    same = [(peer, agree) for peer, agree in same if _same_quantity(mention, peer, agree, settings.figures)]
    support = [peer for peer, agree in same if agree and independent(mention.claim, peer.claim)]
    against = [peer for peer, agree in same if not agree and independent(mention.claim, peer.claim)]
    status = (
        FigureStatus.CORROBORATED if support else FigureStatus.CONTRADICTED if against else FigureStatus.UNCORROBORATED
    )
    return replace(
        figure,
        status=status,
        origins=_origin_count([mention.claim, *(peer.claim for peer in support)]),
        evidence=tuple(
            Evidence(document, peer.figure.id, peer.figure.claim, agree, independent(mention.claim, peer.claim))
            for peer, agree in same
        ),
        flagged=figure.contestable >= settings.figures.contestable and status is not FigureStatus.CORROBORATED,
        reason=_reason(mention, support or against, status, names),
    )


# --- the same quantity ------------------------------------------------------------------------


def agrees(a: Figure, b: Figure, limits: Limits) -> bool:
    """Whether two values can both be right: their ranges meet, or nearly."""
    (low, high), (other_low, other_high) = _reach(a, limits.reach), _reach(b, limits.reach)
    gap = max(low, other_low) - min(high, other_high)
    return gap <= limits.tolerance * min(abs(max(low, other_low)), abs(min(high, other_high)))


def _reach(figure: Figure, reach: float) -> tuple[float, float]:
    low, high = figure.low, figure.high
    if low is None:
        return (high or 0) / reach, high or 0
    return low, low * reach if high is None else high


def _same_quantity(a: _Mention, b: _Mention, agree: bool, limits: Limits) -> bool:
    """Whether two figures of one kind measure the same thing; values that differ must be worded more alike."""
    counted = a.figure.kind in COUNTED
    if a.state != b.state or not _same_noun(a.noun, b.noun, loosely=agree and counted):
        return False
    alike = _likeness(a.words, b.words)
    if not agree:
        casualties = a.figure.kind is FigureKind.CASUALTIES
        return casualties and alike >= ALIKE_DISPUTED and _near(a.figure, b.figure, limits)
    if counted:
        return alike >= (0.0 if _telling(a.figure) and _telling(b.figure) else ALIKE_COUNTED)
    return alike >= ALIKE_OTHER and (a.figure.low, a.figure.high) == (b.figure.low, b.figure.high)


def _telling(figure: Figure) -> bool:
    """Whether a number is too particular to recur by chance in an article's other events; "dozens" is not."""
    vague = figure.low is not None and figure.high is not None and figure.low < figure.high
    return figure.kind is FigureKind.CASUALTIES and not vague and (figure.low or figure.high or 0) >= TELLING


def _same_noun(a: str, b: str, *, loosely: bool) -> bool:
    return a == b or (loosely and "person" in (a, b))


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _near(a: Figure, b: Figure, limits: Limits) -> bool:
    (low, high), (other_low, other_high) = _reach(a, limits.reach), _reach(b, limits.reach)
    return max(low, other_low) <= limits.dispute * min(high, other_high)


# --- origins ----------------------------------------------------------------------------------


def independent(a: Claim | None, b: Claim | None) -> bool:
    """Whether two claims are known to come from origins that have nothing to do with each other.

    The article's own voice may repeat anyone, and so may a claim without a source; a denial and a refusal to comment
    vouch for nothing. One entity, one medium, one country's government are one origin. So are sources of one type,
    because an article that opens with "a monitoring group" names it, or its director, further down: unless they are
    the same sort of source in two countries.
    """
    if not (a and b and _vouches(a) and _vouches(b)):
        return False
    return not (_same_speaker(a, b) or _same_voice(a, b))


def _vouches(claim: Claim) -> bool:
    named = claim.source is not None and claim.source.type not in (SourceType.UNATTRIBUTED, SourceType.AUTHOR)
    return named and claim.act in (Act.CLAIM, Act.POSITION)


def _same_speaker(a: Claim, b: Claim) -> bool:
    """One entity, or two heard through one medium, or one that is the other's medium."""
    return bool(_identities(a) & _identities(b))


def _identities(claim: Claim) -> set[str]:
    source = claim.source
    keys = {source.id or "", source.text.casefold()} if source else set()
    return (keys | ({claim.via.text.casefold()} if claim.via else set())) - {""}


def _same_voice(a: Claim, b: Claim) -> bool:
    """Whether what is known of the two kinds of source leaves it open that they are one."""
    one, other = a.source, b.source
    if one is None or other is None:
        return True
    unnamed = one.naming is other.naming is Naming.UNNAMED
    if unnamed and SourceType.UNNAMED_SOURCE in (one.type, other.type):
        return True
    if _group(one.type) != _group(other.type):
        return False
    alike = one.type in GOVERNMENT or (one.naming is other.naming and not unnamed)
    return not alike or _share_country(one, other)


def _group(kind: SourceType) -> str:
    return "government" if kind in GOVERNMENT else kind


def _share_country(one: ClaimSource, other: ClaimSource) -> bool:
    """Whether two sources speak for one country, as far as is known: an unknown country might be the other's."""
    if _countries(one) & _countries(other):
        return True
    if {one.type, other.type} == {SourceType.WESTERN_OFFICIAL, SourceType.OTHER_OFFICIAL}:
        return False  # whichever countries they are, they differ
    return one.country is None or other.country is None


def _countries(source: ClaimSource) -> set[str]:
    """The country of a source, and those of everyone else who speaks in a joint statement of governments."""
    joint = {code for _, code in countries_in(source.text)} if source.type in GOVERNMENT else set()
    return joint | ({source.country} if source.country else set())


def _origin_count(claims: Iterable[Claim | None]) -> int:
    """How many of the claims are independent of every one counted before them; one at least."""
    counted: list[Claim | None] = []
    for claim in claims:
        if all(independent(claim, other) for other in counted):
            counted.append(claim)
    return len(counted)


# --- reading a figure's words -----------------------------------------------------------------


def _mention(text: str, figure: Figure, claim: Claim | None) -> _Mention:
    before, after = _surroundings(text, figure.span)
    own = [_stem(word) for word in WORD.findall(f"{figure.unit} {figure.text}")]
    unit = [_stem(word) for word in WORD.findall(figure.unit)]
    around = [_stem(word) for word in WORD.findall(after)] + [_stem(word) for word in reversed(WORD.findall(before))]
    state = ""
    if figure.kind is FigureKind.CASUALTIES:
        state = next((STATE[word] for word in (*own, *around) if word in STATE), "killed")
    nouns = [word for word in unit if word not in STATE or word in HEAD] or [""]
    noun = HEAD.get(nouns[-1], nouns[-1]) or "person"
    said = set(WORD.findall(claim.source.text.lower())) if claim and claim.source else set()
    words = frozenset(around) - STOPWORDS - {_stem(word) for word in said}
    return _Mention(figure, claim, noun, state, words)


def _surroundings(text: str, span: Span) -> tuple[str, str]:
    """The words of the figure's sentence before it and after it."""
    before = EDGE.split(text[max(0, span.start - WINDOW) : span.start])[-1]
    after = EDGE.split(text[span.end : span.end + WINDOW])[0]
    return before, after


def _stem(word: str) -> str:
    """A word without its inflection: enough to match "killing" with "killed" and "troops" with "troop"."""
    word = word.lower().replace("’s", "").replace("'s", "")
    for ending in ("ing", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


# --- the reason -------------------------------------------------------------------------------


def _reason(mention: _Mention, others: Sequence[_Mention], status: FigureStatus, names: dict[str, str]) -> str:
    """One sentence that says who the figure rests on, and who else gives it or gives another."""
    what = "estimate" if mention.figure.hedged else "figure"
    start = f"{what} {_rests_on(mention.claim, names)}"
    if status is FigureStatus.CORROBORATED:
        return f"{start}; also given by {_name(others[0].claim, names)}"
    if status is FigureStatus.CONTRADICTED:
        return f"{start}; {_name(others[0].claim, names)} gives “{others[0].figure.text}”"
    return f"{start}; no independent source in this article"


def _rests_on(claim: Claim | None, names: dict[str, str]) -> str:
    if claim is None:
        return "in the article's own voice"
    if claim.source is None or not claim.source.text:
        return "without a named source"
    medium = f" by way of {claim.via.text}" if claim.via else ""
    denied = "denied by" if claim.act is Act.DENIAL else "from"
    return f"{denied} {_name(claim, names)}{medium}"


def _name(claim: Claim | None, names: dict[str, str]) -> str:
    """The source in the article's words, or by its name where those words are a pronoun."""
    if claim is None or claim.source is None:
        return "nobody"
    text = " ".join(claim.source.text.split())
    return names.get(claim.source.id or "", text) if text.lower() in PRONOUNS else text
