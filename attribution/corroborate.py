"""Which figures of one article are the same quantity, whether they agree, and whether their origins are independent.

Nothing here can show that a figure is true. It counts who gives it: a figure is corroborated when a second source
of the same article, one that cannot be the first one's echo, gives a compatible value for the same quantity. Every
doubt counts against independence, because an unknown origin must never look like a safe one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .datatypes import Act, Claim, Document, Evidence, Figure, FigureKind, FigureStatus, Source
from .matching.origins import PRONOUNS, Origin, independent
from .matching.values import agrees, near
from .matching.wording import Wording, likeness, wording
from .settings import Figures as Limits
from .settings import Settings

# Kinds whose numbers are specific to an event; the others recur in an article with other meanings, so two of them
# are one quantity only when they are worded much alike.
COUNTED = frozenset({FigureKind.CASUALTIES, FigureKind.PEOPLE})
# A count of casualties from which the same number again is no coincidence, whatever words surround it.
TELLING = 20
# Share of the shorter sentence's words that the other one must have, by kind and by whether the values agree.
ALIKE_COUNTED, ALIKE_OTHER, ALIKE_DISPUTED = 0.25, 0.5, 0.5


@dataclass(frozen=True)
class _Mention:
    """A figure with what decides which quantity it is and who it comes from."""

    figure: Figure
    claim: Claim | None
    origin: Origin
    wording: Wording


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
    mentions = [_mention(document, figure, by_id.get(figure.claim or ""), names) for figure in figures]
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
    support = [peer for peer, agree in same if agree and independent(mention.origin, peer.origin)]
    against = [peer for peer, agree in same if not agree and independent(mention.origin, peer.origin)]
    status = (
        FigureStatus.CORROBORATED if support else FigureStatus.CONTRADICTED if against else FigureStatus.UNCORROBORATED
    )
    return replace(
        figure,
        status=status,
        origins=_origin_count([mention.origin, *(peer.origin for peer in support)]),
        evidence=tuple(
            Evidence(document, peer.figure.id, peer.figure.claim, agree, independent(mention.origin, peer.origin))
            for peer, agree in same
        ),
        flagged=figure.contestable >= settings.figures.contestable and status is not FigureStatus.CORROBORATED,
        reason=_reason(mention, support or against, status, names),
    )


def _mention(document: Document, figure: Figure, claim: Claim | None, names: dict[str, str]) -> _Mention:
    before, _, after = figure.sentence.partition(figure.text)
    origin = Origin.of(claim, names, document.id, document.publisher, document.id)
    return _Mention(figure, claim, origin, wording(figure, before, after, claim))


def _same_quantity(a: _Mention, b: _Mention, agree: bool, limits: Limits) -> bool:
    """Whether two figures of one kind measure the same thing; values that differ must be worded more alike."""
    counted = a.figure.kind in COUNTED
    if a.wording.state != b.wording.state or not _same_noun(a.wording.noun, b.wording.noun, loosely=agree and counted):
        return False
    alike = likeness(a.wording.words, b.wording.words)
    if not agree:
        casualties = a.figure.kind is FigureKind.CASUALTIES
        return casualties and alike >= ALIKE_DISPUTED and near(a.figure, b.figure, limits)
    if counted:
        return alike >= (0.0 if _telling(a.figure) and _telling(b.figure) else ALIKE_COUNTED)
    return alike >= ALIKE_OTHER and (a.figure.low, a.figure.high) == (b.figure.low, b.figure.high)


def _telling(figure: Figure) -> bool:
    """Whether a number is too particular to recur by chance in an article's other events; "dozens" is not."""
    vague = figure.low is not None and figure.high is not None and figure.low < figure.high
    return figure.kind is FigureKind.CASUALTIES and not vague and (figure.low or figure.high or 0) >= TELLING


def _same_noun(a: str, b: str, *, loosely: bool) -> bool:
    return a == b or (loosely and "person" in (a, b))


def _origin_count(origins: Iterable[Origin]) -> int:
    """How many of the origins are independent of every one counted before them; one at least."""
    counted: list[Origin] = []
    for origin in origins:
        if all(independent(origin, other) for other in counted):
            counted.append(origin)
    return len(counted)


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
