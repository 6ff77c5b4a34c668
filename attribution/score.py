"""How well each claim is sourced: a sum of named parts, each with its reason and the words it rests on.

The value is the logistic function of the sum of the contributions' log-odds, so anyone can recompute it. It speaks of
the sourcing and never of the truth of what is said. The Admiralty code beside it keeps its two halves apart: the letter
is the source's track record, which one article cannot show and others must give, and the digit is corroboration.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .datatypes import (
    UNJUDGED_LETTER,
    Act,
    Claim,
    Contribution,
    Figure,
    FigureStatus,
    Naming,
    QuoteKind,
    Score,
    Source,
    SourceType,
    Span,
)
from .settings import Settings, Weights, logistic

PROBABLY_TRUE, POSSIBLY_TRUE, CONTRADICTED, UNJUDGED = 2, 3, 5, 6

NAMING_REASONS = {
    Naming.NAMED: "a person identified by name",
    Naming.INSTITUTION: "an institution that can be asked",
    Naming.UNNAMED: "people who are not identified",
    Naming.NONE: "nobody is named",
}
QUOTE_REASONS = {
    QuoteKind.DIRECT: "in the source's own words",
    QuoteKind.MIXED: "partly in the source's own words",
    QuoteKind.INDIRECT: "in the article's words",
}


def score(
    claims: Sequence[Claim],
    sources: Sequence[Source],
    figures: Sequence[Figure],
    settings: Settings,
    letter: str = UNJUDGED_LETTER,
) -> tuple[tuple[Claim, ...], Score]:
    """The claims, each with its score, and the score of the article as a whole.

    ``letter`` is the publisher's track record: that of the article and of what it says in its own voice.
    """
    letters = {source.id: source.reliability for source in sources}
    held = {claim.id: [figure for figure in figures if figure.claim == claim.id] for claim in claims}
    scored = tuple(
        replace(claim, score=_claim_score(claim, held[claim.id], _letter(claim, letters, letter), settings.weights))
        for claim in claims
    )
    return scored, _article_score(scored, figures, letter)


def value_of(contributions: Iterable[Contribution]) -> float:
    """The score that contributions add up to, in [0, 1], to two digits."""
    return round(logistic(math.fsum(c.weight for c in contributions)), 2)


# --- a claim ----------------------------------------------------------------------------------


def _letter(claim: Claim, letters: dict[str, str], publisher: str) -> str:
    """The record of whoever says a claim: the publisher's stands for the article's own voice and nobody else's."""
    if not claim.attributed:
        return publisher
    return letters.get((claim.source.id if claim.source else None) or "", UNJUDGED_LETTER)


def _claim_score(claim: Claim, figures: Sequence[Figure], letter: str, weights: Weights) -> Score:
    """The score of a claim. Declining to comment asserts nothing, so its value is None."""
    digit = credibility(figures)
    if claim.act is Act.NO_COMMENT:
        return Score(None, letter, digit)
    parts = _listed([*_source_parts(claim, weights), *_telling_parts(claim, weights), *_figure_parts(figures, weights)])
    if digit not in (PROBABLY_TRUE, POSSIBLY_TRUE):
        parts += _cap(parts, weights.single_origin_cap)
    return Score(value_of(parts), letter, digit, tuple(parts))


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


def _source_parts(claim: Claim, weights: Weights) -> list[Contribution]:
    source = claim.source
    kind = source.type if source else SourceType.AUTHOR if not claim.attributed else SourceType.UNATTRIBUTED
    naming = source.naming if source else Naming.NONE
    span = _first(source.spans if source else (), claim.cue, claim.content)
    return [
        Contribution("start", weights.neutral, "where every claim starts"),
        Contribution("source type", weights.type[kind], kind.replace("_", " "), span),
        Contribution("naming", weights.naming[naming], NAMING_REASONS[naming], span),
    ]


def _telling_parts(claim: Claim, weights: Weights) -> list[Contribution]:
    parts = [Contribution("quotation", weights.quote[claim.quote], QUOTE_REASONS[claim.quote], _first(claim.content))]
    if claim.via is not None:
        parts.append(Contribution("via", weights.via, f"known only through {claim.via.text}", claim.via.span))
    return parts


def _figure_parts(figures: Sequence[Figure], weights: Weights) -> list[Contribution]:
    """One part at most, for the figure that matters most: a contradicted, then an unsupported, then a supported one."""
    order = (
        (FigureStatus.CONTRADICTED, weights.contradicted_figure),
        (FigureStatus.UNCORROBORATED, weights.uncorroborated_figure),
        (FigureStatus.CORROBORATED, weights.corroborated_figure),
    )
    for status, weight in order:
        for figure in figures:
            needed = figure.flagged or status is not FigureStatus.UNCORROBORATED  # routine figures need no support
            if figure.status is status and needed:
                return [Contribution(f"{status} figure", weight, figure.reason or figure.text, figure.span)]
    return []


def _cap(parts: Sequence[Contribution], most: float) -> list[Contribution]:
    """What brings the sum down to the most that a single origin can have."""
    excess = _logit(most) - math.fsum(part.weight for part in parts)
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


def _listed(parts: Iterable[Contribution]) -> list[Contribution]:
    return [part for part in parts if part.weight]


def _first(*roles: Sequence[Span]) -> Span | None:
    return next((spans[0] for spans in roles if spans), None)


def _logit(p: float) -> float:
    return math.log(p / (1 - p))
