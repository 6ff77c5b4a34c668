"""A figure with all that decides which quantity it is and who it comes from."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..datatypes import Act, Claim, Figure, Naming, Source, day_of
from .origins import PRONOUNS, Origin, origins_of
from .values import middle
from .wording import STOPWORDS, Wording, stems, wording
from .wordset import Words, WordSet

INTERESTED = 0.6  # probability from which a source is said to have an interest


@dataclass(frozen=True)
class Article:
    """What of an article the comparison of its figures needs."""

    id: str
    publisher: str | None
    published: str | None
    topics: tuple[str, ...]
    claims: Sequence[Claim]
    sources: Sequence[Source]
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure of an article.

    ``names`` are those of the article and its sentence, and the article itself, so that its figures have a name in
    common; ``beside`` are those of the sentence. ``figure`` is without what can be long and tells no more: its sentence
    and what was found out about it before.
    """

    document: str
    figure: Figure
    size: float  # one number that stands for its value
    day: int | None
    origin: Origin
    wording: Wording
    names: Words
    beside: Words
    topics: Words
    said_by: str  # the source in the article's words, or by its name where those words are a pronoun
    rests_on: str

    @property
    def own_name(self) -> str:
        """The name that only the figures of its article have."""
        return f"{self.document}#"

    def opened(self) -> Mention:
        """The mention with real sets for its words, to be compared with many others."""
        names, beside, topics = map(frozenset, (self.names, self.beside, self.topics))
        return replace(self, wording=self.wording.opened(), names=names, beside=beside, topics=topics)

    def carrying(self, text: str) -> Mention:
        """The mention of an article that carries another article's text."""
        return replace(self, origin=replace(self.origin, text=text))


def mentions_of(article: Article) -> Iterator[Mention]:
    claims = {claim.id: claim for claim in article.claims}
    names = {source.id: source.name for source in article.sources}
    topics = WordSet(word.lower() for word in article.topics)
    capital = frozenset(word.lower() for word in article.topics if word[:1].isupper())
    published = day_of(article.published)
    origins = origins_of(article.claims, names, article.id, article.publisher)
    for figure in article.figures:
        claim = claims.get(figure.claim or "")
        before, _, after = figure.sentence.partition(figure.text)
        beside = frozenset(stems(" ".join(word for word in figure.sentence.split() if word[:1].isupper())))
        yield Mention(
            document=article.id,
            figure=bare(figure),
            size=abs(middle(figure)),
            day=published.toordinal() if published else None,
            origin=origins[claim.id if claim else ""],
            wording=wording(figure, before, after, claim),
            names=WordSet((capital | beside | {f"{article.id}#"}) - STOPWORDS),
            beside=WordSet(beside - STOPWORDS),
            topics=topics,
            said_by=said_by(claim, names),
            rests_on=rests_on(claim, names),
        )


def bare(figure: Figure) -> Figure:
    """A figure without what a comparison does not need; short texts that many figures have are kept once."""
    return replace(
        figure,
        id=sys.intern(figure.id),
        unit=sys.intern(figure.unit),
        claim=figure.claim and sys.intern(figure.claim),
        sentence="",
        evidence=(),
        reason="",
    )


def rests_on(claim: Claim | None, names: Mapping[str, str]) -> str:
    """Who a claim comes from, after "figure …"."""
    if claim is None or not claim.attributed:
        return "in the article's own voice"
    if claim.source is None or not claim.source.text:
        return "without a named source"
    doubts = ["not named"] if claim.source.naming is Naming.UNNAMED else []
    doubts += ["with an interest in it"] if claim.traits and claim.traits.interest >= INTERESTED else []
    beside = f" ({', '.join(doubts)})" if doubts else ""
    medium = f" by way of {claim.via.text}" if claim.via else ""
    return f"{'denied by' if claim.act is Act.DENIAL else 'from'} {said_by(claim, names)}{beside}{medium}"


def said_by(claim: Claim | None, names: Mapping[str, str]) -> str:
    if claim is None or claim.source is None or not claim.source.text:
        return "the article itself"
    text = " ".join(claim.source.text.split())
    return names.get(claim.source.id or "", text) if text.lower() in PRONOUNS else text
