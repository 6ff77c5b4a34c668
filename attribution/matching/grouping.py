"""Which figures are one quantity.

A pair of figures is compared only where two articles of about one date share a name, so that the work grows with the
number of events and not with the square of the number of articles. Each pair gets a probability of being one quantity,
a sum of named parts; pairs are joined likeliest first, as long as all that comes together fits together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..datatypes import Figure, FigureKind
from ..settings import Settings, logistic
from .mention import Mention
from .values import agrees, middle, near
from .wording import likeness

COUNTS = frozenset({FigureKind.CASUALTIES, FigureKind.PEOPLE, FigureKind.THINGS})
Pair = tuple[int, int]


def grouped(mentions: Sequence[Mention], settings: Settings) -> list[list[int]]:
    """The mentions of each quantity, in order: pairs are joined while the mean over all pairs of both sides holds.

    (Average linkage.) A pair that was no candidate counts as 0.
    """
    least = settings.matching.least
    likely = {(i, j): likelihood(mentions[i], mentions[j], settings) for i, j in candidates(mentions, settings)}
    group = {i: [i] for i in range(len(mentions))}
    for (i, j), value in sorted(likely.items(), key=lambda item: (-item[1], item[0])):
        if value < least:
            break
        one, other = group[i], group[j]
        if one is not other:
            between = [likely.get((min(a, b), max(a, b)), 0.0) for a in one for b in other]
            if sum(between) / len(between) >= least:
                joined = sorted([*one, *other])
                group.update(dict.fromkeys(joined, joined))
    return [list(members) for members in sorted({tuple(members) for members in group.values()})]


def candidates(mentions: Sequence[Mention], settings: Settings) -> Iterator[Pair]:
    """Pairs of figures of one class in one article, or in articles some days apart that share a name; each once.

    An article without a date may be of any day. A name that very many figures share is no trace.
    """
    index: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    order = sorted(range(len(mentions)), key=lambda i: (mentions[i].day is not None, mentions[i].day or 0, i))
    for i in order:
        for name in mentions[i].names:
            index[class_of(mentions[i]), mentions[i].wording.state, name].append(i)
    span, most = settings.matching.days, settings.matching.most
    paired: set[Pair] = set()
    for (_, _, name), holders in index.items():
        days = [mentions[i].day for i in holders]
        known = [day for day in days if day is not None]
        undated = len(days) - len(known)
        for at, i in enumerate(holders):
            day = days[at]
            start = undated + bisect_left(known, day - span) if day is not None else at
            near = [*holders[: min(at, undated)], *holders[start:at]]
            if len(near) <= most or name.endswith("#"):
                paired.update((min(i, j), max(i, j)) for j in near)
    return iter(sorted(paired))


def class_of(mention: Mention) -> str:
    """Counts of whatever kind may be one quantity ("40 people", "40 dead"); the rest only in the same unit."""
    return "count" if mention.figure.kind in COUNTS else f"{mention.figure.kind} {mention.wording.noun}"


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
    same = (a.figure.low, a.figure.high) == (b.figure.low, b.figure.high)
    one, other = sorted((abs(middle(a.figure)), abs(middle(b.figure))))
    dated = a.day is not None and b.day is not None
    return {
        "same value": float(same),
        "telling value": float(same and other >= settings.matching.telling),
        "agreeing value": float(agrees(a.figure, b.figure, settings.figures)),
        "distant value": 1 - one / other if other else 0.0,
        "same noun": float(a.wording.noun == b.wording.noun),
        "general noun": float(a.wording.noun != b.wording.noun and "person" in (a.wording.noun, b.wording.noun)),
        "sentence": likeness(a.wording.words, b.wording.words),
        "names": likeness(a.names, b.names),
        "topics": likeness(a.topics, b.topics),
        "days apart": min(1.0, abs((a.day or 0) - (b.day or 0)) / settings.matching.days) if dated else 0.5,
        "one article": float(a.document == b.document),
        "one origin": float(bool(a.origin.identities & b.origin.identities)),
        "place": abs(a.place - b.place),
        "casualties": float(a.figure.kind is FigureKind.CASUALTIES),
    }
