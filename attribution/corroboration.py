"""Which figures are the same quantity, whether they agree, and whether their origins are independent.

Nothing here can show that a figure is true. It counts who gives it: a figure is corroborated when a second source, of
the same article or of another, one that cannot be the first one's echo, gives a compatible value for the same quantity.
Every doubt counts against independence, because an unknown origin must never look like a safe one.
"""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    article = Article(document.id, document.publisher, document.published, topics, claims, sources, figures)
    comparison = compared([Gist(document.id, tuple(mentions_of(article)), packed(()))], settings)
    return with_sentences(comparison.judged(document.id), figures)


def with_sentences(judged: Sequence[Figure], figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures as they were judged. Raises InputError where those judged are others."""
    if [figure.id for figure in judged] != [figure.id for figure in figures]:
        raise InputError("its figures are not those that were compared; was its file changed meanwhile?")
    return tuple(replace(one, sentence=figure.sentence) for one, figure in zip(judged, figures, strict=True))


@dataclass(frozen=True)
class Gist:
    """What of a report a comparison needs."""

    id: str
    mentions: tuple[Mention, ...]
    fingerprint: array[int]


def gist_of(r: Report) -> Gist:
    article = Article(r.id, r.publisher, r.published, r.topics, r.claims, r.sources, r.figures)
    return Gist(r.id, tuple(mentions_of(article)), packed(r.fingerprint))


def compared(gists: Iterable[Gist], settings: Settings) -> Comparison:
    """What all of the reports together say about their figures."""
    comparison = Comparison(settings)
    for gist in gists:
        comparison.add(gist)
    return comparison


class Comparison:
    """The figures of any number of articles, held against one another.

    First all articles are added, then each article's figures are judged. Of an article little more than its figures is
    kept, so whoever reads articles twice, to add them and to judge them, need never hold them all.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._mentions: list[Mention] = []
        self._places: dict[str, range] = {}  # article -> the numbers of its mentions
        self._fingerprints: dict[str, array[int]] = {}

    def add(self, article: Gist) -> None:
        """Take in an article's figures. Raises InputError for a second article with the same id."""
        if article.id in self._places:
            raise InputError(f"two reports have the id {article.id!r}; every article of a collection needs its own")
        start = len(self._mentions)
        self._mentions += article.mentions
        self._places[article.id] = range(start, len(self._mentions))
        self._fingerprints[article.id] = article.fingerprint

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

    def judged(self, article: str) -> tuple[Figure, ...]:
        """The figures of an article that was added, as all articles together show them, without their sentences."""
        return tuple(self._judged(number) for number in self._places[article])

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

    def _judged(self, number: int) -> Figure:
        """A figure as the mentions of its quantity show it; of very many those next to it, which its reason tells."""
        place, most = self._group_of[number], self.settings.matching.most
        group = self._groups[place]
        start = max(0, min(bisect_left(group, number) - most // 2, len(group) - 1 - most))
        members = [self.mentions[i] for i in group[start : start + most + 1]]
        evolving = self.quantities[place].evolving
        found = judged(self.mentions[number], members, evolving, len(self._places), self.settings)
        left = len(group) - len(members)
        note = f"; {left} more mentions of the same quantity were not looked at" if left else ""
        return replace(found, reason=found.reason + note)


# --- a quantity and its figures ---------------------------------------------------------------


def quantity(name: str, members: Sequence[Mention], settings: Settings) -> Quantity:
    names = origin_names(members)
    told: dict[bool, set[frozenset[str]]] = {True: set(), False: set()}  # pairs of origins that agree, that do not
    for a, b in neighbours(members, settings.matching.most):
        if independent(a.origin, b.origin):
            pair = frozenset((names[a.origin], names[b.origin]))
            told[agrees(a.figure, b.figure, settings.figures)].add(pair)
    evolving = rises(members, settings)
    return Quantity(
        quantity=name,
        unit=members[0].figure.unit,
        kind=members[0].figure.kind,
        status=status_of(len(told[True]), 0 if evolving else len(told[False])),
        origins=count([member.origin for member in members]),
        evolving=evolving,
        mentions=tuple(
            QuantityMention(m.document, m.figure.id, m.figure.span, m.figure.low, m.figure.high, names[m.origin])
            for m in members
        ),
    )


def neighbours(members: Sequence[Mention], most: int) -> Iterator[tuple[Mention, Mention]]:
    """All pairs of a quantity's mentions; where there are very many, of each with so many that follow it."""
    for at, member in enumerate(members):
        yield from ((member, other) for other in members[at + 1 : at + 1 + most])


def judged(member: Mention, members: Sequence[Mention], evolving: bool, articles: int, settings: Settings) -> Figure:
    """The figure with what the other mentions of its quantity say about it."""
    figure = member.figure
    others = [other for other in members if other is not member]
    evidence = [evidence_of(other, member, settings) for other in others]
    support = [other for other, one in zip(others, evidence, strict=True) if one.independent and one.agrees]
    against = [other for other, one in zip(others, evidence, strict=True) if one.independent and not one.agrees]
    denials = [one for one in (member, *others) if one.origin.denies and agrees(figure, one.figure, settings.figures)]
    origins = count([member.origin, *(other.origin for other in support)])
    status = status_of(origins - 1, 0 if evolving else count([other.origin for other in against]))
    contestable = settings.flagging.wants_support(figure, member.origin.naming, member.origin.type)
    return replace(
        figure,
        status=status,
        disputed=bool(denials),
        origins=origins,
        evidence=tuple(evidence),
        flagged=contestable and (status is not FigureStatus.CORROBORATED or bool(denials)),
        reason=reason(member, support, against, denials, status, articles),
    )


def evidence_of(other: Mention, member: Mention, settings: Settings) -> Evidence:
    """What another mention of its quantity is to a figure."""
    return Evidence(
        other.document,
        other.figure.id,
        other.figure.claim,
        agrees=agrees(member.figure, other.figure, settings.figures),
        independent=independent(member.origin, other.origin),
        own_voice=other.origin.type is None and other.origin.vouches,
    )


def status_of(support: int, against: int) -> FigureStatus:
    """Of a figure that so many independent origins give, and against which so many give another."""
    if against > support:
        return FigureStatus.CONTRADICTED
    return FigureStatus.CORROBORATED if support else FigureStatus.UNCORROBORATED


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
    """How many of the origins are independent of every one counted before them."""
    counted: list[Origin] = []
    for origin in origins:
        if all(independent(origin, other) for other in counted):
            counted.append(origin)
    return len(counted)


def origin_names(members: Sequence[Mention]) -> Mapping[Origin, str]:
    """Origin -> the name of the first member that has an identity, or an article's text, with it."""
    names: dict[Origin, str] = {}
    first: dict[str, tuple[int, str]] = {}  # mark -> number and name of the first origin that has it
    for number, origin in enumerate(dict.fromkeys(member.origin for member in members)):
        _, names[origin] = min((first[mark] for mark in origin.marks if mark in first), default=(number, origin.name))
        for mark in origin.marks:
            first.setdefault(mark, (number, names[origin]))
    return names


# --- the reason -------------------------------------------------------------------------------


def reason(
    member: Mention,
    support: Sequence[Mention],
    against: Sequence[Mention],
    denials: Sequence[Mention],
    status: FigureStatus,
    articles: int,
) -> str:
    """One sentence that says who the figure rests on, and who else gives it, gives another, or denies it."""
    parts = [f"{'estimate' if member.figure.hedged else 'figure'} {member.rests_on}"]
    if status is FigureStatus.CORROBORATED:
        parts.append(f"also given by {support[0].said_by}{where(support[0], member)}")
    elif status is FigureStatus.CONTRADICTED:
        other = against[0]
        parts.append(f"{other.said_by} gives “{other.figure.text}”{where(other, member)}")
    else:
        parts.append(f"no independent source in {'this article' if articles == 1 else f'these {articles} articles'}")
    parts += [f"denied by {one.said_by}{where(one, member)}" for one in denials[:1] if one is not member]
    return "; ".join(parts)


def where(other: Mention, member: Mention) -> str:
    return f" in {other.document}" if other.document != member.document else ""
