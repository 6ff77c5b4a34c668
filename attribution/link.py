"""Sources that are the same entity are joined, and each statement gets the medium it is known through.

The network links source, cue and content. Every source is matched, in text order, to what the article has named
before: first by name, then by acronym or head noun, pronouns last. What stays ambiguous stays an entity of its own:
unknown is not a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from .datatypes import Attribution, Document, Entity, Linked, Naming, Relation, Segments, Span, Spans, Tagging
from .labels import NAMINGS
from .lexicon import TOKEN, is_capital, is_role, outlets_in, plain, singular, words
from .mentions import media
from .mentions.names import acronyms, are_initials, ends, same_person
from .mentions.reading import (
    BODIES,
    CALENDAR,
    CUT,
    DEFINITE,
    INDEFINITE,
    PREPOSITION,
    PRONOUNS,
    RELATIVE,
    ROLES,
    SOURCE_WORDS,
    Mention,
    nations_in,
    people,
    read_mention,
)
from .settings import Settings

OUTLET_NOUNS = words(SOURCE_WORDS, "outlet")
DOCUMENTS = words(SOURCE_WORDS, "document")
# A more general noun may take up a more special one, never the reverse.
TAKES_UP = {
    "source": {"official", "person", "diplomat", "aide", "insider"},
    "lawmaker": {"senator", "representative", "legislator", "mp", "congressman"},
    "legislator": {"senator", "representative", "lawmaker", "mp"},
    "diplomat": {"ambassador", "envoy"},
    "envoy": {"ambassador"},
    "leader": {"president", "king"},
    "advisor": {"aide"},
    "aide": {"advisor"},
    "official": {"spokesperson", "undersecretary", "aide", "officer"},
    "doctor": {"physician", "surgeon"},
    "lawyer": {"attorney", "counsel"},
    "attorney": {"lawyer"},
    "expert": {"analyst", "professor", "researcher"},
    "analyst": {"expert"},
    "agency": {"newswire"},
}
# "The president" is no vice president.
LESSER = {"vice", "deputy", "assistant", "former", "ex", "under", "undersecretary"}
BARE = re.compile(r"the (?:[a-z]+ )?[a-z]+")  # "the source", "the military official"
JOINED = re.compile(r"(?:[^\W\d_a-z][\w'’.-]*\s){1,5}and\s[^\W\d_a-z]")  # "Marsh and Holm met": either of them
LOOK_BACK = 4  # sentences of the article's own in which a pronoun's antecedent is looked for


def link(document: Document, segments: Segments, tagging: Tagging, settings: Settings) -> Linked:
    """Attributions in text order; entities in the order of their first mention as a source."""
    text = document.text
    relations = sorted(tagging.relations, key=lambda relation: relation.start)
    outlets = media.outlets(text)
    article = _Article(text, segments, relations, outlets)
    found = [article.resolve(relation) if relation.source else None for relation in relations]
    number = {cluster: i for i, cluster in enumerate(dict.fromkeys(c for c in found if c is not None))}
    direct = [
        None if cluster is not None and article.clusters[cluster].outlet else via
        for cluster, via in zip(found, media.direct(text, segments, relations, outlets), strict=True)
    ]
    brief = [bool(relation.source) and _is_brief(relation.source[0].of(text)) for relation in relations]
    vias = media.continued(direct, found, brief, relations, segments)
    attributions = tuple(
        Attribution(relation, None if cluster is None else number[cluster], via)
        for relation, cluster, via in zip(relations, found, vias, strict=True)
    )
    return Linked(attributions, tuple(article.entity(article.clusters[cluster]) for cluster in number))


def _is_brief(source: str) -> bool:
    return plain(source) in PRONOUNS or BARE.fullmatch(plain(source)) is not None


def _named(relation: Relation) -> bool | None:
    """Whether the network takes the source for a named person; None where it does not say."""
    scores = relation.namings
    if not scores or max(scores) - min(scores) < 1e-3:
        return None
    return NAMINGS[scores.index(max(scores))] is Naming.NAMED


@dataclass
class _Cluster:
    """An entity in the making: every word used for it, and where it was named."""

    kind: str
    fullest: Mention
    plural: bool
    outlet: str | None  # its name in the outlet table
    heads: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)
    country: str | None = None
    gender: str | None = None
    names: list[Span] = field(default_factory=list)  # outside any source
    sources: list[Span] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # starts of names and sources

    def add(self, mention: Mention) -> None:
        if mention.kind == self.kind and _fullness(mention) > _fullness(self.fullest):
            self.fullest = mention
        if mention.kind != "pronoun":
            self.heads.add(mention.head)
            self.roles |= mention.roles
            self.titles |= mention.titles
            self.described |= mention.described
            self.country = self.country or mention.country
        self.gender = self.gender or mention.gender

    def last_before(self, position: int) -> int:
        """The nearest place before a position, -1 if there is none."""
        return max((place for place in self.places if place < position), default=-1)


def _fullness(mention: Mention) -> tuple[int, bool]:
    """The mention that names an entity has most words, and is no shouted headline."""
    return len(mention.name), not (len(mention.name) > 1 and mention.shown.isupper())


# --- what leaves it open that a mention is a cluster's --------------------------------------------


def _same_gender(mention: Mention, cluster: _Cluster) -> bool:
    return not (mention.gender and cluster.gender) or mention.gender == cluster.gender


def _same_country(mention: Mention, cluster: _Cluster) -> bool:
    return not (mention.country and cluster.country) or mention.country == cluster.country


def _same_office(mention: Mention, cluster: _Cluster) -> bool:
    """A surname with a title that the other never bears is somebody else's."""
    other = len(mention.name) == 1 and mention.titles and cluster.titles and not mention.titles & cluster.titles
    return not other


def _signature(mention: Mention) -> tuple[object, ...]:
    return mention.kind, mention.head, mention.name, mention.country, mention.plural


class _Article:
    """Matches the sources of one article, in text order, against what it has named so far.

    A cluster is known by its index. The methods that look for one answer None where nothing fits.
    """

    def __init__(self, text: str, segments: Segments, relations: Sequence[Relation], outlets: media.Outlets) -> None:
        self.text = text
        self.segments = segments
        self.starts = [sentence.start for sentence in segments.sentences]
        self.clusters: list[_Cluster] = []
        self.acronyms = acronyms(text)
        self.by_source: dict[Spans, int] = {}
        self.bearers: defaultdict[str, set[int]] = defaultdict(set)  # first or last word of a name -> people
        taken = [span for relation in relations for span in relation.source]
        for span, outlet in outlets:
            if outlet.state or not span.of(text).islower():
                self._introduce(span, _outlet_mention(span.of(text)), taken, outlet.name)
        found = list(people(text))
        for span, mention in found:
            if mention.kind == "person":
                self._introduce(span, mention, taken)
        for span, mention in found:
            if mention.kind == "surname" and (i := self._person(mention, span.start)) is not None:
                self.clusters[i].places.append(span.start)

    def _introduce(self, span: Span, mention: Mention, taken: Sequence[Span], outlet: str | None = None) -> None:
        """Enter a name that the text gives, whether or not it is a source."""
        found = self._person(mention, span.start) if mention.kind == "person" else self._body(mention, span.start)
        cluster = self._cluster(found, mention, outlet)
        cluster.places.append(span.start)
        if not any(span.overlaps(other) for other in taken):
            cluster.names.append(span)

    def _cluster(self, found: int | None, mention: Mention, outlet: str | None = None) -> _Cluster:
        """The cluster found, or a new one, with the mention added."""
        if found is None:
            self.clusters.append(_Cluster(mention.kind, mention, mention.plural, outlet))
            found = len(self.clusters) - 1
        self.clusters[found].add(mention)
        if mention.kind == "person":
            for part in ends(mention.name):
                self.bearers[part].add(found)
        return self.clusters[found]

    def resolve(self, relation: Relation) -> int:
        """The cluster that a relation with a source is ascribed to."""
        if relation.source in self.by_source:
            return self.by_source[relation.source]
        mention = read_mention(" ".join(span.of(self.text) for span in relation.source), _named(relation))
        position = relation.source[0].start
        found = self._match(mention, position)
        cluster = self._cluster(found, mention)
        cluster.sources.extend(relation.source)
        cluster.places.append(position)
        return self.by_source.setdefault(relation.source, len(self.clusters) - 1 if found is None else found)

    def _match(self, mention: Mention, position: int) -> int | None:
        if mention.kind == "pronoun":
            return self._pronoun(mention, position)
        if mention.kind == "person":
            return self._person(mention, position)
        return next((found for found in self._common(mention, position) if found is not None), None)

    def _common(self, mention: Mention, position: int) -> Iterator[int | None]:
        """What an institution or a common noun may stand for, the surest reading first."""
        yield self._outlet(mention)
        if mention.kind == "body":
            yield self._body(mention, position)
        if mention.lead in DEFINITE:
            yield self._take_up(mention, position)
            if mention.head in DOCUMENTS:
                yield self._issuer(mention, position)
        yield self._repeated(mention)

    def _nearest(self, candidates: Iterable[int], position: int) -> int | None:
        """The candidate that was named last before the position, else the first one named after it."""
        return max(candidates, key=lambda i: (self.clusters[i].last_before(position), -i), default=None)

    def _person(self, mention: Mention, position: int) -> int | None:
        namesakes = sorted({i for part in ends(mention.name) for i in self.bearers[part]})
        fits = [
            i
            for i, cluster in ((i, self.clusters[i]) for i in namesakes)
            if same_person(mention.name, cluster.fullest.name)
            and _same_gender(mention, cluster)
            and _same_office(mention, cluster)
        ]
        exact = [i for i in fits if self.clusters[i].fullest.name == mention.name]
        return self._nearest(exact or fits, position)

    def _outlet(self, mention: Mention) -> int | None:
        """The outlet that a source such as "the state-run news agency SANA" or "a Chosun Ilbo report" names."""
        whole = PREPOSITION.split(CUT.split(mention.text)[0])[0]
        if mention.roles or mention.plural or " and " in whole:
            return None
        named = {
            outlet.name
            for span, outlet in outlets_in(whole)
            if all(singular(word) in OUTLET_NOUNS | CALENDAR for word in TOKEN.findall(whole[span.end :]))
        }
        return next((i for i, cluster in enumerate(self.clusters) if cluster.outlet in named), None)

    def _body(self, mention: Mention, position: int) -> int | None:
        fits = [
            i
            for i, cluster in enumerate(self.clusters)
            if cluster.kind == "body"
            and _same_gender(mention, cluster)
            and _same_country(mention, cluster)
            and self._same_body(mention, cluster)
        ]
        return self._nearest(fits, position)

    def _same_body(self, mention: Mention, cluster: _Cluster) -> bool:
        """Equal names; one that has all words of the other and its head; or one that is the other's acronym."""
        words, other = self._spelled_out(mention), self._spelled_out(cluster.fullest)
        if words == other:
            return bool(words) or mention.text == cluster.fullest.text
        if min(len(words), len(other)) > 1 and (words < other or other < words):
            return mention.head in cluster.heads
        shown, fullest = mention.shown, cluster.fullest.shown
        return are_initials(shown, fullest) or are_initials(fullest, shown)

    def _spelled_out(self, mention: Mention) -> frozenset[str]:
        """The words of an institution's name; of an acronym that the text explains, the words it stands for."""
        known = self.acronyms.get(mention.name[0]) if len(mention.name) == 1 else None
        return known.words if known else frozenset(mention.name)

    def _take_up(self, mention: Mention, position: int) -> int | None:
        """What "the official", "the ministry", "the North Korean leader" stands for: the nearest one that fits."""
        heads = {mention.head} | TAKES_UP.get(mention.head, set())
        nation = {singular(w) for span, _ in nations_in(mention.text) for w in TOKEN.findall(span.of(mention.text))}
        own = set(mention.name) - {"same", "senior", mention.head} - nation
        fits = [
            i
            for i, cluster in enumerate(self.clusters)
            if cluster.last_before(position) >= 0
            and cluster.plural == mention.plural
            and _same_gender(mention, cluster)
            and _same_country(mention, cluster)
            and _has_head(cluster, mention.head, heads)
            and own <= cluster.described
            and not LESSER & (cluster.described - mention.described)
        ]
        of_country = [i for i in fits if self.clusters[i].country == mention.country]
        return self._nearest(of_country if mention.country else of_country or fits, position)

    def _issuer(self, mention: Mention, position: int) -> int | None:
        """Who put out "the statement": the source that spoke "in a statement" in a sentence before."""
        issued = re.compile(rf"\b(?:an?|its|his|her|their)\s(?:[\w'’-]+\s){{0,3}}{mention.head}\b")
        for at in range(bisect_right(self.starts, position) - 2, -1, -1):
            low, high = self.starts[at], self.starts[at + 1]
            if issued.search(self.text, low, high):
                return next((i for source, i in self.by_source.items() if low <= source[0].start < high), None)
        return None

    def _repeated(self, mention: Mention) -> int | None:
        """The same words again; "a senior official" twice may be two of them, "officials" are one group."""
        if mention.lead in ("other", "another", "others") or (mention.lead in INDEFINITE and not mention.plural):
            return None
        signature = _signature(mention)
        same = (i for i, c in enumerate(self.clusters) if c.kind != "person" and _signature(c.fullest) == signature)
        return max(same, default=None)

    def _pronoun(self, mention: Mention, position: int) -> int | None:
        """Of the nearest sentence that names any, the compatible source or only person; None where two compete."""
        compatible = [(i, cluster) for i, cluster in enumerate(self.clusters) if _may_stand_for(mention, cluster)]
        places = sorted((place, i) for i, cluster in compatible for place in cluster.places if place < position)
        near = [(place, i) for place, i in places if not self.segments.quoted(place)]
        if not near:
            return None
        here, there = (bisect_right(self.starts, at) - 1 for at in (position, near[-1][0]))
        between = sum(not self.segments.quoted(start) for start in self.starts[there + 1 : here + 1])
        if between >= LOOK_BACK:
            return None
        return self._chosen([pair for pair in near if pair[0] >= self.starts[there]], self.starts[there])

    def _chosen(self, near: Sequence[tuple[int, int]], low: int) -> int | None:
        """Of the entities named in a sentence: its last source, its only one, or the one it opens with."""
        sources = [i for place, i in near if any(span.start == place for span in self.clusters[i].sources)]
        if sources:
            return sources[-1]
        place, first = near[0]
        opening = TOKEN.findall(self.text[low:place])
        opens = all(is_capital(word) or is_role(word) or plain(word) in DEFINITE for word in opening)
        alone = opens or len({i for _, i in near}) == 1
        return first if alone and not JOINED.match(self.text, place) else None

    def entity(self, cluster: _Cluster) -> Entity:
        """The cluster's name and mentions; an acronym gets the name and the place where the text explains it."""
        fullest, names = cluster.fullest, sorted(cluster.names)
        known = self.acronyms.get(fullest.name[0]) if len(fullest.name) == 1 and cluster.kind == "body" else None
        if known:
            return Entity(known.span.of(self.text), _apart([*sorted(cluster.sources), *names, known.span]))
        return Entity(fullest.shown or fullest.text, _apart([*sorted(cluster.sources), *names]))


def _outlet_mention(written: str) -> Mention:
    name = tuple(sorted(set(map(singular, TOKEN.findall(written)))))
    return Mention("body", written, name=name, shown=written, head=name[-1] if name else "")


def _has_head(cluster: _Cluster, head: str, heads: Set[str]) -> bool:
    """Whether "the <head>" may be said of the cluster; ``heads``: the head and what it may take up."""
    if cluster.outlet:
        return head in OUTLET_NOUNS or head == singular(cluster.outlet.split()[-1])
    if head in ROLES:
        return bool(heads & (cluster.roles if cluster.kind == "person" else cluster.heads))
    return cluster.kind != "person" and bool(heads & (cluster.heads | BODIES.intersection(cluster.fullest.name)))


def _may_stand_for(mention: Mention, cluster: _Cluster) -> bool:
    """Whether a pronoun agrees with a cluster. An outlet that is no source is not who "it" is."""
    if cluster.outlet and not cluster.sources:
        return False
    if mention.lead in RELATIVE:
        return True
    if cluster.kind == "pronoun":
        return (cluster.gender, cluster.plural) == (mention.gender, mention.plural)
    if mention.plural:
        return cluster.plural or cluster.kind == "body"
    if mention.gender == "n":
        return cluster.kind == "body" or (cluster.kind == "noun" and not cluster.roles and not cluster.plural)
    somebody = cluster.kind == "person" or (cluster.kind == "noun" and bool(cluster.roles) and not cluster.plural)
    return somebody and _same_gender(mention, cluster)


def _apart(spans: Iterable[Span]) -> Spans:
    """The spans in text order, without those that overlap an earlier one of the list."""
    kept: list[Span] = []
    for span in spans:
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
    return tuple(sorted(kept))
