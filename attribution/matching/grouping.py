"""Which figures are one quantity.

Each pair of figures that is worth comparing gets a probability of being one quantity, a sum of named parts; pairs are
joined likeliest first, as long as all that comes together fits together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..datatypes import Figure, FigureKind
from ..settings import Settings, logistic
from .candidates import COUNTS, candidates
from .linkage import Components, linked
from .mention import Mention
from .values import agrees, middle, near
from .wording import likeness

SMALL = 2  # a number that is in every article
TOPICS = 20  # of an article's topics, from which two articles cannot be more alike


def grouped(mentions: Sequence[Mention], settings: Settings) -> list[list[int]]:
    """The mentions of each quantity, in order.

    Mentions that no chain of likely pairs connects cannot come together, so each set of connected ones is taken apart
    on its own: nothing but the sets is held for the whole, and no pair within a set is compared before it has to be.
    """
    components = Components(len(mentions))
    for i, j in candidates(mentions, settings):
        if components.of(i) != components.of(j) and likely(mentions[i], mentions[j], settings):
            components.join(i, j)
    return sorted(group for members in components.sets() for group in taken_apart(members, mentions, settings))


def taken_apart(members: list[int], mentions: Sequence[Mention], settings: Settings) -> list[list[int]]:
    """The quantities among mentions that are connected: pairs are joined while the mean over both sides holds."""
    if len(members) <= 2:
        return [members]
    connected = [mentions[i] for i in members]
    values = {(i, j): likelihood(connected[i], connected[j], settings) for i, j in candidates(connected, settings)}
    groups = linked(len(members), values, settings.matching.least, settings.matching.compared)
    return [[members[i] for i in group] for group in groups]


def likely(a: Mention, b: Mention, settings: Settings) -> bool:
    """Whether the likelihood is high enough, found without looking at more words than it takes to tell."""
    limits = settings.matching
    if a.document == b.document:
        return likelihood(a, b, settings) >= limits.least
    odds = limits.bias + sum(limits.weights[name] * value for name, value in of_values(a, b, settings).items())
    most = sum(max(0.0, limits.weights[name]) for name in OF_WORDS)  # that the words may add
    for name, feature in OF_WORDS.items():
        if logistic(odds + most) < limits.least:
            return False
        odds += limits.weights[name] * feature(a, b)
        most -= max(0.0, limits.weights[name])
    return logistic(odds) >= limits.least


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
        casualties = a.figure.kind is FigureKind.CASUALTIES and len(nouns) == 1
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
    weights = settings.matching.weights
    found = features(a, b, settings)
    return logistic(settings.matching.bias + sum(weights[name] * value for name, value in found.items()))


def features(a: Mention, b: Mention, settings: Settings) -> dict[str, float]:
    """What speaks for two figures being one quantity and what against, each between 0 and 1."""
    return of_values(a, b, settings) | {name: feature(a, b) for name, feature in OF_WORDS.items()}


def of_values(a: Mention, b: Mention, settings: Settings) -> dict[str, float]:
    """The features that are found at once."""
    one, other = sorted((abs(middle(a.figure)), abs(middle(b.figure))))
    nouns, harm = {a.wording.noun, b.wording.noun}, {a.wording.state, b.wording.state}
    dated = a.day is not None and b.day is not None
    return {
        "same value": float((a.figure.low, a.figure.high) == (b.figure.low, b.figure.high)),
        "agreeing value": float(agrees(a.figure, b.figure, settings.figures)),
        "distant value": 1 - one / other if other else 0.0,
        "small values": float(other <= SMALL),
        "percent": float(a.figure.kind is FigureKind.PERCENT),
        "casualties": float("" not in harm),
        "people or casualties": float(len(harm) > 1),
        "harm but death": float(len(harm) == 1 and harm.isdisjoint({"", "killed"})),
        "same noun": float(len(nouns) == 1),
        "general noun": float(len(nouns) > 1 and "person" in nouns),
        "days apart": min(1.0, abs((a.day or 0) - (b.day or 0)) / settings.matching.days) if dated else 0.5,
        "one article": float(a.document == b.document),
        "one origin": float(bool(a.origin.identities & b.origin.identities)),
    }


# The features for which sets of words are compared, which takes longer; those that tell most first.
OF_WORDS: dict[str, Callable[[Mention, Mention], float]] = {
    "names": lambda a, b: likeness(a.names, b.names),
    "sentence": lambda a, b: likeness(a.wording.words, b.wording.words),
    "names beside": lambda a, b: likeness(a.beside, b.beside),
    "own words": lambda a, b: likeness(a.wording.own, b.wording.own),
    "topics": lambda a, b: min(1.0, len(a.topics & b.topics) / TOPICS),
}
