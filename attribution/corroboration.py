"""Which figures are the same quantity, whether they agree, and whether their origins are independent.

Nothing here can show that a figure is true. It counts who gives it: a figure is corroborated when a second source, of
the same article or of another, one that cannot be the first one's echo, gives a compatible value for the same quantity.
Every doubt counts against independence, because an unknown origin must never look like a safe one.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from .datatypes import (
    Claim,
    Document,
    Evidence,
    Figure,
    FigureStatus,
    Quantity,
    QuantityMention,
    Report,
    Source,
)
from .matching.grouping import grouped
from .matching.mention import Article, Mention, mentions_of
from .matching.origins import Origin, independent
from .matching.reprints import copies
from .matching.values import agrees, middle
from .settings import Settings


def corroborate(
    document: Document,
    topics: tuple[str, ...],
    claims: Sequence[Claim],
    sources: Sequence[Source],
    figures: Sequence[Figure],
    settings: Settings,
) -> tuple[Figure, ...]:
    """The figures with status, origins, evidence, flag and reason, judged within this one article."""
    article = Article(
        document.id, document.publisher, document.published, topics, claims, sources, figures, document.id
    )
    (judged,), _ = compared([article], settings)
    return judged


def cross_checked(reports: Sequence[Report], settings: Settings) -> tuple[list[tuple[Figure, ...]], list[Quantity]]:
    """The figures of each report with what all of them together say about it, and the quantities they give."""
    return compared(articles_of(reports, settings), settings)


def articles_of(reports: Sequence[Report], settings: Settings) -> list[Article]:
    """What of each report the comparison needs; articles that carry one text are told."""
    prints = {report.id: frozenset(report.fingerprint) for report in reports}
    texts = copies(prints, settings.matching.copied)
    return [
        Article(r.id, r.publisher, r.published, r.topics, r.claims, r.sources, r.figures, texts[r.id]) for r in reports
    ]


def compared(articles: Sequence[Article], settings: Settings) -> tuple[list[tuple[Figure, ...]], list[Quantity]]:
    """The figures of each article as all of them together show them, and the quantities that they give."""
    mentions = [mention for article in articles for mention in mentions_of(article)]
    found: dict[tuple[str, str], Figure] = {}
    quantities = []
    for number, group in enumerate(grouped(mentions, settings), start=1):
        members = [mentions[i] for i in group]
        quantities.append(quantity(f"q{number}", members, settings))
        evolving = quantities[-1].evolving
        for member in members:
            found[member.document, member.figure.id] = judged(member, members, evolving, len(articles), settings)
    return [tuple(found[article.id, figure.id] for figure in article.figures) for article in articles], quantities


# --- a quantity and its figures ---------------------------------------------------------------


def quantity(name: str, members: Sequence[Mention], settings: Settings) -> Quantity:
    pairs = [(a, b) for a, b in itertools.combinations(members, 2) if independent(a.origin, b.origin)]
    support = any(agrees(a.figure, b.figure, settings.figures) for a, b in pairs)
    evolving = rises(members, settings)
    against = not evolving and any(not agrees(a.figure, b.figure, settings.figures) for a, b in pairs)
    names = origin_names(members)
    return Quantity(
        quantity=name,
        unit=members[0].figure.unit,
        kind=members[0].figure.kind,
        status=status_of(support, against),
        origins=count([member.origin for member in members]),
        evolving=evolving,
        mentions=tuple(
            QuantityMention(m.document, m.figure.id, m.figure.span, m.figure.low, m.figure.high, names[m.origin])
            for m in members
        ),
    )


def judged(member: Mention, members: Sequence[Mention], evolving: bool, articles: int, settings: Settings) -> Figure:
    """The figure with what the other mentions of its quantity say about it."""
    figure = member.figure
    others = [other for other in members if other is not member]
    agree = [agrees(figure, other.figure, settings.figures) for other in others]
    apart = [independent(member.origin, other.origin) for other in others]
    support = [other for other, yes, free in zip(others, agree, apart, strict=True) if yes and free]
    against = [other for other, yes, free in zip(others, agree, apart, strict=True) if free and not yes]
    status = status_of(bool(support), bool(against) and not evolving)
    contestable = figure.contestable >= settings.figures.contestable
    return replace(
        figure,
        status=status,
        origins=count([member.origin, *(other.origin for other in support)]),
        evidence=tuple(
            Evidence(other.document, other.figure.id, other.figure.claim, yes, free)
            for other, yes, free in zip(others, agree, apart, strict=True)
        ),
        flagged=contestable and status is not FigureStatus.CORROBORATED,
        reason=reason(member, support or against, status, articles),
    )


def status_of(support: bool, against: bool) -> FigureStatus:
    if support:
        return FigureStatus.CORROBORATED
    return FigureStatus.CONTRADICTED if against else FigureStatus.UNCORROBORATED


def rises(members: Sequence[Mention], settings: Settings) -> bool:
    """Whether the values of later articles are the higher ones throughout: a count that goes on."""
    by_day: dict[int, list[float]] = defaultdict(list)
    for member in members:
        if member.day is not None:
            by_day[member.day].append(middle(member.figure))
    highest = [max(by_day[day]) for day in sorted(by_day)]
    steady = all(a <= b for a, b in itertools.pairwise(highest))
    return len(highest) > 1 and steady and highest[-1] > highest[0] * (1 + settings.figures.tolerance)


def count(origins: Iterable[Origin]) -> int:
    """How many of the origins are independent of every one counted before them; one at least."""
    counted: list[Origin] = []
    for origin in origins:
        if all(independent(origin, other) for other in counted):
            counted.append(origin)
    return len(counted)


def origin_names(members: Sequence[Mention]) -> Mapping[Origin, str]:
    """Origin -> the name of the first member that has an identity with it."""
    names: dict[Origin, str] = {}
    for member in members:
        alike = (names[other] for other in names if other.identities & member.origin.identities)
        names.setdefault(member.origin, next(alike, member.origin.name))
    return names


# --- the reason -------------------------------------------------------------------------------


def reason(member: Mention, others: Sequence[Mention], status: FigureStatus, articles: int) -> str:
    """One sentence that says who the figure rests on, and who else gives it or gives another."""
    start = f"{'estimate' if member.figure.hedged else 'figure'} {member.rests_on}"
    if status is FigureStatus.UNCORROBORATED:
        return f"{start}; no independent source in {'this article' if articles == 1 else f'these {articles} articles'}"
    other = others[0]
    where = f" in {other.document}" if other.document != member.document else ""
    if status is FigureStatus.CORROBORATED:
        return f"{start}; also given by {other.said_by}{where}"
    return f"{start}; {other.said_by} gives “{other.figure.text}”{where}"
