"""Which figures of many articles are the same quantity, and what that says about each of them.

A pair of figures is compared only where two articles of about one date share a name, so the work grows with the number
of events and not with the square of the number of articles. Each pair gets a probability of being one quantity, a sum
of named parts; pairs are joined likeliest first, as long as all that comes together fits together.
"""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .datatypes import Evidence, Figure, FigureKind, FigureStatus, Quantity, QuantityMention, Report
from .matching.origins import Origin, independent
from .matching.reprints import copies
from .matching.values import agrees, middle
from .matching.wording import Wording, likeness, stems, wording
from .settings import Settings, logistic

COUNTS = frozenset({FigureKind.CASUALTIES, FigureKind.PEOPLE, FigureKind.THINGS})
Pair = tuple[int, int]


@dataclass(frozen=True)
class Mention:
    """A figure of one article with what decides which quantity it is and who it comes from."""

    document: str
    figure: Figure
    day: int | None
    origin: Origin
    wording: Wording
    names: frozenset[str]
    topics: frozenset[str]
    place: float  # of the article's figures, 0 for the first and 1 for the last


def cross_checked(reports: Sequence[Report], settings: Settings) -> tuple[list[tuple[Figure, ...]], list[Quantity]]:
    """The figures of each report with what all of them together say about it, and the quantities they give."""
    mentions = list(mentions_of(reports, settings))
    groups = grouped(mentions, settings)
    figures = {(m.document, m.figure.id): m.figure for m in mentions}
    quantities = []
    for number, group in enumerate(groups, start=1):
        members = [mentions[i] for i in group]
        quantities.append(quantity(f"q{number}", members, settings))
        for member in members:
            figures[member.document, member.figure.id] = judged(member, members, quantities[-1], settings)
    return [tuple(figures[report.id, figure.id] for figure in report.figures) for report in reports], quantities


def mentions_of(reports: Sequence[Report], settings: Settings) -> Iterator[Mention]:
    """The figures of all articles, each as its own article alone judges it."""
    fingerprints = {report.id: frozenset(report.fingerprint) for report in reports}
    texts = copies(fingerprints, settings.collection.copied)
    for report in reports:
        claims = {claim.id: claim for claim in report.claims}
        names = {source.id: source.name for source in report.sources}
        topics = frozenset(word.lower() for word in report.topics)
        day = day_of(report.published)
        capital = frozenset(word.lower() for word in report.topics if word[:1].isupper())
        for place, figure in enumerate(report.figures):
            claim = claims.get(figure.claim or "")
            before, _, after = figure.sentence.partition(figure.text)
            told = wording(figure, before, after, claim)
            origin = Origin.of(claim, names, report.id, report.publisher, texts[report.id])
            named = frozenset(stems(" ".join(word for word in figure.sentence.split() if word[:1].isupper())))
            share = place / max(1, len(report.figures) - 1)
            yield Mention(report.id, own(report.id, figure), day, origin, told, named | capital, topics, share)


def own(document: str, figure: Figure) -> Figure:
    """The figure as its own article alone judges it."""
    evidence = tuple(one for one in figure.evidence if one.document == document)
    support = any(one.agrees and one.independent for one in evidence)
    against = any(not one.agrees and one.independent for one in evidence)
    return replace(figure, evidence=evidence, status=status_of(support, against))


def status_of(support: bool, against: bool) -> FigureStatus:
    if support:
        return FigureStatus.CORROBORATED
    return FigureStatus.CONTRADICTED if against else FigureStatus.UNCORROBORATED


def day_of(published: str | None) -> int | None:
    """Ordinal of the date that a publication time begins with, None where it begins with none."""
    try:
        return dt.date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None


# --- which figures are one quantity -----------------------------------------------------------


def candidates(mentions: Sequence[Mention], settings: Settings) -> Iterator[Pair]:
    """Pairs of figures of one kind whose articles share a name and lie within some days of each other, once each.

    An article without a date may be of any day. A name that very many figures share is no trace.
    """
    index: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    order = sorted(range(len(mentions)), key=lambda i: (mentions[i].day is not None, mentions[i].day or 0, i))
    for i in order:
        for name in mentions[i].names:
            index[class_of(mentions[i]), mentions[i].wording.state, name].append(i)
    span, most = settings.collection.days, settings.collection.most
    paired: set[Pair] = set()
    for holders in index.values():
        days = [mentions[i].day for i in holders]
        undated = sum(day is None for day in days)
        known = [day for day in days if day is not None]
        for at, i in enumerate(holders):
            day = days[at]
            start = 0 if day is None else undated + bisect_left(known, day - span)
            near = [*holders[: min(at, undated)], *holders[max(start, undated) : at]]
            if len(near) <= most:
                paired.update((min(i, j), max(i, j)) for j in near)
    return iter(sorted(paired))


def class_of(mention: Mention) -> str:
    """Counts of whatever kind may be one quantity ("40 people", "40 dead"); measures only with their like."""
    return "count" if mention.figure.kind in COUNTS else mention.figure.kind


def features(a: Mention, b: Mention, settings: Settings) -> dict[str, float]:
    """What speaks for two figures being one quantity and what against, each between 0 and 1."""
    same = (a.figure.low, a.figure.high) == (b.figure.low, b.figure.high)
    agree = agrees(a.figure, b.figure, settings.figures)
    one, other = sorted((abs(middle(a.figure)), abs(middle(b.figure))))
    apart = abs(a.day - b.day) / settings.collection.days if a.day is not None and b.day is not None else 0.5
    return {
        "same value": float(same),
        "telling value": float(same and middle(a.figure) >= settings.collection.telling),
        "agreeing value": float(agree),
        "distant value": 1 - one / other if other else 0.0,
        "same noun": float(a.wording.noun == b.wording.noun),
        "general noun": float(a.wording.noun != b.wording.noun and "person" in (a.wording.noun, b.wording.noun)),
        "sentence": likeness(a.wording.words, b.wording.words),
        "names": likeness(a.names, b.names),
        "topics": likeness(a.topics, b.topics),
        "days apart": min(1.0, apart),
        "one article": float(a.document == b.document),
        "one origin": float(bool(a.origin.identities & b.origin.identities)),
        "place": abs(a.place - b.place),
        "casualties": float(a.figure.kind is FigureKind.CASUALTIES),
    }


def probability(a: Mention, b: Mention, settings: Settings) -> float:
    """That two figures are one quantity (logistic regression, fitted by training.quantities)."""
    weights = settings.collection.weights
    found = features(a, b, settings)
    return logistic(settings.collection.bias + sum(weights[name] * value for name, value in found.items()))


def grouped(mentions: Sequence[Mention], settings: Settings) -> list[list[int]]:
    """The mentions of each quantity, in order: pairs are joined likeliest first while the mean of all pairs holds.

    (Average linkage.) A pair that was no candidate counts as 0.
    """
    least = settings.collection.least
    likely = {
        pair: probability(mentions[pair[0]], mentions[pair[1]], settings) for pair in candidates(mentions, settings)
    }
    group = {i: [i] for i in range(len(mentions))}
    for (i, j), value in sorted(likely.items(), key=lambda item: (-item[1], item[0])):
        if value < least:
            break
        one, other = group[i], group[j]
        if one is not other:
            between = [likely.get((min(a, b), max(a, b)), 0.0) for a in one for b in other]
            if sum(between) / len(between) >= least:
                joined = sorted([*one, *other])
                for k in joined:
                    group[k] = joined
    return [list(members) for members in sorted({tuple(members) for members in group.values()})]


# --- what a quantity says about its figures ---------------------------------------------------


def quantity(name: str, members: Sequence[Mention], settings: Settings) -> Quantity:
    names = origin_names(members)
    pairs = [(a, b) for a, b in itertools.combinations(members, 2) if independent(a.origin, b.origin)]
    evolving = rises(members, settings)
    support = any(agrees(a.figure, b.figure, settings.figures) for a, b in pairs)
    against = not evolving and any(not agrees(a.figure, b.figure, settings.figures) for a, b in pairs)
    first = members[0].figure
    return Quantity(
        quantity=name,
        unit=first.unit,
        kind=first.kind,
        status=status_of(support, against),
        origins=len(apart([member.origin for member in members])),
        evolving=evolving,
        mentions=tuple(
            QuantityMention(m.document, m.figure.id, m.figure.span, m.figure.low, m.figure.high, names[m.origin])
            for m in members
        ),
    )


def judged(member: Mention, members: Sequence[Mention], found: Quantity, settings: Settings) -> Figure:
    """The figure with what the quantity's other mentions say about it."""
    figure = member.figure
    known = {(one.document, one.figure) for one in figure.evidence}
    others = [m for m in members if m is not member and (m.document, m.figure.id) not in known]
    evidence = [
        Evidence(
            m.document,
            m.figure.id,
            m.figure.claim,
            agrees(figure, m.figure, settings.figures),
            independent(member.origin, m.origin),
        )
        for m in others
    ]
    total = (*figure.evidence, *evidence)
    support = any(one.agrees and one.independent for one in total)
    against = not found.evolving and any(not one.agrees and one.independent for one in total)
    status = status_of(support, against)
    contestable = figure.contestable >= settings.figures.contestable
    return replace(
        figure,
        status=status,
        origins=1 + len(apart([m.origin for m in members if independent(m.origin, member.origin)])),
        evidence=total,
        flagged=contestable and status is not FigureStatus.CORROBORATED,
        reason=reason(member, others, status, settings),
    )


def reason(member: Mention, others: Sequence[Mention], status: FigureStatus, settings: Settings) -> str:
    """What the figure's own article gives as the reason, with what other articles add."""
    rests_on, *within = member.figure.reason.split("; ", maxsplit=1)
    agreeing = status is FigureStatus.CORROBORATED
    for other in others:
        if agrees(member.figure, other.figure, settings.figures) is agreeing and independent(
            member.origin, other.origin
        ):
            if agreeing:
                return f"{rests_on}; also given by {other.origin.name} in {other.document}"
            return f"{rests_on}; {other.origin.name} gives “{other.figure.text}” in {other.document}"
    if status is FigureStatus.UNCORROBORATED:
        return f"{rests_on}; no independent source in the articles given"
    return "; ".join([rests_on, *within])


def apart(origins: Iterable[Origin]) -> list[Origin]:
    """Origins each independent of all before it."""
    counted: list[Origin] = []
    for origin in origins:
        if all(independent(origin, other) for other in counted):
            counted.append(origin)
    return counted


def origin_names(members: Sequence[Mention]) -> Mapping[Origin, str]:
    """Origin -> the name of the first member that has an identity with it."""
    names: dict[Origin, str] = {}
    for member in members:
        alike = (names[other] for other in names if other.identities & member.origin.identities)
        names.setdefault(member.origin, next(alike, member.origin.name))
    return names


def rises(members: Sequence[Mention], settings: Settings) -> bool:
    """Whether the values of later articles are the higher ones throughout: a count that goes on."""
    by_day: dict[int, list[float]] = defaultdict(list)
    for member in members:
        if member.day is not None:
            by_day[member.day].append(middle(member.figure))
    highest = [max(by_day[day]) for day in sorted(by_day)]
    steady = all(a <= b for a, b in itertools.pairwise(highest))
    return len(highest) > 1 and steady and highest[-1] > highest[0] * (1 + settings.figures.tolerance)
