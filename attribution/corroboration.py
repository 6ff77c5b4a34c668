"""Which figures are the same quantity, whether they agree, and whether their origins are independent.

Nothing here can show that a figure is true. It counts who gives it: a figure is corroborated when a second source, of
the same article or of another, one that cannot be the first one's echo, gives a compatible value for the same quantity.
Every doubt counts against independence, because an unknown origin must never look like a safe one.
"""

from __future__ import annotations

import itertools
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

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
from .errors import InputError
from .matching.grouping import grouped
from .matching.mention import Article, Mention, mentions_of
from .matching.origins import Origin, independent
from .matching.reprints import copies, packed
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
    comparison = Comparison(settings)
    comparison.add(Article(document.id, document.publisher, document.published, topics, claims, sources, figures), ())
    return comparison.judged(document.id, figures)


def compared(reports: Iterable[Report], settings: Settings) -> Comparison:
    """What all of the reports together say about their figures."""
    comparison = Comparison(settings)
    for r in reports:
        article = Article(r.id, r.publisher, r.published, r.topics, r.claims, r.sources, r.figures)
        comparison.add(article, r.fingerprint)
    return comparison


class Comparison:
    """The figures of any number of articles, held against one another.

    First all articles are added, then each article's figures are judged. Of an article little more than its figures is
    kept, so whoever reads articles twice, to add them and to judge them, need never hold them all.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._mentions: list[Mention] = []
        self._first: dict[str, int] = {}  # article -> number of its first mention
        self._fingerprints: dict[str, array[int]] = {}

    def add(self, article: Article, fingerprint: Iterable[int]) -> None:
        """Take in an article's figures. Raises InputError for a second article with the same id."""
        if article.id in self._first:
            raise InputError(f"two reports have the id {article.id!r}; every article of a collection needs its own")
        self._first[article.id] = len(self._mentions)
        self._fingerprints[article.id] = packed(fingerprint)
        self._mentions += mentions_of(article)

    @cached_property
    def mentions(self) -> Sequence[Mention]:
        """The figures of all articles in order; those of articles that carry one text are told."""
        carries = copies(self._fingerprints, self.settings.matching.copied)
        self._fingerprints.clear()
        for number, mention in enumerate(self._mentions):
            if carries[mention.document] != mention.document:
                self._mentions[number] = mention.carrying(carries[mention.document])
        return self._mentions

    @cached_property
    def quantities(self) -> Sequence[Quantity]:
        """What the figures of all articles together measure."""
        return [
            quantity(f"q{number}", [self.mentions[i] for i in group], self.settings)
            for number, group in enumerate(self._groups, start=1)
        ]

    def judged(self, article: str, figures: Sequence[Figure]) -> tuple[Figure, ...]:
        """The figures of an article that was added, as all articles together show them.

        Raises InputError for figures that are not those that were added.
        """
        first = self._first.get(article, len(self.mentions))
        of_it = itertools.islice(self.mentions, first, first + len(figures))
        if [(m.document, m.figure.id) for m in of_it] != [(article, figure.id) for figure in figures]:
            raise InputError(f"{article}: is not the article that was compared; was its file changed meanwhile?")
        return tuple(self._judged(figure, number) for number, figure in enumerate(figures, first))

    @cached_property
    def _groups(self) -> list[list[int]]:
        return grouped(self.mentions, self.settings)

    @cached_property
    def _group_of(self) -> array[int]:
        """For each mention the number of its group."""
        numbers = array("I", bytes(4 * len(self.mentions)))
        for number, group in enumerate(self._groups):
            for i in group:
                numbers[i] = number
        return numbers

    def _judged(self, figure: Figure, number: int) -> Figure:
        group = self._group_of[number]
        members = [self.mentions[i] for i in self._groups[group]]
        evolving = self.quantities[group].evolving
        found = judged(self.mentions[number], members, evolving, len(self._first), self.settings)
        return replace(found, sentence=figure.sentence)


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
