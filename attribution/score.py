"""How well each claim is sourced: a sum of named parts, each with its reason and the words it rests on.

A score's value is the logistic function of the sum of its contributions' log-odds, so anyone can recompute it. Its
scale is stated and tested: the difference of two claims' log-odds is that of an editor of a verification desk finding
the one better sourced than the other, and 0.5 is a middling claim (``python -m training.sourcing``). It speaks of the
sourcing and never of the truth of what is said. The Admiralty code beside it keeps its two halves apart: the letter is
a track record, which one article cannot show (F, cannot be judged), and the digit is corroboration.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from .datatypes import (
    Act,
    Claim,
    Contribution,
    CueStrength,
    Figure,
    FigureStatus,
    Naming,
    Outlet,
    QuoteKind,
    Score,
    Source,
    SourceType,
    Span,
    Spans,
    Traits,
)
from .settings import Settings, Weights, logistic

UNJUDGED_LETTER = "F"
PROBABLY_TRUE, POSSIBLY_TRUE, CONTRADICTED, UNJUDGED = 2, 3, 5, 6
NOT_TOLD = 0.2  # of an amount between -1 and 1: a trait nearer to neither is unknown
LEAST = 0.05  # log-odds; less is not listed, and not counted
ORDER = (FigureStatus.CONTRADICTED, FigureStatus.UNCORROBORATED, FigureStatus.CORROBORATED)

NAMING_REASONS = {
    "named": "a person identified by name",
    "institution": "an institution that can be asked",
    "affiliated": "people who are not identified, but for whom they speak",
    "unnamed": "people who are not identified",
    "none": "nobody is named",
}
QUOTE_REASONS = {
    QuoteKind.DIRECT: "in the source's own words",
    QuoteKind.MIXED: "partly in the source's own words",
    QuoteKind.INDIRECT: "in the article's words",
}
ACT_REASONS = {
    Act.CLAIM: "asserted as a fact",
    Act.DENIAL: "a denial",
    Act.NO_COMMENT: "no comment",
    Act.POSITION: "a position, a promise or a demand",
}
CUE_REASONS = {
    CueStrength.CONFIRMED: "put as confirmed or shown",
    CueStrength.PLAIN: "put plainly",
    CueStrength.CLAIMED: "put as a claim or an accusation",
    CueStrength.BELIEVED: "put as believed, feared or expected",
    CueStrength.HEARSAY: "put as hearsay",
}
TRAIT_REASONS = {
    "own_acts": ("the source speaks of what it does or answers for", "the source speaks of what is not its own"),
    "opponent": ("of an opponent's acts, losses or guilt", "not of an opponent"),
    "interest": ("the source gains by being believed", "the source gains little by being believed"),
    "opinion": ("opinion or prediction: nothing to check", "no mere opinion or prediction"),
    "specific": ("specific enough to be checked", "nothing specific to check"),
    "evidence": ("rests on a document, data or a recording", "no document or data behind it"),
    "second_hand": ("known second-hand", "first-hand"),
    "combat": ("about fighting or its victims, hard to observe", "not about fighting"),
}
TRAIT_NAMES = {name: name.replace("_", " ") for name in TRAIT_REASONS}


def score(
    claims: Sequence[Claim],
    sources: Sequence[Source],
    figures: Sequence[Figure],
    settings: Settings,
    letter: str = UNJUDGED_LETTER,
    outlet: Outlet | None = None,
    again: bool = False,
) -> tuple[tuple[Claim, ...], Score]:
    """The claims, each with its score, and the score of the article as a whole.

    ``letter`` is the publisher's track record: that of the article and of what it says in its own voice. ``outlet`` is
    the publisher, where it is known. ``again``: all else is as it was when the claims were scored before, so that those
    without figures keep their score.
    """
    letters = {source.id: source.reliability for source in sources}
    held: dict[str, list[Figure]] = {claim.id: [] for claim in claims}
    for figure in figures:
        if figure.claim in held:
            held[figure.claim].append(figure)

    def scored_claim(claim: Claim) -> Claim:
        if again and claim.score and not held[claim.id]:
            return claim
        return replace(
            claim, score=_claim_score(claim, held[claim.id], outlet, _letter(claim, letters, letter), settings)
        )

    scored = tuple(map(scored_claim, claims))
    return scored, _article_score(scored, figures, letter)


def value_of(contributions: Iterable[Contribution]) -> float:
    """The score that contributions add up to, in [0, 1], to two digits."""
    return round(logistic(math.fsum(c.weight for c in contributions)), 2)


# --- what speaks for a claim's sourcing and against it ------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a claim that a weight is for: ``weights.<group>[label]`` times the amount, from -1 to 1."""

    group: str
    label: str
    amount: float
    name: str
    reason: str
    span: Span | None = None


def parts_of(claim: Claim, figures: Sequence[Figure], outlet: Outlet | None) -> Iterator[Part]:
    """Everything of a claim that can count, known or unknown (amount 0)."""
    yield from _source_parts(claim)
    yield from _telling_parts(claim)
    yield from _trait_parts(claim.traits, _first(claim.content))
    yield from _figure_parts(figures)
    record = None if outlet is None else outlet.quality
    reason = "not known" if record is None else f"quality of its domain {record:.2f}"
    yield Part("outlet", "quality", 0.0 if record is None else 2 * record - 1, "outlet record", reason)


def _source_parts(claim: Claim) -> Iterator[Part]:
    source = claim.source
    kind = source.type if source else SourceType.AUTHOR if not claim.attributed else SourceType.UNATTRIBUTED
    span = _first(source.spans if source else (), claim.cue, claim.content)
    yield Part("type", kind, 1.0, "source type", kind.replace("_", " "), span)
    rung = ladder(claim)
    yield Part("naming", rung, 1.0, "naming", NAMING_REASONS[rung], span)
    if claim.via is not None:
        yield Part("via", claim.via.type, 1.0, "via", f"known only through {claim.via.text}", claim.via.span)


def ladder(claim: Claim) -> str:
    """How far up the source is identified: a person, an institution, people of a known side, people, nobody."""
    source = claim.source
    if source is None:
        return Naming.NONE
    affiliated = source.naming is Naming.UNNAMED and source.type is not SourceType.UNNAMED_SOURCE and source.country
    return "affiliated" if affiliated else source.naming


def _telling_parts(claim: Claim) -> Iterator[Part]:
    yield Part("quote", claim.quote, 1.0, "quotation", QUOTE_REASONS[claim.quote], _first(claim.content))
    yield Part("act", claim.act, 1.0, "act", ACT_REASONS[claim.act], _first(claim.cue, claim.content))
    yield Part("cue", claim.strength, 1.0, "cue", CUE_REASONS[claim.strength], _first(claim.cue))


def _trait_parts(traits: Traits | None, span: Span | None) -> Iterator[Part]:
    for name, (so, not_so) in TRAIT_REASONS.items():
        probability = 0.5 if traits is None else getattr(traits, name)
        amount = 2 * probability - 1
        known = abs(amount) >= NOT_TOLD
        reason = (
            f"{so if amount > 0 else not_so} ({max(probability, 1 - probability):.0%} sure)" if known else "not told"
        )
        yield Part("traits", name, amount if known else 0.0, TRAIT_NAMES[name], reason, span)


def _figure_parts(figures: Sequence[Figure]) -> Iterator[Part]:
    """One part at most, for the figure that matters most: a contradicted, then an unsupported, then a supported one.

    A figure that somebody denies counts besides.
    """
    for status in ORDER:
        for figure in figures:
            needed = figure.flagged or status is not FigureStatus.UNCORROBORATED  # routine figures need no support
            if figure.status is status and needed:
                yield Part("figures", status, 1.0, f"{status} figure", figure.reason or figure.text, figure.span)
                break
        else:
            continue
        break
    for figure in figures:
        if figure.disputed:
            yield Part("figures", "disputed", 1.0, "disputed figure", figure.reason or figure.text, figure.span)
            return


# --- a claim ----------------------------------------------------------------------------------


def _letter(claim: Claim, letters: dict[str, str], publisher: str) -> str:
    """The record of whoever says a claim: the publisher's stands for the article's own voice and nobody else's."""
    if not claim.attributed:
        return publisher
    return letters.get((claim.source.id if claim.source else None) or "", UNJUDGED_LETTER)


def _claim_score(
    claim: Claim, figures: Sequence[Figure], outlet: Outlet | None, letter: str, settings: Settings
) -> Score:
    """The score of a claim. Declining to comment asserts nothing, so its value is None."""
    digit, weights = credibility(figures), settings.weights
    if claim.act is Act.NO_COMMENT:
        return Score(None, letter, digit)
    parts = list(parts_of(claim, figures, outlet))
    counted = [Contribution("start", weights.start, "a middling claim"), *_weighed(parts, weights)]
    if digit not in (PROBABLY_TRUE, POSSIBLY_TRUE):
        counted += _cap(counted, weights.single_origin_cap)
    unknown = tuple(part.name for part in parts if not part.amount)
    return Score(value_of(counted), letter, digit, tuple(counted), unknown)


def _weighed(parts: Iterable[Part], weights: Weights) -> Iterator[Contribution]:
    for part in parts:
        weight = round(weights.of(part.group, part.label) * part.amount, 4)
        if abs(weight) >= LEAST:
            yield Contribution(part.name, weight, part.reason, part.span)


def credibility(figures: Sequence[Figure]) -> int:
    """The Admiralty digit, from corroboration alone.

    5: more independent sources give another value. 2: every figure has an independent source beside its own, and 3:
    some have, or only articles in their own voice, which may have it from anyone. 6, cannot be judged, otherwise. No
    number of articles shows that the origins are certainly different ones (1), and their silence says nothing against a
    claim (4).
    """
    statuses = {figure.status for figure in figures}
    if FigureStatus.CONTRADICTED in statuses:
        return CONTRADICTED
    if FigureStatus.CORROBORATED not in statuses:
        return UNJUDGED
    return POSSIBLY_TRUE if len(statuses) > 1 or any(map(_weakly_supported, figures)) else PROBABLY_TRUE


def _weakly_supported(figure: Figure) -> bool:
    """Whether nobody gives the figure but its own source and articles in their own voice."""
    support = [one for one in figure.evidence if one.agrees and one.independent]
    return bool(support) and all(one.own_voice for one in support)


def _cap(counted: Sequence[Contribution], most: float) -> list[Contribution]:
    """What brings the sum down to the most that a single origin can have."""
    excess = _logit(most) - math.fsum(part.weight for part in counted)
    reason = f"nothing independent supports it here, so it stays at {most:.2f} at most"
    return [Contribution("single origin", round(excess, 4), reason)] if excess < 0 else []


# --- the article ------------------------------------------------------------------------------


def _article_score(claims: Sequence[Claim], figures: Sequence[Figure], letter: str) -> Score:
    """The mean of the claims' log-odds, listed by what it is made of; None where no claim could be judged."""
    scores = [claim.score for claim in claims if claim.score and claim.score.value is not None]
    parts = [part for one in scores for part in one.contributions]
    names = dict.fromkeys(part.name for part in parts)
    means = tuple(_mean([part for part in parts if part.name == name], len(scores)) for name in names)
    return Score(value_of(means) if scores else None, letter, credibility(figures), means)


def _mean(parts: Sequence[Contribution], count: int) -> Contribution:
    """The mean of one part over all judged claims, those without it counting as zero."""
    weight = math.fsum(part.weight for part in parts) / count
    common = Counter(part.reason for part in parts).most_common(3)
    shown = ", ".join(f"{reason} ({n})" for reason, n in common)
    return Contribution(parts[0].name, round(weight, 4), f"mean over {count} claims, {len(parts)} with it: {shown}")


# --- numbers ----------------------------------------------------------------------------------


def _first(*roles: Spans) -> Span | None:
    return next((spans[0] for spans in roles if spans), None)


def _logit(p: float) -> float:
    return math.log(p / (1 - p))
