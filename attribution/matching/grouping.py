"""Which figures are one quantity.

Each pair of figures that is worth comparing gets a probability of being one quantity, a sum of named parts; pairs are
joined likeliest first, as long as all that comes together fits together.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..datatypes import Figure, FigureKind
from ..settings import Settings, logistic
from .candidates import COUNTS, candidates
from .linkage import Pairs, linked
from .mention import Mention
from .values import agrees, middle, near
from .wording import likeness, shared

SMALL = 2  # a number that is in every article
TOPICS = 20  # of an article's topics, from which two articles cannot be more alike


def grouped(mentions: Sequence[Mention], settings: Settings) -> list[list[int]]:
    """The mentions of each quantity, in order."""
    pairs = Pairs(len(mentions))
    for i, others in candidates(mentions, settings):
        if others:
            one = mentions[i].opened()
            for j in others:
                pairs.add(i, j, likelihood(one, mentions[j], settings))
    return linked(pairs, settings.matching.least, settings.matching.compared)


def likelihood(a: Mention, b: Mention, settings: Settings) -> float:
    """The probability; in one article, where all is on one event, the words decide first."""
    if a.document != b.document:
        return probability(a, b, settings)
    return max(probability(a, b, settings), settings.matching.least) if worded_alike(a, b, settings) else 0.0


def worded_alike(a: Mention, b: Mention, settings: Settings) -> bool:
    """Whether two figures of one article are worded as one quantity.

    Numbers of people are specific to an event, and a high one the more; money, shares and measures recur with other
    meanings, and values that differ must be worded more alike.
    """
    limits = settings.matching
    alike = likeness(a.wording.words, b.wording.words)
    nouns = {a.wording.noun, b.wording.noun}
    if not agrees(a.figure, b.figure, settings.figures):
        casualties = {a.figure.kind, b.figure.kind} == {FigureKind.CASUALTIES} and len(nouns) == 1
        return casualties and alike >= limits.alike_disputed and near(a.figure, b.figure, settings.figures)
    if a.figure.kind in COUNTS and b.figure.kind in COUNTS:
        telling = all(exact(m.figure) and middle(m.figure) >= limits.telling for m in (a, b))
        return (len(nouns) == 1 or "person" in nouns) and (telling or alike >= limits.alike_counted)
    return alike >= limits.alike_other and (a.figure.low, a.figure.high) == (b.figure.low, b.figure.high)


def exact(figure: Figure) -> bool:
    """Whether a number of casualties is given; "dozens" is no number that could recur by chance only."""
    vague = figure.low is not None and figure.high is not None and figure.low < figure.high
    return figure.kind is FigureKind.CASUALTIES and not vague


def probability(a: Mention, b: Mention, settings: Settings) -> float:
    """That two figures are one quantity (logistic regression, fitted by training.quantities)."""
    odds, weights = settings.matching.bias, settings.matching.weights
    for name, value in features(a, b, settings).items():
        if value:
            odds += weights[name] * value
    return logistic(odds)


def features(a: Mention, b: Mention, settings: Settings) -> dict[str, float]:
    """What speaks for two figures being one quantity and what against, each between 0 and 1."""
    one, other = (a.size, b.size) if a.size <= b.size else (b.size, a.size)
    nouns, harm = {a.wording.noun, b.wording.noun}, {a.wording.state, b.wording.state}
    dated = a.day is not None and b.day is not None
    return {
        "same value": a.figure.low == b.figure.low and a.figure.high == b.figure.high,
        "agreeing value": agrees(a.figure, b.figure, settings.figures),
        "distant value": 1 - one / other if other else 0.0,
        "small values": other <= SMALL,
        "percent": a.figure.kind is FigureKind.PERCENT,
        "casualties": "" not in harm,
        "people or casualties": len(harm) > 1,
        "harm but death": len(harm) == 1 and harm.isdisjoint({"", "killed"}),
        "same noun": len(nouns) == 1,
        "general noun": len(nouns) > 1 and "person" in nouns,
        "own words": likeness(a.wording.own, b.wording.own),
        "sentence": likeness(a.wording.words, b.wording.words),
        "names beside": likeness(a.beside, b.beside),
        "names": likeness(a.names, b.names),
        "topics": min(1.0, shared(a.topics, b.topics) / TOPICS),
        "days apart": min(1.0, abs((a.day or 0) - (b.day or 0)) / settings.matching.days) if dated else 0.5,
        "one article": a.document == b.document,
        "one origin": not a.origin.identities.isdisjoint(b.origin.identities),
    }
